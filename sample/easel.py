# ruff: noqa: PLR0917 (a shape is told by its place and size, in that order, as in every drawing library)
"""Shapes that the illustrations share: sky, ridges, trees, people, houses. Decides how they are drawn, not where."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

WIDTH: Final = 1600
HEIGHT: Final = 1000
_OVERSAMPLING: Final = 2  # drawn twice as large, then reduced, so that edges are smooth
Point = tuple[float, float]
Colour = str

SKIN: Final = "#f0c8a2"
HAIR: Final = "#3a302b"


class Easel:
    """A picture being drawn; coordinates are in pixels of the finished picture, from the top left."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        strip = Image.new("RGB", (1, 2))
        strip.putpixel((0, 0), _rgb(top))
        strip.putpixel((0, 1), _rgb(bottom))
        size = (WIDTH * _OVERSAMPLING, HEIGHT * _OVERSAMPLING)
        self._image = strip.resize(size, Image.Resampling.BICUBIC, box=(0, 0.5, 1, 1.5))
        self._draw = ImageDraw.Draw(self._image, "RGBA")

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """A filled polygon."""
        self._draw.polygon([(x * _OVERSAMPLING, y * _OVERSAMPLING) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        """A filled rectangle with rounded corners."""
        k = _OVERSAMPLING
        self._draw.rounded_rectangle((x * k, y * k, (x + width) * k, (y + height) * k), radius * k, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: Colour, flatness: float = 1) -> None:
        """A filled circle, or an ellipse ``flatness`` times as high as wide."""
        k, high = _OVERSAMPLING, radius * flatness
        self._draw.ellipse(((x - radius) * k, (y - high) * k, (x + radius) * k, (y + high) * k), fill=colour)

    def stroke(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line through the points, with round ends."""
        k = _OVERSAMPLING
        self._draw.line([(x * k, y * k) for x, y in points], fill=colour, width=round(width * k), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def ground(self, edge: Sequence[Point], colour: Colour) -> None:
        """Everything below an edge that runs from the left to the right side."""
        self.area([*edge, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def save(self, path: Path) -> None:
        """Write it as JPEG at its finished size."""
        self._image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(path, quality=88, optimize=True)


def ridge(height: float, swing: float, waves: float, phase: float) -> list[Point]:
    """The edge of a range of hills: ``waves`` summits over the width, ``swing`` high around ``height``."""
    return [(x, height + swing * _rolling(x / WIDTH * waves * math.tau + phase)) for x in range(0, WIDTH + 10, 10)]


def draw_tree(easel: Easel, x: float, y: float, height: float, crown: Colour, shade: Colour) -> None:
    """A broad tree standing on (x, y)."""
    easel.stroke([(x, y), (x, y - height * 0.5)], "#7a5a41", height * 0.07)
    for dx, dy, radius in ((-0.2, 0.52, 0.22), (0.2, 0.54, 0.22), (0, 0.74, 0.26)):
        easel.disc(x + dx * height, y - dy * height, radius * height, crown)
    easel.disc(x + 0.1 * height, y - 0.5 * height, 0.17 * height, shade)


def draw_pine(easel: Easel, x: float, y: float, height: float, colour: Colour) -> None:
    """A conifer standing on (x, y)."""
    easel.stroke([(x, y), (x, y - height * 0.3)], "#7a5a41", height * 0.06)
    for low, high, half in ((0.15, 0.6, 0.26), (0.38, 0.8, 0.21), (0.6, 1, 0.15)):
        easel.area(
            [(x - half * height, y - low * height), (x, y - high * height), (x + half * height, y - low * height)],
            colour,
        )


def draw_house(easel: Easel, x: float, y: float, width: float, roof: Colour = "#4a5058") -> None:
    """A white-walled house with a dark roof, its lower left corner at (x, y)."""
    wall = width * 0.5
    easel.box(x, y - wall, width, wall, "#fbf7ee")
    easel.box(x, y - wall * 0.16, width, wall * 0.16, "#d9d2c3")
    eaves, peak = width * 0.12, width * 0.3
    easel.area(
        [
            (x - eaves, y - wall),
            (x + width * 0.14, y - wall - peak),
            (x + width * 0.86, y - wall - peak),
            (x + width + eaves, y - wall),
        ],
        roof,
    )
    easel.box(x + width * 0.42, y - wall * 0.62, width * 0.18, wall * 0.62, "#8d5b3c")
    for left in (0.12, 0.72):
        easel.box(x + width * left, y - wall * 0.68, width * 0.16, wall * 0.3, "#9db7bf")


def draw_person(easel: Easel, x: float, y: float, height: float, coat: Colour, trousers: Colour = "#43505e") -> None:
    """Somebody standing on (x, y), seen from the front."""
    unit = height / 8
    for side in (-1, 1):
        easel.stroke([(x + side * unit * 0.5, y), (x + side * unit * 0.45, y - unit * 3.4)], trousers, unit * 0.85)
        easel.stroke(
            [(x + side * unit * 1.05, y - unit * 5.8), (x + side * unit * 1.35, y - unit * 3.7)], coat, unit * 0.7
        )
    easel.box(x - unit * 1.2, y - unit * 6.4, unit * 2.4, unit * 3.4, coat, unit * 0.9)
    draw_head(easel, x, y - unit * 7.3, unit)


def draw_head(easel: Easel, x: float, y: float, radius: float) -> None:
    """A head with dark hair around (x, y)."""
    easel.disc(x, y - radius * 0.22, radius * 1.02, HAIR)
    easel.disc(x, y + radius * 0.12, radius * 0.86, SKIN)


def _rolling(angle: float) -> float:
    return -(0.6 * math.sin(angle) + 0.28 * math.sin(2.1 * angle + 1) + 0.12 * math.sin(4.7 * angle + 2))


def _rgb(colour: Colour) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
