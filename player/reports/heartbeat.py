"""How the screen is: what a heartbeat tells. Reads ``show.json``, which show leaves for this; decides nothing."""

import shutil
import uuid
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from playlists.report import ClockTrust, Display, Heartbeat

SHOW_FILE: Final = "show.json"
STALE_S: Final = 150.0  # show writes it at least once a minute: older than two of those, it is not running
PROGRAM: Final = "sunboard"
_MB: Final = 1_000_000


class _Shown(msgspec.Struct, frozen=True):
    """The part of ``show.json`` that the office wants to know."""

    at: datetime
    showing: str = ""
    display: Display = Display.UNKNOWN


def beat(state: Path, edition: int, clock: ClockTrust, at: datetime) -> Heartbeat:
    """A heartbeat; ``edition`` is the number of the one that is sealed, 0 when there is none. Raises OSError."""
    shown = _load_shown(state / SHOW_FILE)
    is_running = shown is not None and abs((at - shown.at).total_seconds()) <= STALE_S
    return Heartbeat(
        id=uuid.uuid4().hex,
        at=at,
        edition=edition,
        clock=clock,
        display=shown.display if shown and is_running else Display.UNKNOWN,
        free_disk_mb=shutil.disk_usage(state).free // _MB,
        program=version(PROGRAM),
        showing=shown.showing if shown and is_running else "",
    )


def _load_shown(path: Path) -> _Shown | None:
    try:
        shown = msgspec.json.decode(path.read_bytes(), type=_Shown)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return shown if shown.at.tzinfo else None
