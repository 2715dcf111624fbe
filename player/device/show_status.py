"""What show says of itself. ``show.json``: what is up now, for ``doctor`` and heartbeats; soon stale, so not durable.

``tally.json``: what the next show has to know of this one, also after a power cut; seldom written.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from player.device.live import STATUS_FILE, live_path
from player.durable import write_durably
from playlists.item import Instant
from playlists.report import Display, Healing, Seen
from playlists.wire import ContractError, Record, decode, encode

TALLY_FILE: Final = "tally.json"
MAX_BYTES: Final = 4096
STALE_S: Final = 150.0  # written each minute at least: older than two of them, show is not running


class Status(Record, frozen=True):
    """What show does at ``at``. ``edition`` 0: none. ``item`` is empty for fallback, dark frame and last resort.

    ``switching``: how the display is switched off and on, empty: not at all.
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
    switching: str = ""
    seen: Seen | None = None
    healing: Healing = Healing()

    def is_stale(self, now: datetime) -> bool:
        """Whether show has been silent for too long to be running."""
        return abs((now - self.at).total_seconds()) > STALE_S


class Tally(Record, frozen=True):
    """How show was at ``at``: the organisation that the last resort names, and what was counted.

    ``restarts``: new starts in a row that did not heal the display. ``is_over``: it had been told to end.
    """

    at: Instant
    organisation: str = ""
    healing: Healing = Healing()
    restarts: int = 0
    is_over: bool = False


def load_status(state: Path) -> Status | None:
    """The last status, or None when there is none that reads."""
    try:
        return decode(Status, live_path(state, STATUS_FILE).read_bytes(), limit=MAX_BYTES, what=STATUS_FILE)
    except (OSError, ContractError):
        return None


def load_tally(state: Path) -> Tally | None:
    """What the last show left, or None when nothing is left that reads."""
    try:
        return decode(Tally, (state / TALLY_FILE).read_bytes(), limit=MAX_BYTES, what=TALLY_FILE)
    except (OSError, ContractError):
        return None


def save_tally(state: Path, tally: Tally) -> None:
    """Keep it through a power cut. Raises StoreError."""
    write_durably(state / TALLY_FILE, encode(tally))
