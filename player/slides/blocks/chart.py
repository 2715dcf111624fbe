"""A chart: bars from one zero line, each with its name before it and its figure behind it.

Lengths are in proportion to the figures, with no axis cut short; nothing has to be looked up in a legend or told by
colour.
"""

from dataclasses import replace
from typing import Final, NamedTuple

from player.slides.blocks.record import record_pieces
from player.slides.blocks.text import heading_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Line, Style, balanced_lines, one_line
from player.slides.setting import Setting
from playlists.figures import Bar, Chart
from playlists.item import Heading

_STEPS: Final = (1.0, 0.9, 0.8)  # of the body size, until names stand on one line and all bars on one page
_MOST_NAME: Final = 0.42  # of the width
_LEAST_BARS: Final = 0.25  # of the width; shorter bars compare nothing
_BAR: Final = 0.72  # em
_PAD: Final = 0.27  # em above and below a row
_LEADING: Final = 1.25
_GUTTER: Final = 0.45  # em between name and zero line, and between bar and figure
_ABOVE: Final = 0.45  # em above the first row


class _Frame(NamedTuple):
    """Type size, where the zero line stands, how long the longest bar may be, and whether each name has one line."""

    px: int
    zero: int
    room: int
    is_ample: bool


def chart_pieces(chart: Chart, setting: Setting) -> list[Piece]:
    """The caption and a piece for each bar: on one page, in smaller type if need be, unless they are too many."""
    caption = heading_pieces(Heading(text=chart.caption, level=2), setting) if chart.caption else []
    for step in _STEPS:
        frame = _frame(chart, max(round(setting.scale.body * step), setting.scale.floor), setting)
        rows = [_row_piece(bar, chart, frame, setting) for bar in chart.bars]
        rows[0] = replace(rows[0], gap=round(frame.px * _ABOVE))
        pieces = [*caption, *rows]
        is_whole = sum(piece.gap + piece.height for piece in pieces) <= setting.height
        if is_whole and frame.is_ample:
            break
    if (
        setting.is_strip
        or frame.room < setting.width * _LEAST_BARS
        or max(row.height for row in rows) > setting.height // 2
    ):
        setting.warn_of_plain_lines("a chart does not fit this screen and is told in plain lines")
        return record_pieces(chart, setting)
    return [replace(piece, keeps_next=is_whole or piece in caption) for piece in pieces[:-1]] + pieces[-1:]


def _frame(chart: Chart, px: int, setting: Setting) -> _Frame:
    names = max(_one(clean(bar.label), px, setting).width for bar in chart.bars)
    figures = max(_one(chart.told(bar), px, setting).width for bar in chart.bars)
    most, gutter = round(setting.width * _MOST_NAME), round(px * _GUTTER)
    zero = min(names, most) + gutter
    return _Frame(px, zero, setting.width - zero - gutter - figures, names <= most)


def _row_piece(bar: Bar, chart: Chart, frame: _Frame, setting: Setting) -> Piece:
    px, gutter = frame.px, round(frame.px * _GUTTER)
    name = balanced_lines(clean(bar.label), Style(px), frame.zero - gutter, setting.fonts)
    figure = _one(chart.told(bar), px, setting)
    text = round((len(name) - 1) * px * _LEADING) + px
    height = text + 2 * round(px * _PAD)
    long, thick = round(frame.room * chart.share(bar)), round(px * _BAR)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        theme, middle = canvas.theme, y + height // 2
        for at, line in enumerate(name):
            top = middle - text // 2 + round(at * px * _LEADING)
            canvas.line(line, x + frame.zero - gutter - line.width, top, theme.ink)
        canvas.fill((x + frame.zero, middle - thick // 2, long, thick), theme.accent)
        canvas.fill((x + frame.zero, y, max(2, px // 20), height), theme.ink)
        canvas.line(figure, x + frame.zero + long + gutter, middle - px // 2, theme.accent)

    return Piece(height, draw)


def _one(text: str, px: int, setting: Setting) -> Line:
    """On one line in bold, which is the wider one."""
    return one_line(text, Style(px, is_bold=True), _UNLIMITED, setting.fonts)


_UNLIMITED: Final = 1_000_000  # px; a name has at most 400 characters
