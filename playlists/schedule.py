"""When something is in force: days, times of day and limits in local wall time, turned into intervals of instants.

Decides how wall time maps to instants: a time that a zone change skips means the first instant after the gap, a time
that comes twice means the first of the two. Who wins between two rules is decided in ``on_air``.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Meta

from playlists.wire import Identifier, Name, Record, ZoneName, refuse_far_times
from playlists.workdays import NoTableError, YearTable, is_weekday, is_working

LocalTime = Annotated[datetime, Meta(tz=False, description="wall-clock time in the rule's zone")]
TimeOfDay = Annotated[time, Meta(tz=False)]
Weekdays = Annotated[tuple[Annotated[int, Meta(ge=1, le=7)], ...], Meta(min_length=1, max_length=7)]
Days = Literal["all", "working"] | Weekdays

ONE_DAY = timedelta(days=1)


class Interval(NamedTuple):
    """[since, until), in UTC."""

    since: datetime
    until: datetime


class Priority(StrEnum):
    """Which rule takes the screen, from the weakest."""

    BASE = "base"
    CAMPAIGN = "campaign"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """Larger takes the screen."""
        return list(Priority).index(self)


class DayPart(Record, frozen=True):
    """A stretch of a day, [since, until); one that ends at or before its start runs past midnight."""

    since: TimeOfDay
    until: TimeOfDay


WHOLE_DAY = DayPart(since=time(0), until=time(0))


class Hours(Record, frozen=True):
    """On which days and at what times; no ``parts`` means the whole day."""

    days: Days = "all"
    parts: Annotated[tuple[DayPart, ...], Meta(max_length=20)] = ()


class Rule(Record, frozen=True):
    """A schedule rule (排期): a playlist in force in ``hours`` between ``since`` and ``until``, on some screens.

    ``screens`` and ``groups`` are ids; both empty means every screen of the edition.
    """

    id: Identifier
    title: Name
    playlist: Identifier
    zone: ZoneName
    hours: Hours = Hours()
    since: LocalTime | None = None
    until: LocalTime | None = None
    screens: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()
    groups: Annotated[tuple[Identifier, ...], Meta(max_length=1000)] = ()
    priority: Priority = Priority.BASE
    weight: Annotated[int, Meta(ge=1, le=100)] = 1

    def __post_init__(self) -> None:
        refuse_far_times(self.since, self.until)
        if self.since is not None and self.until is not None and self.until <= self.since:
            raise ValueError(f"rule {self.id}: until {self.until} is not after since {self.since}")

    def is_for(self, screen: str, group: str) -> bool:
        """Whether the rule is meant for a screen of a group."""
        return (not self.screens and not self.groups) or screen in self.screens or group in self.groups


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which clocks in ``zone`` first show ``wall``, or the first after it when they skip it."""
    after_offset = wall.replace(tzinfo=zone, fold=1).utcoffset()
    before_offset = wall.replace(tzinfo=zone, fold=0).utcoffset()
    assert after_offset is not None
    assert before_offset is not None
    if before_offset >= after_offset:  # an ordinary time, or one that comes twice
        return (wall - before_offset).replace(tzinfo=UTC)
    return _end_of_gap((wall - after_offset).replace(tzinfo=UTC), (wall - before_offset).replace(tzinfo=UTC), zone)


def day_of(at: datetime, zone: ZoneInfo) -> tuple[date, Interval]:
    """The local date whose interval holds ``at``, and that interval: from one local midnight to the next."""
    day = at.astimezone(zone).date()
    while at < instant_of(_midnight(day), zone):  # a zone change just after midnight can show a date twice
        day -= ONE_DAY
    while at >= instant_of(_midnight(day + ONE_DAY), zone):
        day += ONE_DAY
    return day, Interval(instant_of(_midnight(day), zone), instant_of(_midnight(day + ONE_DAY), zone))


def intervals_of(rule: Rule, window: Interval, tables: tuple[YearTable, ...]) -> list[Interval]:
    """When the rule is in force inside ``window``, in order of start; clipped to the window."""
    zone = ZoneInfo(rule.zone)
    since = instant_of(rule.since, zone) if rule.since else window.since
    until = instant_of(rule.until, zone) if rule.until else window.until
    limits = Interval(max(since, window.since), min(until, window.until))
    return hours_within(rule.hours, zone, limits, tables)


def hours_within(hours: Hours, zone: ZoneInfo, window: Interval, tables: tuple[YearTable, ...]) -> list[Interval]:
    """The intervals of ``hours`` in ``zone`` that lie in ``window``, clipped to it, in order of start."""
    if window.until <= window.since:
        return []
    parts = hours.parts or (WHOLE_DAY,)
    spans = (
        Interval(max(span.since, window.since), min(span.until, window.until))
        for day in _days_touching(window, zone)
        if falls_on(hours.days, day, tables)
        for span in (_span(part, day, zone) for part in parts)
    )
    return sorted(span for span in spans if span.since < span.until)


def falls_on(days: Days, day: date, tables: tuple[YearTable, ...]) -> bool:
    """Whether ``day`` is one of ``days``.

    In a year without a table "working" means Monday to Friday here: a screen that has been without a network since
    before the State Council's notice must go on showing. The office refuses to compute instead (``workdays``).
    """
    if days == "all":
        return True
    if days == "working":
        try:
            return is_working(day, tables)
        except NoTableError:
            return is_weekday(day)
    return day.isoweekday() in days


def _span(part: DayPart, day: date, zone: ZoneInfo) -> Interval:
    last = day + ONE_DAY if part.until <= part.since else day
    return Interval(
        instant_of(datetime.combine(day, part.since), zone), instant_of(datetime.combine(last, part.until), zone)
    )


def _days_touching(window: Interval, zone: ZoneInfo) -> Iterator[date]:
    """Local dates whose parts can reach into the window; the day before counts, as a part may run past midnight."""
    day = window.since.astimezone(zone).date() - ONE_DAY
    last = window.until.astimezone(zone).date() + ONE_DAY  # a date shown twice can begin before the window's end
    while day <= last:
        yield day
        day += ONE_DAY


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the zone change between two instants on either side of it, to the second."""
    old = before.astimezone(zone).utcoffset()
    low, high = before, after
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == old:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
