"""What a video costs: mpv beside ``player show``, the same file, looped, on the same X server without a GPU.

Measures CPU-seconds per minute and PSS over the whole process tree, filling the panel and in the frame of a slide, and
how many pictures ``player show`` presented a second. Run it from the checkout; mpv is Debian's:

    .venv/bin/python -m benchmarks.video [--seconds 40] [--codec libx265]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from PIL import Image, ImageDraw

from benchmarks.kiosk import SETTLE_S, end, pss_mib, x_server
from benchmarks.processes import cpu_s, tree
from player.device.show_status import load_status
from playlists.deck import Clip
from tests.fakes.sealed import SealedSample

SIZE: Final = (1920, 1080)
FRAMED: Final = (90, 316, 1056, 594)  # where the typesetter puts a video under a title of one line
RATE, SECONDS, BITS_PER_S = 30, 20, 5_000_000


@dataclass
class Playing(SealedSample):
    """One item, whose video lies in ``box``."""

    box: tuple[int, int, int, int] = (0, 0, *SIZE)

    def clip(self, item: str) -> Clip | None:
        """The video where it is wanted."""
        clip = super().clip(item)
        return Clip(clip.blob, self.box, clip.duration_ms, clip.is_looped) if clip else None


def main() -> None:
    """Run both contestants in both sizes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=40, help="measured per run, of which there are four")
    parser.add_argument("--codec", default="libx264", help="libx264 or libx265")
    arguments = parser.parse_args()
    if shutil.which("mpv") is None:
        sys.exit("video: mpv is needed: apt-get install mpv")
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        video = Path(folder) / "video.mp4"
        make_video(video, arguments.codec)
        print(
            f"{SIZE[0]}×{SIZE[1]}, {RATE}/s, {arguments.codec}, {video.stat().st_size * 8 / SECONDS / 1e6:.1f} Mbit/s"
        )
        print(f"{'':24}{'CPU-s/min':>10}{'PSS, MiB':>10}{'of it show':>12}{'pictures/s':>12}")
        for name, box in (("whole panel", (0, 0, *SIZE)), ("framed", FRAMED)):
            state = Path(folder) / name.split()[0]
            sample = Playing(
                items=("film",), size=SIZE, dwell_ms=600_000, is_looped=True, video_ms=SECONDS * 1000,
                videos={"film": video.read_bytes()}, box=box,
            )  # fmt: skip
            sample.seal(state)
            show = [sys.executable, "-m", "player.app", "show", "--state", str(state)]
            _measure(f"player show, {name}", show, display, arguments.seconds, state)
            _measure(f"mpv, {name}", _mpv(video, box), display, arguments.seconds)


def make_video(path: Path, codec: str) -> None:
    """Grainy pictures that pass by, with a thing that moves over them: about as hard to decode as a street scene."""
    width, height = SIZE
    ground = Image.effect_noise((width // 4 + 200, height // 4), 60).resize((width + 800, height)).convert("RGB")
    with av.open(str(path), "w") as writing:
        stream = writing.add_stream(codec, rate=RATE)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base, stream.bit_rate = Fraction(1, RATE), BITS_PER_S
        stream.options = {"preset": "veryfast", "x265-params": "log-level=none"}
        for number in range(RATE * SECONDS):
            left = abs(number * 5 % 1600 - 800)
            picture = ground.crop((left, 0, left + width, height))
            ImageDraw.Draw(picture).ellipse((number * 3, 300, number * 3 + 240, 540), fill=(200, 40, 40))
            writing.mux(stream.encode(av.VideoFrame.from_image(picture)))
        writing.mux(stream.encode(None))


def _mpv(video: Path, box: Sequence[int]) -> list[str]:
    x, y, width, height = box
    place = ["--fs"] if width == SIZE[0] else ["--no-border", f"--geometry={width}x{height}+{x}+{y}"]
    quiet = ["--no-config", "--no-audio", "--no-osc", "--no-input-default-bindings", "--really-quiet"]
    return ["mpv", *quiet, "--vo=x11", "--hwdec=no", "--loop=inf", *place, str(video)]


def _measure(name: str, command: list[str], display: str, seconds: float, state: Path | None = None) -> None:
    environ = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    began = time.monotonic()
    try:
        time.sleep(SETTLE_S)
        if process.poll() is not None or len([*tree(process.pid)]) < (2 if state else 1):
            sys.exit(f"{name} does not play")
        before, since = cpu_s(process.pid), time.monotonic()
        time.sleep(seconds)
        used = (cpu_s(process.pid) - before) * 60 / (time.monotonic() - since)
        whole, own = pss_mib(process.pid), _own_pss_mib(process.pid)
    finally:
        end(process)
    status = load_status(state) if state else None
    rate = f"{status.frames / (time.monotonic() - began):.1f}" if status else "-"
    print(f"{name:24}{used:10.1f}{whole:10.0f}{own:12.0f}{rate:>12}")


def _own_pss_mib(pid: int) -> float:
    """Of the process alone, without the decoder that it has started."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


if __name__ == "__main__":
    main()
