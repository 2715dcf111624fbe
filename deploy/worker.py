"""A process of the demonstration that is started again when it dies; and how the demonstration speaks."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NoReturn

ROOT: Final = Path(__file__).resolve().parents[1]
ENDS_WITHIN_S: Final = 10
DEATHS_BORNE, DEATHS_WITHIN_S = 4, 20  # more is no accident that starting again would mend


class Worker:
    """A process that is started again when it dies, as systemd does on a real machine. Its pid is in ``<name>.pid``."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        """Not started yet."""
        self.name = name
        self._command, self._environment = command, environment
        self._log, self._pid = folder / f"{name}.log", folder / f"{name}.pid"
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []

    def start(self) -> None:
        """Start it; what it says is appended to its log."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=dict(self._environment),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches this program alone, which ends the others in order
            )
        self._pid.write_text(f"{self._process.pid}\n", "ascii")

    def status(self) -> int | None:
        """Its exit status, or None while it lives."""
        assert self._process is not None
        return self._process.poll()

    def start_again(self) -> None:
        """After a death. Ends the demonstration with a sentence when it keeps dying."""
        now = time.monotonic()
        self._deaths = [*(death for death in self._deaths if now - death < DEATHS_WITHIN_S), now]
        if len(self._deaths) >= DEATHS_BORNE:
            said = self._log.read_text("utf-8", "replace").strip().splitlines()
            fail(f"The {self.name} process keeps ending: {said[-1] if said else 'it said nothing'} (see {self._log})")
        say(f"  The {self.name} process ended (status {self.status()}); starting it again.")
        self.start()

    def end(self) -> None:
        """Ask it to end, then make it."""
        assert self._process is not None
        self._process.terminate()
        try:
            self._process.wait(ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pid.unlink(missing_ok=True)


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def fail(sentence: str) -> NoReturn:
    """End with one sentence and status 1."""
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(1)
