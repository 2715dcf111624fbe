"""Whether the picture on the display is the one that should be up, and which step heals it. Pure: it only decides.

A trouble is treated by steps that rise from drawing the picture again to a new start of the program; each has a cap and
a growing pause before it. A trouble is over only after a quiet minute, so that one which comes and goes climbs on.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from msgspec.structs import replace

from playlists.report import Agreement, Healing

SETTLED_S: Final = 60.0  # right for this long: the trouble is over
FIRST_PAUSE_S: Final = 1.0  # before the second step; doubled with each further one
LONGEST_PAUSE_S: Final = 8.0  # with it, the whole ladder takes half a minute: a person who passes by may see it heal
RESIGNED_PAUSE_S: Final = 600.0  # when no new start helped: what is up may well be right, so it is left in peace
MOST_RESTARTS: Final = 3  # in a row, without a settled minute between them


class Step(Enum):
    """What is done about a trouble, from the least to the most that a passer-by would notice."""

    REDRAW = "redrawn"
    REOPEN = "reopened"
    RESTART = "restarted"


_LADDER: Final = (Step.REDRAW, Step.REDRAW, Step.REOPEN, Step.REOPEN, Step.REOPEN, Step.RESTART)
_WITHOUT_WINDOW: Final = _LADDER.index(Step.REOPEN)  # where to begin when there is nothing to draw on


@dataclass(frozen=True)
class Look:
    """What one look at the display found. Checksums are over pixels; ``former`` is the picture up before, if any.

    ``is_new`` says whether a frame was presented since the look before.
    """

    wanted: int
    presented: int
    former: int | None
    is_black: bool
    is_new: bool


def judge(look: Look) -> Agreement:
    """Tell right, black, stuck and wrong apart. A picture that should be black, out of hours, is right."""
    if not look.is_new:
        return Agreement.STUCK
    if look.presented == look.wanted:
        return Agreement.RIGHT
    if look.is_black:
        return Agreement.BLACK
    return Agreement.STUCK if look.presented == look.former else Agreement.WRONG


class Health:
    """Counts what was found and names the next step. Times are seconds of one monotonic clock.

    ``restarts`` is how many new starts in a row have not helped; ``may_restart`` is False where nobody would start
    the program again.
    """

    def __init__(self, healing: Healing, restarts: int = 0, *, may_restart: bool) -> None:
        self.healing = healing
        self.restarts = restarts
        self.agreement = Agreement.RIGHT
        self._may_restart = may_restart
        self._taken = 0
        self._next_at = 0.0
        self._right_since: float | None = None

    @property
    def is_in_trouble(self) -> bool:
        """Whether a step was taken and no quiet minute has passed since."""
        return self._taken > 0

    def found_right(self, now_s: float) -> None:
        """A look found the right picture."""
        self.agreement = Agreement.RIGHT
        if self._right_since is None:
            self._right_since = now_s
        if now_s - self._right_since >= SETTLED_S:
            self._taken = self.restarts = 0

    def found(self, fault: Agreement, now_s: float) -> Step | None:
        """A look found ``fault``: the step to take now, or None while the pause after the last one lasts."""
        if self._right_since is not None or fault is not self.agreement:
            self._count(fault.value)
        self.agreement, self._right_since = fault, None
        if self._taken and now_s < self._next_at:
            return None
        step = self._next_step(fault)
        self._next_at = now_s + self._pause_s(fault)
        if step is not Step.RESTART:  # that is counted by the new start, as are those which nobody decided
            self._count(step.value)
        return step

    def stuck(self) -> None:
        """The loop itself hangs, so that no look can be taken."""
        self.agreement = Agreement.STUCK
        self._count(Agreement.STUCK.value)

    def starved(self) -> None:
        """There was not enough memory for a picture."""
        self._count("starved")

    def started_again(self) -> None:
        """The program was started after an end that nobody had asked for."""
        self._count(Step.RESTART.value)

    def _next_step(self, fault: Agreement) -> Step:
        at = max(self._taken, _WITHOUT_WINDOW) if fault is Agreement.LOST else self._taken
        self._taken = at + 1
        step = _LADDER[min(at, len(_LADDER) - 1)]
        if step is not Step.RESTART:
            return step
        if not self._may_restart or self.restarts >= MOST_RESTARTS:
            return Step.REOPEN
        self.restarts += 1
        return step

    def _pause_s(self, fault: Agreement) -> float:
        if self._taken >= len(_LADDER) and fault is not Agreement.LOST:
            return RESIGNED_PAUSE_S
        return float(min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (self._taken - 1)))

    def _count(self, name: str) -> None:
        self.healing = replace(self.healing, **{name: getattr(self.healing, name) + 1})
