"""What the office should know about this display, told once each: a picture or an edition that does not read.

Also asks sync to heal, by touching ``<state>/heal``, and again as long as the fault lasts. Writing is the scribe's;
nothing here can stop the show.
"""

import logging
import time
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
HEAL_AGAIN_S: Final = 600.0  # it looks at every file and may write them: often enough, and bearable for a dying card


class Incidents:
    """Passes each incident on once per edition."""

    def __init__(
        self,
        state: Path,
        scribe: Scribe,
        append: Callable[[Report], None],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state = state
        self._scribe = scribe
        self._append, self._monotonic = append, monotonic
        self._told: set[str] = set()
        self._edition = ""
        self._heal_again_at = 0.0

    def tell(self, subject: str, what: str, at: datetime, *, is_of_store: bool = True) -> None:
        """Log and report ``what`` is wrong with ``subject`` if that is news; of what is stored, ask for healing."""
        is_news = what not in self._told and len(self._told) < _MOST_TOLD
        if is_news:
            self._told.add(what)
            _LOG.warning("%s", what)
            incident = Incident(id=uuid.uuid4().hex, at=at, subject=subject[:400], what=what[:2000])
            self._scribe.do(lambda: self._append(incident))
        if is_of_store and (is_news or self._monotonic() >= self._heal_again_at):
            self._heal_again_at = self._monotonic() + HEAL_AGAIN_S
            self._scribe.do((self._state / HEAL_FILE).touch)

    def begin_edition(self, name: str) -> None:
        """The sealed edition ``name`` is on. If that is another than before, its faults are news."""
        if name != self._edition:
            self._told.clear()
        self._edition = name
