"""Headings, paragraphs and lists. Chinese paragraphs begin with an indent of two ems and are justified."""

import re
from collections.abc import Sequence
from typing import Final

from player.slides.breaking import title_atoms
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.emphasis import Ranges, cleaned
from player.slides.flow import Draw, Piece
from player.slides.lines import Line, Style, balanced_lines, set_lines
from player.slides.setting import Setting
from playlists.deck import Role
from playlists.item import Heading, Listing, Paragraph

_HEADING_SIZES: Final = {1: 1.2, 2: 1.08, 3: 1.0}  # of the body size; weight and colour tell them apart as well
_HEADING_GAP: Final = 0.95  # em above a heading, beyond the leading
_PARAGRAPH_GAP: Final = 0.3  # em between paragraphs: the indent already parts them
_TITLE_LEADING: Final = 1.3
_TITLE_STEPS: Final = (1.0, 0.88, 0.76)  # a long title is set smaller before it takes a fourth line
_TITLE_LINES: Final = 3
_TITLE_GAP: Final = 0.55  # of the title size, between title and body
_NUMBER_GAP: Final = 0.35  # em behind a number that ends in a point; full-width marks bring their own room
_MARKER: Final = "•"
_NUMBER: Final = re.compile(r"[（(]?(?:[一二三四五六七八九十百]{1,4}|\d{1,3})[）)、．.](?!\d)|[①-⑳]")


def title_pieces(title: str, setting: Setting) -> list[Piece]:
    """The whole title, in lines about equally long, as large as three lines allow."""
    text = clean(title)
    for step in _TITLE_STEPS:
        style = Style(max(round(setting.scale.title * step), setting.scale.body), is_bold=True)
        lines = balanced_lines(text, style, setting.width, setting.fonts)
        if len(lines) <= _TITLE_LINES:
            break
    gap = round(style.px * (_TITLE_LEADING - 1))
    return [
        Piece(
            line.style.px, _ink(line, setting.width, role=Role.TITLE), gap, keeps_next=True, loosely=line is lines[-1]
        )
        for line in lines
    ]


def title_gap(setting: Setting) -> int:
    """Pixels between the title and what follows it."""
    return round(setting.scale.title * _TITLE_GAP)


def heading_pieces(heading: Heading, setting: Setting) -> list[Piece]:
    """A heading, flush left; it stays with what follows."""
    larger = 1 if setting.is_strip else _HEADING_SIZES[heading.level]
    style = Style(round(setting.scale.body * larger), is_bold=True)
    lines = set_lines(clean(heading.text), style, setting.width, setting.fonts, justify=False)
    above = round(style.px * _HEADING_GAP)
    within = round(style.px * (_TITLE_LEADING - 1))
    return [
        Piece(style.px, _ink(line, setting.width, is_accent=True), within if at else above, keeps_next=True)
        for at, line in enumerate(lines)
    ]


def paragraph_pieces(paragraph: Paragraph, setting: Setting) -> list[Piece]:
    """A paragraph with its indent; white space typed as an indent is replaced by it."""
    text, strong = cleaned(paragraph.text, paragraph.strong)
    if not text:
        return []
    px = setting.scale.body
    lines = _lines(text, px, setting.width, setting, indent=_indent(text, px), strong=strong)
    return line_pieces(lines, setting, gap=round(px * _PARAGRAPH_GAP))


def list_pieces(listing: Listing, setting: Setting) -> list[Piece]:
    """A list with hanging indents. Entries that bring their own numbers (一、（一）1.（1）) keep those."""
    entries = [clean(entry).strip(" \u3000\n") for entry in listing.entries]
    is_numbered = all(_NUMBER.match(entry) for entry in entries)
    if is_numbered:
        return _own_numbers(entries, setting)
    markers = [f"{number}." if listing.ordered else _MARKER for number in range(1, len(entries) + 1)]
    return [piece for marker, entry in zip(markers, entries, strict=True) for piece in _entry(marker, entry, setting)]


def _own_numbers(entries: Sequence[str], setting: Setting) -> list[Piece]:
    """Entries as they are numbered, their later lines under the first one's words; as wide as the widest number."""
    px, pieces = setting.scale.body, []
    found = [match.group() for entry in entries if (match := _NUMBER.match(entry))]
    wide = setting.scale.body // 2 if setting.is_strip else 0
    hang = max([wide, *(set_lines(number, Style(px), setting.width, setting.fonts)[0].width for number in found)])
    for number, entry in zip(found, entries, strict=True):
        gap = round(px * _NUMBER_GAP) if number[-1].isascii() else 0
        lines = _lines(entry[len(number) :].lstrip(" \u3000"), px, setting.width - hang - gap, setting)
        mark = set_lines(number, Style(px), setting.width, setting.fonts, justify=False)[0]
        entry_pieces = line_pieces(lines, setting, gap=round(px * _PARAGRAPH_GAP), x=hang + gap)
        at = setting.width - mark.width if lines[0].runs_left else 0
        pieces += [_with_marker(entry_pieces[0], mark, at, is_text=True), *entry_pieces[1:]]
    return pieces


def line_pieces(lines: Sequence[Line], setting: Setting, *, gap: int, x: int = 0) -> list[Piece]:
    """A paragraph's lines: neither its first nor its last stands alone on a page."""
    between = setting.leading - setting.scale.body
    last = len(lines) - 1
    return [
        Piece(
            line.style.px,
            _ink(line, setting.width, x=x),
            between if at else between + gap,
            keeps_next=at != last and at in {0, last - 1},
        )
        for at, line in enumerate(lines)
    ]


def _lines(text: str, px: int, width: int, setting: Setting, *, indent: int = 0, strong: Ranges = ()) -> list[Line]:
    """Lines of a paragraph; in a strip, where each is read by itself, flush and with whole words."""
    if setting.is_strip:
        return set_lines(text, Style(px), width, setting.fonts, justify=False, split=title_atoms, strong=strong)
    return set_lines(text, Style(px), width, setting.fonts, indent=indent, strong=strong)


def _entry(marker: str, entry: str, setting: Setting) -> list[Piece]:
    px = setting.scale.body
    hang = _hang(marker, px, setting)
    lines = _lines(entry, px, setting.width - hang, setting)
    pieces = line_pieces(lines, setting, gap=round(px * _PARAGRAPH_GAP), x=hang)
    if marker:
        mark = set_lines(marker, Style(px, is_bold=True), hang, setting.fonts, justify=False)[0]
        at = hang - mark.width - round(px * 0.4)
        at = setting.width - at - mark.width if lines[0].runs_left else at
        pieces[0] = _with_marker(pieces[0], mark, at)
    return pieces


def _hang(marker: str, px: int, setting: Setting) -> int:
    if not marker:
        return 0
    if setting.is_strip:
        return setting.fonts.advance(marker, px, is_bold=True) + round(px * 0.4)
    widest = setting.fonts.advance("100." if len(marker) > len("99.") else "99.", px, is_bold=True)
    return max(round(px * 1.5), widest + round(px * 0.4)) if marker != _MARKER else round(px * 1.3)


def _with_marker(piece: Piece, mark: Line, x: int, *, is_text: bool = False) -> Piece:
    """``is_text``: the mark is the drafter's own word, and looks so."""
    text = piece.draw

    def draw(canvas: Canvas, left: int, top: int) -> None:
        colour, role = (canvas.theme.ink, Role.BODY) if is_text else (canvas.theme.accent, Role.FURNITURE)
        canvas.line(mark, left + x, top, colour, role)
        text(canvas, left, top)

    return Piece(piece.height, draw, piece.gap, piece.keeps_next)


def _indent(text: str, px: int) -> int:
    return 0 if text[0].isascii() and text[0].isalpha() else 2 * px


def _ink(line: Line, width: int, *, x: int = 0, role: Role = Role.BODY, is_accent: bool = False) -> Draw:
    """Draws a line in a column of ``width``: ``x`` from its left edge, or from its right one if the line runs left."""

    def draw(canvas: Canvas, left: int, top: int) -> None:
        colour = canvas.theme.accent if is_accent else canvas.theme.ink
        canvas.line(line, left + (width - x - line.width if line.runs_left else x), top, colour, role)

    return draw
