"""A bar parted by counts, its parts told apart without colour: full, hatched, empty."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from PIL import Image, ImageDraw

from player.slides.canvas import Canvas
from playlists.deck import Box

_SMOOTH: Final = 4  # slanted edges are drawn so many times larger and reduced
_PITCH: Final = 0.55  # of the bar's height, from stripe to stripe: at 4 m still stripes, not grey
_LEAST_PITCH: Final = 5  # px
_STRIPE: Final = 0.42  # of the pitch that is inked


class Shade(Enum):
    """How a part is filled, the densest first."""

    FULL = "full"
    HATCHED = "hatched"
    EMPTY = "empty"


def draw_parts(canvas: Canvas, box: Box, counts: Sequence[int], least: int) -> None:
    """Parts as wide as their counts, one for each Shade, slits between; what would vanish is ``least`` px wide."""
    x, y, width, height = box
    slit = max(2, height // 8)
    room = width - slit * (sum(map(bool, counts)) - 1)
    wide = [max(room * count // sum(counts), least) if count else 0 for count in counts]
    wide[wide.index(max(wide))] += room - sum(wide)
    for shade, part in zip(Shade, wide, strict=True):
        if part:
            fill_shaded(canvas, (x, y, part, height), shade)
            x += part + slit


def fill_shaded(canvas: Canvas, box: Box, shade: Shade) -> None:
    """A rectangle with an outline in the accent colour, filled as ``shade`` says."""
    x, y, width, height = box
    theme, edge = canvas.theme, max(2, height // 9)
    canvas.fill(box, theme.accent)
    inner = (x + edge, y + edge, width - 2 * edge, height - 2 * edge)
    if shade is Shade.FULL or min(inner[2:]) <= 0:
        return
    canvas.fill(inner, theme.paper)
    if shade is Shade.HATCHED:
        canvas.shape(_stripes(inner[2], inner[3], height), inner[:2], theme.accent)


def _stripes(width: int, height: int, bar: int) -> Image.Image:
    """A mask of stripes that rise to the right at 45 degrees."""
    mask = Image.new("L", (width * _SMOOTH, height * _SMOOTH))
    draw = ImageDraw.Draw(mask)
    pitch = max(bar * _PITCH, _LEAST_PITCH) * _SMOOTH
    inked, rise = pitch * _STRIPE, mask.height
    for at in range(int((mask.width + rise) / pitch) + 1):
        left = at * pitch - rise
        draw.polygon([(left, rise), (left + inked, rise), (left + inked + rise, 0), (left + rise, 0)], fill=255)
    return mask.reduce(_SMOOTH)
