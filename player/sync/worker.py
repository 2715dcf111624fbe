"""What the rounds of one process share: who this screen is, its spool, its clock, what the office was told.

Decides what belongs to a round: the edition first, then the reports, which never stop it. When the next round comes is
the command's.
"""

import logging
import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from player.device.clock import Clock, load_good_time
from player.device.systemd import notify
from player.durable import disk_errors_told
from player.errors import FetchError, PlayerError, StoreError
from player.network import load_network
from player.reports.by_hand import Carrier
from player.reports.heartbeat import beat
from player.reports.sender import Sender
from player.reports.spool import FOLDER, NotTakenError, Spool
from player.stick import Stick
from player.sync.connection import Connection, RefusedError
from player.sync.enrolment import load_enrolment, mark_of
from player.sync.feed_client import Source
from player.sync.folder import Folder
from player.sync.incidents import Incidents
from player.sync.inspection import Fault
from player.sync.lookout import LOOK_EVERY_S
from player.sync.press import Printed
from player.sync.round import HEAL_FILE, Round
from player.sync.store import EditionStore
from playlists.report import Heartbeat

_NEVER_TAKEN: Final = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)

_logger = logging.getLogger(__name__)


def report_progress() -> None:
    """Tell the service manager that something was got done."""
    notify("WATCHDOG=1")


class Worker:
    """What the rounds of one process share."""

    def __init__(self, state: Path, *, look_every_s: float = LOOK_EVERY_S) -> None:
        """``look_every_s``: how often others have a turn while a large file comes.

        Raises ConfigError when this is no screen yet, or its network's settings are wrong.
        """
        self._state, self._look_every_s = state, look_every_s
        self.network = load_network()
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
        with Connection(
            self._enrolment.token, self._enrolment.office, self.network, progress=report_progress
        ) as connection:
            try:
                printed = self._sync(connection, meanwhile=partial(self._take_turn, connection))
            except PlayerError:
                self._send(connection)
                raise
            self._send(connection)
            return printed

    def round_by_hand(self, stick: Stick) -> Printed:
        """One round over what somebody carried here. Raises PlayerError when the round failed."""
        return self._sync(Folder(stick, self._enrolment.feed, progress=report_progress))

    def exchange(self, stick: Stick) -> int:
        """Reports onto the stick, acknowledgements from it; how many reports it carries. Raises PlayerError."""
        with disk_errors_told(self._state):
            heartbeat = self._beat()
        return Carrier(self._enrolment.screen, self._enrolment.token).exchange(stick, self._spool, heartbeat)

    def office(self) -> tuple[str, str]:
        """The office's address and this screen's token there."""
        return self._enrolment.office, self._enrolment.token

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

    def _sync(self, connection: Source, *, meanwhile: Callable[[], bool] = lambda: False) -> Printed:
        now = self._clock.now()
        self._take_note_of_doubt()
        work = Round(
            self._state,
            self._enrolment,
            self._root,
            connection,
            at=now,
            environ=os.environ,
            progress=report_progress,
            meanwhile=meanwhile,
            look_every_s=self._look_every_s,
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

    def _take_turn(self, connection: Connection) -> bool:
        """Reports, which do not wait for a large file; whether somebody calls for a round of another sort."""
        self._send(connection)
        return self.is_heal_wanted() or self.is_enrolled_anew()

    def _send(self, connection: Connection) -> None:
        """Reports never stop a round."""
        try:
            self._sender.send(self._spool, self._beat(), partial(_post, connection))
        except (PlayerError, OSError) as error:
            _logger.warning("reports wait: %s", error)

    def _beat(self) -> Heartbeat:
        held = EditionStore(self._state).current()
        return beat(self._state, held.edition.number if held else 0, self._clock.trust(), self._clock.now())


def _post(connection: Connection, address: str, body: bytes, content_type: str) -> bytes:
    try:
        return connection.post(address, body, content_type)
    except RefusedError as error:
        if error.status in _NEVER_TAKEN:
            raise NotTakenError(str(error)) from error
        raise
