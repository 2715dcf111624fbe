"""The pixels of a slide: few colours, smooth edges on every ground, a file that others read, and little memory."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops

from player.slides import Fonts, Kit, draw_item, to_png
from player.slides.canvas import Canvas
from player.slides.lines import Style, set_lines
from player.slides.palette import Palette
from player.slides.themes import THEMES
from playlists.item import Paragraph, Picture
from playlists.screen import ThemeName
from tests.player.slides.samples import REPORT, Blobs, make_item, make_screen

PHOTO = next((Path(__file__).parents[3] / "sample").rglob("*.jpg"))
THEME = THEMES[ThemeName.RED_GOLD]
MOST_MIB = 60  # of a process that draws one slide at 4K: a board of 512 MB has others to feed


def test_a_slide_of_text_is_written_with_a_palette_and_reads_as_drawn(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text=REPORT)), make_screen(), kit)[0]
    with Image.open(BytesIO(to_png(drawing))) as read:
        assert read.mode == "P"
        assert ImageChops.difference(read.convert("RGB"), drawing.picture).getbbox() is None


def test_a_slide_with_a_photograph_is_written_in_true_colours_and_reads_as_drawn(kit: Kit, blobs: Blobs) -> None:
    picture = Picture(blob=blobs.add(PHOTO.read_bytes()), caption="开工现场")
    drawing = draw_item(make_item(picture, Paragraph(text="正文。")), make_screen(), kit)[0]
    with Image.open(BytesIO(to_png(drawing))) as read:
        assert read.mode == "RGB"
        assert ImageChops.difference(read, drawing.picture).getbbox() is None
        assert len(read.getcolors(1 << 20) or []) > 256


def test_text_that_stands_half_on_a_bar_has_edges_of_both_grounds(fonts: Fonts) -> None:
    canvas = Canvas((300, 120), THEME, fonts)
    canvas.fill((0, 0, 150, 120), THEME.track)
    canvas.line(set_lines("公公公公", Style(60), 300, fonts)[0], 30, 30, THEME.ink)
    picture = canvas.finished().rgb()
    for left, ground in ((0, THEME.track), (151, THEME.paper)):
        half = picture.crop((left, 0, left + 149, 120))
        edges = [colour for _, colour in half.getcolors(300) or [] if colour not in {ground, THEME.ink}]
        assert all(_lies_between(colour, ground, THEME.ink) for colour in edges)
        assert len(edges) > 10


def test_a_slide_that_needs_more_colours_than_a_palette_holds_takes_the_nearest() -> None:
    palette = Palette()
    for red in range(256):
        palette.number((red, 0, 0))
    assert palette.number((90, 3, 0)) == palette.number((90, 0, 0))


def test_a_slide_at_4k_is_drawn_read_back_and_encoded_within_60_mib() -> None:
    child = [sys.executable, "-m", "benchmarks.slide_memory", "3840x2160"]
    peak, _, _ = subprocess.run(child, check=True, capture_output=True).stdout.split()
    assert float(peak) < MOST_MIB


def _lies_between(colour: object, one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    assert isinstance(colour, tuple)
    return all(min(a, b) - 1 <= c <= max(a, b) + 1 for a, b, c in zip(one, other, colour, strict=True))
