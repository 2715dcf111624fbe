"""How often a picture flashes: WCAG 2.2, success criterion 2.3.1 (Three Flashes or Below Threshold), general flashes.

A general flash is a pair of opposing changes in relative luminance of a tenth or more of the maximum. More than three
in a second are dangerous where those that occur concurrently fill a quarter of any 10 degrees of view: of 341 × 256
pixels of 1024 × 768, a third of the width and of the height. A tenth over a quarter of such a field changes the field's
mean by a fortieth, so opposing changes of that much in any field's mean are counted. Text that moves darkens one place
while it lightens the next: it changes a field's mean only as it enters and leaves, which is counted as well.
"""

from collections.abc import Sequence
from typing import NamedTuple

from PIL import Image

MOST_FLASHES = 3  # in any second
_FIELDS = 3  # side by side across the picture and down it
_PLACES = 4  # a field is measured again each quarter of its side, wherever it may lie
_STEP = 0.1 * 0.25  # of the maximum luminance
_WEIGHTS = (0.2126, 0.7152, 0.0722, 0)  # relative luminance of linear red, green, blue
_LINEAR = [round(255 * ((c / 255 + 0.055) / 1.055) ** 2.4 if c > 10 else c / 12.92) for c in range(256)]
_CELLS = _FIELDS * _PLACES  # in each direction


class Seen(NamedTuple):
    """A presented frame: when, in seconds, and the luminance of each field, 0 to 1."""

    at_s: float
    fields: tuple[float, ...]


def look(picture: Image.Image, at_s: float) -> Seen:
    """Measure an RGB frame."""
    luminance = picture.point(_LINEAR * 3).convert("L", _WEIGHTS)
    cells = luminance.resize((_CELLS, _CELLS), Image.Resampling.BOX)
    places = range(_CELLS - _PLACES + 1)
    fields = (cells.crop((x, y, x + _PLACES, y + _PLACES)).tobytes() for x in places for y in places)
    return Seen(at_s, tuple(sum(field) / len(field) / 255 for field in fields))


def most_flashes(frames: Sequence[Seen]) -> int:
    """How many flashes any field has within any second."""
    places = range(len(frames[0].fields))
    changes = [_changes([(frame.at_s, frame.fields[place]) for frame in frames]) for place in places]
    return max(sum(begin <= at_s < begin + 1 for at_s in times) for times in changes for begin in times or [0]) // 2


def _changes(luminances: Sequence[tuple[float, float]]) -> list[float]:
    """When the luminance had turned and gone a step the other way; going on the same way is no further change."""
    times = []
    direction, low, high = 0, 1.0, 0.0
    for at_s, value in luminances:
        low, high = min(low, value), max(high, value)
        if direction <= 0 and value - low >= _STEP:
            direction, low, high = 1, value, value
            times.append(at_s)
        elif direction >= 0 and high - value >= _STEP:
            direction, low, high = -1, value, value
            times.append(at_s)
        elif direction > 0:
            low = high
        elif direction < 0:
            high = low
    return times
