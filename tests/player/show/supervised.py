"""A show under a supervisor that does what systemd does for our unit: hears its notes, starts it again when it ends."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from playlists.report import Incident
from tests.player.show.running import PATIENCE_S, Frame, RunningShow

_RESTART_S = 0.3  # the unit waits 2 s


class SupervisedShow:
    """``codes`` are the exit codes so far; ``alive_at`` the monotonic second of the last sign of life."""

    def __init__(self, state: Path, record: Path, *options: str, **environ: str) -> None:
        self.state, self.record = state, record
        self._options = options
        self._address = f"\0sunboard-test-{os.getpid()}-{id(self)}"
        self._environ = {"NOTIFY_SOCKET": "@" + self._address[1:], **environ}
        self.codes: list[int] = []
        self.ended_at: list[float] = []
        self.alive_at = 0.0
        self._is_ending = False
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(self._address)
        self._show = self._start()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._listen, self._restart)]
        for thread in self._threads:
            thread.start()

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        return self._show.process

    def frames(self) -> list[Frame]:
        return self._show.frames()

    def incidents(self) -> list[Incident]:
        return self._show.incidents()

    def wait_for_frames(self, count: int) -> None:
        self.wait_until(lambda: len(self.frames()) >= count)

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < ends, self._show.log.read_text()
            time.sleep(0.05)

    def end(self) -> None:
        """Stop it for good, as ``systemctl stop`` does."""
        self._is_ending = True
        self._show.process.terminate()
        self._threads[1].join(PATIENCE_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_ending = True
        self._show.__exit__()
        self._threads[1].join(PATIENCE_S)
        self._line.shutdown(socket.SHUT_RDWR)
        self._threads[0].join(PATIENCE_S)
        self._line.close()

    def _start(self) -> RunningShow:
        return RunningShow(self.state, self.record, *self._options, **self._environ)

    def _restart(self) -> None:
        while True:
            code = self._show.process.wait()
            self.ended_at.append(time.monotonic())
            self.codes.append(code)
            time.sleep(_RESTART_S)
            if self._is_ending:
                return
            self._show = self._start()

    def _listen(self) -> None:
        while message := self._line.recv(100):
            if message == b"WATCHDOG=1":
                self.alive_at = time.monotonic()
