"""The time by which signatures expire: never behind a time at which the feed was seen to hold.

A machine without a battery starts in 1970 and would take any old feed for fresh. Only a time at which nothing had
expired is kept, so a clock that ran ahead for a while cannot lock the screen out. How far the clock is to be believed
otherwise is ``player.device.clock``'s.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from player.durable import write_durably

FILE: Final = "feed-time"
STEP: Final = timedelta(hours=6)  # the disk is spared; a freeze can hide for this much longer


def reference_time(state: Path, now: datetime) -> datetime:
    """``now``, or the last good time when the clock is behind it. An unreadable record counts as none."""
    last = _last_good(state)
    return now if last is None else max(now, last)


def remember_good(state: Path, at: datetime) -> None:
    """Keep ``at`` as a time at which the whole feed held. Raises StoreError."""
    last = _last_good(state)
    if last is None or at - last >= STEP:
        write_durably(state / FILE, at.astimezone(UTC).isoformat().encode())


def _last_good(state: Path) -> datetime | None:
    try:
        last = datetime.fromisoformat((state / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return None
    return last if last.tzinfo else None
