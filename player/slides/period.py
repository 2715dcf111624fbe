"""Where a publicity period stands: the words for it, and the panel that tells it to somebody who walks past.

Every wording of an item has the same room, that of the largest, so that pages break alike whatever the day is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from player.slides.canvas import Canvas
from player.slides.facts import day_in_words
from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, set_lines
from playlists.deck import Box, Role
from playlists.item import Item, Publicity
from playlists.publicity import DaySpan, Phase, Standing, chapters_of
from playlists.screen import Screen
from playlists.workdays import YearTable

_PAD: Final = 0.4  # of the first line's size
_STRIP_PAD: Final = 0.07  # of the panel's height
_LEADING: Final = 1.4
_DETAIL: Final = 0.82  # of the first line's size, at most
_BAR: Final = 0.3  # height of the row of days
_COMMA: Final = "，"
_UNBOUND: Final = 100_000  # px: a line measured before its size is known
_MOST_BARS: Final = 12  # more days than that become one bar


class Saying(NamedTuple):
    """What is said on ``days``: two lines, and how many of the working days have begun (None: not counted)."""

    lead: str
    detail: str
    passed: int | None
    of: int
    days: DaySpan


def sayings_of(item: Item, screen: Screen, tables: tuple[YearTable, ...]) -> tuple[Saying, ...]:
    """Everything there is to say of an item's period while it is shown, in order; nothing without a period."""
    period = item.publicity
    if period is None:
        return ()
    return tuple(
        Saying(*_words(standing, period), standing.passed, period.working_days, days)
        for standing, days in chapters_of(item, ZoneInfo(screen.zone), tables)
    )


def _words(standing: Standing, period: Publicity) -> tuple[str, str]:
    years = period.begins.year != period.ends.year
    begins, ends = day_in_words(period.begins, with_year=False), day_in_words(period.ends, with_year=years)
    count, passed = period.working_days, standing.passed
    last = f"至 {ends}" if passed is None else f"共 {count} 个{_COMMA}至 {ends}"
    whole = f"{ends}止" if passed is None else f"{count} 个工作日{_COMMA}{ends}止"
    match standing.phase:
        case Phase.BEFORE:
            words = f"{begins}起公示", whole
        case Phase.WORKING:
            words = f"公示第 {passed} 个工作日", last
        case Phase.RESTING:
            words = f"已公示 {passed} 个工作日" if passed else "公示已开始", last
        case Phase.UNCOUNTED:
            words = "公示期内", last
        case Phase.OVER:
            words = "公示期满", whole
    return words


@dataclass(frozen=True)
class PeriodPanel:
    """A solid panel of ``width`` × ``height`` px; it says what is said on the day its canvas is for.

    ``bar`` is the height of the row of days below the words, 0 without one.
    """

    width: int
    height: int
    pad: int
    bar: int
    told: Mapping[Saying, tuple[Line, ...]]

    def draw(self, canvas: Canvas, x: int, y: int) -> None:
        """Draw it with its top left corner at ``x``, ``y``."""
        saying = canvas.saying
        if saying is None:
            return
        canvas.is_dated = True
        theme = canvas.theme
        canvas.fill((x, y, self.width, self.height), theme.accent)
        left, top = x + self.pad, y + self.pad
        for line in self.told[saying]:
            canvas.line(line, left, top, theme.on_accent, Role.FURNITURE)
            top += round(line.style.px * _LEADING)
        if self.bar and saying.passed is not None:
            box = (left, y + self.height - self.pad - self.bar, self.width - 2 * self.pad, self.bar)
            _draw_days(canvas, box, saying.passed, saying.of)


def make_panel(sayings: Sequence[Saying], width: int, lead_px: int, fonts: Fonts, *, least_px: int = 1) -> PeriodPanel:
    """The panel for all of an item's sayings (at least one), its first line at most ``lead_px`` high.

    What would be smaller than ``least_px`` on a line takes two.
    """
    pad = round(lead_px * _PAD)
    room = width - 2 * pad
    heads, tails = _lines_of(sayings)
    leads = _fitted(heads, lead_px, room, fonts)
    most = max(round(leads[0].style.px * _DETAIL), least_px)
    details: list[tuple[Line, ...]] = [(line,) for line in _fitted(tails, most, room, fonts)]
    if details[0][0].style.px < least_px:
        details = _parted(tails, least_px, room, fonts)
    bar = round(lead_px * _BAR) if any(one.passed is not None for one in sayings) else 0
    rows = max(len(lines) for lines in details)
    text = round(leads[0].style.px * _LEADING) + _height(rows, details[0][0].style.px)
    told = {one: (lead, *lines) for one, lead, lines in zip(sayings, leads, details, strict=True)}
    return PeriodPanel(width, 2 * pad + text + (bar + pad if bar else 0), pad, bar, told)


def _parted(texts: Sequence[str], px: int, room: int, fonts: Fonts) -> list[tuple[Line, ...]]:
    """Each text in two lines, parted at its comma."""
    parts = [text.split(_COMMA) for text in texts]
    lines = iter(_fitted([part for both in parts for part in both], px, room, fonts))
    return [tuple(next(lines) for _ in both) for both in parts]


def _height(rows: int, px: int) -> int:
    return round(px * _LEADING) * (rows - 1) + px


def make_strip_panels(
    sayings: Sequence[Saying], size: tuple[int, int], least_px: int, fonts: Fonts
) -> list[PeriodPanel]:
    """Panels of exactly this size, all of it for words: a strip has no height to spare.

    One with both lines; where they would be lower than ``least_px``, one for each line.
    """
    width, height = size
    pad = round(height * _STRIP_PAD)
    both = int((height - 2 * pad) / (_LEADING + 1))
    if both >= least_px:
        leads, details = (_fitted(texts, both, width - 4 * pad, fonts) for texts in _lines_of(sayings))
        told = dict(zip(sayings, zip(leads, details, strict=True), strict=True))
        return [PeriodPanel(width, height, pad, 0, told)]
    single = [_fitted(texts, height - 2 * pad, width - 4 * pad, fonts) for texts in _lines_of(sayings)]
    return [
        PeriodPanel(width, height, (height - lines[0].style.px) // 2, 0, dict(zip(sayings, zip(lines), strict=True)))
        for lines in single
    ]


def _lines_of(sayings: Sequence[Saying]) -> tuple[list[str], list[str]]:
    return [one.lead for one in sayings], [one.detail for one in sayings]


def _fitted(texts: Sequence[str], most_px: int, room: int, fonts: Fonts) -> list[Line]:
    """Each text on one line of ``room``, all in the largest size in which that can be."""
    for px in range(most_px, 0, -1):
        lines = [_measured(text, Style(px, is_bold=True), fonts) for text in texts]
        if max(line.width for line in lines) <= room:
            break
    return lines


def _measured(text: str, style: Style, fonts: Fonts) -> Line:
    return set_lines(text, style, _UNBOUND, fonts, justify=False)[0]


def _draw_days(canvas: Canvas, box: Box, passed: int, of: int) -> None:
    """One bar for each working day, those that have begun filled; many days are one long bar."""
    x, y, width, height = box
    theme = canvas.theme
    dim = tuple((3 * ground + ink) // 4 for ground, ink in zip(theme.accent, theme.on_accent, strict=True))
    gap = max(2, height // 2)
    if of > _MOST_BARS:
        canvas.fill(box, (dim[0], dim[1], dim[2]))
        canvas.fill((x, y, width * passed // of, height), theme.on_accent)
        return
    for day in range(of):
        left, right = (width + gap) * day // of, (width + gap) * (day + 1) // of - gap
        colour = theme.on_accent if day < passed else (dim[0], dim[1], dim[2])
        canvas.fill((x + left, y, right - left, height), colour)
