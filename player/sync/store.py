"""Sealing an edition on disk (layout: ``player.sealed``). Decides when it is whole and what is deleted.

Everything is written to a scratch folder, fsynced, renamed into place, and the pointer comes last. So whatever happens,
the pointer names an edition that is wholly there.
"""

import fcntl
import filecmp
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from player.device.systemd import MEMORY_FOLDER
from player.durable import disk_errors_told, sync_folder, write_durably, write_synced
from player.errors import StoreError
from player.sealed import POINTER, SEAL_FILE, SEALED, Seal, SealedEdition, current_name, load_sealed
from playlists.wire import encode

SCRATCH: Final = "scratch"
WORKBENCH: Final = "workbench"
LOCK: Final = "sync.lock"
_LOOK_S: Final = 0.2  # how often a lock that somebody holds is tried again

_log = logging.getLogger(__name__)


class EditionStore:
    """The sealed editions of one state folder. Use it inside ``locked``."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._sealed = state / SEALED

    @contextmanager
    def locked(self, *, patience_s: float = 0.0) -> Iterator[None]:
        """Be the only sync of this state folder. Raises StoreError when another one is at work for that long."""
        with disk_errors_told(self._state / LOCK):
            self._state.mkdir(parents=True, exist_ok=True)
            file = (self._state / LOCK).open("a")
        with file:
            due = time.monotonic() + patience_s
            while not _took_lock(file):
                if time.monotonic() >= due:
                    raise StoreError(f"another sync is at work on {self._state}; this one ends")
                time.sleep(_LOOK_S)
            yield

    def current(self) -> SealedEdition | None:
        """The edition that the pointer names; None, with a word in the log, when there is none that reads."""
        try:
            name = current_name(self._state)
            return load_sealed(self._state, name) if name else None
        except StoreError as error:
            _log.warning("%s; it is made anew", error)
            return None

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder on the same disk for what is to be sealed."""
        with _empty(self._state / SCRATCH) as folder:
            yield folder

    def tidy(self) -> None:
        """Delete what a former process may have left half made."""
        for name in (SCRATCH, WORKBENCH):
            shutil.rmtree(self._state / name, ignore_errors=True)

    @contextmanager
    def workbench(self, environ: Mapping[str, str]) -> Iterator[Path]:
        """An empty folder for what no round leaves behind: in memory when the service manager gives a folder there.

        A memory card would otherwise be written to in every round, for nothing.
        """
        with _empty(Path(environ.get(MEMORY_FOLDER) or self._state) / WORKBENCH) as folder:
            yield folder

    def seal(self, draft: Path, screen: str) -> SealedEdition:
        """Make the files in ``draft`` the edition on show. Raises StoreError, with the old one untouched."""
        former = _readable_name(self._state)
        with disk_errors_told(self._sealed):
            seal = encode(Seal(screen=screen, files={path.name: _sync_file(path) for path in sorted(draft.iterdir())}))
            write_synced(draft / SEAL_FILE, seal)
            sync_folder(draft)
            name = hashlib.sha256(seal).hexdigest()
            self._put_in_place(draft, name)
        sealed = load_sealed(self._state, name)
        if name != former:
            write_durably(self._state / POINTER, name.encode("ascii"))
            self._delete_all_but({name, former})
        return sealed

    def withdraw(self) -> None:
        """Have no edition on show from the next start of show on. Raises StoreError."""
        with disk_errors_told(self._state / POINTER):
            (self._state / POINTER).unlink(missing_ok=True)
            sync_folder(self._state)

    def is_whole(self, sealed: SealedEdition) -> bool:
        """Whether every slide and video of a sealed edition is there and undamaged."""
        try:
            for slide in sealed.deck.pictures:
                sealed.read_slide(slide)
            sealed.check_videos()
        except StoreError as error:
            _log.warning("%s", error)
            return False
        return True

    def _put_in_place(self, draft: Path, name: str) -> None:
        folder = self._sealed / name
        self._sealed.mkdir(exist_ok=True)
        if not folder.exists():
            draft.rename(folder)
            sync_folder(self._sealed)
            return
        for path in draft.iterdir():  # the very same edition is there: it may be on show, so only mend it
            held = folder / path.name
            if not held.is_file() or not filecmp.cmp(held, path, shallow=False):
                path.replace(held)
        sync_folder(folder)

    def _delete_all_but(self, names: set[str | None]) -> None:
        for folder in self._sealed.iterdir():
            if folder.name not in names:
                shutil.rmtree(folder, ignore_errors=True)


def _took_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _empty(folder: Path) -> Iterator[Path]:
    """A new folder, gone afterwards; what a crash left in it is gone too."""
    with disk_errors_told(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _readable_name(state: Path) -> str | None:
    try:
        return current_name(state)
    except StoreError:
        return None


def _sync_file(path: Path) -> str:
    """Make a file durable; returns its SHA-256."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()
