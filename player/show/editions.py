"""Which sealed edition is to be shown: follows the pointer, keeps the one in memory when the disk fails.

Decides when to look and what to do when the named edition does not read; writes nothing.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from player.errors import StoreError
from player.sealed import POINTER, SEALED, SealedEdition, current_name, load_sealed

RETRY_S: Final = 30.0  # a damaged edition is read again this often: sync may have healed it in place

_Mark = tuple[int, int, int]


class Editions:
    """Looks for a new sealed edition; ``tell(sentence)`` hears of one that does not read."""

    def __init__(self, state: Path, tell: Callable[[str], None]) -> None:
        self._state = state
        self._tell = tell
        self._seen: _Mark | None = None
        self._retry_at: float | None = None

    def first(self) -> SealedEdition | None:
        """The edition to start with: the pointer's, or the newest other one that reads."""
        sealed = self.poll()
        if sealed is not None or self._retry_at is None:
            return sealed
        others = (load_or_none(self._state, folder.name) for folder in self._sealed_folders())
        return next((other for other in others if other is not None), None)

    def poll(self) -> SealedEdition | None:
        """A newly named edition, or None when there is nothing new. Costs one stat."""
        mark = self._mark()
        is_due = self._retry_at is not None and time.monotonic() >= self._retry_at
        if mark is None or (mark == self._seen and not is_due):
            return None
        self._seen, self._retry_at = mark, None
        try:
            name = current_name(self._state)
            return load_checked(self._state, name) if name else None
        except StoreError as error:
            self.retry_later()
            self._tell(str(error))
            return None

    def retry_later(self) -> None:
        """Read the named edition again after a while."""
        self._retry_at = time.monotonic() + RETRY_S

    def _mark(self) -> _Mark | None:
        try:
            found = (self._state / POINTER).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size

    def _sealed_folders(self) -> list[Path]:
        try:
            folders = [folder for folder in (self._state / SEALED).iterdir() if folder.is_dir()]
            return sorted(folders, key=lambda folder: folder.stat().st_mtime, reverse=True)
        except OSError:
            return []


def load_checked(state: Path, name: str) -> SealedEdition:
    """Load an edition and make sure that it is for its deck's screen. Raises StoreError."""
    sealed = load_sealed(state, name)
    try:
        sealed.edition.screen(sealed.deck.screen)
    except KeyError as error:
        raise StoreError(f"sealed edition {name[:12]} is not for this screen: {error.args[0]}") from error
    return sealed


def load_or_none(state: Path, name: str) -> SealedEdition | None:
    """As ``load_checked``, for an edition that is only one of several."""
    try:
        return load_checked(state, name)
    except StoreError:
        return None
