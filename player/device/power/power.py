"""The display's power: has it switched as is wanted, asks it how it is, and asks again. A thread of its own.

Never reports what was merely asked for: ``display`` is what the display answered last, and unknown once that is old.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from player.device.power.program import PowerError
from player.device.power.ways import Way, spell_ways
from playlists.report import Display

_LOG = logging.getLogger(__name__)
NOT_SWITCHED: Final = "the display cannot be switched: {why}; that is tried again"
NOT_ASKED: Final = "the display cannot be asked: {why}; whether it is on is not known"
_SETTLING_S: Final = 120.0  # the slowest televisions take a minute to wake and to be found by the kernel


class Pace(NamedTuple):
    """How often the display is asked while it is not yet as wanted, and else; how often it is switched anyway.

    A display that is known to be otherwise than wanted is switched again with each ordinary look, never more often.
    """

    soon_s: float = 5.0
    look_s: float = 60.0
    again_s: float = 600.0


class _Order(NamedTuple):
    is_on: bool
    is_kept: bool


class Power:
    """``find`` says once which ways there are, ``panel`` what the kernel knows now; ``tell`` hears of faults."""

    def __init__(
        self,
        find: Callable[[], Sequence[Way]],
        panel: Callable[[], Display],
        tell: Callable[[str], None],
        pace: Pace = Pace(),  # noqa: B008 (it is frozen)
    ) -> None:
        self._find, self._panel, self._tell, self._pace = find, panel, tell, pace
        self._ways: Sequence[Way] = ()
        self._answers: list[Display | None] = []
        self._order: _Order | None = None
        self._ordered_at = self._switched_at = self._asked_at = time.monotonic()
        self._is_new = self._is_lit = False
        self._woken, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="power", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Switch and ask no longer. The display stays as it is; a program that hangs is not waited for."""
        self._ending.set()
        self._woken.set()

    def want(self, *, is_on: bool, is_kept: bool) -> None:
        """Have the display on or off from now on. ``is_kept``: switch it again whenever it is found otherwise."""
        former, self._order = self._order, _Order(is_on, is_kept)
        if former is None or former.is_on != is_on:
            self._ordered_at = time.monotonic()
            self.renew()

    def renew(self) -> None:
        """Switch once more, at once: something else has switched it, as a window does that is opened."""
        self._is_new = True
        self._woken.set()

    @property
    def is_wanted_off(self) -> bool:
        """Whether it should be off now."""
        return self._order is not None and not self._order.is_on

    @property
    def is_settling(self) -> bool:
        """Whether it was told to switch so shortly ago that it may come and go by itself."""
        return bool(self._ways) and time.monotonic() - self._ordered_at < _SETTLING_S

    @property
    def display(self) -> Display:
        """What is known of the display."""
        is_old = time.monotonic() - self._asked_at > 2 * self._pace.look_s
        return known(self._panel(), [Display.UNKNOWN] if is_old and self._ways else self._answers)

    @property
    def ways(self) -> str:
        """How it is switched; empty where nothing can."""
        return spell_ways(self._ways)

    def was_lit(self) -> bool:
        """Whether it was switched on since this was asked last: then what is up should be presented anew."""
        was, self._is_lit = self._is_lit, False
        return was

    def _work(self) -> None:
        self._ways = self._find()
        _LOG.info("the display is switched through %s", self.ways or "nothing; out of hours it is black")
        while not self._ending.is_set():
            try:
                self._turn()
            except Exception:  # noqa: BLE001 (the thread must live as long as the show)
                _LOG.exception("a fault in the program while switching the display; the screen goes on")
            self._woken.wait(self._pause_s())
            self._woken.clear()

    def _turn(self) -> None:
        is_new, self._is_new = self._is_new, False
        order = self._order  # read after the mark, so that a newer order is at worst carried out twice
        if is_new:
            self._answers = [answer and Display.UNKNOWN for answer in self._answers]  # they were of before
        else:
            self._ask()
        if order is not None and (is_new or self._is_due(order)):
            self._switch(is_on=order.is_on)
            self._ask()

    def _is_due(self, order: _Order) -> bool:
        passed = time.monotonic() - self._switched_at
        if not order.is_kept or passed < self._pace.look_s:
            return False
        return passed >= self._pace.again_s or (Display.OFF if order.is_on else Display.ON) in self._voices()

    def _switch(self, *, is_on: bool) -> None:
        """The signal comes before the television that is woken, and goes after it."""
        self._switched_at = time.monotonic()
        for way in self._ways if is_on else reversed(self._ways):
            try:
                way.switch(is_on=is_on)
            except PowerError as error:
                self._tell(NOT_SWITCHED.format(why=error))
        self._is_lit |= is_on and bool(self._ways)

    def _ask(self) -> None:
        answers: list[Display | None] = []
        for way in self._ways:
            try:
                answers.append(way.state())
            except PowerError as error:
                answers.append(Display.UNKNOWN)
                self._tell(NOT_ASKED.format(why=error))
        self._answers, self._asked_at = answers, time.monotonic()

    def _pause_s(self) -> float:
        order = self._order
        is_so = order is None or self._voices() <= {Display.ON if order.is_on else Display.OFF}
        is_fresh = time.monotonic() - self._switched_at < self._pace.look_s
        return self._pace.soon_s if is_fresh and self._ways and not is_so else self._pace.look_s

    def _voices(self) -> set[Display]:
        """What the kernel and each way say, without agreeing on it: a set whose card sleeps may itself be awake."""
        told = {answer for answer in self._answers if answer is not None}
        panel = self._panel()
        return told | {panel} if panel in {Display.ON, Display.OFF} or not told else told


def known(panel: Display, answers: Sequence[Display | None]) -> Display:
    """What follows from the kernel's word on the panel and the answers of all ways, None being no answer.

    Off as soon as one says so, as then nobody sees anything; on only when no other voice is unsure.
    """
    told = {panel, *answers} - {None}
    if Display.OFF in told:
        return Display.OFF
    if Display.UNKNOWN in answers:
        return Display.UNKNOWN
    return Display.ON if Display.ON in answers else panel
