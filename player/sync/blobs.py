"""The pictures that items name, by their hash: fetched with a limit, checked while they come, kept once.

Decides when a blob is whole; which ones are wanted is its callers'.
"""

import hashlib
import logging
import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Final

from player.durable import disk_errors_told, sync_folder
from player.errors import FeedError
from playlists.feed import MAX_BLOB_BYTES

FOLDER: Final = "blobs"

_log = logging.getLogger(__name__)


class Blobs:
    """``<state>/blobs/<sha256>``."""

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER

    def has(self, sha256: str) -> bool:
        """Whether the blob is here and undamaged."""
        try:
            with (self._folder / sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        except OSError:
            return False

    def read(self, sha256: str) -> bytes:
        """The blob's bytes. Raises KeyError when it is not here or damaged."""
        try:
            data = (self._folder / sha256).read_bytes()
        except OSError as error:
            raise KeyError(sha256) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise KeyError(sha256)
        return data

    def keep(self, sha256: str, chunks: Iterable[bytes], what: str) -> None:
        """Write a blob as it comes; it gets its name only when it is whole and on disk.

        Raises FeedError naming ``what`` when the bytes are not the hash's, StoreError, and what ``chunks`` raises.
        """
        new = self._folder / f".{sha256}.new"
        with disk_errors_told(self._folder / sha256):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                found = _write(new, chunks)
                if found != sha256:
                    raise FeedError(f"{what} was changed: its bytes are not those that were approved; it is refused")
                new.replace(self._folder / sha256)
                sync_folder(self._folder)
            finally:
                new.unlink(missing_ok=True)

    def keep_only(self, wanted: Collection[str]) -> None:
        """Delete every other blob and what was left half written."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name not in wanted:
                _log.debug("blob %s is no longer named by an edition", path.name)
                path.unlink(missing_ok=True)


def _write(path: Path, chunks: Iterable[bytes]) -> str:
    found, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            assert size <= MAX_BLOB_BYTES, "the connection counts the bytes"
            found.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return found.hexdigest()
