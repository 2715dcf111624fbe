"""How many bytes a screen writes to its card in a day on which nothing new comes, and what it would without care.

Two screens run side by side for some minutes, each a real ``player sync`` and ``player show`` against a real feed and
office: one as its units run it, the other as one that flushes each proof of play by itself and keeps on the card what
is replaced all the time. What Linux counts in those minutes (write_bytes in /proc/PID/io: pages dirtied on a disk) is
carried to a day, and what is written more seldom is added. With --device, as root, each has a card of its own, and what
reaches that is counted besides, with the file system's journal. From the checkout, on a disk and not in memory:

    .venv/bin/python -m benchmarks.writes [--minutes 10] [--device]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from benchmarks.card import Card, cards
from benchmarks.processes import cpu_s
from player.device.clock import SAVE_EVERY_S
from player.device.systemd import MEMORY_FOLDER
from player.durable import write_durably
from player.reports.spool import CURSOR_BYTES
from player.show.pace import PROOFS_VARIABLE
from player.sync.enrolment import save_enrolment
from player.sync.trusted_time import STEP
from playlists.playlist import ItemEntry, Playlist
from playlists.report import Heartbeat, Play
from playlists.wire import encode
from tests.fakes.feed import LOBBY, Feed
from tests.fakes.office_server import OfficeServer, served

DAY_S: Final = 86_400
ITEMS: Final = 20
DWELL_MS: Final = 10_000
SETTLE_S: Final = 130.0  # the first edition is drawn and on, and a first batch of proofs is written
MEMORY: Final = Path("/dev/shm")  # noqa: S108 (what /run is on a screen)
DURABLY: Final = 20  # files written to learn what one costs


class Way(NamedTuple):
    """How a screen writes; ``clock_s`` is how often it saves the time."""

    name: str
    is_live_in_memory: bool
    proofs: Mapping[str, str]
    clock_s: float


WAYS: Final = (
    Way("as the units run it", is_live_in_memory=True, proofs={}, clock_s=SAVE_EVERY_S),
    Way("each proof flushed, all on the card", is_live_in_memory=False, proofs={PROOFS_VARIABLE: "0"}, clock_s=600),
)


class Screen:
    """One that runs: its processes, its office, and the card if it has one of its own."""

    def __init__(self, way: Way, state: Path, memory: Path, office: OfficeServer, card: Card | None) -> None:
        self.way, self.state, self.office, self.card = way, state, office, card
        save_enrolment(state, office.feed.enrolment(office.address))
        in_memory = {MEMORY_FOLDER: str(memory), "TMPDIR": str(memory)}
        self.sync = _start("sync", state, in_memory)
        while not (state / "current").exists():
            time.sleep(0.1)
        (memory / "show").mkdir()
        live = {MEMORY_FOLDER: str(memory / "show")} if way.is_live_in_memory else {}
        self.show = _start("show", state, {"SDL_VIDEODRIVER": "offscreen", **live, **way.proofs})

    def count(self) -> "Count":
        """All that it has written until now."""
        sync, show = (_written(process.pid) for process in (self.sync, self.show))
        return Count(sync, show, self.card.written() if self.card else 0, cpu_s(self.show.pid))


class Count(NamedTuple):
    """Bytes by sync and by show, bytes that reached the device, and CPU-seconds of show."""

    sync: float
    show: float
    device: float
    cpu_s: float


def main() -> None:
    """Measure both ways at the same time; print a day of each."""
    parser = argparse.ArgumentParser(description="what a screen writes to its card in a day")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--device", action="store_true", help="count what reaches the device, too (as root)")
    arguments = parser.parse_args()
    with ExitStack() as running:
        place = Path(running.enter_context(tempfile.TemporaryDirectory()))
        memory = Path(running.enter_context(tempfile.TemporaryDirectory(dir=MEMORY)))
        names = ("now", "before")
        own = running.enter_context(cards(place, memory, names)) if arguments.device else [None, None]
        screens = [
            running.enter_context(_running(way, place, memory / name, card))
            for name, way, card in zip(names, WAYS, own, strict=True)
        ]
        time.sleep(SETTLE_S)
        before = [screen.count() for screen in screens]
        time.sleep(arguments.minutes * 60)
        for screen, first in zip(screens, before, strict=True):
            last = screen.count()
            a_day = [(now - then) * 1440 / arguments.minutes for now, then in zip(last, first, strict=True)]
            _print(screen, Count(*a_day), arguments.minutes)


@contextmanager
def _running(way: Way, place: Path, memory: Path, card: Card | None) -> Iterator[Screen]:
    memory.mkdir()
    hall = msgspec.structs.replace(LOBBY, width_px=1920, height_px=1080)
    feed = Feed(memory / "feed", screens=(hall,))
    names = [f"item-{number}" for number in range(ITEMS)]
    for name in names:
        feed.add_item(name)
    entries = tuple(ItemEntry(item=name, dwell_ms=DWELL_MS) for name in names)
    feed.playlists = (Playlist(id="all", title="全部", entries=entries),)
    feed.publish()
    with served(feed) as office:
        folder = card.folder if card else place
        screen = Screen(way, folder / memory.name, memory, office, card)
        try:
            yield screen
        finally:
            for process in (screen.show, screen.sync):
                process.kill()
                process.wait()


def _start(command: str, state: Path, environ: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    words: Sequence[str] = (sys.executable, "-m", "player.app", command, "--state", str(state))
    return subprocess.Popen(words, env={**os.environ, **environ}, stderr=subprocess.DEVNULL)


def _print(screen: Screen, day: Count, minutes: float) -> None:
    each, reached = _cost_of_a_file(screen)
    proofs = encode(screen.office.reported(Play)[-1])
    cursor = DAY_S / (DWELL_MS / 1000) * (len(proofs) + 1) / CURSOR_BYTES
    seldom = DAY_S / screen.way.clock_s + cursor + DAY_S / STEP.total_seconds()
    total = day.sync + day.show + seldom * each
    heard = len(screen.office.reported(Heartbeat)), len(screen.office.reported(Play)), len(screen.office.screenshots)
    print(f"{screen.way.name}: {_mb(total)} a day")
    print(f"  sync {_mb(day.sync)}, show {_mb(day.show)}, {seldom:.0f} small files flushed {_mb(seldom * each)}")
    if screen.card:
        print(f"  on the device {_mb(day.device + seldom * reached)}, of it small files {_mb(seldom * reached)}")
    print(f"  show used {day.cpu_s / 1440:.3f} CPU-s a minute; in {minutes:g} minutes and the start the office heard")
    print("  {} heartbeats, {} proofs of play, {} pictures of the screen".format(*heard))


def _cost_of_a_file(screen: Screen) -> tuple[float, float]:
    """Bytes that one small file written durably takes: as Linux counts them for us, and on the device."""
    before, on_device = _written(os.getpid()), screen.card.written() if screen.card else 0
    for number in range(DURABLY):
        write_durably(screen.state / "measured.json", b"%0200d" % number)
    reached = (screen.card.written() if screen.card else 0) - on_device
    return (_written(os.getpid()) - before) / DURABLY, reached / DURABLY


def _written(pid: int) -> int:
    """Bytes that a process has sent towards a disk (proc_pid_io(5))."""
    lines = Path(f"/proc/{pid}/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])


def _mb(count: float) -> str:
    return f"{count / 1e6:.1f} MB"


if __name__ == "__main__":
    main()
