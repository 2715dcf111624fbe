"""The emblem of 青溪区, which is invented: the sun over two ridges, and the green stream that names the district.

``python -m sample.emblem`` draws it.
"""

import math
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

FILE: Final = Path(__file__).parent / "items" / "pictures" / "emblem.png"
_SIZE: Final = 512
_OVERSAMPLING: Final = 4
_PINE, _LEAF, _WATER, _PAPER, _SUN = "#14524a", "#4f9271", "#2f8fa3", "#fbf7ee", "#d9a441"


def main() -> None:
    """Draw it and write it as PNG with a transparent surrounding."""
    side = _SIZE * _OVERSAMPLING
    inside = Image.new("RGB", (side, side), _PAPER)
    draw = ImageDraw.Draw(inside)
    unit = side / 100
    draw.ellipse(_box(62, 33, 10, unit), fill=_SUN)
    draw.polygon(_ridge([(0, 62), (20, 40), (34, 54), (50, 34), (72, 60), (100, 48)], unit), fill=_LEAF)
    draw.polygon(_ridge([(0, 70), (26, 54), (48, 68), (74, 52), (100, 66)], unit), fill=_PINE)
    _draw_stream(draw, unit)
    emblem = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(emblem)
    pen.ellipse(_box(50, 50, 49, unit), fill=_PINE)
    pen.ellipse(_box(50, 50, 45.5, unit), fill=_PAPER)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).ellipse(_box(50, 50, 43, unit), fill=255)
    emblem.paste(inside, mask=mask)
    emblem.resize((_SIZE, _SIZE), Image.Resampling.LANCZOS).save(FILE, optimize=True)


def _draw_stream(draw: ImageDraw.ImageDraw, unit: float) -> None:
    """A stream that winds from between the ridges and grows broader; light banks part it from the hills."""
    for colour, more in ((_PAPER, 2.2), (_WATER, 0.0)):
        for step in range(400):
            t = step / 399
            x = 48 + 15 * math.sin(t * 5.2) * (0.35 + t)
            draw.ellipse(_box(x, 60 + 42 * t, 1.2 + 9 * t**1.2 + more, unit), fill=colour)


def _ridge(points: list[tuple[float, float]], unit: float) -> list[tuple[float, float]]:
    return [(x * unit, y * unit) for x, y in (*points, (100, 100), (0, 100))]


def _box(x: float, y: float, radius: float, unit: float) -> tuple[float, float, float, float]:
    return (x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit


if __name__ == "__main__":
    main()
