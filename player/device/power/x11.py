"""The display of an X server, through its DPMS extension.

By ``xset``, not by the protocol: a server that goes away ends the process of whoever speaks to it.
"""

import re
from typing import Final

from player.device.power.program import LIMIT_S, PowerError, run
from playlists.report import Display

PROGRAM: Final = "xset"
_ABSENT: Final = "does not have the DPMS Extension"
_STATE: Final = re.compile(r"^\s*Monitor is (On|Off|in Standby|in Suspend)\s*$", re.MULTILINE)
_NO_TIMERS: Final = ("dpms", "0", "0", "0")  # else the server itself would switch off after ten minutes


class X11:
    """The server that ``DISPLAY`` names."""

    name = "X11 DPMS (xset)"

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s

    def is_there(self) -> bool:
        """Whether this server can switch its display at all."""
        try:
            return _ABSENT not in self._run("q")
        except PowerError:
            return False

    def state(self) -> Display:
        """What the server says. Raises PowerError."""
        found = _STATE.search(self._run("q"))
        if found is None:
            return Display.UNKNOWN
        return Display.ON if found[1] == "On" else Display.OFF

    def switch(self, *, is_on: bool) -> None:
        """Raises PowerError."""
        self._run(*_NO_TIMERS)
        self._run("dpms", "force", "on" if is_on else "off")

    def _run(self, *words: str) -> str:
        return run((PROGRAM, *words), self._limit_s)
