"""A week of one screen: which rules are in force when, by the screens' own reckoning. Only reads."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from office.programme.contract import to_rule
from office.programme.models import Rule
from office.screens.models import Screen
from playlists.schedule import Interval, Priority, instant_of, intervals_of
from playlists.workdays import NoTableError, YearTable, is_working

DAYS: Final = 7
MINUTES: Final = 24 * 60


class Bar(NamedTuple):
    """A rule in force on a day, from ``start`` to ``end`` (minutes from midnight), drawn in ``lane``."""

    rule: Rule
    start: int
    end: int
    lane: int

    @property
    def width(self) -> int:
        """In minutes."""
        return self.end - self.start

    @property
    def hours(self) -> str:
        """As people write it."""
        return f"{self.start // 60:02}:{self.start % 60:02}–{self.end // 60:02}:{self.end % 60:02}"


class Day(NamedTuple):
    """One day's bars, the strongest rule first. ``is_off`` is None when the year has no working-day table."""

    day: date
    bars: tuple[Bar, ...]
    is_off: bool | None

    @property
    def lanes(self) -> int:
        """How many lanes its drawing needs."""
        return 1 + max((bar.lane for bar in self.bars), default=0)


def week_of(screen: Screen, first: date, tables: tuple[YearTable, ...]) -> tuple[Day, ...]:
    """Seven days of the screen from ``first`` on."""
    rows = Rule.objects.filter(is_on=True).select_related("playlist").prefetch_related("groups", "screens")
    rules = [row for row in rows if to_rule(row).is_for(screen.slug, screen.group.slug)]
    rules.sort(key=lambda row: (-Priority(row.priority).rank, row.title))
    return tuple(_day(rules, first + timedelta(days=number), ZoneInfo(screen.zone), tables) for number in range(DAYS))


def _day(rules: Sequence[Rule], day: date, zone: ZoneInfo, tables: tuple[YearTable, ...]) -> Day:
    window = Interval(_midnight(day, zone), _midnight(day + timedelta(days=1), zone))
    bars: list[Bar] = []
    lane = 0
    for rule in rules:
        spans = intervals_of(to_rule(rule), window, tables)
        bars.extend(_bar(rule, span, window, zone, lane) for span in spans)
        lane += bool(spans)
    return Day(day, tuple(bars), _is_off(day, tables))


def _bar(rule: Rule, span: Interval, window: Interval, zone: ZoneInfo, lane: int) -> Bar:
    start = _minutes(span.since, zone)
    return Bar(rule, start, MINUTES if span.until >= window.until else _minutes(span.until, zone), lane)


def _minutes(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.hour * 60 + local.minute


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return instant_of(datetime.combine(day, time(0)), zone)


def _is_off(day: date, tables: tuple[YearTable, ...]) -> bool | None:
    try:
        return not is_working(day, tables)
    except NoTableError:
        return None
