"""Pledges: who promised what by when, a bar for how far it is, and the sum of what is done."""

from typing import Final

from player.slides.blocks.record import record_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.lines import Style, one_line, set_lines
from player.slides.setting import Setting
from playlists.item import Pledge, Pledges

_DONE: Final = 100  # percent
_SIZE: Final = 0.9  # of the body size: four pledges to a page
_LEADING: Final = 1.42
_BAR: Final = 0.3  # em, height of the bar
_SUM_GAP: Final = 0.25  # em more below the sum
_ROW_GAP: Final = 0.62  # em between pledges


def pledge_pieces(pledges: Pledges, setting: Setting) -> list[Piece]:
    """The sum, then one piece for each pledge; one too long for a page turns all into plain lines."""
    pieces = [_pledge_piece(pledge, setting) for pledge in pledges.pledges]
    if any(piece.height > setting.height // 2 for piece in pieces):
        setting.warn_of_plain_lines("a pledge is longer than half a page: all are told in plain lines")
        pieces = record_pieces(pledges, setting)
    return [_sum_piece(pledges, setting), *pieces]


def _sum_piece(pledges: Pledges, setting: Setting) -> Piece:
    px = setting.scale.body
    done = sum(pledge.percent == _DONE for pledge in pledges.pledges)
    words = f"共 {len(pledges.pledges)} 件，已办结 {done} 件"
    line = one_line(words, Style(px, is_bold=True), setting.width, setting.fonts)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        canvas.line(line, x, y, canvas.theme.accent)

    return Piece(px + round(px * _SUM_GAP), draw, gap=round(px * _ROW_GAP), keeps_next=True)


def _pledge_piece(pledge: Pledge, setting: Setting) -> Piece:
    px, fonts = max(round(setting.scale.body * _SIZE), setting.scale.floor), setting.fonts
    due = one_line(
        f"{pledge.due.year}年{pledge.due.month}月{pledge.due.day}日前", Style(setting.scale.floor), setting.width, fonts
    )
    owner = set_lines(
        clean(pledge.owner), Style(px, is_bold=True), setting.width - due.width - px, fonts, justify=False
    )
    target = set_lines(clean(pledge.target), Style(px), setting.width, fonts)
    state = "已办结" if pledge.percent == _DONE else f"{pledge.percent}%"
    share = one_line(state, Style(setting.scale.floor, is_bold=True), setting.width, fonts)
    column = one_line("已办结", Style(setting.scale.floor, is_bold=True), setting.width, fonts).width
    step = round(px * _LEADING)
    bar_y = step * (len(owner) + len(target)) + (px - round(px * _BAR)) // 2

    def draw(canvas: Canvas, x: int, y: int) -> None:
        theme = canvas.theme
        for at, line in enumerate(owner):
            canvas.line(line, x, y + at * step, theme.ink)
        canvas.line(due, x + setting.width - due.width, y + px - due.style.px, theme.muted)
        for at, line in enumerate(target, start=len(owner)):
            canvas.line(line, x, y + at * step, theme.ink)
        length = setting.width - column - px
        high = round(px * _BAR)
        canvas.rounded((x, y + bar_y, length, high), high // 2, theme.track)
        if pledge.percent:
            filled = max(length * pledge.percent // _DONE, high)
            canvas.rounded((x, y + bar_y, filled, high), high // 2, theme.accent)
        middle = y + bar_y + high // 2 - share.style.px // 2
        canvas.line(share, x + setting.width - share.width, middle, theme.accent)

    return Piece(bar_y + px // 2 + round(px * _BAR), draw, gap=round(px * _ROW_GAP))
