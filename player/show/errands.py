"""What show leaves beside its reports: the screenshot and ``show.json``, tally and last good time. Decides when.

The first two are in memory (``player.device.live``) and may be written often; the others wear the card out.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from player.device.clock import SAVE_EVERY_S, Clock, save_good_time
from player.device.live import SCREENSHOT_FILE, STATUS_FILE, Live
from player.device.show_status import Status, Tally, save_tally
from player.errors import StoreError
from player.show.scribe import Scribe
from playlists.wire import encode

_LOG = logging.getLogger(__name__)
SCREENSHOT_EVERY_S: Final = 60.0  # 8 ms of CPU and about 100 kB on the wire each
SCREENSHOT_SETTLE_S: Final = 2.0  # after an edition was switched to: the fade is over by then
STATUS_EVERY_S: Final = 10.0  # at most this often when something changed
TALLY_EVERY_S: Final = 600.0  # at most this often, while trouble lasts
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Errands:
    """Run between frames, when there is time; the writing itself is the scribe's."""

    def __init__(
        self,
        state: Path,
        live: Live,
        scribe: Scribe,
        clock: Clock,
        *,
        alive_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``alive_s``: how often ``show.json`` is written though nothing changed."""
        self._state, self._live, self._scribe, self._clock, self._monotonic = state, live, scribe, clock, monotonic
        self._alive_s, self._status_every_s = alive_s, min(alive_s, STATUS_EVERY_S)
        now = monotonic()
        self._screenshot_at = now + SCREENSHOT_SETTLE_S
        self._screenshot_of = ""
        self._status_at = now - alive_s
        self._status_of: tuple[object, ...] = ()
        self._clock_at = self._tally_at = now
        self._tally_of: Tally | None = None

    def edition_switched(self) -> None:
        """Take a screenshot soon."""
        self._screenshot_at = self._monotonic() + SCREENSHOT_SETTLE_S
        self._screenshot_of = ""

    def run(
        self, picture: str, read_jpeg: Callable[[], bytes], status: Callable[[], Status], tally: Callable[[], Tally]
    ) -> None:
        """Do what is due. ``picture`` names what is up: the same picture is not taken twice."""
        now = self._monotonic()
        if now >= self._screenshot_at and picture != self._screenshot_of:
            self._screenshot_at, self._screenshot_of = now + SCREENSHOT_EVERY_S, picture
            self._save_screenshot(read_jpeg)
        if now >= self._tally_at:
            self._save_tally_when_news(tally(), now)
        if now - self._status_at >= self._status_every_s:
            self._save_when_news(status(), now)
        if now >= self._clock_at:
            self._clock_at = now + SAVE_EVERY_S
            self.save_clock()

    def _save_screenshot(self, read_jpeg: Callable[[], bytes]) -> None:
        try:
            jpeg = read_jpeg()
        except StoreError as error:
            _LOG.warning("%s; the one before is kept", error)
        else:
            self._scribe.do(lambda: self._live.write(SCREENSHOT_FILE, jpeg))

    def save_clock(self) -> None:
        """Keep the last good time, if one is known."""
        good = self._clock.good_time()
        if good is not None:
            self._scribe.do(lambda: save_good_time(self._state, good))

    def _save_when_news(self, status: Status, now: float) -> None:
        what = _gist(status)
        if what != self._status_of or now - self._status_at >= self._alive_s:
            self._status_at, self._status_of = now, what
            self._save_status(status)

    def _save_status(self, status: Status) -> None:
        self._scribe.do(lambda: self._live.write(STATUS_FILE, encode(status)))

    def _save_tally_when_news(self, tally: Tally, now: float) -> None:
        what = replace(tally, at=_NEVER)
        if what != self._tally_of:
            self._tally_at, self._tally_of = now + TALLY_EVERY_S, what
            self._save_tally(tally)

    def _save_tally(self, tally: Tally) -> None:
        self._scribe.do(lambda: save_tally(self._state, tally))

    def leave_word(self, status: Status, tally: Tally) -> None:
        """Write both down at once: this show ends."""
        self._save_tally(tally)
        self._save_status(status)


def _gist(status: Status) -> tuple[object, ...]:
    """What of it is news: not the times and counts that change with every look."""
    agreement = status.seen.agreement if status.seen else None
    up = (status.since, status.edition, status.item, status.page, status.showing, status.display)
    return (*up, agreement, status.healing)
