"""Lines of type: fills them, squeezes adjacent marks, justifies. Linear in the text.

Decides where each atom stands within its line, in whole pixels; where the line stands is the block's affair.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from player.slides.bidi import has_left_runs, levels, mirrored, runs_left, visual_order
from player.slides.breaking import Atom, atoms, title_atoms
from player.slides.cells import Cell, Split, Style, both_ways, cells_of, groups_of, shift_of
from player.slides.characters import HALF_CLOSING, HALF_OPENING, SPACES, is_narrow
from player.slides.emphasis import Ranges, parted, within
from player.slides.fonts import Fonts

__all__ = ["Line", "Placed", "Style", "balanced_lines", "one_line", "set_lines"]

_PAUSES: Final = frozenset("的》）”，、：；和与及") | HALF_CLOSING
_TITLE_TRIES: Final = 8
_MAX_UNEVEN: Final = 4  # ems by which a title's lines may differ for the sake of a better break
_MAX_STRETCH: Final = 0.25  # em a gap may grow by; a line that needs more is left ragged


class Placed(NamedTuple):
    """An atom's text on its line, the pen's place before it, and its weight."""

    text: str
    pen: int
    is_bold: bool


class Line(NamedTuple):
    """One set line: its text, its atoms in their places, and its width to the last one's end.

    ``runs_left``: it belongs at the right edge of its column.
    """

    text: str
    style: Style
    width: int
    places: tuple[Placed, ...]
    runs_left: bool = False


def set_lines(
    text: str,
    style: Style,
    width: int,
    fonts: Fonts,
    *,
    indent: int = 0,
    justify: bool = True,
    split: Split = atoms,
    strong: Ranges = (),
) -> list[Line]:
    """Set cleaned text in lines at most ``width`` wide; the first is indented. A newline forces a new line.

    ``strong`` are ranges of the text that are set in bold.
    """
    lines: list[Line] = []
    at = 0
    for part in text.split("\n"):
        start = 0 if lines else indent
        found = _without_orphan(both_ways(part, split))
        if strong:
            found = list(parted(found, within(strong, at, at + len(part))))
            at += len(part) + 1
        cells = cells_of(found, style, width - start, fonts)
        lines.extend(_fill(cells, style, width, start, justify=justify, is_left=runs_left(part)))
    return lines


def _without_orphan(found: list[Atom]) -> list[Atom]:
    """The atoms with the last two characters tied together, lest one stand alone on the last line."""
    last = max((at for at, atom in enumerate(found) if atom.breaks), default=0)
    letters = sum(character.isalnum() for atom in found[last:] for character in atom.text)
    if last and letters == 1:
        found[last] = found[last]._replace(breaks=False)
    return found


def balanced_lines(text: str, style: Style, width: int, fonts: Fonts) -> list[Line]:
    """Set a title in as few lines as it needs, about equally long, its words whole, ending at a pause if possible."""
    parts = [
        (cells_of(both_ways(part, title_atoms), style, width, fonts), runs_left(part)) for part in text.split("\n")
    ]

    def tried(room: int) -> list[Line]:
        return [
            line for cells, is_left in parts for line in _fill(cells, style, room, 0, justify=False, is_left=is_left)
        ]

    full = tried(width)
    low, high = max((cell.width for cells, _ in parts for cell in cells), default=0) - 1, width
    while len(full) > 1 and high - low > max(style.px // 4, 1):
        middle = (low + high) // 2
        if len(tried(middle)) > len(full):
            low = middle
        else:
            high = middle
    step = max((width - high) // _TITLE_TRIES, style.px // 2)
    rooms = range(high, min(width, high + style.px * _MAX_UNEVEN) + 1, step)
    return max(map(tried, rooms), key=_pauses) if len(full) > 1 else full


def _pauses(lines: Sequence[Line]) -> int:
    """How many lines end where a reader may pause."""
    return sum(line.text[-1:] in _PAUSES for line in lines[:-1])


def one_line(text: str, style: Style, width: int, fonts: Fonts) -> Line:
    """The text on one line, cut with an ellipsis where it is too long."""
    line = set_lines(text.replace("\n", " "), style, width, fonts, justify=False)[0]
    if line.text.rstrip() == text.rstrip():
        return line
    room = max(width - fonts.advance("…", *style), style.px)
    start = set_lines(text.replace("\n", " "), style, room, fonts, justify=False)[0]
    return set_lines(start.text.rstrip() + "…", style, width + style.px, fonts, justify=False)[0]


def _fill(cells: list[Cell], style: Style, width: int, indent: int, *, justify: bool, is_left: bool) -> Iterator[Line]:
    row = _Row(style, is_left=is_left)
    for group in groups_of(cells):
        for part in _fitting(group, width - indent, style):
            if row.cells and row.width_with(part) > width - indent:
                yield row.place(width, indent, justify=justify)
                row, indent = _Row(style, is_left=is_left), 0
            row.add(part)
    yield row.place(width, indent, justify=False)


class _Row:
    """A line being filled; keeps its width as it grows."""

    def __init__(self, style: Style, *, is_left: bool = False) -> None:
        self.cells: list[Cell] = []
        self._is_left = is_left
        self._half = style.px // 2
        self._style = style
        self._total = 0

    def add(self, cells: Sequence[Cell]) -> None:
        """Set cells behind the others."""
        for cell in cells:
            self._total += cell.width + (cell.least_shift if self.cells else -self._half * _opens_half(cell))
            self.cells.append(cell)

    def width_with(self, cells: Sequence[Cell]) -> int:
        """Least width with ``cells`` set behind: no space at the end, the empty half of a mark at the edge cut."""
        total = self._total
        for at, cell in enumerate(cells):
            is_first = not self.cells and at == 0
            total += cell.width + (-self._half * _opens_half(cell) if is_first else cell.least_shift)
        last = cells[-1]
        if last.atom.text[0] in SPACES:
            return total - last.width - last.least_shift
        return total - self._half * (last.atom.text[-1] in HALF_CLOSING)

    def place(self, width: int, indent: int, *, justify: bool) -> Line:
        """The row as a line, its slack spread between its atoms when it is to be justified."""
        text = "".join(cell.atom.text for cell in self.cells)
        count = len(self.cells)
        while count and self.cells[count - 1].atom.text[0] in SPACES:
            count -= 1
        if not count:
            return Line(text, self._style, 0, ())
        if self._is_left or has_left_runs(text):
            return self._place_both_ways(text, count, indent)
        pens = self._pens(count, indent)
        end = pens[-1] + self.cells[count - 1].width
        cut = self._half * (self.cells[count - 1].atom.text[-1] in HALF_CLOSING)
        slack = width - end + (cut if end > width or justify else 0)
        if (justify and slack > 0) or end > width:
            pens = self._spread(pens, slack)
        places = tuple(self._placed(cell, pen) for cell, pen in zip(self.cells, pens, strict=False))
        return Line(text, self._style, min(width, pens[-1] + self.cells[count - 1].width), places)

    def _place_both_ways(self, text: str, count: int, indent: int) -> Line:
        """The row's atoms in the order in which they are seen; never justified, as neither script stretches spaces."""
        words = [cell.atom.text for cell in self.cells[:count]]
        of_words = levels(words, is_left=self._is_left)
        places: list[Placed] = []
        pen, before = 0 if self._is_left else indent, ""
        for at in visual_order(of_words):
            pen += max(shift_of(before, words[at], self._style.px), 0) // 2
            placed = self._placed(self.cells[at], pen)
            places.append(placed._replace(text=mirrored(words[at])) if of_words[at] % 2 else placed)
            pen, before = pen + self.cells[at].width, words[at]
        return Line(text, self._style, pen + (indent if self._is_left else 0), tuple(places), self._is_left)

    def _placed(self, cell: Cell, pen: int) -> Placed:
        return Placed(cell.atom.text, pen, self._style.is_bold or cell.atom.is_strong)

    def _pens(self, count: int, indent: int) -> list[int]:
        pen = indent - self._half * _opens_half(self.cells[0])
        pens = [pen]
        for before, cell in pairwise(self.cells[:count]):
            pen += before.width + cell.shift
            pens.append(pen)
        return pens

    def _spread(self, pens: list[int], slack: int) -> list[int]:
        may_change = self._may_stretch if slack > 0 else self._may_shrink
        gaps = [at for at in range(1, len(pens)) if may_change(at)]
        if not gaps or slack > len(gaps) * self._style.px * _MAX_STRETCH:
            return pens
        grown = {at: slack * (rank + 1) // len(gaps) for rank, at in enumerate(gaps)}
        moved = 0
        return [pen + (moved := grown.get(at, moved)) for at, pen in enumerate(pens)]

    def _may_shrink(self, at: int) -> bool:
        return self.cells[at].shift > 0

    def _may_stretch(self, at: int) -> bool:
        before, after = self.cells[at - 1].atom.text[-1], self.cells[at].atom.text[0]
        return not (is_narrow(before) and is_narrow(after)) and after not in SPACES


def _opens_half(cell: Cell) -> bool:
    return cell.atom.text[0] in HALF_OPENING


def _fitting(group: list[Cell], width: int, style: Style) -> Iterator[list[Cell]]:
    """The group whole, or, when it is longer than any line, in parts that fit."""
    if len(group) == 1 or _Row(style).width_with(group) <= width:
        yield group
        return
    row = _Row(style)
    for cell in group:
        if row.cells and row.width_with([cell]) > width:
            yield row.cells
            row = _Row(style)
        row.add([cell])
    yield row.cells
