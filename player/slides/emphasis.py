"""Emphasis (着重): the words of a text that are set in bold, as ranges of its characters.

Decides how ranges follow their text when it is cleaned for setting, and how atoms are parted at their ends.
"""

from collections.abc import Iterator, Sequence

from player.slides.breaking import Atom
from player.slides.characters import clean

Ranges = Sequence[tuple[int, int]]  # [start, end) in characters, in order, none over another

_EDGES = " \u3000\n"  # white space typed as an indent, or left at the end


def cleaned(text: str, ranges: Ranges) -> tuple[str, Ranges]:
    """A text as it can be set, without white space at its edges, and where the ranges are in it now."""
    if not ranges:
        return clean(text).strip(_EDGES), ()
    parts: list[str] = []
    moved: list[tuple[int, int]] = []
    at = length = 0
    for start, end in ranges:
        before, inside = clean(text[at:start]), clean(text[start:end])
        parts += (before, inside)
        moved.append((length + len(before), length + len(before) + len(inside)))
        at, length = end, moved[-1][1]
    whole = "".join(parts) + clean(text[at:])
    start = len(whole) - len(whole.lstrip(_EDGES))
    return whole.strip(_EDGES), within(moved, start, len(whole.rstrip(_EDGES)))


def within(ranges: Ranges, start: int, end: int) -> Ranges:
    """What of the ranges lies in [start, end), counted from ``start``."""
    cut = ((max(one, start) - start, min(other, end) - start) for one, other in ranges)
    return tuple((one, other) for one, other in cut if one < other)


def parted(found: Sequence[Atom], ranges: Ranges) -> Iterator[Atom]:
    """The atoms, parted where a range begins or ends; what is inside one is strong. Linear in both."""
    waiting = list(reversed(ranges))
    at = 0
    for atom in found:
        rest, breaks = atom.text, atom.breaks
        while rest:
            while waiting and waiting[-1][1] <= at:
                waiting.pop()
            start, end = waiting[-1] if waiting else (at + len(rest), at + len(rest))
            is_strong = start <= at
            taken = min((end if is_strong else start) - at, len(rest))
            yield Atom(rest[:taken], breaks, is_strong)
            rest, at, breaks = rest[taken:], at + taken, False


def runs_of(text: str, ranges: Ranges) -> Iterator[tuple[str, bool]]:
    """The text in parts, and whether each is strong."""
    at = 0
    for start, end in ranges:
        yield text[at:start], False
        yield text[start:end], True
        at = end
    yield text[at:], False
