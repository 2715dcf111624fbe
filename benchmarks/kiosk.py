"""What a screen costs: Debian's Chromium kiosk, feh and mpv beside ``player show``, same slides, same X server.

Measures PSS over the whole process tree, CPU-seconds per minute and wakeups per second while rotating every ten seconds
and while holding one slide, and the time from start until the first slide's pixels are on the display. feh and mpv cut,
the others fade; neither checks, proves or heals anything. Run it from the checkout:

    .venv/bin/python -m benchmarks.kiosk [--seconds 60]
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops, ImageGrab, ImageStat

from benchmarks.processes import cpu_s, tree, wakeups
from player.slides import Kit, draw_item, find_fonts, to_png
from player.slides.markdown import read_markdown
from playlists.item import Item
from tests.fakes.sealed import SealedSample

SIZE: Final = (1920, 1080)
SAMPLE: Final = Path(__file__).parents[1] / "sample" / "items"
ROTATING_MS: Final = 10_000
HOLDING_MS: Final = 600_000
SETTLE_S: Final = 10.0  # caches fill and start-up work ends before CPU is counted
PATIENCE_S: Final = 60.0
NOTICES: Final = ("appointments", "finance", "storm")  # of the sample: cards, a table, a list
TITLE_BOX: Final = (90, 140, 890, 360)  # where the slides differ most
_TOLERANCE: Final = 25.0  # of 255, mean difference from a slide; an empty page differs by 60, black by 180


@dataclass(frozen=True)
class Cost:
    """One contestant in one mode."""

    pss_mib: float
    cpu_s_per_min: float
    wakeups_per_s: float
    first_s: float


def main() -> None:
    """Run every contestant in both modes and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=40, help="measured per run, of which there are eight")
    arguments = parser.parse_args()
    missing = [name for name in ("Xvfb", "chromium", "feh", "mpv") if shutil.which(name) is None]
    if missing:
        sys.exit(f"kiosk: {', '.join(missing)} missing: apt-get install xvfb chromium feh mpv")
    contestants = {"player show": _player, "chromium": _chromium, "feh": _feh, "mpv": _mpv}
    costs: dict[tuple[str, str], Cost] = {}
    with tempfile.TemporaryDirectory() as folder, x_server() as display:
        for name, command in contestants.items():
            for mode, dwell_ms in (("rotating", ROTATING_MS), ("holding", HOLDING_MS)):
                place = Path(folder) / f"{name.split()[0]}-{mode}"
                place.mkdir()
                costs[name, mode] = _measure(command(place, dwell_ms), display, arguments.seconds)
    _print_table(costs)


class Notices(SealedSample):
    """Sealed by hand, but drawn by the typesetter from the sample's notices."""

    @cached_property
    def pictures(self) -> dict[str, bytes]:
        """Each notice's first slide, by its item."""
        kit = Kit(find_fonts(os.environ), self.organisation, read_blob=_no_pictures)
        return {item: to_png(draw_item(_read(item), self.screen(), kit)[0]) for item in self.items}

    def picture(self, item: str) -> bytes:
        """The slide's PNG; the fallback is never on in this programme."""
        return self.pictures[item] if item else super().picture(item)


def _read(item: str) -> Item:
    text = (SAMPLE / f"{item}.md").read_text("utf-8")
    return read_markdown(text, add_picture=lambda _: "0" * 64)


def _no_pictures(sha256: str) -> bytes:
    raise KeyError(sha256)


def _player(place: Path, dwell_ms: int) -> list[str]:
    Notices(NOTICES, size=SIZE, dwell_ms=dwell_ms).seal(place)
    return [sys.executable, "-m", "player.app", "show", "--state", str(place)]


def _chromium(place: Path, dwell_ms: int) -> list[str]:
    """A page that does the same: pictures loaded beforehand, cross-faded for 0.6 s."""
    pictures = "".join(f'<img src="{picture.name}">' for picture in _pictures(place))
    (place / "index.html").write_text(
        f"""<!doctype html><style>body {{ margin: 0; background: #000; overflow: hidden }}
        img {{ position: absolute; inset: 0; width: 100vw; height: 100vh; opacity: 0; transition: opacity .6s }}
        img.up {{ opacity: 1 }}</style>{pictures}<script>
        const all = [...document.images]; let up = 0; all[0].className = "up";
        const next = () => {{ all[up].className = ""; up = (up + 1) % all.length; all[up].className = "up" }}
        setInterval(next, {dwell_ms})
        </script>"""
    )
    flags = ["--kiosk", "--no-first-run", "--no-sandbox", "--disable-gpu", f"--user-data-dir={place / 'profile'}"]
    return ["chromium", *flags, f"--window-size={SIZE[0]},{SIZE[1]}", (place / "index.html").as_uri()]


def _feh(place: Path, dwell_ms: int) -> list[str]:
    pictures = [str(picture) for picture in _pictures(place)]
    return ["feh", "--fullscreen", "--hide-pointer", "--slideshow-delay", f"{dwell_ms / 1000:g}", *pictures]


def _mpv(place: Path, dwell_ms: int) -> list[str]:
    pictures = [str(picture) for picture in _pictures(place)]
    options = ["--no-config", "--fullscreen", "--loop-playlist", "--vo=x11", "--no-osc", "--no-input-default-bindings"]
    return ["mpv", *options, f"--image-display-duration={dwell_ms / 1000:g}", *pictures]


def _pictures(place: Path) -> list[Path]:
    """The slides as files."""
    sample = Notices(NOTICES, size=SIZE)
    for item in sample.items:
        (place / f"{item}.png").write_bytes(sample.picture(item))
    return [place / f"{item}.png" for item in sample.items]


def _measure(command: list[str], display: str, seconds: float) -> Cost:
    titles = _titles()  # before the clock starts
    environ = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11"}
    began = time.monotonic()
    process = subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        first_s = _wait_for_slide(titles, display, process) - began
        time.sleep(SETTLE_S)
        before, woken, since = cpu_s(process.pid), wakeups(process.pid), time.monotonic()
        time.sleep(seconds)
        used_s, woke = cpu_s(process.pid) - before, wakeups(process.pid) - woken
        took_s = time.monotonic() - since
        return Cost(pss_mib(process.pid), used_s * 60 / took_s, woke / took_s, first_s)
    finally:
        end(process)


def _titles() -> list[Image.Image]:
    slides = (Image.open(io.BytesIO(png)) for png in Notices(NOTICES, size=SIZE).pictures.values())
    return [_coarse(slide.convert("RGB").crop(TITLE_BOX)) for slide in slides]


def _coarse(title: Image.Image) -> Image.Image:
    """So few pixels that a browser's window, which lies some pixels aside without a window manager, still matches."""
    return title.resize((16, 5), Image.Resampling.BOX)


def _wait_for_slide(titles: list[Image.Image], display: str, process: subprocess.Popen[bytes]) -> float:
    """When a slide's own title was first on the display."""
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends and process.poll() is None:
        seen = _coarse(ImageGrab.grab(TITLE_BOX, xdisplay=display).convert("RGB"))
        if any(max(ImageStat.Stat(ImageChops.difference(seen, title)).mean) < _TOLERANCE for title in titles):
            return time.monotonic()
        time.sleep(0.02)
    sys.exit(f"{process.args!r} put no slide on the display")


def pss_mib(pid: int) -> float:
    """Proportional set size of the process and all it has started."""
    rollups = (Path(f"/proc/{one}/smaps_rollup").read_text().splitlines() for one in tree(pid))
    return sum(int(line.split()[1]) for lines in rollups for line in lines if line.startswith("Pss:")) / 1024


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end; insist after a while."""
    process.terminate()
    try:
        process.wait(PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        process.wait()


@contextmanager
def x_server() -> Iterator[str]:
    """The name of a display of an X server that has no GPU."""
    reading, writing = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", screen, "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        yield f":{pipe.readline().strip()}"
    end(server)


def _print_table(costs: dict[tuple[str, str], Cost]) -> None:
    """A row for each figure, and how many times as much as ``player show`` the others take."""
    rows = (
        ("PSS rotating, MiB", "rotating", "pss_mib"),
        ("PSS holding, MiB", "holding", "pss_mib"),
        ("CPU rotating, s/min", "rotating", "cpu_s_per_min"),
        ("CPU holding, s/min", "holding", "cpu_s_per_min"),
        ("wakeups rotating, /s", "rotating", "wakeups_per_s"),
        ("wakeups holding, /s", "holding", "wakeups_per_s"),
        ("first picture, s", "rotating", "first_s"),
    )
    ours, *others = dict.fromkeys(who for who, _ in costs)
    print(f"{'':22}{ours:>12}" + "".join(f"{who:>12}{'ratio':>8}" for who in others))
    for title, mode, name in rows:
        own = getattr(costs[ours, mode], name)
        line = f"{title:22}{own:12.2f}"
        for who in others:
            theirs = getattr(costs[who, mode], name)
            ratio = f"{theirs / own:.1f}x" if own else "-"
            line += f"{theirs:12.2f}{ratio:>8}"
        print(line)


if __name__ == "__main__":
    main()
