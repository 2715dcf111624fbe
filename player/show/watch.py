"""Notices when the loop hangs: in the display's driver, or in a disk that does not answer. A thread of its own.

It counts its own ticks and not the clock's seconds, so a process that was stopped as a whole and goes on is not taken
for one that hangs. What is to be done is the caller's.
"""

import threading
from collections.abc import Callable
from typing import Final

from player.device.systemd import watchdog_seconds

PATIENCE_S: Final = 12.0  # more than two frames presented again; less than systemd's 15, so that it can still be told
_PART_OF_LIMIT: Final = 0.8
_TICKS: Final = 6  # each wakes the processor


def patience_s() -> float:
    """How long the loop may take for one turn."""
    limit = watchdog_seconds()
    return min(PATIENCE_S, limit * _PART_OF_LIMIT) if limit else PATIENCE_S


class Watch:
    """Calls ``on_stuck`` once each time no ``progress`` was made for the patience, and at most a sixth longer.

    Begins with the first progress.
    """

    def __init__(self, patience_s: float, on_stuck: Callable[[], None]) -> None:
        self._tick_s = patience_s / _TICKS
        self._on_stuck = on_stuck
        self._quiet_ticks = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watch", daemon=True)

    def progress(self) -> None:
        """A frame was presented."""
        self._quiet_ticks = 0
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._ending.wait(self._tick_s):
            self._quiet_ticks += 1
            if self._quiet_ticks == _TICKS + 1:  # the first of them may have come right after the progress
                self._on_stuck()
