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
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from player.app import add_state
from player.device.journal import start_logging
from player.device.systemd import notify, watchdog_seconds
from player.durable import refuse_foreign_root
from player.errors import PlayerError, UnfinishedError
from player.sealed import SealedEdition
from player.stick import Stick
from player.sync.poke import SPREAD_S, Patience, Poke
from player.sync.press import Printed
from player.sync.store import EditionStore
from player.sync.worker import Worker, report_progress

EVERY_S: Final = 60.0  # an urgent notice is up within about a minute; two small requests each
LONGEST_WAIT_S: Final = 600.0  # after failures: a network that comes back is noticed within ten minutes
A_DAY_S: Final = 86_400
JITTER: Final = 0.2  # of the wait: a thousand screens that start together after a power cut spread out
PATIENCE_S: Final = 600.0  # for a round of another process: one over a slow line may take that long
_TURN_S: Final = 60.0  # how long the service lets a stick have its turn before it counts that as a failed round
_LOOK_S: Final = 1.0  # how often a wish to heal is looked for while waiting

_logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``player sync``."""
    parser.add_argument("--once", action="store_true", help="one round, then end with its result")
    parser.add_argument(
        "--every", type=_seconds, default=EVERY_S, metavar="SECONDS", help="between rounds (default: %(default)g)"
    )
    parser.add_argument(
        "--from",
        dest="stick",
        type=Path,
        metavar="FOLDER",
        help="one round over the stick mounted at FOLDER, with reports back onto it, then end with its result",
    )
    parser.add_argument(
        "--poke",
        type=_switch,
        metavar="on|off",
        default=os.environ.get("SUNBOARD_POKE", "on"),
        help="whether the office may call for a round at once (default: %(default)s, or SUNBOARD_POKE)",
    )
    add_state(parser)


def run(arguments: argparse.Namespace) -> int:
    """Sync until ended; with ``--once`` until all is here, with ``--from`` one round. Raises PlayerError.

    The lock is held for a round at a time, so that a stick has its turn while the service runs.
    """
    refuse_foreign_root(arguments.state)
    start_logging(logging.WARNING if arguments.once or arguments.stick else logging.INFO)
    store = EditionStore(arguments.state)
    with closing(Worker(arguments.state)) as worker:
        if arguments.stick:
            with store.locked(patience_s=PATIENCE_S):
                return _by_hand(worker, Stick(arguments.stick))
        if arguments.once:
            with store.locked():
                return _once(worker)
        signal.signal(signal.SIGTERM, _end)
        notify("READY=1")
        poke = Poke(worker.office, worker.network)
        if arguments.poke:
            poke.start()
        return _loop(worker, store, arguments.every, poke.wanted)


def _once(worker: Worker) -> int:
    is_new = False
    while True:
        with suppress(UnfinishedError):
            printed = worker.round()
            is_new |= printed.is_new
            if not printed.is_fetching:
                return _tell(printed._replace(is_new=is_new))


def _tell(printed: Printed) -> int:
    sys.stdout.write(f"{_told(printed.sealed)}{'' if printed.is_new else ', nothing new'}\n")
    return 0


def _by_hand(worker: Worker, stick: Stick) -> int:
    """The edition first; then the reports, which tell of it, also when it was refused."""
    try:
        return _tell(worker.round_by_hand(stick))
    finally:
        try:
            count = worker.exchange(stick)
            sys.stdout.write(f"{count} report{'' if count == 1 else 's'} for the office on the stick\n")
        except PlayerError as error:
            _logger.warning("reports wait: %s", error)


def _loop(worker: Worker, store: EditionStore, every_s: float, poke: threading.Event) -> NoReturn:
    failures, patience, was_poked = 0, Patience(), False
    while True:
        is_new = is_fetching = False
        try:
            with store.locked(patience_s=_TURN_S):
                printed = worker.round()
            is_fetching = printed.is_fetching
        except UnfinishedError as error:
            is_fetching = True
            _logger.debug("%s", error)
        except PlayerError as error:
            failures += 1
            _logger.warning("%s; tried again later", error)
        except Exception:
            failures += 1
            _logger.exception("a fault in the program; the edition on show stays")
        else:
            failures, is_new = 0, printed.is_new
            _logger.log(logging.INFO if printed.is_new else logging.DEBUG, "%s", _told(printed.sealed))
            notify(f"STATUS={_told(printed.sealed)}")
        report_progress()
        if is_fetching:
            continue  # a large file made way; it goes on as soon as what is newer is on show
        patience.learn(was_poked=was_poked, is_new=is_new)
        was_poked = _wait(worker, pause_after(failures, every_s), poke, patience, is_healing_of_use=failures == 0)


def _wait(
    worker: Worker, seconds: float, poke: threading.Event, patience: Patience, *, is_healing_of_use: bool
) -> bool:
    """Until the next round is due, or somebody calls for one; whether that was the office."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < seconds:
        if worker.is_enrolled_anew() or (is_healing_of_use and worker.is_heal_wanted()):
            return False
        if poke.is_set() and waited >= patience.least_s:
            poke.clear()
            time.sleep(random.uniform(0, SPREAD_S))  # noqa: S311 (as below)
            return True
        pause = min(_LOOK_S, seconds - waited)
        if poke.is_set():
            time.sleep(min(pause, patience.least_s - waited))
        else:
            poke.wait(pause)
    return False


def pause_after(failures: int, every_s: float) -> float:
    """Seconds to the next round: doubled with each failure in a row, never so long that systemd takes it for dead."""
    longest = max(every_s, LONGEST_WAIT_S)
    limit = watchdog_seconds()
    if limit:
        longest = min(longest, limit / 2)
    pause = min(longest, every_s * 2.0 ** min(failures, 20))
    return pause * random.uniform(1 - JITTER, 1)  # noqa: S311 (spreads load, keeps no secret)


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


def _switch(text: str) -> bool:
    if text not in {"on", "off"}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither on nor off")
    return text == "on"
