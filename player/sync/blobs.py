"""The files that items name, by their hash: fetched with a limit, checked while they come, kept once.

Decides where a blob lies while it comes and when it is whole; which ones are wanted is its callers'.
"""

import hashlib
import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final, NamedTuple

from player.durable import disk_errors_told, sync_folder
from player.sync.transfer import Ask, Part, Toll, Transfer
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


FetchBlob = Callable[[Wanted, int], Part]
"""The file, and from which byte on -> what there is of it. Raises FetchError or FeedError, as its chunks do."""


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

    def fetch(self, wanted: Wanted, ask: Ask, what: str) -> None:
        """Bring a blob here, from where the last try ended; it gets its name only when it is whole and on disk.

        Raises FeedError naming ``what`` when the bytes are not the hash's, StoreError, and what ``ask`` raises.
        """
        path = self._folder / wanted.sha256
        part = self._folder / f".{wanted.sha256}{_PART}"
        with disk_errors_told(path):
            self._folder.mkdir(parents=True, exist_ok=True)
            transfer = Transfer(part, wanted.sha256, ask)
            try:
                transfer.bring(what)
            finally:
                _tell(wanted, transfer.toll)
            part.replace(path)
            sync_folder(self._folder)

    def keep_only(self, wanted: Collection[str]) -> None:
        """Delete every other blob, also what is here of others."""
        if not self._folder.is_dir():
            return
        for path in self._folder.iterdir():
            if path.name.removeprefix(".").removesuffix(_PART) not in wanted:
                _log.debug("blob %s is no longer named by an edition", path.name)
                path.unlink(missing_ok=True)


def _tell(wanted: Wanted, toll: Toll) -> None:
    if toll != Toll():
        level = logging.WARNING if toll.wasted_bytes else logging.INFO
        breaks = f"{toll.breaks} time{'' if toll.breaks == 1 else 's'}"
        _log.log(level, "%s: the line broke off %s, %d bytes came for nothing", wanted.name, breaks, toll.wasted_bytes)
