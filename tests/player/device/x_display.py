"""An X server's display that can be switched: an executable ``xset``, which a test puts first in PATH.

Xvfb has no DPMS. It speaks as xset 1.2.5 was heard to speak of a server on the kernel's virtio-gpu driver.
"""

import os
from pathlib import Path
from typing import Final

_SPEAKS: Final = r"""#!/bin/sh
here=$(dirname "$0")
echo "$*" >>"$here/heard"
case "$*" in
q)
    printf 'DPMS (Energy Star):\n  Standby: 0    Suspend: 0    Off: 0\n  DPMS is Enabled\n  Monitor is %s\n' \
        "$(cat "$here/monitor")"
    ;;
"dpms force on") echo On >"$here/monitor" ;;
"dpms force off") echo Off >"$here/monitor" ;;
esac
"""


class XDisplay:
    """``monitor``: On, Off, "in Standby"."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        (folder / "monitor").write_text("On\n")
        (folder / "xset").write_text(_SPEAKS)
        (folder / "xset").chmod(0o755)
        self.path = f"{folder}:{os.environ['PATH']}"

    @property
    def monitor(self) -> str:
        return (self.folder / "monitor").read_text().strip()

    def heard(self) -> list[str]:
        """All that was asked of it."""
        return (self.folder / "heard").read_text().splitlines()
