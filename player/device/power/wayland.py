"""The outputs of a Wayland compositor that lets its clients switch them (labwc, sway, wayfire), through ``wlopm``."""

from typing import Final

from player.device.power.program import LIMIT_S, PowerError, run
from playlists.report import Display

PROGRAM: Final = "wlopm"
_EVERY: Final = "*"


class Wayland:
    """All outputs of the compositor that ``WAYLAND_DISPLAY`` names."""

    name = "Wayland (wlopm)"

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s

    def is_there(self) -> bool:
        """Whether this compositor can switch its outputs."""
        try:
            return self.state() is not Display.UNKNOWN
        except PowerError:
            return False

    def state(self) -> Display:
        """What the compositor says: off only when every output is. Raises PowerError."""
        told = {words[-1] for line in self._run().splitlines() if len(words := line.split()) > 1}
        if "on" in told:
            return Display.ON
        return Display.OFF if told == {"off"} else Display.UNKNOWN

    def switch(self, *, is_on: bool) -> None:
        """Raises PowerError."""
        self._run("--on" if is_on else "--off", _EVERY)

    def _run(self, *words: str) -> str:
        return run((PROGRAM, *words), self._limit_s)
