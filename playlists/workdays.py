"""Working days (工作日) with China's shifted holidays (调休), from tables that travel with the edition.

A year without a table refuses to compute: silently counting Mondays to Fridays gives wrong publicity periods.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated

from msgspec import Meta

from playlists.wire import Record

_SATURDAY = 5  # date.weekday() of the first day of the plain weekend


class NoTableError(LookupError):
    """No holidays are known for a year; the office must enter the State Council's notice for it."""


class YearTable(Record, frozen=True):
    """One year's exceptions from Monday-to-Friday: weekdays that are off, weekend days that are worked."""

    year: Annotated[int, Meta(ge=2000, le=2200)]
    off: Annotated[tuple[date, ...], Meta(max_length=100)]
    worked: Annotated[tuple[date, ...], Meta(max_length=100)]

    def __post_init__(self) -> None:
        strays = [day for day in (*self.off, *self.worked) if day.year != self.year]
        if strays:
            raise ValueError(f"{strays[0]} stands in the table of {self.year}")


def is_working(day: date, tables: tuple[YearTable, ...]) -> bool:
    """Whether ``day`` is worked. Raises NoTableError when its year has no table."""
    table = next((table for table in tables if table.year == day.year), None)
    if table is None:
        raise NoTableError(f"no working-day table for {day.year}: enter that year's holidays first")
    if day in table.worked:
        return True
    return is_weekday(day) and day not in table.off


def is_weekday(day: date) -> bool:
    """Monday to Friday, whatever the holidays say."""
    return day.weekday() < _SATURDAY


def last_of_period(first: date, working_days: int, tables: tuple[YearTable, ...]) -> date:
    """The last day of a period of ``working_days`` that begins on ``first``, which counts if it is worked.

    Raises NoTableError when the period reaches into a year without a table.
    """
    return next(day for count, day in enumerate(_working_from(first, tables), start=1) if count == working_days)


def working_day_after(day: date, working_days: int, tables: tuple[YearTable, ...]) -> date:
    """The ``working_days``-th working day after ``day`` (5 after 25 Sep 2026 is 9 Oct 2026)."""
    return last_of_period(day + timedelta(days=1), working_days, tables)


def _working_from(first: date, tables: tuple[YearTable, ...]) -> Iterator[date]:
    day = first
    while True:
        if is_working(day, tables):
            yield day
        day += timedelta(days=1)
