"""What a process of its own needs in memory to draw, read back and encode one slide; ``benchmarks.slides`` starts it.

    .venv/bin/python -m benchmarks.slide_memory 3840x2160

Prints MiB: the highest resident memory (VmHWM, proc(5)), what of it at the end are files' pages that the system shares
and may drop (programs and fonts), and the proportional share at the end (PSS).
"""

import os
import sys
from pathlib import Path

from player.slides import Kit, draw_pages, find_fonts, qr_reads, to_png
from playlists.item import Paragraph
from tests.player.slides.samples import REPORT, Blobs, make_item, make_screen


def main() -> None:
    """Draw one full slide unless the size is ``none``, and print."""
    if sys.argv[1] != "none":
        width, height = map(int, sys.argv[1].split("x"))
        kit = Kit(find_fonts(os.environ), "中共青溪区委员会", Blobs().read)
        item = make_item(Paragraph(text=REPORT), Paragraph(text=REPORT))
        drawing = next(draw_pages(item, make_screen(width, height, metres=2), kit))
        if not qr_reads(drawing):
            sys.exit("the code does not read")
        to_png(drawing)
    status, rollup = _read("status"), _read("smaps_rollup")
    print(*(int(kib) / 1024 for kib in (status["VmHWM"], status["RssFile"], rollup["Pss"])))


def _read(name: str) -> dict[str, str]:
    lines = Path(f"/proc/self/{name}").read_text().splitlines()
    return {key: value.split()[0] for key, _, value in (line.partition(":") for line in lines) if value.strip()}


if __name__ == "__main__":
    main()
