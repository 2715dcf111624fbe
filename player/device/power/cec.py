"""A television on HDMI's control line (CEC), through ``cec-ctl`` of Debian's v4l-utils."""

import re
from pathlib import Path
from typing import Final

from player.device.power.program import LIMIT_S, run
from playlists.report import Display

PROGRAM: Final = "cec-ctl"
_OSD_NAME: Final = "Sunboard"  # what the television calls this input; at most 14 characters
_TELEVISION: Final = "0"  # its logical address on every line
_UNCONFIGURED: Final = "Adapter is unconfigured"
_STATE: Final = re.compile(r"pwr-state: [\w-]+ \(0x0([0-3])\)")
_MEANING: Final = {"0": Display.ON, "1": Display.OFF}  # 2 and 3: on its way from one to the other
_ADDRESS: Final = re.compile(r"Physical Address +: ([0-9a-f](?:\.[0-9a-f]){3})\b")
_NO_ADDRESS: Final = "f.f.f.f"


class Cec:
    """The television on one connector; ``device`` is its /dev/cec*."""

    def __init__(self, device: Path, limit_s: float = LIMIT_S) -> None:
        self.name = f"HDMI-CEC ({device})"
        self._device, self._limit_s = str(device), limit_s
        self._has_told = False

    def state(self) -> Display | None:
        """What the television answers; None as long as none has ever told. Raises PowerError."""
        found = _STATE.search(self._say("--give-device-power-status"))
        self._has_told |= found is not None
        if found is None:
            return Display.UNKNOWN if self._has_told else None
        return _MEANING.get(found[1], Display.UNKNOWN)

    def switch(self, *, is_on: bool) -> None:
        """Send to stand-by, or wake and have our picture chosen. Raises PowerError."""
        if not is_on:
            self._say("--standby")
            return
        self._say("--image-view-on")
        address = _ADDRESS.search(self._run())
        if address and address[1] != _NO_ADDRESS:
            self._say("--active-source", f"phys-addr={address[1]}")

    def _say(self, *message: str) -> str:
        """One message to the television; the line is taken up first where it was not yet, or has been lost."""
        words = ("-s", "-t", _TELEVISION, *message)
        told = self._run(*words)
        if _UNCONFIGURED not in told:
            return told
        self._run("-s", "--playback", "-o", _OSD_NAME)
        return self._run(*words)

    def _run(self, *words: str) -> str:
        return run((PROGRAM, "-d", self._device, *words), self._limit_s)
