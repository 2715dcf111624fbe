"""One file of the spool: lines of JSON that a single process adds to and that anybody may read.

Decides how such a file is begun, how an end torn by a power cut is told from one still being written, and when the file
may go: its writer holds a lock for as long as it lives, so an unlocked segment never grows again.
"""

import errno
import fcntl
import io
import logging
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from player.durable import sync_folder
from playlists.report import Report

SUFFIX: Final = ".jsonl"
_PAGE: Final = 4096  # bytes: what Linux and its file systems write at least
_LINE: Final = msgspec.json.Decoder(Report)

_log = logging.getLogger(__name__)


class Batch(NamedTuple):
    """Reports read from a segment, each with the offset just after it, and the offset to go on from."""

    reports: tuple[tuple[Report, int], ...]
    end: int


def segments_in(folder: Path) -> list[Path]:
    """All segments, by writer and age."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def begin_segment(folder: Path, writer: str) -> io.FileIO:
    """A new segment, locked by this process until it is closed. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        path = folder / f"{writer}-{time.time_ns():020d}-{os.urandom(4).hex()}{SUFFIX}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        file = io.FileIO(descriptor, "ab")
        fcntl.flock(file, fcntl.LOCK_SH)
        if os.fstat(descriptor).st_nlink:  # else somebody took it for abandoned before the lock was there
            break
        file.close()
    try:
        sync_folder(folder)
    except OSError:
        file.close()
        raise
    return file


def add_lines(segment: io.FileIO, lines: Sequence[bytes]) -> None:
    """Add lines; they are on disk when this returns, flushed once. Raises OSError: then the end may be torn."""
    before = os.fstat(segment.fileno()).st_size
    data = _filling_pages(before, b"".join(line + b"\n" for line in lines))
    try:
        _write_all(segment, data)
        os.fsync(segment.fileno())
    except OSError:
        with suppress(OSError):  # a disk that is full needs the room, and the lines are tried again
            os.ftruncate(segment.fileno(), before)
        raise


def _filling_pages(before: int, data: bytes) -> bytes:
    """``data`` with spaces at its end so that the next begins a page, unless that would more than double it.

    A page that was flushed is then not written again: it is spared the wear, and what it holds a power cut meanwhile.
    """
    room = -(before + len(data)) % _PAGE
    return data if room > len(data) else data[:-1] + b" " * room + b"\n"


def _write_all(segment: io.FileIO, data: bytes) -> None:
    if segment.write(data) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))  # the kernel wrote what there was room for


def remove_if_done(path: Path, offset: int) -> bool:
    """Delete a segment unless its writer lives or it has lines after ``offset``; whether it is gone. Raises OSError."""
    try:
        with _open_quietly(path) as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if count_from(path, offset):  # its writer added them after the last look, and ended
                return False
            path.unlink()
    except BlockingIOError:
        return False
    except FileNotFoundError:
        pass
    return True


def read_batch(path: Path, offset: int, *, most_reports: int, most_bytes: int) -> Batch:
    """The reports from ``offset`` on, as many as fit. What does not read is passed over. Raises OSError."""
    try:
        with _open_quietly(path) as file:
            file.seek(offset)
            data = file.read(most_bytes)
    except FileNotFoundError:  # dropped meanwhile by a writer who needed the room, and counted as lost
        data = b""
    reports: list[tuple[Report, int]] = []
    end = offset
    for line in io.BytesIO(data):  # which knows no line end but ours: damaged bytes may hold others
        if not line.endswith(b"\n") or len(reports) == most_reports:
            break
        end += len(line)
        try:
            reports.append((_LINE.decode(line), end))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            _log.warning("a damaged report in %s was passed over", path.name)
    return Batch(tuple(reports), end)


def _open_quietly(path: Path) -> io.BufferedReader:
    """To read, without the file system writing down that it was read: the card is spared that."""

    def open_it(name: str, flags: int) -> int:
        try:
            return os.open(name, flags | os.O_NOATIME)
        except PermissionError:  # only a file's owner may ask for that (open(2))
            return os.open(name, flags)

    return open(path, "rb", opener=open_it)


def count_from(path: Path, offset: int) -> int:
    """How many whole lines a segment has from ``offset`` on. Raises OSError."""
    with _open_quietly(path) as file:
        file.seek(offset)
        return sum(line.endswith(b"\n") for line in file)
