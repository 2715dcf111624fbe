"""Tables: columns as wide as their content, figures right-aligned, the header again on every page.

A table too wide for the column is set smaller, then its cells are wrapped; one that even so does not fit is told row by
row, with a warning. Nothing is cut off.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from player.slides.blocks.record import record_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, balanced_lines, set_lines
from player.slides.setting import Setting
from playlists.item import Table

_FIGURE: Final = re.compile(r"[-−+]?[\d,]+(?:\.\d+)?\s?[%‰％]?|[-—–]+|")
_GUTTER: Final = 0.7  # em between columns
_LEAST_COLUMN: Final = 3  # ems; narrower columns of Chinese read like a ladder
_LEADING: Final = 1.3
_APART: Final = 0.8  # body ems above a table
_PAD: Final = 0.34  # em above and below a row's text
_TALLEST_ROW: Final = 0.45  # of a page; higher rows are paragraphs, not rows
_STEPS: Final = (1.0, 0.9, 0.8)  # of the body size, down to the floor
_LEAST_FIGURES: Final = 2.1  # ems: a header of four characters over figures may stand in two lines
_SUMS: Final = frozenset(("合计", "总计", "小计", "共计"))


class _Column(NamedTuple):
    x: int
    width: int
    is_figures: bool


def table_pieces(table: Table, setting: Setting) -> list[Piece]:
    """A table as pieces, one a row; the caption stays with the header and the header with the first row."""
    header = [clean(cell) for cell in table.header]
    rows = [[clean(cell) for cell in row] for row in table.rows]
    for step in _STEPS:
        px = max(round(setting.scale.body * step), setting.scale.floor)
        columns = _columns(header, rows, px, setting, wraps=step == _STEPS[-1])
        if columns:
            break
    else:
        return _told(table, setting)
    head = _header_piece(header, columns, px, setting)
    body = [_row_piece(row, columns, px, setting, head) for row in rows]
    if any(piece.height > setting.height * _TALLEST_ROW for piece in (head, *body)):
        return _told(table, setting)
    caption = _caption(table, px, setting)
    if not caption:
        head = replace(head, gap=round(setting.scale.body * _APART))
    return [*caption, head, *_without_widow(body)]


def _told(table: Table, setting: Setting) -> list[Piece]:
    name = f"the table {table.caption!r}" if table.caption else "a table"
    setting.warn_of_plain_lines(
        f"{name} with {len(table.header)} columns does not fit this screen and is told row by row"
    )
    return record_pieces(table, setting)


def _columns(header: list[str], rows: list[list[str]], px: int, setting: Setting, *, wraps: bool) -> list[_Column]:
    """Columns over the whole width, or nothing when they do not fit at this size."""
    texts = list(zip(header, *rows, strict=True))
    figures = [bool(cells[1:]) and all(_FIGURE.fullmatch(cell) for cell in cells[1:]) for cells in texts]
    natural = [max(_width(cell, px, setting) for cell in cells) for cells in texts]
    gutter = round(px * _GUTTER)
    room = setting.width - gutter * (len(header) - 1)
    widths = _shared(natural, room) if sum(natural) <= room else None
    if widths is None and wraps:
        least = [
            _least(cells, wide, px, setting, is_figures=plain)
            for cells, wide, plain in zip(texts, natural, figures, strict=True)
        ]
        widths = _squeezed(natural, least, room)
    if widths is None:
        return []
    lefts = [sum(widths[:at]) + gutter * at for at in range(len(widths))]
    return [_Column(*parts) for parts in zip(lefts, widths, figures, strict=True)]


def _least(cells: Sequence[str], natural: int, px: int, setting: Setting, *, is_figures: bool) -> int:
    """How narrow a column may become: figures are never wrapped."""
    if not is_figures:
        return min(natural, px * _LEAST_COLUMN)
    widest = max(_width(cell, px, setting) for cell in cells[1:])
    return min(natural, max(widest, round(px * _LEAST_FIGURES)))


def _width(text: str, px: int, setting: Setting) -> int:
    """Width of a cell on one line, in bold, which is the wider one."""
    lines = set_lines(text, Style(px, is_bold=True), _UNLIMITED, setting.fonts, justify=False)
    return max(line.width for line in lines)


_UNLIMITED: Final = 1_000_000  # px; a cell has at most 400 characters


def _shared(natural: Sequence[int], room: int) -> list[int]:
    """Widths that fill the room, what is left over shared alike."""
    spare, count = room - sum(natural), len(natural)
    return [wide + spare // count + (at < spare % count) for at, wide in enumerate(natural)]


def _squeezed(natural: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """Widths between least and natural that fill the room, or None when not even the least fit."""
    spare = room - sum(least)
    if spare < 0:
        return None
    wanted = [wide - small for wide, small in zip(natural, least, strict=True)]
    total = max(sum(wanted), 1)
    return [small + spare * want // total for small, want in zip(least, wanted, strict=True)]


def _caption(table: Table, px: int, setting: Setting) -> list[Piece]:
    unit = clean(table.unit)
    words = f"单位：{unit}" if unit and "单位" not in unit else unit
    small = Style(setting.scale.floor)
    right = set_lines(words, small, setting.width // 2, setting.fonts, justify=False) if words else []
    room = setting.width - (max(line.width for line in right) + px if right else 0)
    left = set_lines(clean(table.caption), Style(px, is_bold=True), room, setting.fonts, justify=False)
    if not table.caption and not right:
        return []
    height = max(_height(left, px), _height(right, small.px))

    def draw(canvas: Canvas, x: int, y: int) -> None:
        for at, line in enumerate(left):
            canvas.line(line, x, y + round(at * px * _LEADING), canvas.theme.ink)
        bottom = y + height - _height(right, small.px)
        for at, line in enumerate(right):
            edge = x + setting.width - line.width
            canvas.line(line, edge, bottom + round(at * small.px * _LEADING), canvas.theme.muted)

    return [Piece(height, draw, gap=round(setting.scale.body * _APART), keeps_next=True)]


def _header_piece(header: list[str], columns: list[_Column], px: int, setting: Setting) -> Piece:
    style = Style(px, is_bold=True)
    cells = [balanced_lines(text, style, one.width, setting.fonts) for text, one in zip(header, columns, strict=True)]
    height = _row_height(cells, px)
    thick = max(2, px // 14)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        canvas.fill((x, y, setting.width, thick), canvas.theme.accent)
        _draw_cells(canvas, cells, columns, x, y + round(px * _PAD), is_header=True)
        canvas.fill((x, y + height - thick // 2, setting.width, max(1, thick // 2)), canvas.theme.accent)

    return Piece(height, draw, gap=round(setting.scale.body * 0.35), keeps_next=True)


def _row_piece(row: list[str], columns: list[_Column], px: int, setting: Setting, head: Piece) -> Piece:
    cells = _cells(row, columns, Style(px, is_bold=row[0] in _SUMS), setting)
    height = _row_height(cells, px)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        _draw_cells(canvas, cells, columns, x, y + round(px * _PAD), is_header=False)
        canvas.fill((x, y + height - max(1, px // 36), setting.width, max(1, px // 36)), canvas.theme.rule)

    return Piece(height, draw, lead=head)


def _without_widow(rows: list[Piece]) -> list[Piece]:
    """The last two rows stay together."""
    if len(rows) > 1:
        before = rows[-2]
        rows[-2] = Piece(before.height, before.draw, keeps_next=True, lead=before.lead)
    return rows


def _cells(row: list[str], columns: list[_Column], style: Style, setting: Setting) -> list[list[Line]]:
    return [
        set_lines(text, style, column.width, setting.fonts, justify=False)
        for text, column in zip(row, columns, strict=True)
    ]


def _draw_cells(
    canvas: Canvas, cells: list[list[Line]], columns: list[_Column], x: int, y: int, *, is_header: bool
) -> None:
    colour = canvas.theme.accent if is_header else canvas.theme.ink
    for lines, column in zip(cells, columns, strict=True):
        for at, line in enumerate(lines):
            shift = column.width - line.width if column.is_figures else 0
            canvas.line(line, x + column.x + shift, y + round(at * line.style.px * _LEADING), colour)


def _row_height(cells: list[list[Line]], px: int) -> int:
    return max(_height(lines, px) for lines in cells) + 2 * round(px * _PAD)


def _height(lines: Sequence[Line], px: int) -> int:
    return round((len(lines) - 1) * px * _LEADING) + px if lines else 0
