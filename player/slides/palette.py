"""The colours of one slide, each under a number of one byte. Decides which colours a smooth edge passes through.

A slide without photographs needs few colours: those of its theme and the steps between a text and its ground. One byte
a pixel instead of Pillow's four is a quarter of the memory and less than half of the time to encode.
"""

from functools import lru_cache
from typing import Final

from player.slides.themes import Colour

_MOST: Final = 256  # entries of a PNG palette (PNG 3rd ed., 11.2.2)
_STEPS: Final = 15  # from ground to full ink: on letters of 16 px and more nobody tells them from 255


class Palette:
    """Colours in the order in which they were first needed; a slide that needs more than 256 takes the nearest."""

    def __init__(self) -> None:
        self._numbers: dict[Colour, int] = {}
        self._colours: list[Colour] = []
        self.ramp = lru_cache(None)(self._make_ramp)

    @property
    def rgb(self) -> bytes:
        """Red, green and blue of every entry."""
        return bytes(channel for colour in self._colours for channel in colour)

    def number(self, colour: Colour) -> int:
        """The entry for a colour."""
        if colour not in self._numbers:
            self._numbers[colour] = self._add(colour) if len(self._colours) < _MOST else self._nearest(colour)
        return self._numbers[colour]

    def _add(self, colour: Colour) -> int:
        self._colours.append(colour)
        return len(self._colours) - 1

    def _nearest(self, colour: Colour) -> int:
        return min(
            range(_MOST), key=lambda at: sum((a - b) ** 2 for a, b in zip(self._colours[at], colour, strict=True))
        )

    def _make_ramp(self, ground: int, colour: Colour) -> bytes:
        """For each of 256 strengths of ink of a colour the entry that it has on a ground."""
        entries = [self.number(_mixed(self._colours[ground], colour, step)) for step in range(_STEPS + 1)]
        return bytes(entries[round(strength * _STEPS / 255)] for strength in range(256))


def _mixed(ground: Colour, colour: Colour, step: int) -> Colour:
    red, green, blue = (round(g + (c - g) * step / _STEPS) for g, c in zip(ground, colour, strict=True))
    return red, green, blue
