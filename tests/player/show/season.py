"""Weeks of a hall's programme on a real kiosk, as fast as the machine goes: time jumps to the end of what is up.

Reports go all the way: recorder, scribe, spool, and a sender that takes them and keeps only what is needed to compare.
"""

import ctypes
import gc
import resource
import shutil
import threading
from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from player.reports.spool import Spool
from player.sealed import SEALED
from player.show.pace import load_pace
from player.show.proofs import Proofs
from playlists.deck import Deck
from playlists.edition import Edition
from playlists.on_air import DayPlan, on_air
from playlists.overlays import Transition
from playlists.playlist import ItemEntry, Playlist
from playlists.report import Accepted, Display, Play, Report, Reports
from playlists.schedule import DayPart, Hours, Priority, Rule
from tests.fakes.sealed import ZONE, SealedSample, write_sealed
from tests.player.show.stage import NOON, Stage

MIDNIGHT: Final = NOON.replace(hour=16)  # in Qingxi; a Wednesday ends
ONE_DAY: Final = timedelta(days=1)
AN_HOUR: Final = timedelta(hours=1)
SWITCH_AT: Final = timedelta(hours=10, minutes=7, seconds=31)  # in the middle of a slide, on every day
WORK, EVENING, WEEKEND, FLOOD = "work", "evening", "weekend", "flood"
PROGRAMME: Final = {WORK: ("roads", "budget"), EVENING: ("posts", "roads"), WEEKEND: ("posts",), FLOOD: ("flood",)}


class Presence(NamedTuple):
    """What was up in [since, until), for which rule of which edition; pieces without a gap are one."""

    item: str
    rule: str
    edition: int
    since: datetime
    until: datetime


def hours(since: int, until: int, *days: int) -> Hours:
    return Hours(days=days, parts=(DayPart(since=time(since), until=time(until)),))


def rules() -> tuple[Rule, ...]:
    """Office hours, evenings, weekends; on Mondays and Thursdays an hour of alarm. At night there is none."""
    every_day = tuple(range(1, 8))
    plain = {WORK: hours(8, 18, 1, 2, 3, 4, 5), EVENING: hours(18, 22, *every_day), WEEKEND: hours(9, 18, 6, 7)}
    urgent = Rule(id=FLOOD, title=FLOOD, playlist=FLOOD, zone=ZONE, hours=hours(9, 10, 1, 4), priority=Priority.URGENT)
    return (*(Rule(id=name, title=name, playlist=name, zone=ZONE, hours=when) for name, when in plain.items()), urgent)


def sealed_as(number: int, at: datetime, state: Path) -> tuple[tuple[Edition, Deck], Path]:
    """Seal the edition of a day, in a folder; each has an item that the one before has not. Dark from 23 to 6."""
    items = ("roads", "budget", "posts", "flood", f"day-{number % 2}")
    opening = hours(6, 23, *range(1, 8))
    sample = SealedSample(
        items, number, dwell_ms=60_000, size=(320, 180), hours=opening, made_at=at - AN_HOUR, transition=Transition.CUT
    )
    playlists = tuple(
        Playlist(id=name, title=name, entries=tuple(ItemEntry(item=item) for item in (*those, items[-1])))
        for name, those in PROGRAMME.items()
    )
    edition = msgspec.structs.replace(sample.edition(), playlists=playlists, rules=rules())
    pictures = {slide.file: sample.picture(slide.item) for slide in sample.deck().pictures}
    name = write_sealed(state, edition, sample.deck(), pictures)
    return (edition, sample.deck()), state / SEALED / name


class Season(Stage):
    """A stage on which time goes on to the end of what is up, or to the next edition, between two pictures."""

    def __init__(self, state: Path) -> None:
        self._state, self._is_begun = state, False
        self._spool = Spool(state / "spool", writer="show")  # in the scribe's thread
        self._sender = Spool(state / "spool")
        self._up, self._folder = sealed_as(1, MIDNIGHT, state)
        self._switch_at = MIDNIGHT + SWITCH_AT
        self._plan = DayPlan(*self._up, MIDNIGHT)
        super().__init__(state, SealedSample(size=(320, 180)), begins=MIDNIGHT)
        self._proofs = Proofs(self._spool, self.scribe, load_pace({}).proofs_s)
        self.scribe.start()
        self._is_begun = True

    def day(self) -> tuple[list[Presence], list[Presence]]:
        """Show for a day, until midnight, with a new edition in it: what the office was sent, and what was due."""
        ends, former = self.time + ONE_DAY, self._up
        due = list(_due(former, self.time, self._switch_at))
        while self.time < ends:
            if self.time == self._switch_at:
                self._publish()
                due += _due(self._up, self.time, ends)
            self.kiosk.round()
        return joined(self._sent()), joined(due)

    def keep(self, play: Play, is_urgent: bool) -> None:  # noqa: FBT001 (as the recorder calls it)
        self._proofs.add(play, is_urgent)
        self._wait_for_scribe()

    def read_panel(self) -> Display:
        if self._is_begun:
            if not self._plan.since <= self.time < self._plan.until:
                self._plan = DayPlan(*self._up, self.time)
            ends = min(self._plan.on_air(self.time).until, self._switch_at)
            self.seconds += (ends - self.time).total_seconds()
            self.time = ends
        return Display.OFFSCREEN

    def close(self) -> None:
        self.scribe.stop(10)
        self._spool.close()
        super().close()

    def _publish(self) -> None:
        former = self._folder
        self._up, self._folder = sealed_as(self._up[0].number + 1, self.time, self._state)
        shutil.rmtree(former)
        self._plan = DayPlan(*self._up, self.time)
        self._switch_at += ONE_DAY

    def _sent(self) -> Iterator[Presence]:
        """What the office is sent; the spool forgets it."""
        self.scribe.do(self._spool.write_held)
        self._wait_for_scribe()
        taken: list[Report] = []

        def take(reports: Reports) -> Accepted:
            taken.extend(reports.reports)
            return Accepted(ids=tuple(report.id for report in reports.reports))

        self._sender.send(take)
        for play in taken:
            assert isinstance(play, Play), play  # an incident: nothing goes wrong here
            yield Presence(play.item, play.rule, play.edition, play.since, play.until)

    def _wait_for_scribe(self) -> None:
        is_written = threading.Event()
        self.scribe.do(is_written.set)
        assert is_written.wait(20)


def _due(up: tuple[Edition, Deck], since: datetime, until: datetime) -> Iterator[Presence]:
    """What ``on_air`` says of a part of a day; out of hours there is nothing to prove."""
    at = since
    while at < until:
        answer = on_air(*up, at)
        if answer.slide is not None:
            yield Presence(answer.slide.item, answer.rule, up[0].number, at, min(answer.until, until))
        at = answer.until


def joined(pieces: Iterable[Presence]) -> list[Presence]:
    """Pieces of the same that follow without a gap are one: long presences are recorded in parts."""
    whole: list[Presence] = []
    for piece in pieces:
        if whole and whole[-1][:3] == piece[:3] and whole[-1].until == piece.since:
            whole[-1] = whole[-1]._replace(until=piece.until)
        else:
            whole.append(piece)
    return whole


def resident_kib() -> int:
    """The memory that this process has now, after the garbage was taken out and free room given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())
