"""What the office was told about this screen's edition. Decides that each fault is told once as long as it lasts.

A fault that was mended and comes back is told again.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

from msgspec import Meta

from player.durable import write_durably
from player.sync.inspection import Fault
from playlists.report import Incident
from playlists.wire import ContractError, Record, decode, encode

FILE: Final = "told.json"
_MAX_BYTES: Final = 4 * 1024 * 1024
_MAX_SENTENCE: Final = 2000  # characters of playlists.report.Incident.what
_MAX_SUBJECT: Final = 400  # characters of a Line


class _Told(Record, frozen=True):
    sentences: Annotated[tuple[str, ...], Meta(max_length=10_000)] = ()


class Incidents:
    """``<state>/told.json`` and a way to report."""

    def __init__(self, state: Path, report: Callable[[Incident], None]) -> None:
        self._path, self._report = state / FILE, report

    def tell(self, faults: Iterable[Fault], at: datetime) -> None:
        """Report those of ``faults`` that are new; ``faults`` are all there are now. Raises StoreError."""
        before = self._load()
        now = tuple(dict.fromkeys(fault.what for fault in faults))
        if now == before:
            return
        for fault in {fault.what: fault for fault in faults}.values():
            if fault.what not in before:
                self._report(_incident(fault, at))
        write_durably(self._path, encode(_Told(now)))

    def add(self, fault: Fault, at: datetime) -> None:
        """Report one more fault, unless it is known; the known ones last. Raises StoreError."""
        before = self._load()
        if fault.what not in before:
            self._report(_incident(fault, at))
            write_durably(self._path, encode(_Told((*before, fault.what))))

    def _load(self) -> tuple[str, ...]:
        try:
            return decode(_Told, self._path.read_bytes(), limit=_MAX_BYTES, what=FILE).sentences
        except (OSError, ContractError):
            return ()


def _incident(fault: Fault, at: datetime) -> Incident:
    what = fault.what[:_MAX_SENTENCE]
    return Incident(id=uuid.uuid4().hex, at=at, subject=fault.subject[:_MAX_SUBJECT], what=what)
