"""Weeks of schedule on a real kiosk: nothing piles up, and the office is sent exactly what was due."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.player.show.season import EVENING, FLOOD, WEEKEND, WORK, Season
from tests.player.show.soak import Soaked, soak

MOST_GROWTH_KIB = 1024


def test_a_day_of_schedule_is_proven_as_on_air_has_it_and_nothing_piles_up(season: Season) -> None:
    soaked = soak(season, days=1, warm_up_days=1)
    assert soaked.rules > {WORK, EVENING}
    assert soaked.files == 0


@pytest.mark.long
def test_thirty_days_of_schedule_are_proven_as_on_air_has_them_and_nothing_piles_up(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.player.show.soak", str(tmp_path), "30"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    soaked = msgspec.json.decode(done.stdout, type=Soaked)
    assert soaked.rules >= {WORK, EVENING, WEEKEND, FLOOD}
    assert soaked.files == 0
    assert soaked.memory_kib < MOST_GROWTH_KIB
