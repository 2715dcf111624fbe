"""A question or opinion and its reply: two marks in the margin tell who speaks, the last line who answered and when."""

from dataclasses import replace
from typing import Final

from player.slides.blocks.mark import HANG, with_mark
from player.slides.blocks.text import line_pieces
from player.slides.breaking import atoms, title_atoms
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.facts import dated
from player.slides.flow import Draw, Piece
from player.slides.lines import Line, Style, set_lines
from player.slides.setting import Setting
from playlists.item import Exchange

_QUESTION: Final = "问"
_ANSWER: Final = "答"
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
    question[0] = with_mark(question[0], _QUESTION, setting, is_full=True)
    answer[0] = with_mark(answer[0], _ANSWER, setting, is_full=False)
    return [*question, *answer, *source]


def _speech(text: str, style: Style, setting: Setting, *, above: float) -> list[Piece]:
    hang = round(style.px * HANG)
    words, width = clean(text).strip(" \u3000\n"), setting.width - hang
    split = title_atoms if setting.is_strip else atoms
    lines = set_lines(words, style, width, setting.fonts, justify=not setting.is_strip, split=split)
    return line_pieces(lines, setting, gap=round(style.px * above), x=hang)


def _source_pieces(exchange: Exchange, setting: Setting) -> list[Piece]:
    day = dated(exchange.answered_on) if exchange.answered_on else ""
    words = "　".join(filter(None, (clean(exchange.answerer).strip(), day)))
    hang = round(setting.scale.body * HANG)
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
