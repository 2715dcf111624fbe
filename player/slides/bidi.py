"""Which way text runs, and in which order its words stand on a line, after Unicode's UAX 9.

Decides for whole words: inside one, HarfBuzz sets the letters. Explicit embeddings never arrive here (``clean`` takes
them out), so what is left of the algorithm are the rules P2, P3, W2, W7, N1, N2, I1, I2, L2 and L4.
"""

import unicodedata
from collections.abc import Sequence
from typing import Final

_RIGHT: Final = frozenset({"R", "AL"})
_FIGURES: Final = frozenset({"EN", "AN"})
_ARABIC: Final = "\u0590"  # no character before it runs from right to left
_MARKS: Final = frozenset({"ON", "CS", "ES", "ET"})  # what takes its direction from its neighbours
_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›（）《》〈〉【】", ")(][}{><»«›‹）（》《〉〈】【")


def runs_left(text: str) -> bool:
    """Whether a paragraph runs from right to left: its first letter that has a direction does."""
    if text.isascii():
        return False
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in _RIGHT or kind == "L":
            return kind in _RIGHT
    return False


def has_left_runs(text: str) -> bool:
    """Whether anything in the text runs from right to left."""
    return not text.isascii() and any(one >= _ARABIC and unicodedata.bidirectional(one) in _RIGHT for one in text)


def without_marks(word: str) -> list[str]:
    """A word and the marks at its edges apart, for in a paragraph of both directions they may part company."""
    is_mark = [unicodedata.bidirectional(character) in _MARKS for character in word]
    if all(is_mark):
        return [word]
    start, end = is_mark.index(False), len(word) - is_mark[::-1].index(False)
    return [part for part in (word[:start], word[start:end], word[end:]) if part]


def mirrored(text: str) -> str:
    """The text with brackets as they look in a run from right to left."""
    return text.translate(_MIRRORED)


def levels(words: Sequence[str], *, is_left: bool) -> list[int]:
    """The embedding level of each word on a line of a paragraph that runs left or not; odd ones run from the right."""
    kinds = _kinds(words, base="R" if is_left else "L")
    found = []
    for at, kind in enumerate(kinds):
        resolved = kind or _neutral(kinds, at, base="R" if is_left else "L")
        if is_left:
            found.append(1 if resolved == "R" else 2)
        else:
            found.append({"L": 0, "R": 1, "N": 2}[resolved])
    return found


def visual_order(of_words: Sequence[int]) -> list[int]:
    """The words' places from left to right: runs of each level and above are turned round, the highest first (L2)."""
    order = list(range(len(of_words)))
    for level in range(max(of_words, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and of_words[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = max(end, at + 1)
    return order


def _kinds(words: Sequence[str], *, base: str) -> list[str]:
    """L, R, N for a figure among words from the right, or nothing for marks and spaces."""
    kinds, last = [], base
    for word in words:
        found = {unicodedata.bidirectional(character) for character in word}
        if found & _RIGHT or "L" in found:
            last = "R" if found & _RIGHT else "L"
            kinds.append(last)
        elif found & _FIGURES:
            kinds.append("N" if last == "R" else "L")
        else:
            kinds.append("")
    return kinds


def _neutral(kinds: Sequence[str], at: int, *, base: str) -> str:
    """A mark or a space goes with its neighbours where they agree, else with the paragraph."""
    before = next((kind for kind in reversed(kinds[:at]) if kind), base)
    after = next((kind for kind in kinds[at + 1 :] if kind), base)
    one, other = ("R" if kind == "N" else kind for kind in (before, after))
    return one if one == other else base
