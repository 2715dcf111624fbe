"""The working-day tables the office computes with: its own where somebody entered one, chinesecalendar's otherwise.

Decides which table holds for a year. A year that neither knows has none, and whoever computes with it refuses (see
``playlists.workdays``).
"""

from datetime import date

from chinese_calendar.constants import holidays, workdays

from office.programme.models import WorkdayTable
from playlists.workdays import YearTable, is_weekday


def tables() -> tuple[YearTable, ...]:
    """A table for every year that is known, oldest first."""
    known = {year: shipped_table(year) for year in shipped_years()}
    known.update({row.year: _table(row) for row in WorkdayTable.objects.all()})
    return tuple(known[year] for year in sorted(known))


def shipped_years() -> tuple[int, ...]:
    """The years that chinesecalendar has, from the State Council's notices."""
    return tuple(sorted({day.year for day in holidays}))


def shipped_table(year: int) -> YearTable:
    """The table that chinesecalendar has of one of ``shipped_years``: weekdays off, weekend days worked."""
    return YearTable(
        year=year,
        off=tuple(sorted(day for day in holidays if day.year == year and is_weekday(day))),
        worked=tuple(sorted(day for day in workdays if day.year == year and not is_weekday(day))),
    )


def _table(row: WorkdayTable) -> YearTable:
    return YearTable(
        year=row.year,
        off=tuple(date.fromisoformat(day) for day in row.off),
        worked=tuple(date.fromisoformat(day) for day in row.worked),
    )
