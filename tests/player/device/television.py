"""A television that ``cec-ctl`` reaches: an executable of that name, which a test puts first in PATH.

It speaks as cec-ctl 1.22 was heard to speak with a television of the kernel's vivid driver, word for word.
"""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_SPEAKS: Final = r"""#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/heard"
mood=$(cat "$here/mood")
if [ "$mood" = hangs ]; then
    echo $$ >>"$here/hanging"
    sleep 600
fi
if [ "$mood" = "breaks down" ]; then
    echo "Failed to open $2: No such device" >&2
    exit 1
fi
case "$*" in
*--playback*)
    touch "$here/configured"
    exit
    ;;
"-d $2")
    printf 'Driver Info:\n\tDriver Name                : vivid\n\tPhysical Address           : 1.0.0.0\n'
    exit
    ;;
esac
if [ ! -e "$here/configured" ]; then
    printf '\nAdapter is unconfigured, please configure it first.\n' >&2
    exit
fi
printf '\nTransmit from Playback Device 1 to TV (4 to 0):\n%s\n' "$6"
if [ "$mood" = "is not there" ]; then
    printf '\tSequence: 5 Tx Timestamp: 15.251s\n\tTx, Not Acknowledged (4), Max Retries\n'
    exit
fi
case "$6" in
--standby) [ "$mood" = lies ] || echo 1 >"$here/power" ;;
--image-view-on) [ "$mood" = lies ] || echo 0 >"$here/power" ;;
--give-device-power-status)
    power=$(cat "$here/power")
    name=$(echo "on standby to-on to-standby" | cut -d ' ' -f $((power + 1)))
    printf '    Received from TV (0):\n    REPORT_POWER_STATUS (0x90):\n\tpwr-state: %s (0x0%s)\n' "$name" "$power"
    ;;
esac
printf '\tSequence: 9 Tx Timestamp: 18.732s Rx Timestamp: 18.820s\n'
"""
ON, OFF, WAKING = "0", "1", "2"


class Television:
    """``mood``: "willing", "lies" (says it does), "hangs", "is not there", "breaks down" (the adapter)."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.mood, self.power = "willing", OFF
        (folder / "heard").touch()
        (folder / "cec-ctl").write_text(_SPEAKS)
        (folder / "cec-ctl").chmod(0o755)
        self.dev = folder / "dev"
        self.dev.mkdir()
        (self.dev / "cec0").touch()
        self.path = f"{folder}:{os.environ['PATH']}"

    @property
    def power(self) -> str:
        return (self.folder / "power").read_text().strip()

    @power.setter
    def power(self, power: str) -> None:
        self._write("power", power)

    @property
    def mood(self) -> str:
        return (self.folder / "mood").read_text()

    @mood.setter
    def mood(self, mood: str) -> None:
        self._write("mood", mood)

    def forget(self) -> None:
        """The line has lost what it was taken up with, as after the cable was out."""
        (self.folder / "configured").unlink()

    def heard(self, message: str) -> int:
        """How often it was told that."""
        return (self.folder / "heard").read_text().count(message)

    def hanging(self) -> list[int]:
        """Programs that hang, or did."""
        told = self.folder / "hanging"
        return [int(line) for line in told.read_text().split()] if told.exists() else []

    def end(self) -> None:
        """Nothing of it outlives the test."""
        self.mood = "breaks down"
        for process in self.hanging():
            if Path(f"/proc/{process}").exists():
                os.killpg(process, signal.SIGKILL)

    def _write(self, name: str, text: str) -> None:
        new = self.folder / f".{name}.new"
        new.write_text(text)
        new.replace(self.folder / name)


def wait_until(is_so: Callable[[], bool], within_s: float = 20) -> None:
    ends = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.005)
