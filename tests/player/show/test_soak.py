"""Weeks of schedule on a real kiosk: nothing piles up, and the office is sent exactly what was due."""

import pytest

from tests.player.show.season import EVENING, FLOOD, WEEKEND, WORK, Season, open_files, resident_kib

MOST_GROWTH_KIB = 1024


def soak(season: Season, days: int) -> set[str]:
    """A day to warm up, then ``days``; by which rules something was shown."""
    season.day()
    memory_kib, files, rules = resident_kib(), open_files(), set()
    for _ in range(days):
        proven, due = season.day()
        assert proven == due
        assert open_files() == files
        rules |= {presence.rule for presence in proven}
    assert resident_kib() - memory_kib < MOST_GROWTH_KIB
    return rules


def test_a_day_of_schedule_is_proven_as_on_air_has_it_and_nothing_piles_up(season: Season) -> None:
    assert soak(season, days=1) > {WORK, EVENING}


@pytest.mark.long
def test_thirty_days_of_schedule_are_proven_as_on_air_has_them_and_nothing_piles_up(season: Season) -> None:
    assert soak(season, days=30) >= {WORK, EVENING, WEEKEND, FLOOD}
