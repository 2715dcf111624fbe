"""Looks at the display, has ``health`` decide, and does it: draws again, opens the window again, asks for a new start.

Also tells the office once of each sort of trouble. What is to be up, and how it is drawn, is the kiosk's.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from player.device.display import Panels
from player.errors import DisplayError
from player.show.health import Health, Look, Step, judge
from player.show.incidents import Incidents
from player.show.projection import Scene
from player.show.window import Window
from playlists.report import Agreement, Seen

_LOG = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 15.0  # beside one after each transition; at 1080p a look costs a few milliseconds
LOOK_AGAIN_S: Final = 1.0  # while something is wrong
SUBJECT: Final = "display"
HANGS: Final = "the display takes no new picture: it hangs"
WAS_CUT: Final = "show ended without being told to, by a fault or a power cut; it has started again"
PANEL_CHANGED: Final = "a panel was connected or has other modes"

FOUND: Final = {
    Agreement.BLACK: "the display was black",
    Agreement.STUCK: "the display was stuck on an earlier picture",
    Agreement.WRONG: "the display held another picture than the one that should be up",
}
DONE: Final = {
    Step.REDRAW: "it is drawn again",
    Step.REOPEN: "the window is opened again",
    Step.RESTART: "show is started again",
}


class RestartError(DisplayError):
    """Nothing but a new start is left; the service manager sees to it."""


class Healer:
    """The hands of a ``Health``. ``seen`` is what the last look found, for the heartbeat."""

    def __init__(
        self,
        window: Window,
        health: Health,
        incidents: Incidents,
        read_panels: Callable[[], Panels],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window, self.health, self._incidents, self._monotonic = window, health, incidents, monotonic
        self._read_panels = read_panels
        self._panels = read_panels()
        self.seen: Seen | None = None
        self._wanted: int | None = None
        self._former: int | None = None
        self._frames = 0
        self._look_at = 0.0

    @property
    def is_right(self) -> bool:
        """Whether the last look found the picture that should be up."""
        return self.health.agreement is Agreement.RIGHT

    def is_look_due(self) -> bool:
        """Whether the last look is so long ago that another should be taken at a frame presented anew."""
        return self._monotonic() >= self._look_at

    def look(self, scene: Scene, wanted: int, at: datetime) -> None:
        """Compare what was presented last with ``wanted``, the checksum of the scene's picture; heal what is not right.

        Raises RestartError.
        """
        if wanted != self._wanted:
            self._wanted, self._former = wanted, self._wanted
        presented = self._window.checksum()
        is_black = presented != wanted and self._window.is_black()
        agreement = judge(Look(wanted, presented, self._former, is_black, self._window.frames > self._frames))
        self._frames = self._window.frames
        self.seen = _seen(scene, wanted, presented, agreement, at)
        self._look_at = self._monotonic() + (LOOK_EVERY_S if agreement is Agreement.RIGHT else LOOK_AGAIN_S)
        if agreement is Agreement.RIGHT:
            self.health.found_right(self._monotonic())
        else:
            self._treat(agreement, FOUND[agreement], at)

    def lost(self, why: str, at: datetime) -> None:
        """There is no window to draw on, because of ``why``. Raises RestartError."""
        if self.seen is not None:
            self.seen = replace(self.seen, at=at, agreement=Agreement.LOST)
        self._treat(Agreement.LOST, why, at)

    def is_panel_new(self) -> bool:
        """Whether a panel has come, or come back. It may want another mode, and shows nothing until it is given one."""
        before, self._panels = self._panels, self._read_panels()
        return bool(self._panels) and self._panels != before

    def panel_changed(self) -> None:
        """Have the window opened again for it."""
        self._window.lost = PANEL_CHANGED

    def stuck(self, at: datetime) -> None:
        """The loop does not turn any more; told from another thread."""
        self.health.stuck()
        self._tell(HANGS, at)

    def tell_of_cut(self, at: datetime) -> None:
        """The show before this one had not been told to end."""
        self.health.started_again()
        self._tell(WAS_CUT, at)

    def _tell(self, what: str, at: datetime) -> None:
        self._incidents.tell(SUBJECT, what, at, is_of_store=False)

    def _treat(self, fault: Agreement, why: str, at: datetime) -> None:
        step = self.health.found(fault, self._monotonic())
        if step is None:
            return
        what = f"{why}; {DONE[step]}"
        _LOG.info("%s", what)
        self._tell(what, at)
        if step is Step.RESTART:
            raise RestartError(what)
        if step is Step.REDRAW:
            self._window.is_blank = True
            return
        try:
            self._window.reopen()
        except DisplayError as error:
            _LOG.warning("%s", error)


def _seen(scene: Scene, wanted: int, presented: int, agreement: Agreement, at: datetime) -> Seen:
    slide = scene.slide
    return Seen(
        at=at,
        edition=scene.edition,
        item=slide.item if slide else "",
        version=slide.version if slide else 0,
        page=slide.page if slide else 0,
        wanted=f"{wanted:08x}",
        presented=f"{presented:08x}",
        agreement=agreement,
    )
