"""``lost.json``: how many reports were dropped for want of room, until the office knows. Decides how that is told.

Whoever changes the file holds the spool folder's lock, except where it says so.
"""

import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from player.durable import write_durably
from playlists.item import Instant
from playlists.report import Incident, ReportId
from playlists.wire import ContractError, Record, decode, encode

_FILE: Final = "lost.json"
_MAX_BYTES: Final = 1024


class Lost(Record, frozen=True):
    """How many reports were dropped since ``since``; the id is another with each change."""

    id: ReportId
    reports: Annotated[int, Meta(ge=1)]
    since: Instant

    def incident(self) -> Incident:
        """The sentence for the office."""
        what = (
            f"{self.reports} reports were dropped since {self.since:%Y-%m-%d %H:%M} UTC: they could not be sent in time"
        )
        return Incident(id=self.id, at=datetime.now(UTC), subject="reports", what=what)


def load_lost(folder: Path) -> Lost | None:
    """What was dropped and is not told yet; a damaged record is as good as none. Needs no lock; raises OSError."""
    try:
        return decode(Lost, (folder / _FILE).read_bytes(), limit=_MAX_BYTES, what=_FILE)
    except (FileNotFoundError, ContractError):
        return None


def count_lost(folder: Path, reports: int, since: datetime) -> None:
    """Add so many, the first of them dropped at ``since``. Raises StoreError."""
    if reports:
        before = load_lost(folder)
        since, reports = (before.since, before.reports + reports) if before else (since, reports)
        write_durably(folder / _FILE, encode(Lost(id=uuid.uuid4().hex, reports=reports, since=since)))


def forget_lost(folder: Path, told: Lost) -> None:
    """The office holds ``told``; what was dropped after it is told yet. Raises OSError."""
    if load_lost(folder) == told:
        (folder / _FILE).unlink()
