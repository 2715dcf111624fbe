"""Cells: the smallest things that are set on a line, with their widths and how they move towards their neighbours.

Decides how atoms are parted where another font or another direction begins; filling lines with them is ``lines``'s.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from player.slides.bidi import has_left_runs, without_marks
from player.slides.breaking import Atom
from player.slides.characters import HALF_CLOSING, HALF_OPENING, is_narrow
from player.slides.fonts import Fonts

_LATIN_GAP: Final = 0.25  # em between Han and alphabetic text (CLREQ 3.2.2: a quarter, more where a line is justified)

Split = Callable[[str], list[Atom]]


class Style(NamedTuple):
    """Type size in pixels per em, and weight."""

    px: int
    is_bold: bool = False


class Cell(NamedTuple):
    """An atom with its width, and by how much it moves towards (-) or from (+) its neighbour before it."""

    atom: Atom
    width: int
    shift: int

    @property
    def least_shift(self) -> int:
        """The air between Han and alphabet may shrink to half (CLREQ: an eighth of an em) for a line's sake."""
        return self.shift // 2 if self.shift > 0 else self.shift


def cells_of(split: Sequence[Atom], style: Style, width: int, fonts: Fonts) -> list[Cell]:
    """The atoms as cells; what is wider than a line of ``width`` is parted into its characters."""
    cells: list[Cell] = []
    before = ""
    for atom in split:
        for part in _parts(atom, style, width, fonts):
            advance = fonts.advance(part.text, style.px, style.is_bold or part.is_strong)
            cells.append(Cell(part, advance, shift_of(before, part.text, style.px)))
            before = part.text
    return cells


def both_ways(text: str, split: Split) -> list[Atom]:
    """The text's atoms; where it runs both ways, marks are atoms of their own."""
    found = split(text)
    if not has_left_runs(text):
        return found
    return [Atom(part, atom.breaks and at == 0) for atom in found for at, part in enumerate(without_marks(atom.text))]


def _parts(atom: Atom, style: Style, width: int, fonts: Fonts) -> Iterator[Atom]:
    """The atom whole; in single characters when it is wider than any line; parted where another font must help out."""
    if fonts.advance(atom.text, style.px, style.is_bold or atom.is_strong) > width:
        yield from (Atom(one, atom.breaks or at > 0, atom.is_strong) for at, one in enumerate(atom.text))
        return
    breaks = atom.breaks
    for run in fonts.runs(atom.text):
        yield Atom(run, breaks, atom.is_strong)
        breaks = False


def shift_of(before: str, after: str, px: int) -> int:
    """How two neighbours on one line adjust: marks give up an empty half, Han and alphabet get a little air."""
    if not before:
        return 0
    last, first = before[-1], after[0]
    if last in HALF_CLOSING and (first in HALF_CLOSING or first in HALF_OPENING):
        return -(px // 2)
    if last in HALF_OPENING and first in HALF_OPENING:
        return -(px // 2)
    if is_narrow(last) != is_narrow(first) and _is_letter(last) and _is_letter(first):
        return round(px * _LATIN_GAP)
    return 0


def _is_letter(character: str) -> bool:
    return character.isalnum() or character in "%‰℃"


def groups_of(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Cells that must stand on one line."""
    group: list[Cell] = []
    for cell in cells:
        if cell.atom.breaks and group:
            yield group
            group = []
        group.append(cell)
    if group:
        yield group
