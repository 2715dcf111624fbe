"""What the office should know about this display, told once each: a picture or an edition that does not read.

Also asks sync to heal, by touching ``<state>/heal``. Writing is the scribe's; nothing here can stop the show.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from player.show.scribe import Scribe
from playlists.report import Incident, Report

_LOG = logging.getLogger(__name__)
HEAL_FILE: Final = "heal"  # sync verifies the sealed edition, fetches and draws anew what is damaged, and deletes this
_MOST_TOLD: Final = 20  # of one edition: when more does not read, the disk is lost, and twenty sentences say so


class Incidents:
    """Passes each incident on once per edition."""

    def __init__(self, state: Path, scribe: Scribe, append: Callable[[Report], None]) -> None:
        self._state = state
        self._scribe = scribe
        self._append = append
        self._told: set[str] = set()
        self._edition = ""

    def tell(self, subject: str, what: str, at: datetime) -> None:
        """Log and report ``what`` went wrong with ``subject``, and ask for healing."""
        if what in self._told or len(self._told) >= _MOST_TOLD:
            return
        self._told.add(what)
        _LOG.warning("%s", what)
        incident = Incident(id=uuid.uuid4().hex, at=at, subject=subject[:400], what=what[:2000])
        self._scribe.do(lambda: self._append(incident))
        self._scribe.do((self._state / HEAL_FILE).touch)

    def begin_edition(self, name: str) -> None:
        """The sealed edition ``name`` is on. If that is another than before, its faults are news."""
        if name != self._edition:
            self._told.clear()
        self._edition = name
