"""The files that items name, by their hash: fetched with a limit, checked while they come, kept once.

Decides when a blob is whole; which ones are wanted is its callers'. What broke off goes on from there, in another round
if need be. A video's size is known, and it may come in parts on purpose, so that nothing urgent waits for it.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple

from player.durable import disk_errors_told, sync_folder
from player.errors import FeedError
from playlists.feed import MAX_BLOB_BYTES
from playlists.item import Item, blobs_of, videos_of

FOLDER: Final = "blobs"
VIDEO: Final = "video"
_PART: Final = ".part"

_log = logging.getLogger(__name__)


class Wanted(NamedTuple):
    """A file that is named: its hash, the most bytes it may have, and what sort of file it is."""

    sha256: str
    most_bytes: int = MAX_BLOB_BYTES
    kind: str = "picture"

    @property
    def name(self) -> str:
        """What it is called in sentences."""
        return f"{self.kind} {self.sha256[:12]}"


def files_of(item: Item) -> tuple[Wanted, ...]:
    """The files that an item names."""
    videos = {video.blob: Wanted(video.blob, video.size_bytes, VIDEO) for video in videos_of(item)}
    return tuple(videos.get(sha256) or Wanted(sha256) for sha256 in blobs_of(item))


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

    def path(self, sha256: str) -> Path:
        """Where the blob lies if it is here."""
        return self._folder / sha256

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
                with new.open("wb") as file:
                    found = _write(file, chunks, hashlib.sha256())
                if found != sha256:
                    raise FeedError(_changed(what))
                new.replace(self._folder / sha256)
                sync_folder(self._folder)
            finally:
                new.unlink(missing_ok=True)

    def keep_rest(self, wanted: Wanted, fetch: Callable[[int], Iterator[bytes]], what: str) -> None:
        """As ``keep``, from where the last try broke off; ``fetch`` gives the bytes from a place on, to the end."""
        part = self._part(wanted.sha256)
        with disk_errors_told(self._folder / wanted.sha256):
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("a+b") as file:
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256")
                former = file.tell()
                try:
                    found = digest.hexdigest()
                    found = found if found == wanted.sha256 else _write(file, fetch(former), digest)
                except FeedError:
                    part.unlink()
                    raise
            if found == wanted.sha256:
                part.replace(self._folder / wanted.sha256)
                sync_folder(self._folder)
                return
            part.unlink()
        if not former:
            raise FeedError(_changed(what))
        self.keep_rest(wanted, fetch, what)  # a power cut may have spoilt what came before

    def _part(self, sha256: str) -> Path:
        return self._folder / f".{sha256}{_PART}"

    def keep_on(self, wanted: Wanted, fetch: Callable[[int], Iterator[bytes]], what: str) -> bool:
        """Write on a blob of ``most_bytes`` as it comes; whether it is whole now. What came stays for the next time.

        ``fetch`` gives the bytes from a place on, and may end early. Raises as ``keep`` does.
        """
        part = self._part(wanted.sha256)
        with disk_errors_told(self._folder / wanted.sha256):
            self._folder.mkdir(parents=True, exist_ok=True)
            with part.open("a+b") as file:
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256")
                former = file.tell()
                found = _write(file, fetch(former), digest) if former < wanted.most_bytes else digest.hexdigest()
                size = file.seek(0, os.SEEK_END)
            if found == wanted.sha256:
                part.replace(self._folder / wanted.sha256)
                sync_folder(self._folder)
                return True
            if size < wanted.most_bytes:
                return False
            part.unlink()
        if former:  # a power cut may have spoilt what came before: from the beginning, next time
            return False
        raise FeedError(_changed(what))

    def keep_only(self, wanted: Collection[str]) -> None:
        """Delete every other blob and what was left half written."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name.removeprefix(".").removesuffix(_PART) not in wanted:
                _log.debug("blob %s is no longer named by an edition", path.name)
                path.unlink(missing_ok=True)


def _changed(what: str) -> str:
    return f"{what} was changed: its bytes are not those that were approved; it is refused"


def _write(file: IO[bytes], chunks: Iterable[bytes], digest: "hashlib._Hash") -> str:
    """Append what comes; its hash. What came is on disk also when ``chunks`` breaks off."""
    try:
        for chunk in chunks:
            digest.update(chunk)
            file.write(chunk)
    finally:
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()
