"""An S3-compatible store on this machine, as a process of its own, and a line to it that counts and can be cut."""

import http.client
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

STARTS_WITHIN_S = 30
_OF_THE_LINE = {"connection", "transfer-encoding", "keep-alive", "date", "server", "content-length"}


@contextmanager
def store() -> Iterator[str]:
    """Moto's server; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            due = time.monotonic() + STARTS_WITHIN_S
            while not _answers(port):
                assert process.poll() is None, "the store ended at once"
                assert time.monotonic() < due, "the store does not answer"
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def client_of(endpoint: str) -> Any:
    """Somebody who may do everything there."""
    keys = {"aws_access_key_id": "owner", "aws_secret_access_key": "secret"}
    style = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", config=style, **keys)


def make_public_bucket(endpoint: str, name: str) -> None:
    """As docs/bucket.md asks for: anybody may get an object whose name they know, and nothing else."""
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
        ],
    }
    client = client_of(endpoint)
    client.create_bucket(Bucket=name)
    client.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    client.close()


class Line(ThreadingHTTPServer):
    """What lies between the office and the store.

    ``cut_at``: the number of the upload in whose middle the line breaks, or, when ``is_late``, after the store took it.
    ``answer``: a status and a code that it gives for everything instead, as a store that is ill does.
    ``refuses``: a method that the office's key does not allow.
    """

    daemon_threads = True

    def __init__(self, store: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = urlsplit(store)
        self.asked: list[tuple[str, str]] = []
        self.cut_at, self.is_late, self.is_dead = 0, False, False
        self.answer: tuple[int, str] | None = None
        self.refuses = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def uploads(self) -> list[str]:
        return [path for method, path in self.asked if method == "PUT"]

    def mend(self, *, cut_at: int = 0, is_late: bool = False) -> None:
        self.asked.clear()
        self.cut_at, self.is_late, self.is_dead = cut_at, is_late, False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Cut lines are no news."""


class _Handler(BaseHTTPRequestHandler):
    server: Line
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _do(self) -> None:
        self.server.asked.append((self.command, self.path))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        is_cut = self.command == "PUT" and len(self.server.uploads) == self.server.cut_at
        if is_cut:
            self.server.is_dead = True
            self._pass_on(body if self.server.is_late else body[: len(body) // 2], is_whole=self.server.is_late)
        if self.server.is_dead:
            self.close_connection = True
        elif self.server.answer or self.command == self.server.refuses:
            status, code = self.server.answer or (403, "AccessDenied")
            self._answer(status, {"Content-Type": "application/xml"}, f"<Error><Code>{code}</Code></Error>".encode())
        else:
            self._answer(*self._pass_on(body))

    do_GET = do_PUT = do_DELETE = do_POST = _do  # noqa: N815 (http.server calls them so)

    def _pass_on(self, body: bytes, *, is_whole: bool = True) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection(self.server.store.netloc, timeout=10)
        try:
            line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() != "expect":
                    line.putheader(name, value)
            line.endheaders(body)
            if not is_whole:
                return 0, {}, b""
            answer = line.getresponse()
            headers = {name: value for name, value in answer.getheaders() if name.lower() not in _OF_THE_LINE}
            return answer.status, headers, answer.read()
        finally:
            line.close()

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet: tests look at ``asked``."""


@contextmanager
def line_to(store: str) -> Iterator[Line]:
    """A line, served by a thread, ended in the end."""
    line = Line(store)
    thread = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.shutdown()
        line.server_close()
        thread.join()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
