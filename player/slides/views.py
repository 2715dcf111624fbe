"""A page cut into views from top to bottom, never through a line of text where there is a way around it."""

from math import ceil
from typing import Final, NamedTuple

from player.slides.leaf import Leaf

_REPEATED: Final = 2.4  # em: a line that is higher is not repeated in the next view
_MOST_REPEATED: Final = 0.3  # of a view's height
_USED: Final = (
    0.93  # of a view's height; the rest is for the line repeated and for cutting where nothing is cut through
)
_SEARCH: Final = 0.3  # of a view's height, up from where it must end at the latest
_OVERLAP: Final = 0.07  # of a view's height, where a cut goes through something: what is cut is whole in one of the two


class View(NamedTuple):
    """Rows [top, bottom) of a page."""

    top: int
    bottom: int


def views_of(leaf: Leaf, first: int, later: int) -> list[View]:
    """The page in as few views as it takes: the first of at most ``first`` rows, the others of at most ``later``.

    About equally high, if that costs no further view.
    """
    even, full = (_cut_up(leaf, first, later, is_even=is_even) for is_even in (True, False))
    return even if len(even) <= len(full) else full


def _cut_up(leaf: Leaf, first: int, later: int, *, is_even: bool) -> list[View]:
    _, top, _, bottom = leaf.ink
    views: list[View] = []
    height = first
    while bottom - top > height:
        wanted = height
        if is_even:
            others = ceil((bottom - top - height) / (later * _USED)) * later
            wanted = min(round((bottom - top) * height / (height + others) * (2 - _USED)), height)
        end, following = _cut(leaf, top, top + wanted, top + height)
        views.append(_without_margins(leaf, top, end))
        top, height = _to_ink(leaf, following, bottom), later
    return [*views, _without_margins(leaf, top, bottom)] if top < bottom else views


def _to_ink(leaf: Leaf, top: int, bottom: int) -> int:
    """Down over empty rows to where something stands again: nobody needs to be shown bare paper."""
    below = next((start for start, end in leaf.lines if end > top), bottom)
    return max(top, below - round(leaf.em / 3))


def _without_margins(leaf: Leaf, top: int, bottom: int) -> View:
    """What lies between two rows without empty rows at its ends, but for a little paper."""
    inked = [line for line in leaf.lines if line[1] > top and line[0] < bottom]
    if not inked:
        return View(top, bottom)
    paper = round(leaf.em / 3)
    return View(max(top, inked[0][0] - paper), min(bottom, inked[-1][1] + paper))


def _cut(leaf: Leaf, top: int, wanted: int, latest: int) -> tuple[int, int]:
    """Where the view from ``top`` ends and where the next begins: the empty rows nearest to ``wanted``."""
    height = latest - top
    earliest = latest - round(height * _SEARCH) if wanted > latest - height * _SEARCH else top + height // 3
    gaps = [run for run in leaf.blanks if earliest <= (run[0] + run[1]) // 2 <= latest]
    if not gaps:
        return latest, latest - max(round(height * _OVERLAP), 1)
    start, end = min(gaps, key=lambda run: abs((run[0] + run[1]) // 2 - wanted))
    return (start + end) // 2, _before_last_line(leaf, top, start, (start + end) // 2)


def _before_last_line(leaf: Leaf, top: int, ink_end: int, cut: int) -> int:
    """The empty rows above the last line before ``ink_end``; the cut itself when that line is no line of text."""
    above = [run for run in leaf.blanks if top < run[0] and run[1] <= ink_end - leaf.em / 2]
    if not above:
        return cut
    before = (above[-1][0] + above[-1][1]) // 2
    is_line = ink_end - above[-1][1] <= leaf.em * _REPEATED and cut - before < (cut - top) * _MOST_REPEATED
    return before if is_line else cut
