"""What a slide costs: our typesetter beside headless Chromium setting the same text in the same font to PNG.

Prints CPU per slide, drawing and PNG apart, by the screen's size; the ratio to Chromium; the growth from 100 to 100,000
characters; and the peak of memory at 1080p and 4K. Run it from the checkout:

    .venv/bin/python -m benchmarks.slides [--tries 10]
"""

import argparse
import base64
import html
import io
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from PIL import Image
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from benchmarks.processes import children, cpu_s
from player.slides import Drawing, Kit, draw_item, draw_pages, find_fonts, to_png
from playlists.deck import Role
from playlists.item import Item, Paragraph
from playlists.screen import Screen
from tests.player.slides.samples import REPORT, Blobs, make_item, make_screen

SCREENS: Final = {
    "1366x768": make_screen(1366, 768, inches=32, metres=1.5),
    "1920x1080": make_screen(1920, 1080, metres=2),
    "3840x2160": make_screen(3840, 2160, metres=2),
}
ON_A_SLIDE: Final = 400  # characters, title and furniture included
FONT: Final = "'Noto Sans CJK SC'"
LENGTHS: Final = (100, 1_000, 10_000, 100_000)
CHROMIUM_SLIDES: Final = 20  # measured after as many for warming up; its start is not counted


@dataclass(frozen=True)
class Cost:
    """CPU of one slide in ms, and its PNG's size. ``first``: before any of its glyphs is known."""

    first: float
    drawing: float
    encoding: float
    decoding: float
    kilobytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tries", type=int, default=10, help="of which the least counts")
    arguments = parser.parse_args()
    kit = _unread_kit()
    print(f"{'CPU ms a slide':16}{'first':>7}{'drawing':>9}{'PNG':>7}{'both':>7}", end="")
    print(f"{'Chromium':>10}{'ratio':>8}{'decode':>8}{'kB':>6}")
    for name, screen in SCREENS.items():
        cost = _cost(screen, kit, arguments.tries)
        chromium, both = _chromium_ms(screen, kit), cost.drawing + cost.encoding
        print(
            f"{name:16}{cost.first:7.1f}{cost.drawing:9.1f}{cost.encoding:7.1f}{both:7.1f}"
            f"{chromium:10.1f}{chromium / both:7.1f}x{cost.decoding:8.1f}{cost.kilobytes:6.0f}"
        )
    print(f"\n{'characters':>12}{'slides':>8}{'CPU ms':>9}{'us a character':>16}")
    for length in LENGTHS:
        slides, ms = _growth(length, kit, arguments.tries)
        print(f"{length:12,}{slides:8}{ms:9.1f}{ms * 1000 / length:16.1f}")
    print(f"\n{'memory, MiB':16}{'peak':>7}{'of files':>10}{'own':>7}{'PSS':>7}")
    for what in ("none", "1920x1080", "3840x2160"):
        peak, files, share = _memory_mib(what)
        print(f"{what:16}{peak:7.0f}{files:10.0f}{peak - files:7.0f}{share:7.0f}")


def _cost(screen: Screen, kit: Kit, tries: int) -> Cost:
    """One slide, its glyphs known: a deck draws the same few hundred characters again and again."""
    item = _full_slide(screen, kit)
    drawing = draw_item(item, screen, kit)[0]
    png = to_png(drawing)
    return Cost(
        _least_ms(lambda: draw_item(item, screen, _unread_kit()), min(tries, 3)),
        _least_ms(lambda: draw_item(item, screen, kit), tries),
        _least_ms(lambda: to_png(drawing), tries),
        _least_ms(lambda: _decode(png), tries),
        len(png) / 1000,
    )


def _unread_kit() -> Kit:
    """A kit whose fonts have drawn nothing yet."""
    return Kit(find_fonts(os.environ), "中共青溪区委员会", Blobs().read)


def _decode(png: bytes) -> None:
    """As the show does."""
    import pygame  # noqa: PLC0415 (the child whose memory is measured has no need of it)

    pygame.image.load(io.BytesIO(png), "slide.png")


def _least_ms(work: Callable[[], object], tries: int) -> float:
    """CPU of this process; the least of several, since what else the machine does only adds to it."""
    times = []
    for _ in range(tries):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return min(times) * 1000


def _full_slide(screen: Screen, kit: Kit) -> Item:
    """An item of one slide with ``ON_A_SLIDE`` characters on it, title, code and furniture included."""
    length = ON_A_SLIDE
    while length > 0:
        drawings = draw_item(_item(length), screen, kit)
        if len(drawings) == 1 and sum(len(run.text) for run in drawings[0].texts) <= ON_A_SLIDE:
            return _item(length)
        length -= 5
    sys.exit(f"{screen.width_px}x{screen.height_px} holds no slide")


def _item(length: int) -> Item:
    """A text of so many characters in paragraphs of an official report's length."""
    text = REPORT * (length // len(REPORT) + 1)
    parts = [text[at : at + len(REPORT)] for at in range(0, length, len(REPORT))]
    return make_item(*(Paragraph(text=part[: length - at * len(REPORT)]) for at, part in enumerate(parts)))


def _growth(length: int, kit: Kit, tries: int) -> tuple[int, float]:
    """Slides and CPU ms of a text at 480p, where drawing is cheap and setting is what counts."""
    screen, item = make_screen(854, 480, inches=20, metres=1), _item(length)

    def draw() -> int:
        return sum(1 for _ in draw_pages(item, screen, kit))

    return draw(), _least_ms(draw, max(1, min(tries, 30_000 // length)))


def _memory_mib(what: str) -> tuple[float, float, float]:
    """Highest resident memory of a process that draws one slide, its files' part, and its share at the end."""
    child = [sys.executable, "-m", "benchmarks.slide_memory", what]
    peak, files, share = subprocess.run(child, check=True, capture_output=True).stdout.split()
    return float(peak), float(files), float(share)


def _chromium_ms(screen: Screen, kit: Kit) -> float:
    """CPU of a running browser for loading the page and giving its screenshot as PNG."""
    page = _page(draw_item(_full_slide(screen, kit), screen, kit)[0])
    address = "data:text/html;base64," + base64.b64encode(page.encode()).decode()
    with _browser(screen) as (browser, pid):
        for _ in range(CHROMIUM_SLIDES):
            _shoot(browser, address, screen)
        before = cpu_s(pid)
        for _ in range(CHROMIUM_SLIDES):
            _shoot(browser, address, screen)
        return (cpu_s(pid) - before) * 1000 / CHROMIUM_SLIDES


def _shoot(browser: Chrome, address: str, screen: Screen) -> None:
    browser.get(address)
    with Image.open(io.BytesIO(browser.get_screenshot_as_png())) as picture:
        if picture.size != (screen.width_px, screen.height_px):
            sys.exit(f"chromium gave a picture of {picture.size}")


@contextmanager
def _browser(screen: Screen) -> Iterator[tuple[Chrome, int]]:
    options = ChromeOptions()
    for flag in ("headless", "no-sandbox", "disable-gpu", "hide-scrollbars", "force-device-scale-factor=1"):
        options.add_argument(f"--{flag}")
    options.binary_location = "/usr/bin/chromium"
    browser = Chrome(options, Service("/usr/bin/chromedriver"))
    try:
        size = {"width": screen.width_px, "height": screen.height_px, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        yield browser, children(browser.service.process.pid)[0]
    finally:
        browser.quit()


def _page(drawing: Drawing) -> str:
    """The same title, text, furniture and code at the same sizes and places, set by the browser."""
    assert drawing.qr
    body = [run for run in drawing.texts if run.role is Role.BODY]
    left, top = min(run.box[0] for run in body), body[0].box[1]
    width = max(run.box[0] + run.box[2] for run in body) - left
    others = "".join(
        f'<p style="left:{run.box[0]}px;top:{run.box[1]}px;font:{weight} {run.px}px {FONT};white-space:nowrap">'
        f"{html.escape(run.text)}</p>"
        for run in drawing.texts
        if run.role is not Role.BODY
        for weight in (["bold"] if run.role is Role.TITLE else ["normal"])
    )
    text = html.escape("".join(run.text for run in body))
    x, y, side, _ = drawing.qr.box
    file = io.BytesIO()
    drawing.picture.crop((x, y, x + side, y + side)).save(file, "PNG")
    code = base64.b64encode(file.getvalue()).decode()
    return (
        f'<!doctype html><meta charset="utf-8"><style>body{{margin:0;background:#fbf7ee}}'
        f"p,img{{position:absolute;margin:0;line-height:1}}</style>{others}"
        f'<p style="left:{left}px;top:{top}px;width:{width}px;font:{body[0].px}px {FONT};line-height:1.55;'
        f'text-align:justify;text-indent:2em">{text}</p>'
        f'<img src="data:image/png;base64,{code}" style="left:{x}px;top:{y}px">'
    )


if __name__ == "__main__":
    main()
