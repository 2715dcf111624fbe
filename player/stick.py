"""A stick that somebody plugged in: reading and writing below it, whoever filled it. Shared by player and office.

Decides that no name leads out of it and no strange file stops anybody: each part of a path is opened by itself without
following a link, only plain files are read, and what is written is on the stick before it has its name. What lies where
is ``playlists.by_hand``'s.
"""

import errno
import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Final

from player.errors import FetchError, StoreError
from playlists.by_hand import SUNBOARD

_PART: Final = re.compile(
    r"\.?[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"
)  # what feeds, reports and our unfinished files are called
_FOLDER_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_READ_FLAGS: Final = (
    os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
)  # a pipe is not waited for
_WRITE_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class AbsentError(FetchError):
    """The stick is there and does not have this file."""


class Stick:
    """A folder in which a stick is mounted. Paths are below it, in the form ``sunboard/feed/…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self, path: str) -> io.FileIO:
        """A plain file, opened. Raises AbsentError, or FetchError for anything that is not one."""
        with self._read_errors_told(path), self._folder_of(path) as (folder, name):
            descriptor = os.open(name, _READ_FLAGS, dir_fd=folder)
            file = io.FileIO(descriptor, "rb")
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                file.close()
                raise FetchError(f"{self._folder / path} is no plain file and is not read")
            return file

    def read(self, path: str, limit: int) -> bytes:
        """A file's bytes. Raises AbsentError, or FetchError when it is longer than ``limit`` bytes or breaks off."""
        with self._read_errors_told(path), self.open(path) as file:
            data = bytearray()
            while chunk := file.read(limit + 1 - len(data)):
                data += chunk
        if len(data) > limit:
            raise FetchError(f"{self._folder / path} has more than the {limit:,} bytes it may have")
        return bytes(data)

    def has(self, path: str, data: bytes) -> bool:
        """Whether the file is there with just these bytes."""
        try:
            return self.read(path, len(data)) == data
        except FetchError:
            return False

    def names(self, path: str, most: int) -> list[str]:
        """Names in a folder, of which ``most`` are looked at; those that no feed has are left out.

        Empty when it is missing. Raises FetchError when it is no folder.
        """
        try:
            with (
                self._read_errors_told(path),
                self._inside(_parts_of(path)) as folder,
                os.scandir(folder) as entries,
            ):
                names = [entry.name for entry in islice(entries, most)]
        except AbsentError:
            return []
        return sorted(name for name in names if _PART.fullmatch(name))

    def is_folder(self, path: str) -> bool:
        """Whether a folder, and no link to one, is there."""
        try:
            with self._read_errors_told(path), self._inside(_parts_of(path)):
                return True
        except FetchError:
            return False

    def write(self, path: str, data: bytes) -> None:
        """Put ``data`` there for good; folders are made. Raises StoreError."""
        with self._write_errors_told(path), self._folder_of(path, is_made=True) as (folder, name):
            new = f".{name}.new"
            with suppress(FileNotFoundError):
                os.unlink(new, dir_fd=folder)
            with os.fdopen(os.open(new, _WRITE_FLAGS, 0o644, dir_fd=folder), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(new, name, src_dir_fd=folder, dst_dir_fd=folder)
            os.fsync(folder)

    def remove(self, path: str) -> bool:
        """Delete a file or link, or a folder that is empty; whether it was there. Raises StoreError."""
        with self._write_errors_told(path):
            try:
                with self._folder_of(path) as (folder, name):
                    return _remove(name, folder)
            except FileNotFoundError:
                return False

    @contextmanager
    def _folder_of(self, path: str, *, is_made: bool = False) -> Iterator[tuple[int, str]]:
        *parts, name = _parts_of(path)
        with self._inside(parts, is_made=is_made) as folder:
            yield folder, name

    @contextmanager
    def _inside(self, parts: Sequence[str], *, is_made: bool = False) -> Iterator[int]:
        folder = os.open(self._folder, _FOLDER_FLAGS)
        try:
            for part in parts:
                if is_made:
                    _make(part, folder)
                inner = os.open(part, _FOLDER_FLAGS | os.O_NOFOLLOW, dir_fd=folder)
                os.close(folder)
                folder = inner
            yield folder
        finally:
            os.close(folder)

    @contextmanager
    def _read_errors_told(self, path: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if not (self._folder / SUNBOARD).is_dir():
                what = f"{self._folder} holds no {SUNBOARD} folder"
                raise FetchError(f"{what}: is it the right stick, and still plugged in?") from error
            raise AbsentError(f"{self._folder} has no {path}") from error
        except OSError as error:
            raise FetchError(f"{self._folder / path} cannot be read: {_reason(error)}") from error

    @contextmanager
    def _write_errors_told(self, path: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(f"{self._folder / path} cannot be written: {_reason(error)}") from error


def _parts_of(path: str) -> list[str]:
    parts = path.split("/")
    if not all(_PART.fullmatch(part) for part in parts):
        raise FetchError(f"{path!r} is no path of a feed or of reports")
    return parts


def _make(part: str, folder: int) -> None:
    try:
        os.mkdir(part, dir_fd=folder)
    except FileExistsError:
        return
    os.fsync(folder)


def _remove(name: str, folder: int) -> bool:
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        try:
            os.rmdir(name, dir_fd=folder)
        except OSError as error:
            if error.errno == errno.ENOTEMPTY:
                return False
            raise
    return True


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
