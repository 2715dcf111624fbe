"""When proofs of play reach the disk: together and seldom, because each flush wears a memory card (ADR 12).

At once come the first proof from another edition, the first of each urgent item in it, and every incident; with them
goes what waits. Writing is the scribe's, and how it is done the spool's.
"""

from typing import Final

from player.errors import StoreError
from player.reports.spool import Spool
from player.show.scribe import Scribe
from playlists.report import Play, Report

_AGAIN_S: Final = 60.0  # after a disk took nothing


class Proofs:
    """One show's proofs; ``every_s`` is how old one may grow in memory, 0 for not at all."""

    def __init__(self, spool: Spool, scribe: Scribe, every_s: float) -> None:
        self._spool, self._scribe, self._every_s = spool, scribe, every_s
        self._edition = 0
        self._urgent: set[str] = set()

    def add(self, play: Play, is_urgent: bool) -> None:  # noqa: FBT001 (as the recorder calls it)
        """Keep a finished proof. ``is_urgent``: an urgent rule had put it up."""
        self._scribe.do(lambda: self._keep(play, is_at_once=self._every_s == 0 or self._is_news(play, is_urgent)))

    def write_now(self, report: Report) -> None:
        """Keep a report that must not wait. In the scribe's thread; raises StoreError, and tries it again later."""
        self._keep(report, is_at_once=True)

    def _is_news(self, play: Play, is_urgent: bool) -> bool:  # noqa: FBT001
        """Whether the office may ask for this one alone: did what was published, or was urgent, come to be seen?"""
        is_other = play.edition != self._edition
        if is_other:
            self._edition = play.edition
            self._urgent.clear()
        is_first = is_urgent and play.item not in self._urgent
        if is_urgent:
            self._urgent.add(play.item)
        return is_other or is_first

    def _keep(self, report: Report, *, is_at_once: bool) -> None:
        self._scribe.within(self._every_s or _AGAIN_S, self._write)
        self._spool.hold(report)
        if is_at_once:
            self._write()

    def _write(self) -> None:
        try:
            self._spool.write_held()
        except StoreError:
            self._scribe.within(self._every_s or _AGAIN_S, self._write)
            raise
