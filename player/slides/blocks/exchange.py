"""A question or opinion and its reply: two marks in the margin tell who speaks, the last line who answered and when."""

from dataclasses import replace
from typing import Final

from player.slides.blocks.text import line_pieces
from player.slides.breaking import atoms, title_atoms
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.facts import dated
from player.slides.flow import Draw, Piece
from player.slides.lines import Line, Style, one_line, set_lines
from player.slides.setting import Setting
from playlists.deck import Role
from playlists.item import Exchange

_QUESTION: Final = "问"
_ANSWER: Final = "答"
_MARK: Final = 1.24  # em, the side of a mark's square
_MARK_TYPE: Final = 0.82  # em, the character in it
_HANG: Final = 1.75  # em from the margin to the text
_ABOVE: Final = 0.75  # em above a question, beyond the leading
_BETWEEN: Final = 0.22  # em between question and answer, beyond the leading


def exchange_pieces(exchange: Exchange, setting: Setting) -> list[Piece]:
    """The question stays with the beginning of its answer, and who answered with its end."""
    px = setting.scale.body
    question = _speech(exchange.question, Style(px, is_bold=True), setting, above=_ABOVE)
    question = [replace(piece, keeps_next=True, loosely=True) for piece in question]
    answer = _speech(exchange.answer, Style(px), setting, above=_BETWEEN)
    source = _source_pieces(exchange, setting)
    if source:
        answer[-1] = replace(answer[-1], keeps_next=True)
    question[0] = _with_mark(question[0], _QUESTION, setting, is_full=True)
    answer[0] = _with_mark(answer[0], _ANSWER, setting, is_full=False)
    return [*question, *answer, *source]


def _speech(text: str, style: Style, setting: Setting, *, above: float) -> list[Piece]:
    hang = round(style.px * _HANG)
    words, width = clean(text).strip(" \u3000\n"), setting.width - hang
    split = title_atoms if setting.is_strip else atoms
    lines = set_lines(words, style, width, setting.fonts, justify=not setting.is_strip, split=split)
    return line_pieces(lines, setting, gap=round(style.px * above), x=hang)


def _source_pieces(exchange: Exchange, setting: Setting) -> list[Piece]:
    day = dated(exchange.answered_on) if exchange.answered_on else ""
    words = "　".join(filter(None, (clean(exchange.answerer).strip(), day)))
    hang = round(setting.scale.body * _HANG)
    px = setting.scale.body if setting.is_strip else setting.scale.floor
    lines = set_lines(words, Style(px), setting.width - hang, setting.fonts, justify=False)
    between = setting.leading - setting.scale.body
    return [
        Piece(px, _quiet(line, hang), between, keeps_next=line is not lines[-1]) for line in (lines if words else ())
    ]


def _quiet(line: Line, x: int) -> Draw:
    def draw(canvas: Canvas, left: int, top: int) -> None:
        canvas.line(line, left + x, top, canvas.theme.muted)

    return draw


def _with_mark(piece: Piece, mark: str, setting: Setting, *, is_full: bool) -> Piece:
    """A square in the margin beside the first line: full for the question, outlined for the answer."""
    px = setting.scale.body
    side, radius = round(px * _MARK), px // 6
    line = one_line(mark, Style(max(round(px * _MARK_TYPE), setting.scale.small), is_bold=True), side, setting.fonts)
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
