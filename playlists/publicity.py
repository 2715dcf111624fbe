"""Where a publicity period (公示期) stands on a day, and for which days that holds. Words and pictures are others'.

Working days are counted from the first day on, which counts if it is worked, as the period's end was computed
(``workdays.last_of_period``). Where the tables do not bear the period out (a year without a table, another number of
working days), nothing is counted: a wrong number would be worse than none.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from itertools import groupby
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from playlists.item import Item, Publicity
from playlists.schedule import ONE_DAY, day_of
from playlists.workdays import NoTableError, YearTable, is_working

_INSTANT = timedelta(microseconds=1)


class Phase(Enum):
    """What sort of day it is for the period. ``RESTING``: inside it, but not worked."""

    BEFORE = "before"
    WORKING = "working"
    RESTING = "resting"
    UNCOUNTED = "uncounted"
    OVER = "over"


class Standing(NamedTuple):
    """A day of a period. ``passed`` working days have begun up to and with it; None where nothing is counted."""

    phase: Phase
    passed: int | None


class DaySpan(NamedTuple):
    """Local days [since, until); None is without limit."""

    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether ``day`` is one of them."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


ALWAYS: Final = DaySpan()


class Chapter(NamedTuple):
    """The same standing on all days of a span."""

    standing: Standing
    days: DaySpan


def chapters_of(item: Item, zone: ZoneInfo, tables: tuple[YearTable, ...]) -> tuple[Chapter, ...]:
    """The standings of an item's period on the days it is shown, in order; none for an item without a period.

    The first holds for all days before it too and the last for all after: whatever day it is, one of them holds.
    """
    if item.publicity is None:
        return ()
    shown = [chapter for chapter in _chapters(item.publicity, tables) if _touches(chapter.days, item, zone)]
    since, until = shown[0].days.since, shown[-1].days.until
    return tuple(
        chapter._replace(
            days=DaySpan(
                None if chapter.days.since == since else chapter.days.since,
                None if chapter.days.until == until else chapter.days.until,
            )
        )
        for chapter in shown
    )


def _touches(days: DaySpan, item: Item, zone: ZoneInfo) -> bool:
    """Whether the item's dates allow it on one of the days."""
    first, _ = day_of(item.shown_from, zone)
    last = day_of(item.shown_until - _INSTANT, zone)[0] if item.shown_until else date.max
    return (days.since is None or days.since <= last) and (days.until is None or days.until > first)


def _chapters(publicity: Publicity, tables: tuple[YearTable, ...]) -> Iterator[Chapter]:
    """All of the period's standings, from the first of all days to the last."""
    after = publicity.ends + ONE_DAY
    inside = _counted(publicity, tables)
    of = publicity.working_days if inside else None
    yield Chapter(Standing(Phase.BEFORE, 0 if inside else None), DaySpan(None, publicity.begins))
    if not inside:
        yield Chapter(Standing(Phase.UNCOUNTED, None), DaySpan(publicity.begins, after))
    for standing, run in groupby(inside, key=lambda pair: pair[1]):
        days = [day for day, _ in run]
        yield Chapter(standing, DaySpan(days[0], days[-1] + ONE_DAY))
    yield Chapter(Standing(Phase.OVER, of), DaySpan(after, None))


def _counted(publicity: Publicity, tables: tuple[YearTable, ...]) -> list[tuple[date, Standing]]:
    """Each day of the period with its standing; empty when the tables do not bear it out."""
    days: list[tuple[date, Standing]] = []
    day, passed = publicity.begins, 0
    try:
        while day <= publicity.ends and passed <= publicity.working_days:
            is_worked = is_working(day, tables)
            passed += is_worked
            days.append((day, Standing(Phase.WORKING if is_worked else Phase.RESTING, passed)))
            day += ONE_DAY
    except NoTableError:
        return []
    return days if passed == publicity.working_days else []
