"""Screens' lines to a real ``office poke``, many at once, without the screens."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from playlists.feed import POKE_PATH

ASK = f"GET {POKE_PATH} HTTP/1.1\r\nHost: office.example\r\n\r\n".encode()


@contextmanager
def office_poke(data: Path, **environment: str) -> Iterator[tuple[int, int]]:
    """A process over an office's data folder; its port and pid."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "office.app", "poke", "--listen", f"127.0.0.1:{port}"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "office.settings",
            "SUNBOARD_OFFICE_DATA": str(data),
            **environment,
        },
        stdout=subprocess.PIPE,
    )
    assert process.stdout
    with process, process.stdout:
        try:
            assert process.stdout.readline() == b"Holding lines.\n"
            yield port, process.pid
        finally:
            process.kill()


@asynccontextmanager
async def held(port: int, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    """So many lines, all of them accepted."""
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    try:
        for _, writer in pairs:
            writer.write(ASK)
        for reader, _ in pairs:
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
        yield [reader for reader, _ in pairs]
    finally:
        for _, writer in pairs:
            writer.close()


async def poked(reader: asyncio.StreamReader) -> float:
    """Wait for one "look now"; when it came, by the monotonic clock."""
    event = await reader.readuntil(b"\n\n")
    assert event == b"event: look\ndata:\n\n"
    return time.monotonic()
