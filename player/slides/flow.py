"""The body as a column of pieces, and the column cut into pages.

A piece is what is never cut: a line, a table row, a picture. Decides where pages end: no heading at the foot, no single
first or last line of a paragraph, all pages about equally full. Linear in the pieces for pages of a given height.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from player.slides.canvas import Canvas

Draw = Callable[[Canvas, int, int], None]
"""Draws a piece with its top left corner at x, y."""


@dataclass(frozen=True)
class Piece:
    """Something of ``height`` px, ``gap`` px below what stands above it (dropped at the top of a page).

    ``keeps_next``: must not be the last of a page; ``loosely``: unless what belongs together is higher than a page.
    ``lead``: drawn again above the piece when it begins a page. ``reading_ems``: of text that is part of a picture.
    """

    height: int
    draw: Draw
    gap: int = 0
    keeps_next: bool = False
    loosely: bool = False
    lead: "Piece | None" = None
    pictures: int = 0
    reading_ems: float = 0


@dataclass(frozen=True)
class Page:
    """What stands on one page, from the top."""

    pieces: tuple[Piece, ...]

    @property
    def height(self) -> int:
        """What the pieces take, with the gaps between them."""
        return _height(self.pieces)

    def draw(self, canvas: Canvas, x: int, y: int) -> None:
        """Draw the pieces one below another from ``x``, ``y``."""
        for at, piece in enumerate(self.pieces):
            y += piece.gap if at else 0
            piece.draw(canvas, x, y)
            y += piece.height


def paginate(pieces: Sequence[Piece], first_px: int, later_px: int) -> list[Page]:
    """Cut the column into as few pages as it needs, and of all ways to do so choose the most even one.

    ``first_px`` and ``later_px`` are the heights of the first page and of the others; the first is not the lower one.
    Even means the least sum of the squares of what is left empty. Found from the last piece backwards: the best way to
    go on after a page does not depend on what went before it.
    """
    groups = [part for group in _groups(pieces) for part in _parts(group, later_px)]
    best: list[_Way] = [_Way(0, 0, len(groups))] * (len(groups) + 1)
    for start in reversed(range(len(groups))):
        limit = later_px if start else first_px
        ways = [
            _Way(best[end].pages + 1, best[end].emptiness + (limit - height) ** 2, end)
            for end, height in _ends(groups, start, limit)
        ]
        best[start] = min(ways)
    return list(_follow(best, groups))


class _Way(NamedTuple):
    """From a group to the end: how many pages, how uneven, and before which group the first of them ends."""

    pages: int
    emptiness: int
    end: int


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


def _parts(group: list[Piece], page_px: int) -> list[list[Piece]]:
    """The group whole; when it is higher than a page, cut where it holds loosely; if that is not enough, anywhere."""
    if _height(_led(group)) <= page_px:
        return [group]
    loose = list(_groups([replace(piece, keeps_next=piece.keeps_next and not piece.loosely) for piece in group]))
    if len(loose) > 1:
        return [part for one in loose for part in _parts(one, page_px)]
    return [[piece] for piece in group]


def _ends(groups: Sequence[list[Piece]], start: int, limit: int) -> Iterator[tuple[int, int]]:
    """Where a page that begins with group ``start`` may end, with its height; at least one group stands on it."""
    height = 0
    for end in range(start, len(groups)):
        group = groups[end]
        added = _height(_led(group) if start else group) if end == start else group[0].gap + _height(group)
        if height + added > limit and end > start:
            return
        height += added
        yield end + 1, height


def _follow(best: Sequence[_Way], groups: Sequence[list[Piece]]) -> Iterator[Page]:
    start = 0
    while start < len(groups):
        end = best[start].end
        page = [piece for group in groups[start:end] for piece in group]
        yield Page(tuple(_led(page) if start else page))
        start = end


def _led(group: list[Piece]) -> list[Piece]:
    lead = group[0].lead
    return [lead, replace(group[0], gap=0), *group[1:]] if lead else group


def _height(group: Sequence[Piece]) -> int:
    return sum(piece.height for piece in group) + sum(piece.gap for piece in group[1:])
