"""Working days with China's shifted holidays."""

from datetime import date

import pytest

from playlists.workdays import NoTableError, YearTable, is_working, last_of_period, working_day_after
from tests.playlists.programmes import TABLE_2026

TABLES = (TABLE_2026,)


def test_five_working_days_after_25_september_2026_is_9_october() -> None:
    assert working_day_after(date(2026, 9, 25), 5, TABLES) == date(2026, 10, 9)


def test_a_period_counts_its_first_day_when_it_is_worked() -> None:
    assert last_of_period(date(2026, 9, 21), 4, TABLES) == date(2026, 9, 24)
    assert last_of_period(date(2026, 9, 21), 5, TABLES) == date(2026, 9, 28)
    assert last_of_period(date(2026, 9, 26), 1, TABLES) == date(2026, 9, 28)


def test_a_worked_saturday_counts_and_a_holiday_does_not() -> None:
    assert is_working(date(2026, 10, 10), TABLES)
    assert not is_working(date(2026, 10, 1), TABLES)


def test_a_year_without_a_table_refuses_to_compute() -> None:
    with pytest.raises(NoTableError, match="2027"):
        last_of_period(date(2026, 12, 30), 5, TABLES)


def test_a_table_refuses_another_years_day() -> None:
    with pytest.raises(ValueError, match="2027-01-01 stands in the table of 2026"):
        YearTable(2026, off=(date(2027, 1, 1),), worked=())
