"""The title page of a playlist (封面): who speaks, what follows, and a table of contents.

A solid panel holds the playlist's name; beside it, on an upright screen below it, stand the items' titles. A strip is
all panel. Decides how much of the contents finds room; what does not is counted.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from player.slides.band import band_height, slide_part
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.drawing import Drawing, Kit
from player.slides.dwell import dwell_ms
from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, balanced_lines, one_line
from player.slides.name_lines import name_lines
from player.slides.themes import THEMES, Colour
from player.slides.type_scale import TypeScale, is_strip, type_scale
from playlists.deck import Box, Role
from playlists.screen import Screen

_PANEL: Final = 0.38  # of the width, of an upright screen's height
_UPRIGHT: Final = 0.95  # width over height
_NAME_TRIES: Final = ((2.8, 2), (2.4, 2), (2.0, 2), (1.7, 2), (1.7, 3), (1.4, 3), (1.2, 4), (1.0, 5))  # body ems, lines
_ORGANISATION: Final = 0.35  # of the panel's height: what a very long name may take
_LARGER: Final = (1.4, 1.25, 1.12)  # of the body size, for the titles where they are few
_LEADING: Final = 1.3
_ROW_GAP: Final = 0.85  # em between two titles, with a hairline in the middle
_NUMBER: Final = 1.9  # ems that the numbers take
_MOST_ROW_LINES: Final = 2
_STRIP_NAME: Final = 0.4  # of a strip's height
_STRIP_SMALL: Final = 0.17
_STRIP_TIGHT: Final = 0.8  # of that, where a long name has no room
_MOST_DWELL_MS: Final = 15_000  # who looks for one title finds it sooner; the notices themselves are waiting


class _Panel(NamedTuple):
    """The solid part: where it is, its colours."""

    box: Box
    ground: Colour
    ink: Colour


class _Words(NamedTuple):
    """What the panel says; no number when ``many`` is 0."""

    name: str
    many: int
    organisation: str


class _Row(NamedTuple):
    number: str
    lines: tuple[Line, ...]

    @property
    def height(self) -> int:
        """From the first line's top to the last one's foot."""
        px = self.lines[0].style.px
        return px + round(px * _LEADING) * (len(self.lines) - 1)


def draw_title_page(name: str, titles: Sequence[str], screen: Screen, kit: Kit) -> Drawing:
    """The slide that opens a pass of the playlist ``name`` with items of these titles; without any it tells no number.

    It belongs to no item: ``item`` is empty and ``version`` 0, as on the fallback slide.
    """
    below, screen = band_height(screen), slide_part(screen)
    canvas = Canvas((screen.width_px, screen.height_px), THEMES[screen.theme], kit.fonts, below=below)
    scale = type_scale(screen)
    words = _Words(clean(name), len(titles), clean(kit.organisation))
    if is_strip(screen):
        _draw_strip(canvas, words)
    else:
        panel = _panel(canvas, is_whole=not titles)
        _draw_panel(canvas, panel, words, scale)
        _draw_contents(canvas, panel, [clean(title) for title in titles], scale)
    wanted = dwell_ms(
        canvas.texts,
        characters_per_s=screen.characters_per_s,
        pictures=0,
        has_code=False,
        is_strip=is_strip(screen),
    )
    dwell = min(wanted, _MOST_DWELL_MS)
    return Drawing(canvas.finished(), "", 0, 1, 1, dwell, screen.theme, tuple(canvas.texts), None, ())


def _panel(canvas: Canvas, *, is_whole: bool) -> _Panel:
    width, height = canvas.size
    ground, ink = canvas.theme.solid
    if is_whole:
        return _Panel((0, 0, width, height), ground, ink)
    if width < height * _UPRIGHT:
        return _Panel((0, 0, width, round(height * _PANEL)), ground, ink)
    return _Panel((0, 0, round(width * _PANEL), height), ground, ink)


def _draw_panel(canvas: Canvas, panel: _Panel, words: _Words, scale: TypeScale) -> None:
    """The organisation at the head, the name a little above the middle over a rule, the number at the foot."""
    name, count, organisation = words
    x, y, width, height = panel.box
    margin = _margin(canvas)
    room = width - 2 * margin
    canvas.fill(panel.box, panel.ground)
    above = y + margin
    most = round(height * _ORGANISATION) // round(scale.small * _LEADING)
    tries = ((round(scale.small * 1.2), 2), (scale.small, 3), (scale.small, max(most, 1)))
    for line in name_lines(organisation, tries, room, canvas.fonts).lines:
        canvas.line(line, x + margin, above, panel.ink, Role.FURNITURE)
        above += round(line.style.px * _LEADING)
    lines = _name_lines(name, scale, room, canvas.fonts)
    px, below = lines[0].style.px, y + height - margin - scale.body
    lines = lines[: max((below - above) // round(px * _LEADING), 1)]
    top = above + max(below - above - round(px * _LEADING) * len(lines), 0) // 2
    for line in lines:
        canvas.line(line, x + margin, top, panel.ink, Role.TITLE)
        top += round(px * _LEADING)
    canvas.fill((x + margin, top, px * 2, max(3, px // 14)), panel.ink)
    if count:
        told = one_line(_told(count), Style(scale.body, is_bold=True), room, canvas.fonts)
        canvas.line(told, x + margin, below, panel.ink, Role.BODY)


def _name_lines(name: str, scale: TypeScale, room: int, fonts: Fonts) -> list[Line]:
    for size, most in _NAME_TRIES:
        lines = balanced_lines(name, Style(round(scale.body * size), is_bold=True), room, fonts)
        if len(lines) <= most:
            break
    return lines


def _told(count: int) -> str:
    return f"本轮 {count} 项"


def _draw_contents(canvas: Canvas, panel: _Panel, titles: Sequence[str], scale: TypeScale) -> None:
    """The titles, numbered, a hairline between two; they stand in the middle of the height they have."""
    x, y, width, height = _beside(canvas, panel)
    scale, rows = _rows(titles, width, height, scale, canvas.fonts)
    gap = round(scale.body * _ROW_GAP)
    top = y + max(height - _extent(rows, gap), 0) // 2
    number = round(scale.body * _NUMBER)
    for at, row in enumerate(rows):
        if at:
            canvas.fill((x, top - gap // 2 - 1, width, max(1, scale.small // 18)), canvas.theme.rule)
        mark = one_line(row.number, Style(scale.body, is_bold=True), number, canvas.fonts)
        canvas.line(mark, x, top, canvas.theme.accent)
        for line_at, line in enumerate(row.lines):
            colour = canvas.theme.ink if row.number else canvas.theme.muted
            canvas.line(line, x + number, top + line_at * round(scale.body * _LEADING), colour)
        top += row.height + gap


def _beside(canvas: Canvas, panel: _Panel) -> Box:
    """Where the contents may stand."""
    width, height = canvas.size
    _, _, wide, high = panel.box
    margin = _margin(canvas)
    if high < height:
        return margin, high + margin, width - 2 * margin, height - high - 2 * margin
    return wide + margin, margin, width - wide - 2 * margin, height - 2 * margin


def _rows(
    titles: Sequence[str], width: int, height: int, scale: TypeScale, fonts: Fonts
) -> tuple[TypeScale, list[_Row]]:
    """Whole titles, as large as finds room; else cut to a line each; else the first ones and how many more."""
    for larger in (*(scale.enlarged(factor) for factor in _LARGER), scale):
        whole = _whole(titles, width, larger, fonts)
        is_short = all(len(row.lines) <= _MOST_ROW_LINES for row in whole)
        if is_short and _extent(whole, round(larger.body * _ROW_GAP)) <= height:
            return larger, whole
    gap, style, room = round(scale.body * _ROW_GAP), Style(scale.body), width - round(scale.body * _NUMBER)
    cut = [_Row(str(at), (one_line(title, style, room, fonts),)) for at, title in enumerate(titles, 1)]
    fitting = max((height + gap) // (scale.body + gap), 1)
    if len(cut) <= fitting:
        return scale, cut
    more = one_line(f"另有 {len(cut) - fitting + 1} 项", style, room, fonts)
    return scale, [*cut[: fitting - 1], _Row("", (more,))]


def _whole(titles: Sequence[str], width: int, scale: TypeScale, fonts: Fonts) -> list[_Row]:
    style, room = Style(scale.body), width - round(scale.body * _NUMBER)
    return [_Row(str(at), tuple(balanced_lines(title, style, room, fonts))) for at, title in enumerate(titles, 1)]


def _extent(rows: Sequence[_Row], gap: int) -> int:
    return sum(row.height for row in rows) + gap * (len(rows) - 1)


def _draw_strip(canvas: Canvas, words: _Words) -> None:
    """Who speaks in small type over the name in large, and the number at the right."""
    name, count, organisation = words
    width, height = canvas.size
    ground, ink = canvas.theme.solid
    margin = round(height * 0.12)
    small = Style(round(height * _STRIP_SMALL), is_bold=True)
    canvas.fill((0, 0, width, height), ground)
    told = one_line(_told(count) if count else "", small, width // 3, canvas.fonts)
    canvas.line(told, width - margin - told.width, margin, ink, Role.BODY)
    room = width - 3 * margin - told.width
    tries = ((small.px, 1), (round(small.px * _STRIP_TIGHT), 1))
    canvas.line(name_lines(organisation, tries, room, canvas.fonts).lines[0], margin, margin, ink, Role.FURNITURE)
    for px in range(round(height * _STRIP_NAME), small.px, -2):
        line = balanced_lines(name, Style(px, is_bold=True), width - 2 * margin, canvas.fonts)
        if len(line) == 1:
            break
    shown = one_line(name, line[0].style, width - 2 * margin, canvas.fonts)
    canvas.line(shown, margin, height - margin - round(shown.style.px * 1.12), ink, Role.TITLE)


def _margin(canvas: Canvas) -> int:
    return round(min(canvas.size) * 0.083)
