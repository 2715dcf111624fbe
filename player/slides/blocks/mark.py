"""A mark in the margin beside a line: one character in a square, full or outlined, that tells what the line is."""

from dataclasses import replace
from typing import Final

from player.slides.canvas import Canvas
from player.slides.flow import Piece
from player.slides.lines import Style, one_line
from player.slides.setting import Setting
from playlists.deck import Role

HANG: Final = 1.75  # em from the margin to the text beside a mark
_SIDE: Final = 1.24  # em, of the square
_TYPE: Final = 0.82  # em, the character in it


def with_mark(piece: Piece, mark: str, setting: Setting, *, is_full: bool) -> Piece:
    """The line's piece with ``mark`` beside it, in a full or an outlined square."""
    px = setting.scale.body
    side, radius = round(px * _SIDE), px // 6
    line = one_line(mark, Style(max(round(px * _TYPE), setting.scale.small), is_bold=True), side, setting.fonts)
    rise, edge, inset = (side - px) // 2, max(2, px // 16), (side - line.style.px) // 2
    text = piece.draw

    def draw(canvas: Canvas, x: int, y: int) -> None:
        theme = canvas.theme
        canvas.rounded((x, y - rise, side, side), radius, theme.accent)
        if not is_full:
            inner = (x + edge, y - rise + edge, side - 2 * edge, side - 2 * edge)
            canvas.rounded(inner, max(1, radius - edge), theme.paper)
        colour = theme.on_accent if is_full else theme.accent
        canvas.line(line, x + inset, y - rise + inset, colour, Role.FURNITURE)
        text(canvas, x, y)

    return replace(piece, draw=draw)
