"""A memory card to measure on: an ext4 file system of its own, whose device counts every byte that reaches it.

That includes the file system's journal and metadata, which no process is charged for. It needs root and a loop device.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SIZE: Final = 1024**3  # sparse; small enough for a file in memory, large enough for a journal of the usual size
BLOCK: Final = 4096  # what mke2fs takes for a card; for a device as small as this it would take less
_SECTOR: Final = 512  # in which the kernel counts, whatever the device's own (Documentation/block/stat.rst)
_WRITTEN: Final = 6  # the field of sectors written


class Card:
    """A folder on a device."""

    def __init__(self, folder: Path, device: Path) -> None:
        self.folder = folder
        self._stat = Path("/sys/block") / device.name / "stat"

    def written(self) -> int:
        """Bytes that the device was given, with all that waited in memory until now."""
        os.sync()
        time.sleep(0.5)  # the journal's thread writes on for a moment
        return int(self._stat.read_text("ascii").split()[_WRITTEN]) * _SECTOR


@contextmanager
def cards(place: Path, memory: Path, names: tuple[str, ...]) -> Iterator[list[Card]]:
    """One for each name: mounted below ``place``, its bytes in a file in ``memory``."""
    made: list[tuple[Path, Path, Path]] = []
    try:
        for name in names:
            image, folder = memory / f"{name}.img", place / name
            folder.mkdir()
            with image.open("wb") as file:
                file.truncate(SIZE)
            options = ("-b", str(BLOCK), "-E", "lazy_itable_init=0,lazy_journal_init=0")
            subprocess.run(("mke2fs", "-q", "-F", "-t", "ext4", *options, image), check=True)
            found = subprocess.run(("losetup", "-f", "--show", image), check=True, stdout=subprocess.PIPE, text=True)
            made.append((image, folder, Path(found.stdout.strip())))
            subprocess.run(("mount", made[-1][2], folder), check=True)
        yield [Card(folder, device) for _, folder, device in made]
    finally:
        for image, folder, device in reversed(made):
            subprocess.run(("umount", "--lazy", folder), check=False)  # or what failed may keep it
            subprocess.run(("losetup", "-d", device), check=False)
            image.unlink()
