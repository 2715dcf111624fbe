"""What a correction or a withdrawal says: a mark over the title, what was wrong and what is right, since when, and why.

Nothing of it hangs on colour: wrong words are struck through and marked 原, right ones stand beside 现.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from player.slides.blocks.mark import HANG, with_mark
from player.slides.blocks.text import heading_pieces, line_pieces, title_gap, title_pieces
from player.slides.breaking import atoms, title_atoms
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.facts import dated, instant, mark_of
from player.slides.flow import Draw, Piece
from player.slides.lines import Line, Style, set_lines
from player.slides.setting import Setting
from playlists.act import Act, Change, Correction, Withdrawal, reference_of
from playlists.item import Heading, Item
from playlists.screen import Screen

_WRONG: Final = "原"
_RIGHT: Final = "现"
_PAD: Final = 0.28  # em of the mark over the title, above and below its characters
_LEADING: Final = 1.35  # of what stands beside that mark
_ABOVE: Final = 0.6  # em above a pair of wrong and right, beyond the leading
_BETWEEN: Final = 0.3  # em between wrong and right, and before the reason, beyond the leading
_STROKE: Final = 0.07  # em, the line through wrong words
_AT_STROKE: Final = 0.53  # em from the top of a line to that line: the middle of a Han character


def act_title_pieces(item: Item, screen: Screen, setting: Setting) -> list[Piece]:
    """The mark with what it refers to, and the title below; on a strip the mark before the title, on one line."""
    if item.act is None or setting.is_strip:
        mark = mark_of(item)
        return title_pieces(f"【{mark}】\n{item.title}" if mark else item.title, setting)
    title = title_pieces(item.title, setting)
    title[0] = replace(title[0], gap=title_gap(setting))
    return [_banner(mark_of(item), _told_beside(item.act, screen), setting), *title]


def act_pieces(item: Item, screen: Screen, setting: Setting) -> list[Piece]:
    """What is between the title and the body; nothing for an item without an act."""
    match item.act:
        case Correction() as act:
            beside = _plain(_told_beside(act, screen), setting) if setting.is_strip else []
            pairs = [piece for change in act.changes for piece in _pair(change, setting)]
            whole = heading_pieces(Heading(text="更正后全文"), setting) if item.body else []
            return [*beside, *pairs, *_plain(f"更正原因：{act.reason}", setting), *whole]
        case Withdrawal() as act:
            told = (
                f"{dated(act.withdraws.published_on)}公布的第{act.withdraws.version}版"
                f"自{instant(act.since, screen)}起撤回，不再有效，请勿再以其内容为准。"
            )
            rest = (f"撤回原因：{act.reason}", f"撤回单位：{item.issuer}")
            return [piece for text in (told, *rest) for piece in _plain(text, setting)]
        case _:
            return []


def _told_beside(act: Act, screen: Screen) -> str:
    named = reference_of(act)
    if isinstance(act, Withdrawal):
        return f"自{instant(act.since, screen)}起不再有效"
    return f"更正{dated(named.published_on)}公布的第{named.version}版\n自{instant(act.since, screen)}起以本版为准"


def _banner(mark: str, beside: str, setting: Setting) -> Piece:
    """The mark in a full box, and to what it applies: beside the box where that fits its height, else below it."""
    title, floor = Style(setting.scale.title, is_bold=True), Style(setting.scale.floor)
    word = set_lines(mark, title, setting.width, setting.fonts, justify=False)[0]
    pad = round(title.px * _PAD)
    box_px, step = title.px + 2 * pad, round(floor.px * _LEADING)
    left = word.width + 4 * pad + floor.px
    lines = set_lines(beside, floor, setting.width - left, setting.fonts, justify=False)
    first = (box_px - step * (len(lines) - 1) - floor.px) // 2
    if first < 0:
        lines = set_lines(beside, floor, setting.width, setting.fonts, justify=False)
        left, first = 0, box_px + floor.px // 2
    height = max(box_px, first + step * (len(lines) - 1) + floor.px)

    def draw(canvas: Canvas, x: int, y: int) -> None:
        canvas.rounded((x, y, word.width + 4 * pad, box_px), title.px // 8, canvas.theme.accent)
        canvas.line(word, x + 2 * pad, y + pad, canvas.theme.on_accent)
        for at, line in enumerate(lines):
            canvas.line(line, x + left, y + first + at * step, canvas.theme.muted)

    return Piece(height, draw, keeps_next=True, loosely=True)


def _pair(change: Change, setting: Setting) -> list[Piece]:
    """Wrong words, struck through, and the right ones; the one is not parted from the beginning of the other."""
    px = setting.scale.body
    wrong = _speech(change.wrong, Style(px), setting, above=_ABOVE, is_struck=True)
    right = _speech(change.right, Style(px, is_bold=True), setting, above=_BETWEEN)
    wrong = [replace(piece, keeps_next=True, loosely=True) for piece in wrong]
    wrong[0] = with_mark(wrong[0], _WRONG, setting, is_full=False)
    right[0] = with_mark(right[0], _RIGHT, setting, is_full=True)
    return [*wrong, *right]


def _speech(text: str, style: Style, setting: Setting, *, above: float, is_struck: bool = False) -> list[Piece]:
    hang = round(style.px * HANG)
    lines = _lines(text, style, setting.width - hang, setting)
    pieces = line_pieces(lines, setting, gap=round(style.px * above), x=hang)
    if not is_struck:
        return pieces
    return [replace(piece, draw=_struck(line, hang)) for piece, line in zip(pieces, lines, strict=True)]


def _plain(text: str, setting: Setting) -> list[Piece]:
    style = Style(setting.scale.body)
    return line_pieces(_lines(text, style, setting.width, setting), setting, gap=round(style.px * _BETWEEN))


def _lines(text: str, style: Style, width: int, setting: Setting) -> Sequence[Line]:
    split = title_atoms if setting.is_strip else atoms
    words = clean(text).strip(" \u3000\n")
    return set_lines(words, style, width, setting.fonts, justify=not setting.is_strip, split=split)


def _struck(line: Line, x: int) -> Draw:
    def draw(canvas: Canvas, left: int, top: int) -> None:
        canvas.line(line, left + x, top, canvas.theme.muted)
        thick = max(2, round(line.style.px * _STROKE))
        middle = top + round(line.style.px * _AT_STROKE) - thick // 2
        canvas.fill((left + x, middle, line.width, thick), canvas.theme.ink)

    return draw
