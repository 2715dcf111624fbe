"""Everything show writes to disk, on a thread of its own: a slow card or a full disk must never delay a frame.

Decides the order (as asked) and what is dropped (the newest, when the disk hangs). Failures are logged once until
something succeeds again; none reaches the display.
"""

import logging
import queue
import threading
from collections.abc import Callable
from typing import Final

from player.errors import StoreError

_LOG = logging.getLogger(__name__)
_MOST_WAITING: Final = 1000  # a disk that hangs for hours of ten-second slides; 1 kB each
_END = None

Job = Callable[[], object]


class Scribe:
    """Runs jobs one after another in the background."""

    def __init__(self) -> None:
        self._jobs: queue.Queue[Job | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._work, name="scribe", daemon=True)
        self._is_failing = False

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def do(self, job: Job) -> None:
        """Have ``job`` done soon; it may raise StoreError or OSError."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            self._tell("the disk does not answer: a report or picture of the screen was dropped")

    def stop(self, within_s: float) -> bool:
        """Finish what waits, for at most ``within_s`` seconds; False when the disk was too slow."""
        try:
            self._jobs.put(_END, timeout=within_s)
        except queue.Full:
            return False
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not _END:
            try:
                job()
            except (StoreError, OSError) as error:
                self._tell(f"{error}; the screen goes on")
            except Exception:  # noqa: BLE001 (the thread must live as long as the show)
                _LOG.exception("a fault in the program while writing to disk; the screen goes on")
            else:
                self._is_failing = False

    def _tell(self, sentence: str) -> None:
        if not self._is_failing:
            _LOG.warning(sentence)
        self._is_failing = True
