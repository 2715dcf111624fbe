"""How many bytes a screen's sync and its proofs of play write to the card in a day on which nothing new comes.

A real ``player sync`` runs rounds against a real feed and office, as its unit runs it (work in memory), a second apart
instead of a minute; between two rounds the plays of a minute are added to the spool. What Linux counts per round
(write_bytes in /proc/PID/io: pages dirtied on a disk) is carried to the 1,440 rounds of a day. Not in it: what the file
system adds for its journal, and what show leaves beside its reports. From the checkout, on a disk and not in memory:

    .venv/bin/python -m benchmarks.writes [--rounds 20] [--plays 6]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from player.reports.spool import FOLDER, Spool
from player.sync.enrolment import save_enrolment
from player.sync.store import MEMORY_FOLDER
from playlists.report import Display, Play
from tests.fakes.feed import Feed
from tests.fakes.office_server import OfficeServer, served

ROUNDS_A_DAY: Final = 1440
ITEMS: Final = 20
MEMORY: Final = Path("/dev/shm")  # noqa: S108 (what /run is on a screen)


class Written(NamedTuple):
    """Bytes in a round: by sync, and by who writes the proofs of play."""

    sync: float
    plays: float


def main() -> None:
    """Measure without and with plays; print both for a day."""
    parser = argparse.ArgumentParser(description="what sync and proofs of play write in a day")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--plays", type=int, default=6, help="slides shown in a minute")
    arguments = parser.parse_args()
    for plays in (0, arguments.plays):
        written = measure(arguments.rounds, plays)
        print(
            f"{plays} plays a minute: sync {_mb(written.sync)} a day, "
            f"proofs of play {_mb(written.plays)} a day ({written.sync:,.0f} + {written.plays:,.0f} bytes a round)"
        )


def measure(rounds: int, plays: int) -> Written:
    """Bytes in one of ``rounds`` rounds, with so many plays before each."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory(dir=MEMORY) as memory:
        feed, state = Feed(Path(folder) / "feed"), Path(folder) / "state"
        for number in range(ITEMS):
            feed.add_item(f"item-{number}")
        feed.publish()
        with served(feed) as office:
            save_enrolment(state, feed.enrolment(office.address))
            process = subprocess.Popen(
                (sys.executable, "-m", "player.app", "sync", "--every", "1", "--state", str(state)),
                env=os.environ | {MEMORY_FOLDER: memory, "TMPDIR": memory},
                stderr=subprocess.DEVNULL,
            )
            try:
                return _count(process.pid, office, state, rounds, plays)
            finally:
                process.kill()
                process.wait()


def _count(pid: int, office: OfficeServer, state: Path, rounds: int, plays: int) -> Written:
    _wait(lambda: _beats(office) >= 2)  # noqa: PLR2004 (the first edition is on show, and a round without news was)
    spool = Spool(state / FOLDER, "show")
    add_plays(spool, plays)  # begins the segment
    _wait(lambda: not plays or bool(office.reported(Play)))
    before, own, first = _written(pid), _written(os.getpid()), _beats(office)
    own_of_plays = 0
    for number in range(first + 1, first + rounds + 1):
        own = _written(os.getpid())
        add_plays(spool, plays)
        own_of_plays += _written(os.getpid()) - own
        _wait(lambda number=number: _beats(office) >= number)  # type: ignore[misc]
    return Written((_written(pid) - before) / rounds, own_of_plays / rounds)


def add_plays(spool: Spool, count: int) -> None:
    """Slides that were shown for ten seconds each."""
    now = datetime.now(UTC)
    for number in range(count):
        since = now + timedelta(seconds=10 * number)
        spool.append(
            Play(
                id=uuid.uuid4().hex,
                item=f"item-{number}",
                version=1,
                page=1,
                edition=1,
                rule="always",
                since=since,
                until=since + timedelta(seconds=10),
                display=Display.ON,
            )
        )


def _beats(office: OfficeServer) -> int:
    return office.asked.count("/feed/metadata/timestamp.json")


def _wait(holds: Callable[[], bool]) -> None:
    while not holds():
        time.sleep(0.01)


def _written(pid: int) -> int:
    """Bytes that a process has sent towards a disk (proc_pid_io(5))."""
    lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])


def _mb(bytes_a_round: float) -> str:
    return f"{bytes_a_round * ROUNDS_A_DAY / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
