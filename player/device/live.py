"""``<state>/live``: what is true for a minute or so, from show for sync and ``doctor``. Decides where it lies.

It is replaced thousands of times a day and worth nothing after a power cut, so it must not wear a memory card out:
where the service manager gives show a folder in memory, ``live`` is a link to that. Elsewhere it is a folder.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from player.device.systemd import MEMORY_FOLDER

FOLDER: Final = "live"
STATUS_FILE: Final = "show.json"
SCREENSHOT_FILE: Final = "screenshot.jpg"


def live_path(state: Path, name: str) -> Path:
    """Where to read one of the files."""
    return state / FOLDER / name


class Live:
    """Show's hand on the folder."""

    def __init__(self, state: Path, environ: Mapping[str, str]) -> None:
        """Nothing is made before something is written."""
        memory = environ.get(MEMORY_FOLDER, "").partition(":")[0]
        self._memory = Path(memory) if memory else None
        self._folder = state / FOLDER

    def write(self, name: str, data: bytes) -> None:
        """Readers see the old content or the new, never half; not flushed, so a power cut loses it. Raises OSError."""
        self._prepare()
        new = self._folder / f".{name}.new"  # always the same: what a crash leaves is used again
        new.write_bytes(data)
        new.replace(self._folder / name)

    def _prepare(self) -> None:
        """Have a folder where readers look; somebody may have deleted it, or show may have run otherwise before."""
        there = self._folder.readlink() if self._folder.is_symlink() else None
        if there != self._memory:
            if self._folder.is_dir() and not there:
                shutil.rmtree(self._folder)
            else:
                self._folder.unlink(missing_ok=True)
            if self._memory is not None:
                self._folder.symlink_to(self._memory)
        if self._memory is None:
            self._folder.mkdir(exist_ok=True)
