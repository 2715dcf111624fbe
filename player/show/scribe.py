"""Everything show writes to disk, on a thread of its own: a slow card or a full disk must never delay a frame.

Decides the order (as asked), when something that may wait is done, and what is dropped (the newest, when the disk
hangs). The same failure is logged once in a while; none reaches the display.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Final

from player.errors import StoreError

_LOG = logging.getLogger(__name__)
_MOST_WAITING: Final = 1000  # a disk that hangs for hours of ten-second slides; 1 kB each
_AGAIN_S: Final = 600.0  # until the same failure is logged again: other things may well succeed meanwhile
_END = None

Job = Callable[[], object]


class Scribe:
    """Runs jobs one after another in the background."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._jobs: queue.Queue[Job | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._work, name="scribe", daemon=True)
        self._later: tuple[float, Job] | None = None
        self._told, self._told_at = "", 0.0

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def do(self, job: Job) -> None:
        """Have ``job`` done soon; it may raise StoreError or OSError."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            self._tell("the disk does not answer: a report or picture of the screen was dropped")

    def within(self, seconds: float, job: Job) -> None:
        """Have ``job`` done in so many seconds or at the end; one asked for before keeps its time. For jobs to call."""
        if self._later is None:
            self._later = (self._monotonic() + seconds, job)

    def stop(self, within_s: float) -> bool:
        """Finish what waits, for at most ``within_s`` seconds; False when the disk was too slow."""
        try:
            self._jobs.put(_END, timeout=within_s)
        except queue.Full:
            return False
        self._thread.join(within_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (job := self._next()) is not _END:
            self._run(job)
        if self._later is not None:
            self._run(self._later[1])

    def _next(self) -> Job | None:
        """The job that waits longest, or the one whose time has come; the thread sleeps until there is one."""
        if self._later is None:
            return self._jobs.get()
        due, job = self._later
        try:
            left_s = due - self._monotonic()
            if left_s > 0:
                return self._jobs.get(timeout=left_s)
        except queue.Empty:
            pass
        self._later = None
        return job

    def _run(self, job: Job) -> None:
        try:
            job()
        except (StoreError, OSError) as error:
            self._tell(f"{error}; the screen goes on")
        except Exception:  # noqa: BLE001 (the thread must live as long as the show)
            _LOG.exception("a fault in the program while writing to disk; the screen goes on")

    def _tell(self, sentence: str) -> None:
        now = self._monotonic()
        if sentence != self._told or now - self._told_at >= _AGAIN_S:
            self._told, self._told_at = sentence, now
            _LOG.warning(sentence)
