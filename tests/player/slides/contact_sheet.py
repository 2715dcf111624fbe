"""Every template on every kind of screen in every theme, as one picture a theme, to be looked at cell by cell.

    .venv/bin/python -m tests.player.slides.contact_sheet [FOLDER] [--cells FOLDER]

writes ``docs/slides/<theme>.jpg``; ``--cells`` also writes each slide in full.
"""

import argparse
import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
from PIL import Image

from player.documents.rasteriser import rasterise
from player.documents.selection import parse_selection
from player.slides import Drawing, Kit, draw_fallback, draw_item, draw_title_page, find_fonts
from player.slides.markdown import read_markdown
from playlists.item import Item, Stage, Timing
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import make_item, make_screen

ROOT: Final = Path(__file__).parents[3]
SAMPLE: Final = ROOT / "sample" / "items"
TEMPLATES: Final = {
    "notice": "decision",
    "appointments": "appointments",
    "table": "dues",
    "chart": "windows",
    "appraisal": "appraisal",
    "pledges": "pledges",
    "picture": "bridge",
    "pictures": "scenes",
    "question": "replies",
    "document": "supply",
    "consultation": "consultation",
    "urgent": "storm",
    "correction": "overtime-correction",
    "withdrawal": "market-withdrawal",
}
SCREENS: Final = {
    "1920x1080": make_screen(1920, 1080, inches=55, metres=4),
    "1080x1920": make_screen(1080, 1920, inches=43, metres=3),
    "3840x2160": make_screen(3840, 2160, inches=75, metres=5),
    "1366x768": make_screen(1366, 768, inches=32, metres=2.5),
    "1024x256": make_screen(1024, 256, inches=166, metres=12),  # light-emitting diodes 4 mm apart
}
CELL: Final = (480, 270)  # px
CONSULTED_UNTIL: Final = datetime(2026, 12, 9, 9, 30, tzinfo=UTC)
GAP: Final = 16  # px
GROUND: Final = (112, 116, 120)  # neither theme's paper, so that edges show
QUALITY: Final = 60  # of JPEG: three sheets stay below 5 MB


class Gallery:
    """The sample's notices as items, with their pictures."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self.kit = Kit(find_fonts(os.environ), "中共青溪区委员会", self._files.__getitem__)

    def item(self, template: str) -> Item:
        """The notice that shows a template, with a code and dates as an office would give it."""
        path = SAMPLE / f"{TEMPLATES[template]}.md"
        item = read_markdown(path.read_text("utf-8"), add_picture=self._add, add_document=self._add_pages)
        usual = make_item()
        given: dict[str, object] = {"link": usual.link, "shown_from": usual.shown_from, "entry": usual.entry}
        if template == "appointments":
            given["publicity"] = usual.publicity
        if template == "urgent":
            given["timing"] = Timing.URGENT
        if template in {"consultation", "appointments"}:
            given |= {"stage": Stage.PROPOSAL, "shown_until": CONSULTED_UNTIL}
        return msgspec.structs.replace(item, **given)

    def _add(self, path: str) -> str:
        return self._keep((SAMPLE / path).read_bytes())

    def _add_pages(self, path: str, wanted: str) -> list[str]:
        return [self._keep(sheet.data) for sheet in rasterise((SAMPLE / path).read_bytes(), parse_selection(wanted))]

    def _keep(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self._files[sha256] = data
        return sha256


def slides(theme: ThemeName) -> Iterator[Mapping[str, list[Drawing]]]:
    """For each template its slides by screen; a playlist's title page and that of an empty programme come last."""
    gallery = Gallery()
    screens = {name: msgspec.structs.replace(screen, theme=theme) for name, screen in SCREENS.items()}
    for template in TEMPLATES:
        item = gallery.item(template)
        yield {name: draw_item(item, screen, gallery.kit) for name, screen in screens.items()}
    titles = [gallery.item(template).title for template in TEMPLATES]
    yield {name: [draw_title_page("工作日白天", titles, screen, gallery.kit)] for name, screen in screens.items()}
    yield {name: [draw_fallback(screen, gallery.kit)] for name, screen in screens.items()}


def make_sheet(rows: list[Mapping[str, list[Drawing]]]) -> Image.Image:
    """Rows of cells; a low screen's cell shows its first two slides."""
    widths = [_fitted(screen)[0] for screen in SCREENS.values()]
    size = (sum(widths) + GAP * (len(widths) + 1), (CELL[1] + GAP) * len(rows) + GAP)
    sheet = Image.new("RGB", size, GROUND)
    for number, row in enumerate(rows):
        left, top = GAP, GAP + number * (CELL[1] + GAP)
        for drawings, screen, width in zip(row.values(), SCREENS.values(), widths, strict=True):
            _, height = _fitted(screen)
            for at, drawing in enumerate(drawings[: CELL[1] // height]):
                small = drawing.picture.resize((width, height), Image.Resampling.LANCZOS)
                sheet.paste(small, (left, top + at * (height + GAP)))
            left += width + GAP
    return sheet


def _fitted(screen: Screen) -> tuple[int, int]:
    scale = min(CELL[0] / screen.width_px, CELL[1] / screen.height_px)
    return round(screen.width_px * scale), round(screen.height_px * scale)


def main() -> None:
    """Draw the sheets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "slides")
    parser.add_argument("--cells", type=Path, help="also write every slide in full into this folder")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for theme in ThemeName:
        rows = list(slides(theme))
        make_sheet(rows).save(arguments.folder / f"{theme}.jpg", quality=QUALITY, optimize=True)
        if arguments.cells:
            _save_cells(rows, arguments.cells / theme)


def _save_cells(rows: list[Mapping[str, list[Drawing]]], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for template, row in zip((*TEMPLATES, "title", "fallback"), rows, strict=True):
        for screen, drawings in row.items():
            for drawing in drawings:
                drawing.picture.save(folder / f"{template}-{screen}-{drawing.page}.png", compress_level=1)


if __name__ == "__main__":
    main()
