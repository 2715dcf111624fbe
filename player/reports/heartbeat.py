"""How the screen is: what a heartbeat tells. Decides nothing."""

import shutil
import uuid
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from player.device.show_status import load_status
from playlists.report import ClockTrust, Display, Heartbeat

PROGRAM: Final = "sunboard"
_MB: Final = 1_000_000


def beat(state: Path, edition: int, clock: ClockTrust, at: datetime) -> Heartbeat:
    """A heartbeat; ``edition`` is the number of the one that is sealed, 0 when there is none. Raises OSError."""
    status = load_status(state)
    if status is not None and status.is_stale(at):
        status = None
    return Heartbeat(
        id=uuid.uuid4().hex,
        at=at,
        edition=edition,
        clock=clock,
        display=status.display if status else Display.UNKNOWN,
        free_disk_mb=shutil.disk_usage(state).free // _MB,
        program=version(PROGRAM),
        showing=status.showing if status else "",
        seen=status.seen if status else None,
        healing=status.healing if status else None,
    )
