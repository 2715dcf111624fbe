"""The line below the requests: through which proxy, with whose certificates, how fast. As ``network.toml`` wants it.

Decides how a limit on large files is kept: they are read slowly, and the kernel takes in little that nobody has read.
"""

import socket
import time
from collections.abc import Generator
from typing import Any, Final

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from player.network import Network

Chunks = Generator[bytes, None, None]
"""Bytes as they come. Whoever stops reading closes it, and with it the line."""

MOST_CHUNK_BYTES: Final = 64 * 1024
_CHUNK_S: Final = 0.25  # with a limit: what comes in so long is read at a time
_BUFFER_S: Final = 0.25  # with a limit: what the kernel takes in unread (it doubles it); lost when a file makes way
_LEAST_BUFFER: Final = 16 * 1024  # a record of TLS


def open_session(network: Network) -> requests.Session:
    """The library's session as the settings want it."""
    session = requests.Session()
    if network.proxy:
        session.proxies = {"http": network.proxy, "https": network.proxy}
    if network.ca_file:
        session.verify = network.ca_file
    session.trust_env = not (network.proxy or network.ca_file)  # else the library puts the environment before these
    if network.limit_kb_s:
        for scheme in ("http://", "https://"):
            session.mount(scheme, _SlowLine(network.limit_kb_s * 1000))
    return session


class Pace:
    """So many bytes a second at most, over all files of a round together."""

    def __init__(self, network: Network) -> None:
        self._bytes_per_s = network.limit_kb_s * 1000
        self._free_at = 0.0

    @property
    def chunk_bytes(self) -> int:
        """How much is to be read at a time."""
        return min(MOST_CHUNK_BYTES, int(self._bytes_per_s * _CHUNK_S)) or MOST_CHUNK_BYTES

    def over(self, chunks: Chunks) -> Chunks:
        """The same, no faster. A line that is slower itself is left alone; what it missed is not made up for."""
        asked = time.monotonic()
        for chunk in chunks:
            if self._bytes_per_s:
                self._free_at = max(self._free_at, asked) + len(chunk) / self._bytes_per_s
                time.sleep(max(0.0, self._free_at - time.monotonic()))
            yield chunk
            asked = time.monotonic()


class _SlowLine(HTTPAdapter):
    """Connections that take in little unread, so that reading slowly is fetching slowly."""

    def __init__(self, bytes_per_s: int) -> None:
        buffer = max(_LEAST_BUFFER, int(bytes_per_s * _BUFFER_S))
        self._options = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)]
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, socket_options=self._options)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        return super().proxy_manager_for(proxy, **options, socket_options=self._options)
