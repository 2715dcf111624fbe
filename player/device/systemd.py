"""Talking to systemd as a ``Type=notify`` service. When to say what is left to the commands."""

import os
import socket
from typing import Final

MEMORY_FOLDER: Final = "RUNTIME_DIRECTORY"  # systemd.exec(5): below /run, a service's own, gone when it ends


def notify(message: str) -> bool:
    """Send one message (``READY=1``, ``WATCHDOG=1``, ``STATUS=...``); False when nobody listens.

    Protocol: sd_notify(3). A manager that went away must never stop the screen, so a failed send is not an error.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in {"/", "@"}:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]  # an abstract socket has no place on disk
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
            line.connect(address)
            line.sendall(message.encode())
    except OSError:
        return False
    return True


def watchdog_seconds() -> float | None:
    """How long systemd waits for ``WATCHDOG=1`` before it restarts this process; None when it does not watch it."""
    wanted, pid = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    if not wanted.isdigit() or int(wanted) == 0 or pid not in {"", str(os.getpid())}:
        return None
    return int(wanted) / 1_000_000


def is_supervised() -> bool:
    """Whether a service manager waits for our word, and so starts this program again when it ends."""
    return bool(os.environ.get("NOTIFY_SOCKET"))
