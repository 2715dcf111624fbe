"""``player sync``: rounds of fetching, verifying, drawing and sealing, with reports after each.

Decides when the next round comes and what the service manager hears. An error never ends the loop: the edition on show
stays, and the next round comes later.
"""

import argparse
import logging
import os
import random
import signal
import sys
import time
from contextlib import closing, suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from player.app import add_state
from player.device.clock import Clock, load_good_time
from player.device.journal import start_logging
from player.device.systemd import notify, watchdog_seconds
from player.durable import disk_errors_told, refuse_foreign_root
from player.errors import FetchError, PlayerError, StoreError
from player.reports.heartbeat import beat
from player.reports.sender import Sender
from player.reports.spool import FOLDER, NotTakenError, Spool
from player.sealed import SealedEdition
from player.sync.connection import Connection, RefusedError
from player.sync.enrolment import load_enrolment, mark_of
from player.sync.incidents import Incidents
from player.sync.inspection import Fault
from player.sync.press import Printed
from player.sync.round import HEAL_FILE, Round
from player.sync.store import EditionStore

EVERY_S: Final = 60.0  # an urgent notice is up within about a minute; two small requests each
LONGEST_WAIT_S: Final = 600.0  # after failures: a network that comes back is noticed within ten minutes
A_DAY_S: Final = 86_400
JITTER: Final = 0.2  # of the wait: a thousand screens that start together after a power cut spread out
_NEVER_TAKEN: Final = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)
_LOOK_S: Final = 1.0  # how often a wish to heal is looked for while waiting

_logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``player sync``."""
    parser.add_argument("--once", action="store_true", help="one round, then end with its result")
    parser.add_argument(
        "--every", type=_seconds, default=EVERY_S, metavar="SECONDS", help="between rounds (default: %(default)g)"
    )
    add_state(parser)


def run(arguments: argparse.Namespace) -> int:
    """Sync until ended; with ``--once`` one round. Raises PlayerError."""
    refuse_foreign_root(arguments.state)
    start_logging(logging.WARNING if arguments.once else logging.INFO)
    with closing(Worker(arguments.state)) as worker, EditionStore(arguments.state).locked():
        if arguments.once:
            return _once(worker)
        signal.signal(signal.SIGTERM, _end)
        notify("READY=1")
        return _loop(worker, arguments.every)


class Worker:
    """What the rounds of one process share."""

    def __init__(self, state: Path) -> None:
        """Raises ConfigError when this is no screen yet."""
        self._state = state
        self._load_enrolment()
        self._spool = Spool(state / FOLDER, "sync")
        self._incidents = Incidents(state, self._spool.append)
        self._clock = Clock(load_good_time(state))
        self._is_doubted = True  # whether the sealed files may be damaged: at the start, and when show says so

    def close(self) -> None:
        """Let go of the spool."""
        self._spool.close()

    def round(self) -> Printed:
        """One round with its reports to the office. Raises PlayerError when the round failed."""
        if self.is_enrolled_anew():
            self._load_enrolment()
        with Connection(self._enrolment.token, progress=_progress) as connection:
            try:
                printed = self._sync(connection)
            except PlayerError:
                self._send(connection)
                raise
            self._send(connection)
            return printed

    def is_heal_wanted(self) -> bool:
        """Whether show found a sealed file damaged."""
        return (self._state / HEAL_FILE).exists()

    def is_enrolled_anew(self) -> bool:
        """Whether somebody enrolled this machine again, perhaps with another office."""
        return mark_of(self._state) != self._mark

    def _load_enrolment(self) -> None:
        self._mark = mark_of(self._state)  # first: what comes meanwhile is loaded next time
        self._enrolment, self._root = load_enrolment(self._state)
        self._sender = Sender(self._state, self._enrolment.office)

    def _sync(self, connection: Connection) -> Printed:
        now = self._clock.now()
        self._take_note_of_doubt()
        work = Round(
            self._state,
            self._enrolment,
            self._root,
            connection,
            at=now,
            environ=os.environ,
            progress=_progress,
        )
        try:
            printed = work.run(is_doubted=self._is_doubted)
        except FetchError:
            raise  # the office cannot be told what the wire does, and need not be: it misses the heartbeats
        except PlayerError as error:
            with suppress(StoreError):  # a disk that is full takes no report either
                self._incidents.add(Fault(f"screen {self._enrolment.screen}", str(error)), now)
            raise
        self._is_doubted = False
        self._clock.learn(printed.sealed.edition.made_at)
        self._incidents.tell(printed.faults, now)
        return printed

    def _take_note_of_doubt(self) -> None:
        if self.is_heal_wanted():
            self._is_doubted = True
            with disk_errors_told(self._state / HEAL_FILE):
                (self._state / HEAL_FILE).unlink()

    def _send(self, connection: Connection) -> None:
        """Reports never stop a round."""
        held = EditionStore(self._state).current()
        try:
            heartbeat = beat(self._state, held.edition.number if held else 0, self._clock.trust(), self._clock.now())
            self._sender.send(self._spool, heartbeat, partial(_post, connection))
        except (PlayerError, OSError) as error:
            _logger.warning("reports wait: %s", error)


def _post(connection: Connection, address: str, body: bytes, content_type: str) -> bytes:
    try:
        return connection.post(address, body, content_type)
    except RefusedError as error:
        if error.status in _NEVER_TAKEN:
            raise NotTakenError(str(error)) from error
        raise


def _once(worker: Worker) -> int:
    printed = worker.round()
    sys.stdout.write(f"{_told(printed.sealed)}{'' if printed.is_new else ', nothing new'}\n")
    return 0


def _loop(worker: Worker, every_s: float) -> NoReturn:
    failures = 0
    while True:
        try:
            printed = worker.round()
        except PlayerError as error:
            failures += 1
            _logger.warning("%s; tried again later", error)
        except Exception:
            failures += 1
            _logger.exception("a fault in the program; the edition on show stays")
        else:
            failures = 0
            _logger.log(logging.INFO if printed.is_new else logging.DEBUG, "%s", _told(printed.sealed))
            notify(f"STATUS={_told(printed.sealed)}")
        _progress()
        _wait(worker, pause_after(failures, every_s), is_healing_of_use=failures == 0)


def _wait(worker: Worker, seconds: float, *, is_healing_of_use: bool) -> None:
    """Until the next round is due, or somebody calls for one."""
    due = time.monotonic() + seconds
    while time.monotonic() < due:
        if worker.is_enrolled_anew() or (is_healing_of_use and worker.is_heal_wanted()):
            return
        time.sleep(min(_LOOK_S, max(0.0, due - time.monotonic())))


def pause_after(failures: int, every_s: float) -> float:
    """Seconds to the next round: doubled with each failure in a row, never so long that systemd takes it for dead."""
    longest = max(every_s, LONGEST_WAIT_S)
    limit = watchdog_seconds()
    if limit:
        longest = min(longest, limit / 2)
    pause = min(longest, every_s * 2.0 ** min(failures, 20))
    return pause * random.uniform(1 - JITTER, 1)  # noqa: S311 (spreads load, keeps no secret)


def _progress() -> None:
    notify("WATCHDOG=1")


def _told(sealed: SealedEdition) -> str:
    count = len(sealed.deck.slides)
    return f"edition {sealed.edition.number} is on show: {count} slide{'' if count == 1 else 's'}"


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Every step can be cut off at any moment, so ending needs no ceremony."""
    raise SystemExit(0)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= A_DAY_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds between 1 and {A_DAY_S}")
    return seconds
