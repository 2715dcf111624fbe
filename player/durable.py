"""Writing so that a power cut leaves the old bytes or the new ones, never a mixture. Shared by the player's parts.

Decides how bytes and folders reach the disk and how its faults are told; what is written where is its callers'.
"""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from player.errors import ConfigError, StoreError


def write_durably(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put ``data`` at ``path``: a new file beside it, fsync, rename, fsync of the folder. One writer per path.

    The folder must exist. Raises StoreError, with the old file untouched.
    """
    new = path.with_name(f".{path.name}.new")
    with disk_errors_told(path):
        try:
            write_synced(new, data, mode=mode)
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def refuse_foreign_root(folder: Path) -> None:
    """Raise ConfigError for root in the folder of another user, whose services could not replace what root leaves."""
    try:
        owner = pwd.getpwuid(folder.stat().st_uid)
    except (OSError, KeyError):  # no folder yet, or nobody's on this machine
        return
    if os.geteuid() == 0 != owner.pw_uid:
        name = owner.pw_name
        raise ConfigError(f"{folder} is {name}'s: run this as that user, with sudo -u {name} before it")


def write_synced(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file, anew, and fsync it. For files that nothing names yet; raises OSError."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def disk_errors_told(path: Path) -> Iterator[None]:
    """Turn what the operating system says about ``path`` into a StoreError."""
    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StoreError(f"{path} cannot be written: {reason}; what is sealed stays as it is") from error
