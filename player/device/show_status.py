"""``show.json``: what is up now, for ``player doctor`` and the heartbeats that sync sends. Not durable: soon stale."""

from datetime import datetime
from pathlib import Path
from typing import Final

from playlists.item import Instant
from playlists.report import Display, Healing, Seen
from playlists.wire import ContractError, Record, decode

STATUS_FILE: Final = "show.json"
MAX_STATUS_BYTES: Final = 4096
STALE_S: Final = 150.0  # written each minute at least: older than two of them, show is not running


class Status(Record, frozen=True):
    """What show does at ``at``. ``edition`` 0: none. ``item`` is empty for fallback, dark frame and last resort.

    ``restarts``: new starts in a row that did not heal the display. ``is_over``: it had been told to end.
    """

    at: Instant
    since: Instant
    edition: int
    item: str
    page: int
    of: int
    showing: str
    frames: int
    driver: str
    display: Display
    organisation: str = ""
    seen: Seen | None = None
    healing: Healing = Healing()
    restarts: int = 0
    is_over: bool = False

    def is_stale(self, now: datetime) -> bool:
        """Whether show has been silent for too long to be running."""
        return abs((now - self.at).total_seconds()) > STALE_S


def load_status(state: Path) -> Status | None:
    """The last status, or None when there is none that reads."""
    try:
        return decode(Status, (state / STATUS_FILE).read_bytes(), limit=MAX_STATUS_BYTES, what=STATUS_FILE)
    except (OSError, ContractError):
        return None
