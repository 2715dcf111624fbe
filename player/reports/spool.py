"""A durable queue of reports on disk: ``show`` and ``sync`` add to it as separate processes, ``sync`` sends it.

Decides that a report is on disk when ``append`` returns, that it is sent at least once (its id makes that once), and
that the spool never fills the disk: past its cap the oldest segments go, and how many reports went with them is told.
"""

import fcntl
import io
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from player.durable import disk_errors_told, write_durably
from player.errors import FetchError, StoreError
from player.reports.segment import add_line, begin_segment, count_from, read_batch, remove_if_done, segments_in
from playlists.item import Instant
from playlists.report import Accepted, Incident, Report, ReportId, Reports
from playlists.wire import ContractError, Record, decode, encode

FOLDER: Final = "spool"
MAX_BYTES: Final = 32 * 1024 * 1024  # 100,000 slides shown: twelve days without a network at ten seconds each
SEGMENT_BYTES: Final = 1024 * 1024  # what goes at once when the spool is full: ten hours
MOST_REPORTS: Final = 1000  # in one upload
MOST_BATCH_BYTES: Final = 512 * 1024  # half of what the office reads at once
CURSOR_BYTES: Final = 64 * 1024  # sent again at most after a death: three quarters of an hour; the card is spared
_CURSOR: Final = "cursor.json"
_LOST: Final = "lost.json"
_LOCK: Final = "lock"

T = TypeVar("T")

Post = Callable[[Reports], Accepted]
"""Bring reports to the office. Raises FetchError; NotTakenError when sending the same again is of no use."""

_log = logging.getLogger(__name__)


class NotTakenError(FetchError):
    """The office, which is there, will never take at least one of these reports."""


class _Cursor(Record, frozen=True):
    """Up to which byte each segment was acknowledged."""

    offsets: dict[str, int]


class _Lost(Record, frozen=True):
    """How many reports were dropped for want of room since ``since``."""

    id: ReportId
    reports: Annotated[int, Meta(ge=1)]
    since: Instant


class Spool:
    """One process's door to the spool folder; ``writer`` names who adds. Not for several threads at once."""

    def __init__(
        self, folder: Path, writer: str = "sync", *, max_bytes: int = MAX_BYTES, segment_bytes: int = SEGMENT_BYTES
    ) -> None:
        """Nothing is created or opened before the first report."""
        self._folder, self._writer = folder, writer
        self._max_bytes, self._segment_bytes = max_bytes, segment_bytes
        self._segment: io.FileIO | None = None
        self._offsets: dict[str, int] | None = None  # the cursor of a sender, ahead of the file's

    def append(self, report: Report) -> None:
        """Add a report; it is on disk when this returns. Raises StoreError."""
        with disk_errors_told(self._folder):
            try:
                segment = self._open_segment()
                add_line(segment, msgspec.json.encode(report))
            except OSError:
                self.close()  # what was written may be torn: the next report begins a new segment
                raise

    def close(self) -> None:
        """End this process's segment; another is begun when needed. What was sent is kept, if the disk lets us."""
        with suppress(StoreError):
            self._write_cursor()
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def send(self, post: Post) -> int:
        """Send all there is, oldest first per writer; returns how many were acknowledged.

        Stops at the first report that the office does not acknowledge; that one is sent again next time. Raises what
        ``post`` raises, and StoreError.
        """
        with disk_errors_told(self._folder):
            sent = self._send_lost(post)
            try:
                for path in segments_in(self._folder):
                    sent += self._send_segment(path, post)
            except FetchError:
                self._write_cursor()  # the spool may fill up now: what was lost is then counted from here
                raise
        return sent

    def waiting(self) -> Iterator[Report]:
        """What was not acknowledged yet, oldest first per writer. Forgets nothing. Raises StoreError."""
        with disk_errors_told(self._folder):
            lost = self._load_lost()
            if lost is not None:
                yield _incident(lost)
            cursor = self._load_cursor()
            for path in segments_in(self._folder):
                yield from _reports_from(path, cursor.get(path.name, 0))

    def _open_segment(self) -> io.FileIO:
        if self._segment is not None and self._segment.tell() >= self._segment_bytes:
            self.close()
        if self._segment is None:
            if self._folder.is_dir():
                self._make_room()
            self._segment = begin_segment(self._folder, self._writer)
        return self._segment

    def _send_segment(self, path: Path, post: Post) -> int:
        sent = 0
        if self._offsets is None:
            self._offsets = self._load_cursor()
        offset = self._offsets.get(path.name, 0)
        while True:
            batch = read_batch(path, offset, most_reports=MOST_REPORTS, most_bytes=MOST_BATCH_BYTES)
            if batch.end == offset:
                break
            ids = _settled([report for report, _ in batch.reports], post)
            refused = next((index for index, (report, _) in enumerate(batch.reports) if report.id not in ids), None)
            if refused is not None:
                offset = batch.reports[refused - 1][1] if refused else offset
                self._save_cursor(path.name, offset)
                self._write_cursor()  # as above
                return sent + refused
            sent, offset = sent + len(batch.reports), batch.end
            self._save_cursor(path.name, offset)
        if remove_if_done(path, offset):
            self._save_cursor(path.name, None)
        return sent

    def _make_room(self) -> None:
        """Drop whole segments, oldest first, until another one fits."""
        with self._folder_locked():
            sizes = {path: path.stat() for path in segments_in(self._folder)}
            total = sum(stat.st_size for stat in sizes.values())
            cursor = self._load_cursor()
            for path, stat in sorted(sizes.items(), key=lambda entry: entry[1].st_mtime_ns):
                if total + self._segment_bytes <= self._max_bytes:
                    return
                unsent = count_from(path, cursor.get(path.name, 0))
                if remove_if_done(path, stat.st_size):
                    total -= stat.st_size
                    self._count_lost(unsent)

    def _count_lost(self, reports: int) -> None:
        if reports:
            lost = self._load_lost()
            since, before = (lost.since, lost.reports) if lost else (datetime.now(UTC), 0)
            self._save_lost(_Lost(id=uuid.uuid4().hex, reports=before + reports, since=since))

    def _send_lost(self, post: Post) -> int:
        lost = self._load_lost()
        if lost is None:
            return 0
        accepted = post(Reports((_incident(lost),)))
        if lost.id not in accepted.ids:
            return 0
        with self._folder_locked():
            if self._load_lost() == lost:
                (self._folder / _LOST).unlink()
        return 1

    def _load_lost(self) -> _Lost | None:
        return _load(_Lost, self._folder / _LOST)

    def _save_lost(self, lost: _Lost) -> None:
        write_durably(self._folder / _LOST, encode(lost))

    def _load_cursor(self) -> dict[str, int]:
        cursor = _load(_Cursor, self._folder / _CURSOR)
        return dict(cursor.offsets) if cursor else {}

    def _save_cursor(self, name: str, offset: int | None) -> None:
        """Only the sender has one. What it says of segments that are gone is forgotten; the file follows in steps."""
        here = {path.name for path in segments_in(self._folder)}
        offsets = {key: value for key, value in (self._offsets or {}).items() if key in here and key != name}
        if offset is not None:
            offsets[name] = offset
        self._offsets = offsets
        on_disk = self._load_cursor()
        if on_disk.keys() - offsets or any(
            there - on_disk.get(key, 0) >= CURSOR_BYTES for key, there in offsets.items()
        ):
            self._write_cursor()

    def _write_cursor(self) -> None:
        if self._offsets is not None and self._offsets != self._load_cursor():
            write_durably(self._folder / _CURSOR, encode(_Cursor(self._offsets)))

    @contextmanager
    def _folder_locked(self) -> Iterator[None]:
        with (self._folder / _LOCK).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _reports_from(path: Path, offset: int) -> Iterator[Report]:
    while (batch := read_batch(path, offset, most_reports=MOST_REPORTS, most_bytes=MOST_BATCH_BYTES)).end != offset:
        yield from (report for report, _ in batch.reports)
        offset = batch.end


def _incident(lost: _Lost) -> Incident:
    what = f"{lost.reports} reports were dropped since {lost.since:%Y-%m-%d %H:%M} UTC: they could not be sent in time"
    return Incident(id=lost.id, at=datetime.now(UTC), subject="reports", what=what)


def _settled(reports: Sequence[Report], post: Post) -> set[str]:
    """Ids of those that need not be sent again: acknowledged ones, and any single one that is never taken."""
    if not reports:
        return set()
    try:
        return set(post(Reports(tuple(reports))).ids)
    except NotTakenError as error:
        if len(reports) == 1:
            _log.warning("a report is given up: %s", error)
            return {reports[0].id}
        middle = len(reports) // 2
        return _settled(reports[:middle], post) | _settled(reports[middle:], post)


def _load(kind: type[T], path: Path) -> T | None:
    """A small document of the spool's own; damaged is as good as none: at worst something is sent twice."""
    try:
        return decode(kind, path.read_bytes(), limit=SEGMENT_BYTES, what=path.name)
    except (FileNotFoundError, ContractError):
        return None
