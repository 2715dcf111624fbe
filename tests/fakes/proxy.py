"""A forwarding proxy as networks have them (RFC 9110, section 7.6): real sockets, whole requests, tunnels.

It knows the names of its own network, which nobody else resolves, and may want a login.
"""

import base64
import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

NAMES = MappingProxyType({"office.example": "127.0.0.1"})
_HOP_BY_HOP = frozenset({"proxy-authorization", "proxy-connection", "connection", "host", "content-length"})


class Proxy(ThreadingHTTPServer):
    """``heard``: each request's first line and headers, as they came."""

    daemon_threads = True

    def __init__(self, login: str = "", names: Mapping[str, str] = NAMES) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.login, self.names = login, names
        self.heard: list[tuple[str, dict[str, str]]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up may."""


class _Handler(BaseHTTPRequestHandler):
    server: Proxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._forward(b"")

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers["Content-Length"])))

    def do_CONNECT(self) -> None:
        if not self._is_welcome():
            return
        host, _, port = self.path.rpartition(":")
        with self._dial(host, int(port)) as there:
            self.send_response(200, "Connection established")
            self.end_headers()
            threading.Thread(target=_pump, args=(there, self.connection), daemon=True).start()
            _pump(self.connection, there)
        self.close_connection = True

    def _forward(self, body: bytes) -> None:
        if not self._is_welcome():
            return
        parts = urlsplit(self.path)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port or 80)
        line.sock = self._dial(parts.hostname or "", parts.port or 80)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        line.request(self.command, parts.path, body or None, headers | {"Host": parts.netloc})
        with contextlib.closing(line), line.getresponse() as answer:
            data = answer.read()
            self.send_response(answer.status)
            for name in ("Content-Type", "Content-Range"):
                if answer.headers[name]:
                    self.send_header(name, answer.headers[name])
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def _is_welcome(self) -> bool:
        self.server.heard.append((self.requestline, dict(self.headers)))
        wanted = f"Basic {base64.b64encode(self.server.login.encode()).decode()}"
        if not self.server.login or self.headers["Proxy-Authorization"] == wanted:
            return True
        self.send_response(407)
        self.send_header("Proxy-Authenticate", 'Basic realm="proxy"')
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def _dial(self, host: str, port: int) -> socket.socket:
        return socket.create_connection((self.server.names.get(host, host), port))

    def log_message(self, *_: object) -> None:
        """Quiet: tests look at ``heard``."""


def _pump(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            to.sendall(data)
    with contextlib.suppress(OSError):
        to.shutdown(socket.SHUT_WR)


@contextmanager
def forwarding(login: str = "") -> Iterator[Proxy]:
    """A proxy in a thread, ended in the end."""
    proxy = Proxy(login)
    threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
