"""The wire's limits, against real sockets."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from player.errors import FetchError
from player.network import Network
from player.sync.connection import Connection, RefusedError, TooLongError


@contextmanager
def answering(*parts: bytes, every_s: float = 0) -> Iterator[str]:
    """A server that sends ``parts`` to whoever asks and hangs up; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client, contextlib.suppress(OSError):  # who hangs up on us may
                client.recv(65536)
                for part in parts:
                    client.sendall(part)
                    time.sleep(every_s)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x"
        thread.join()


def test_bytes_come_as_they_are() -> None:
    with (
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc") as address,
        Connection() as connection,
    ):
        assert b"".join(connection.get(address, 3)) == b"abc"


def test_a_chunked_answer_is_put_together() -> None:
    with (
        answering(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n") as address,
        Connection() as connection,
    ):
        assert b"".join(connection.get(address, 3)) == b"abc"


def test_one_byte_too_many_is_refused() -> None:
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd") as address, Connection() as connection:
        chunks = connection.get(address, 3)
        with pytest.raises(TooLongError, match="goes on past the 3 bytes"):
            b"".join(chunks)


def test_bytes_that_drip_in_are_given_up() -> None:
    parts = (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 1000)
    with answering(*parts, every_s=0.05) as address, Connection(grace_s=0.3) as connection:
        chunks = connection.get(address, 1000)
        with pytest.raises(FetchError, match="comes too slowly"):
            b"".join(chunks)


def test_a_status_comes_with_the_error() -> None:
    with answering(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n") as address, Connection() as connection:
        with pytest.raises(RefusedError, match="answers HTTP 404 for /x") as caught:
            connection.get(address, 3)
        assert caught.value.status == 404


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc",
    ],
    ids=["nothing", "another protocol", "cut short", "cut in a chunk", "a wrong chunk"],
)
def test_an_answer_that_is_none_is_an_error_of_the_wire(answer: bytes) -> None:
    with answering(answer) as address, Connection() as connection, pytest.raises(FetchError):
        b"".join(connection.get(address, 100))


def heard_from_a_screen_of(home: str | None) -> bytes:
    """What a server hears that is asked by a screen whose office is at ``home``, or which is that office itself."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                heard.append(client.recv(65536))
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with Connection("t" * 32, home or address) as connection:
            b"".join(connection.get(f"{address}feed/metadata/timestamp.json", 3))
        thread.join()
    return heard[0]


def test_a_login_in_the_machines_netrc_does_not_replace_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    assert b"Authorization: Bearer " + b"t" * 32 in heard_from_a_screen_of(None)
    assert b"Authorization" not in heard_from_a_screen_of("http://127.0.0.1:1")


@pytest.mark.parametrize("home", ["http://127.0.0.1:1", "https://127.0.0.1", "http://localhost", "http://127.0.0.2"])
def test_a_feed_on_another_host_than_the_office_is_not_told_the_token(home: str) -> None:
    assert b"t" * 32 not in heard_from_a_screen_of(home)


def test_a_long_report_goes_through_a_slow_line() -> None:
    network = Network(connect_s=0.3)  # the library's for anything that it sends
    body = b"x" * 6_000_000  # more than the kernel takes at once
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)

        def serve() -> None:
            client, _ = server.accept()
            with client:
                taken = 0
                while taken < len(body) and (part := client.recv(65536)):
                    taken += len(part)
                    time.sleep(0.002)
                client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        began = time.monotonic()
        with Connection(network=network) as connection:
            answer = connection.post(f"http://127.0.0.1:{server.getsockname()[1]}/", body, "image/jpeg")
        thread.join()

    assert answer == b"ok"
    assert time.monotonic() - began > 0.3


def test_every_part_of_a_document_is_progress() -> None:
    heard: list[None] = []
    parts = (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", b"a", b"b", b"c")
    with answering(*parts, every_s=0.05) as address, Connection(progress=lambda: heard.append(None)) as connection:
        b"".join(connection.get(address, 3))
    assert len(heard) == 3
