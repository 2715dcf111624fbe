"""Writing files so that a reader, or a power cut, finds the old bytes or the new ones and never a mixture.

Decides how bytes reach the disk; which file comes before which is its callers'.
"""

import os
import tempfile
from pathlib import Path

PUBLIC_FILE = 0o644  # the web server runs as somebody else and must read the feed
SECRET_FILE = 0o600


def write_atomically(path: Path, data: bytes, mode: int = PUBLIC_FILE) -> None:
    """Put ``data`` at ``path``, whose folder is made if missing: temporary file, fsync, rename, fsync of the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def link_or_copy(source: Path, path: Path) -> None:
    """Make ``path`` the same file as ``source``, or a copy of it where the file system cannot link."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, path)
    except FileExistsError:
        return
    except OSError:
        write_atomically(path, source.read_bytes())
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
