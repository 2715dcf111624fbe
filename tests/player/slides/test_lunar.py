"""The lunar date beside another computation: lunar-python derives it from the sun's and the moon's places.

Up to 2080: in 2089 and 2097 a new moon falls so near midnight that almanacs differ by a day.
"""

from datetime import date, timedelta

import pytest
from lunar_python import Solar

from player.slides.lunar import lunar_date


def computed(day: date) -> str:
    found = Solar.fromYmd(day.year, day.month, day.day).getLunar()
    return f"农历{found.getMonthInChinese()}月{found.getDayInChinese()}"


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [(date(1901, 1, 1), date(2080, 12, 1), 37), (date(2026, 1, 1), date(2030, 12, 31), 2)],
    ids=["1901 to 2080", "the years in use"],
)
def test_it_is_what_the_sky_says(first: date, last: date, step: int) -> None:
    days = [first + timedelta(number) for number in range(0, (last - first).days, step)]
    assert {day: lunar_date(day) for day in days} == {day: computed(day) for day in days}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 16), "农历腊月廿九"),
        (date(2026, 2, 17), "农历正月初一"),  # Spring Festival
        (date(2026, 9, 25), "农历八月十五"),  # Mid-Autumn Festival
        (date(2025, 7, 25), "农历闰六月初一"),
    ],
)
def test_days_that_everybody_knows(day: date, expected: str) -> None:
    assert lunar_date(day) == expected


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2101, 1, 1)])
def test_outside_the_table_nothing_is_said(day: date) -> None:
    assert lunar_date(day) == ""
