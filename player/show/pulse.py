"""Tells systemd that the display makes progress. Fed by presented frames only: a hung display is restarted."""

import time
from typing import Final

from player.device.systemd import notify, watchdog_seconds

REPRESENT_S: Final = 5.0  # a frame that stays up is presented again this often; also mends a window that was covered
_BEATS_PER_LIMIT: Final = 3.0  # so one late beat is no death


class Pulse:
    """Counts on ``beat`` being called for each presented frame."""

    def __init__(self) -> None:
        limit = watchdog_seconds()
        self.represent_s = min(REPRESENT_S, limit / _BEATS_PER_LIMIT) if limit else REPRESENT_S
        self._is_ready = False
        self._told_at = 0.0
        self._frame_at = time.monotonic()

    def beat(self) -> None:
        """A frame was presented."""
        self._frame_at = time.monotonic()
        if not self._is_ready:
            self._is_ready = True
            notify("READY=1")
        if self._frame_at - self._told_at >= 1:
            self._told_at = self._frame_at
            notify("WATCHDOG=1")

    def is_quiet(self) -> bool:
        """Whether no frame was presented for so long that one is due."""
        return time.monotonic() - self._frame_at >= self.represent_s
