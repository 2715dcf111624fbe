"""Which ways of switching the display this machine has. Decides by the driver that draws, and what is installed."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from player.device.display import DRAWN_TO_MEMORY
from player.device.power import cec, wayland, x11
from player.device.power.kms import Kms
from player.device.power.program import LIMIT_S
from player.errors import ConfigError
from playlists.report import Display

SETTING: Final = "SUNBOARD_POWER"
CHOICES: Final = ("auto", "none", "kms", "x11", "wayland", "cec")


class Way(Protocol):
    """One way of switching; both questions may take seconds and raise PowerError."""

    name: str

    def switch(self, *, is_on: bool) -> None:
        """Ask for it; whether it came so is told by ``state``."""

    def state(self) -> Display | None:
        """What the display itself answers; None when this way never tells."""


def read_setting(environ: Mapping[str, str]) -> str:
    """Which way the technician chose. Raises ConfigError."""
    chosen = environ.get(SETTING) or "auto"
    if chosen not in CHOICES:
        raise ConfigError(f"{SETTING} is {chosen!r}; it must be one of {', '.join(CHOICES)}")
    return chosen


def find_ways(chosen: str, driver: str, dev: Path = Path("/dev"), limit_s: float = LIMIT_S) -> Sequence[Way]:
    """The ways that are there, in the order in which they switch on. May take seconds.

    ``auto``: the one that fits the driver, and CEC beside it; nothing where pictures are only drawn to memory.
    """
    if chosen == "none" or (chosen == "auto" and driver in DRAWN_TO_MEMORY):
        return ()
    wanted = {driver.replace("kmsdrm", "kms"), "cec"} if chosen == "auto" else {chosen}
    ways: list[Way] = []
    if "kms" in wanted and driver == "kmsdrm":
        ways.append(Kms())
    if "x11" in wanted and shutil.which(x11.PROGRAM) and (server := x11.X11(limit_s)).is_there():
        ways.append(server)
    if "wayland" in wanted and shutil.which(wayland.PROGRAM) and (compositor := wayland.Wayland(limit_s)).is_there():
        ways.append(compositor)
    if "cec" in wanted and shutil.which(cec.PROGRAM):
        ways.extend(cec.Cec(device, limit_s) for device in sorted(dev.glob("cec[0-9]*")))
    return ways


def spell_ways(ways: Sequence[Way]) -> str:
    """Their names in a row; empty without any."""
    return ", ".join(way.name for way in ways)
