"""``office poke``: holds the screens' lines and says "look now" on all of them when the feed or its copy has changed.

Server-sent events without content: what is new, and whether anything is, screens find out from the feed, as they do
each minute without this. It reads no database and no key. Who may connect is decided by the web server in front.
"""

import asyncio
import resource
from collections.abc import Callable
from contextlib import suppress
from typing import Final, NoReturn

from django.conf import settings

from office.publishing.metadata import metadata_folder
from office.publishing.standing import remembered
from playlists.feed import POKE_EVENT, POKE_PATH

LOOK_S: Final = 0.1  # a stat and a small file; a publication is told within that
BEAT_S: Final = 25.0  # nothing in between closes a line as idle, and a screen that has gone is noticed
MOST: Final = 20_000  # twice a prefecture's screens
_ASKS_WITHIN_S: Final = 10.0
_HEAD_BYTES: Final = 8_192
_UNREAD_BYTES: Final = 4_096  # a screen that leaves so much unread does not listen
_EVENT: Final = f"event: {POKE_EVENT}\ndata:\n\n".encode()
_BEAT: Final = b":\n\n"
_HEADERS: Final = b"Content-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
_ACCEPTED: Final = b"HTTP/1.1 200 OK\r\n" + _HEADERS
_NOT_FOUND: Final = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_FULL: Final = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Poke:
    """The lines that are held now."""

    def __init__(self, mark: Callable[[], object], *, beat_s: float = BEAT_S, most: int = MOST) -> None:
        """``mark`` gives something else after each change that is to be told; it is asked every LOOK_S."""
        self._mark, self._beat_s, self._most = mark, beat_s, most
        self._lines: set[asyncio.StreamWriter] = set()

    async def serve(self, host: str, port: int, ready: Callable[[], None]) -> NoReturn:
        """Hold lines for ever; ``ready`` is called when they can come. Raises OSError when it cannot listen there."""
        _allow_open_files(self._most)
        server = await asyncio.start_server(self._hold, host, port, limit=_HEAD_BYTES, backlog=1024)
        async with server, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch())
            tasks.create_task(self._beat())
            ready()
        raise AssertionError("both tasks go on for ever")

    async def _hold(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = b""
        try:
            async with asyncio.timeout(_ASKS_WITHIN_S):
                head = await reader.readuntil(b"\r\n\r\n")
            answer = self._answer(head)
            writer.write(answer)
            if answer == _ACCEPTED:
                self._lines.add(writer)
                await reader.read(1)  # it has no more to say: it hangs up, or is hung up on
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whatever a stranger sends
        finally:
            self._lines.discard(writer)
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        if head.split(b" ", 2)[:2] != [b"GET", POKE_PATH.encode()]:
            return _NOT_FOUND
        return _ACCEPTED if len(self._lines) < self._most else _FULL

    async def _watch(self) -> NoReturn:
        seen = self._mark()
        while True:
            await asyncio.sleep(LOOK_S)
            found = self._mark()
            if found != seen:
                seen = found
                self._tell(_EVENT)

    async def _beat(self) -> NoReturn:
        while True:
            await asyncio.sleep(self._beat_s)
            self._tell(_BEAT)

    def _tell(self, what: bytes) -> None:
        for line in tuple(self._lines):
            if line.transport.get_write_buffer_size() > _UNREAD_BYTES:
                line.transport.abort()
            else:
                line.write(what)


def mark_of_feed() -> tuple[int, int, int]:
    """Another one after each change of the feed, and after each that has arrived in the bucket."""
    copied = remembered(settings.BUCKET) if settings.BUCKET else None
    try:
        changed = (metadata_folder() / "timestamp.json").stat().st_mtime_ns
    except OSError:
        changed = 0
    return (changed, copied.snapshot, copied.timestamp) if copied else (changed, 0, 0)


def _allow_open_files(lines: int) -> None:
    """As many as the system lets this process have: a line is an open file, and the usual limit is 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = lines + 64
    with suppress(ValueError, OSError):
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
