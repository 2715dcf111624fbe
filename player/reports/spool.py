"""A durable queue of reports on disk: ``show`` and ``sync`` add to it as separate processes, ``sync`` sends it.

Decides that a report is on disk when ``append`` or ``write_held`` returns, that it is sent at least once (its id makes
that once), and that the spool fills neither disk nor memory: past a cap the oldest go, and how many went is told.
"""

import fcntl
import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from player.durable import disk_errors_told, write_durably
from player.errors import FetchError, StoreError
from player.reports.lost import count_lost, forget_lost, load_lost
from player.reports.segment import add_lines, begin_segment, count_from, read_batch, remove_if_done, segments_in
from playlists.report import Accepted, Report, Reports
from playlists.wire import ContractError, Record, decode, encode

FOLDER: Final = "spool"
MAX_BYTES: Final = 32 * 1024 * 1024  # eleven days without a network, at ten seconds a slide
SEGMENT_BYTES: Final = 1024 * 1024  # what goes at once when the spool is full: eight hours
MOST_REPORTS: Final = 1000  # in one upload
MOST_BATCH_BYTES: Final = 512 * 1024  # half of what the office reads at once
CURSOR_BYTES: Final = 256 * 1024  # sent again at most after a death: two hours; the card is spared
MOST_HELD: Final = 2000  # in memory, while the disk takes nothing: five hours of slides, half a segment
_CURSOR: Final = "cursor.json"
_LOCK: Final = "lock"

Post = Callable[[Reports], Accepted]
"""Bring reports to the office. Raises FetchError; NotTakenError when sending the same again is of no use."""

_log = logging.getLogger(__name__)


class NotTakenError(FetchError):
    """The office, which is there, will never take at least one of these reports."""


class _Cursor(Record, frozen=True):
    """Up to which byte each segment was acknowledged."""

    offsets: dict[str, int]


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
        self._held: list[bytes] = []
        self._dropped, self._dropped_since = 0, datetime.min.replace(tzinfo=UTC)  # of those held; not on disk yet

    def hold(self, report: Report) -> None:
        """Keep a report in memory until ``write_held`` or the next ``append``, whichever comes first.

        When ``MOST_HELD`` are, they are written; raises StoreError if they cannot be, and the oldest is dropped.
        """
        self._held.append(msgspec.json.encode(report))
        if len(self._held) <= MOST_HELD:
            return
        try:
            self.write_held()
        except StoreError:
            del self._held[0]
            self._dropped_since = self._dropped_since if self._dropped else datetime.now(UTC)
            self._dropped += 1
            raise

    def write_held(self) -> None:
        """Write what is held, at once and flushed once. Raises StoreError, and goes on holding it."""
        if self._held:
            self._write(self._held)

    def append(self, report: Report) -> None:
        """Add a report after what is held; all of it is on disk when this returns. Raises StoreError, without it."""
        self._write([*self._held, msgspec.json.encode(report)])

    def _write(self, lines: Sequence[bytes]) -> None:
        with disk_errors_told(self._folder):
            try:
                add_lines(self._open_segment(), lines)
                self._held = []
                self._count_dropped()
            except OSError:
                self._end_segment()  # what was written may be torn: the next report begins a new segment
                raise

    def close(self) -> None:
        """Write what is held and how far was sent, if the disk lets us, and end the segment of this process."""
        with suppress(StoreError):
            self.write_held()
        self._end_segment()

    def _end_segment(self) -> None:
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
            lost = load_lost(self._folder)
            if lost is not None:
                yield lost.incident()
            cursor = self._load_cursor()
            for path in segments_in(self._folder):
                yield from _reports_from(path, cursor.get(path.name, 0))

    def _open_segment(self) -> io.FileIO:
        if self._segment is not None and self._segment.tell() >= self._segment_bytes:
            self._end_segment()
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
                    count_lost(self._folder, unsent, datetime.now(UTC))

    def _count_dropped(self) -> None:
        """What was written stays written if the disk has no room for this; it is counted next time then."""
        if self._dropped:
            with suppress(StoreError, OSError), self._folder_locked():
                count_lost(self._folder, self._dropped, self._dropped_since)
                self._dropped = 0

    def _send_lost(self, post: Post) -> int:
        lost = load_lost(self._folder)
        if lost is None:
            return 0
        accepted = post(Reports((lost.incident(),)))
        if lost.id not in accepted.ids:
            return 0
        with self._folder_locked():
            forget_lost(self._folder, lost)
        return 1

    def _load_cursor(self) -> dict[str, int]:
        """A damaged one is as good as none: at worst something is sent twice."""
        try:
            data = (self._folder / _CURSOR).read_bytes()
            return dict(decode(_Cursor, data, limit=SEGMENT_BYTES, what=_CURSOR).offsets)
        except (FileNotFoundError, ContractError):
            return {}

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
