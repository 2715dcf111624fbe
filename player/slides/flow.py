"""The body as a column of pieces, and the column cut into pages.

A piece is what is never cut: a line, a table row, a picture. Decides where pages end: no heading at the foot, no single
first or last line of a paragraph, all pages about equally full. Linear in the pieces.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from player.slides.canvas import Canvas

Draw = Callable[[Canvas, int, int], None]
"""Draws a piece with its top left corner at x, y."""


@dataclass(frozen=True)
class Piece:
    """Something of ``height`` px, ``gap`` px below what stands above it (dropped at the top of a page).

    ``keeps_next``: must not be the last of a page. ``lead``: drawn again above the piece when it begins a page.
    """

    height: int
    draw: Draw
    gap: int = 0
    keeps_next: bool = False
    lead: "Piece | None" = None
    pictures: int = 0


@dataclass(frozen=True)
class Page:
    """What stands on one page, from the top."""

    pieces: tuple[Piece, ...]

    def draw(self, canvas: Canvas, x: int, y: int) -> None:
        """Draw the pieces one below another from ``x``, ``y``."""
        for at, piece in enumerate(self.pieces):
            y += piece.gap if at else 0
            piece.draw(canvas, x, y)
            y += piece.height

    @property
    def height(self) -> int:
        """Pixels from the first piece's top to the last one's bottom."""
        return sum(piece.height for piece in self.pieces) + sum(piece.gap for piece in self.pieces[1:])


def paginate(pieces: Sequence[Piece], first_px: int, later_px: int) -> list[Page]:
    """Cut the column into as few pages as it needs, ``first_px`` and ``later_px`` high, about equally full."""
    groups = list(_groups(pieces))
    pages = _cut(groups, first_px, later_px)
    least, most = 0, min(first_px, later_px)  # how much all pages can give up without one page more
    while most - least > 1:
        spare = (least + most) // 2
        fuller = _cut(groups, first_px - spare, later_px - spare)
        if len(fuller) > len(pages) or any(page.height > first_px - spare for page in fuller):
            most = spare
        else:
            least, pages = spare, fuller
    return pages


def _groups(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Pieces that must stand on one page."""
    group: list[Piece] = []
    for piece in pieces:
        group.append(piece)
        if not piece.keeps_next:
            yield group
            group = []
    if group:
        yield group


def _cut(groups: Sequence[list[Piece]], first_px: int, later_px: int) -> list[Page]:
    column = _Column(first_px, later_px)
    for group in groups:
        if column.fits(group):
            column.add(group)
        elif _height(_led(group)) <= later_px:
            column.turn()
            column.add(group)
        else:  # higher than a page: cut between any two pieces
            for piece in group:
                if not column.fits([piece]):
                    column.turn()
                column.add([piece])
    column.turn()
    return [Page(tuple(page)) for page in column.pages]


class _Column:
    """Pages being filled."""

    def __init__(self, first_px: int, later_px: int) -> None:
        self.pages: list[list[Piece]] = []
        self._page: list[Piece] = []
        self._used = 0
        self._first_px, self._later_px = first_px, later_px

    def fits(self, group: list[Piece]) -> bool:
        limit = self._later_px if self.pages else self._first_px
        return self._used + _height(group) + (group[0].gap if self._page else 0) <= limit

    def add(self, group: list[Piece]) -> None:
        if not self._page and self.pages:
            group = _led(group)
        self._used += _height(group) + (group[0].gap if self._page else 0)
        self._page += group

    def turn(self) -> None:
        if self._page:
            self.pages.append(self._page)
        self._page, self._used = [], 0


def _led(group: list[Piece]) -> list[Piece]:
    first = group[0]
    return [replace(first.lead, keeps_next=True), *group] if first.lead else group


def _height(group: Sequence[Piece]) -> int:
    return sum(piece.height for piece in group) + sum(piece.gap for piece in group[1:])
