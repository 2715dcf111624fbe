"""What show leaves on disk beside its reports: the screenshot, ``show.json``, the last good time. Decides when."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from player.device.clock import SAVE_EVERY_S, Clock, save_good_time
from player.device.show_status import STATUS_FILE, Status
from player.errors import StoreError
from player.show.scribe import Scribe
from playlists.wire import encode

_LOG = logging.getLogger(__name__)
SCREENSHOT_FILE: Final = "screenshot.jpg"
SCREENSHOT_EVERY_S: Final = 60.0  # 8 ms of CPU and about 100 kB on the wire each
SCREENSHOT_SETTLE_S: Final = 2.0  # after an edition was switched to: the fade is over by then
STATUS_EVERY_S: Final = 10.0  # at most this often when something changed
STATUS_ALIVE_S: Final = 60.0  # at least this often, so that a reader can tell a show that hangs


class Errands:
    """Run between frames, when there is time; the writing itself is the scribe's."""

    def __init__(
        self, state: Path, scribe: Scribe, clock: Clock, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._state, self._scribe, self._clock, self._monotonic = state, scribe, clock, monotonic
        now = monotonic()
        self._screenshot_at = now + SCREENSHOT_SETTLE_S
        self._screenshot_of = ""
        self._status_at = now - STATUS_ALIVE_S
        self._status_of: tuple[object, ...] = ()
        self._clock_at = now

    def edition_switched(self) -> None:
        """Take a screenshot soon."""
        self._screenshot_at = self._monotonic() + SCREENSHOT_SETTLE_S
        self._screenshot_of = ""

    def run(self, picture: str, read_jpeg: Callable[[], bytes], status: Callable[[], Status]) -> None:
        """Do what is due. ``picture`` names what is up: the same picture is not taken twice."""
        now = self._monotonic()
        if now >= self._screenshot_at and picture != self._screenshot_of:
            self._screenshot_at, self._screenshot_of = now + SCREENSHOT_EVERY_S, picture
            self._save_screenshot(read_jpeg)
        if now - self._status_at >= STATUS_EVERY_S:
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
            self._scribe.do(lambda: replace_file(self._state / SCREENSHOT_FILE, jpeg))

    def save_clock(self) -> None:
        """Keep the last good time, if one is known."""
        good = self._clock.good_time()
        if good is not None:
            self._scribe.do(lambda: save_good_time(self._state, good))

    def _save_when_news(self, status: Status, now: float) -> None:
        what = _gist(status)
        if what != self._status_of or now - self._status_at >= STATUS_ALIVE_S:
            self._status_at, self._status_of = now, what
            self.save_status(status)

    def save_status(self, status: Status) -> None:
        """Leave it for others to read."""
        self._scribe.do(lambda: replace_file(self._state / STATUS_FILE, encode(status)))


def _gist(status: Status) -> tuple[object, ...]:
    """What of it is news: not the times and counts that change with every look."""
    agreement = status.seen.agreement if status.seen else None
    up = (status.since, status.edition, status.item, status.page, status.showing, status.display)
    return (*up, agreement, status.healing)


def replace_file(path: Path, data: bytes) -> None:
    """Readers see the old content or the new, never half; not flushed, so a power cut may lose it. Raises OSError."""
    temporary = path.with_name(f".{path.name}.new")  # always the same: what a crash leaves is used again
    temporary.write_bytes(data)
    temporary.replace(path)
