"""Appraisal results: the votes as figures in columns, and below them a bar parted into good, fair and poor.

The parts differ by their filling, which the header explains, so that the bars are read without colour.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from player.slides.blocks.ballot import GRADES, SWATCH, SWATCH_STEP, Columns, columns_of, common_votes
from player.slides.blocks.record import record_pieces
from player.slides.blocks.shading import Shade, draw_parts, fill_shaded
from player.slides.blocks.text import heading_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Style, balanced_lines, one_line
from player.slides.setting import Setting
from playlists.figures import Appraisal, Grading, Group, groups_of
from playlists.item import Heading

_TOTAL: Final = "合计"
_LEADING: Final = 1.3
_HEAD: Final = 1.3  # em from the header's top to its rule
_BAR: Final = 0.5  # em
_BAR_GAP: Final = 0.26  # em between figures and bar
_ROW_GAP: Final = 0.62  # em below the bar: more than between a row's figures and its own bar
_LEAST_PART: Final = 0.16  # em: a single vote among thousands can still be seen


def appraisal_pieces(appraisal: Appraisal, setting: Setting) -> list[Piece]:
    """A header that explains the fillings and is repeated on every page, then a piece for each grading."""
    groups = groups_of(appraisal)
    columns = columns_of(groups, setting)
    if columns:
        head = _header_piece(groups, columns, setting)
        pieces = [piece for group in groups for piece in _group_pieces(group, head, columns, setting)]
        if all(_is_set_well(piece, setting) for piece in pieces):
            caption = Heading(text=appraisal.caption, level=2)
            pieces[0] = replace(pieces[0], gap=0)  # the header has its own space below
            return [*(heading_pieces(caption, setting) if appraisal.caption else ()), head, *pieces]
    setting.warn_of_plain_lines("an appraisal does not fit this screen and is told in plain lines")
    return record_pieces(appraisal, setting)


def _is_set_well(piece: Piece, setting: Setting) -> bool:
    """Whether a page holds two such rows below what leads them: for less the header is not worth its room."""
    lead = piece.lead.height if piece.lead else 0
    return lead + 2 * piece.height + piece.gap <= setting.height


def _header_piece(groups: Sequence[Group], columns: Columns, setting: Setting) -> Piece:
    px, fonts = columns.px, setting.fonts
    votes = common_votes(groups)
    told = one_line(f"各 {votes:,} 票" if votes else "", Style(setting.scale.floor), columns.name, fonts)
    heads = [one_line(head, Style(px, is_bold=True), setting.width, fonts) for head in columns.heads]
    side, thick, drop = round(px * SWATCH), max(2, px // 14), round(px * _HEAD)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        canvas.line(told, x, y + px - told.style.px, canvas.theme.muted)
        for line, right in zip(heads, columns.rights, strict=True):
            left = x + right - line.width
            canvas.line(line, left, y, canvas.theme.accent)
            if line.text in GRADES:
                shade = list(Shade)[GRADES.index(line.text)]
                fill_shaded(canvas, (left - round(side * SWATCH_STEP), y + (px - side) // 2, side, side), shade)
        canvas.fill((x, y + drop, setting.width, thick), canvas.theme.accent)

    height = drop + thick + round(px * _ROW_GAP)
    return Piece(height, draw, gap=round(setting.scale.body * _ROW_GAP), keeps_next=True)


def _group_pieces(group: Group, head: Piece, columns: Columns, setting: Setting) -> Iterator[Piece]:
    """The subject's name, its rows, their sum; a row that begins a page has header and subject above it."""
    lead = head
    if group.heading:
        heading = heading_pieces(Heading(text=group.heading, level=3), setting)
        yield from (replace(piece, lead=head) for piece in heading)
        lead = _stacked([head, *heading], spare=round(columns.px * _ROW_GAP))
    rows = [_row_piece(name, grading, columns, setting) for name, grading in group.rows]
    if group.total:
        rows.append(_row_piece(_TOTAL, group.total, columns, setting, is_bold=True))
    for at, row in enumerate(rows):
        stays = at in {0, len(rows) - 2} and at < len(rows) - 1  # neither the first nor the sum stands alone
        yield replace(row, lead=lead, keeps_next=stays)


def _stacked(pieces: Sequence[Piece], *, spare: int) -> Piece:
    """Pieces as one, the first two without the gap between them, ``spare`` px left below."""
    tops = [
        sum(one.height for one in pieces[:at]) + sum(one.gap for one in pieces[2 : at + 1]) for at in range(len(pieces))
    ]

    def draw(canvas: Canvas, x: int, y: int) -> None:
        for piece, top in zip(pieces, tops, strict=True):
            piece.draw(canvas, x, y + top)

    return Piece(tops[-1] + pieces[-1].height + spare, draw)


def _row_piece(name: str, grading: Grading, columns: Columns, setting: Setting, *, is_bold: bool = False) -> Piece:
    px, fonts = columns.px, setting.fonts
    names = balanced_lines(clean(name), Style(px, is_bold), columns.name, fonts)
    *figures, rate = columns.cells(grading)
    lines = [one_line(figure, Style(px, is_bold), setting.width, fonts) for figure in figures]
    lines.append(one_line(rate, Style(px, is_bold=True), setting.width, fonts))
    text = round((len(names) - 1) * px * _LEADING) + px
    bar_y, bar = text + round(px * _BAR_GAP), round(px * _BAR)
    counts = (grading.good, grading.fair, grading.poor)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        for at, line in enumerate(names):
            canvas.line(line, x, y + round(at * px * _LEADING), canvas.theme.ink)
        for line, right in zip(lines, columns.rights, strict=True):
            colour = canvas.theme.accent if line is lines[-1] else canvas.theme.ink
            canvas.line(line, x + right - line.width, y + text - px, colour)
        draw_parts(canvas, (x, y + bar_y, setting.width, bar), counts, round(px * _LEAST_PART))

    return Piece(bar_y + bar, draw, gap=round(px * _ROW_GAP))
