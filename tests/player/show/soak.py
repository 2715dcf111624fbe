"""Days of a season one after another, each proven. As a program, in a process of its own, where memory is its own:

    .venv/bin/python -m tests.player.show.soak FOLDER [DAYS]

prints what grew, and fails on the first day whose proofs are not those that were due.
"""

import os
import sys
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from tests.player.show.season import Season, open_files, resident_kib

WARM_UP_DAYS: Final = 2  # by then both editions of the change were held, and every kind of slide was up


class Soaked(NamedTuple):
    """What was shown by, and what grew after the warm-up."""

    rules: set[str]
    memory_kib: int
    files: int


def proven_day(season: Season) -> set[str]:
    """A day whose proofs of play are those that were due; by which rules something was shown."""
    proven, due = season.day()
    assert proven == due
    return {presence.rule for presence in proven}


def soak(season: Season, days: int, warm_up_days: int = WARM_UP_DAYS) -> Soaked:
    """Some days to warm up, then ``days``."""
    rules = set[str]().union(*(proven_day(season) for _ in range(warm_up_days)))
    memory_kib, files = resident_kib(), open_files()
    for _ in range(days):
        rules |= proven_day(season)
    return Soaked(rules, resident_kib() - memory_kib, open_files() - files)


def main() -> None:
    """Soak and print, as JSON."""
    os.environ["SDL_VIDEODRIVER"] = "offscreen"
    season = Season(Path(sys.argv[1]))
    soaked = soak(season, int(sys.argv[2]) if len(sys.argv) > 2 else 30)
    season.close()
    sys.stdout.buffer.write(msgspec.json.encode(soaked) + b"\n")


if __name__ == "__main__":
    main()
