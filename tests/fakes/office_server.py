"""The office's side of the wire: a real HTTP server with a feed and the addresses that devices use.

Answers can be replaced per path, to play a web server, a network or an attacker that does something else.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playlists.enrolment_code import join_code, split_code
from playlists.report import Accepted, EnrolRequest, Report, Reports
from playlists.wire import decode, encode
from tests.fakes.feed import Feed

SECRET = "7Q4M2Z9K"
FEED = "/feed/"

Answer = Callable[["Handler"], None]


class OfficeServer(ThreadingHTTPServer):
    """Serves ``feed`` below /feed/ to the screen with the right token, and takes its reports."""

    daemon_threads = True

    def __init__(self, feed: Feed) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.feed = feed
        self.answers: dict[str, Answer] = {}  # path, or its beginning ending in "*" -> what is done instead
        self.asked: list[str] = []
        self.heard: list[tuple[str, dict[str, str]]] = []  # each path with the headers that came
        self.is_public = False  # as a bucket: who asks for a file of the feed gets it
        self.reports: dict[str, Report] = {}
        self.screenshots: list[bytes] = []
        self.used_secrets: set[str] = set()
        self.gives_parts = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def code(self) -> str:
        return join_code(SECRET, self.feed.root)

    def reported(self, kind: type[Report]) -> list[Any]:
        """Reports of a kind, in the order they came."""
        return [report for report in self.reports.values() if isinstance(report, kind)]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A player that was killed or that hung up is no news."""


class Handler(BaseHTTPRequestHandler):
    server: OfficeServer
    protocol_version = "HTTP/1.1"
    body = b""
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

    def do_GET(self) -> None:
        self._hear()
        if self._instead():
            return
        path = self.server.feed.folder / self.path.removeprefix(FEED)
        if not self.path.startswith(FEED) or not path.is_file():
            self.answer(404, b"")
        elif not (self.server.is_public or self._is_allowed()):
            self.answer(401, b"")
        else:
            self.answer_file(path)

    def do_POST(self) -> None:
        self._hear()
        self.body = self.rfile.read(int(self.headers["Content-Length"]))
        if self._instead():
            return
        if self.path == "/device/enrol":
            self._enrol()
        elif not self._is_allowed():
            self.answer(401, b"")
        elif self.path == "/device/reports":
            self.take_reports()
        elif self.path == "/device/screenshot" and self.headers["Content-Type"] == "image/jpeg":
            self.server.screenshots.append(self.body)
            self.answer(204, b"")
        else:
            self.answer(404, b"")

    def take_reports(self) -> None:
        reports = decode(Reports, self.body, limit=len(self.body), what="reports").reports
        self.server.reports.update((report.id, report) for report in reports)
        self.answer(200, encode(Accepted(ids=tuple(report.id for report in reports))), "application/json")

    def answer_file(self, path: Path) -> None:
        """As web servers do: from a place on, where that is asked for."""
        data = path.read_bytes()
        start = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if self.headers["Range"] and self.server.gives_parts:
            place = {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
            self.answer(206, data[start:], "application/octet-stream", **place)
        else:
            self.answer(200, data, "application/octet-stream")

    def answer(self, status: int, body: bytes, content_type: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet: tests look at ``asked``."""

    def _hear(self) -> None:
        self.server.asked.append(self.path)
        self.server.heard.append((self.path, dict(self.headers)))

    def _instead(self) -> bool:
        for path, answer in self.server.answers.items():
            if self.path == path or (path.endswith("*") and self.path.startswith(path[:-1])):
                answer(self)
                return True
        return False

    def _is_allowed(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {self.server.feed.token}"

    def _enrol(self) -> None:
        secret, _ = split_code(decode(EnrolRequest, self.body, limit=len(self.body), what="enrolment").code)
        if secret != SECRET or secret in self.server.used_secrets:
            self.answer(403, b'{"error": "the code is unknown, used or too old"}', "application/json")
            return
        self.server.used_secrets.add(secret)
        self.answer(200, encode(self.server.feed.enrolment(self.server.address)), "application/json")


@contextmanager
def served(feed: Feed) -> Iterator[OfficeServer]:
    """An office server in a thread, ended in the end."""
    server = OfficeServer(feed)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
