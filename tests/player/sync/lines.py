"""Lines as bad as a test wants them: for one file of the office's server, and for a whole server."""

import contextlib
import io
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image

from player.sync.blobs import FOLDER
from playlists.feed import blob_path
from playlists.item import Picture
from tests.fakes.office_server import FEED, Handler
from tests.player.sync.conftest import Street

_BLOCK = 32 * 1024


def noise(side: int = 400) -> bytes:
    """A picture that does not get smaller: about half a megabyte."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(5).randbytes(3 * side * side)).save(buffer, "PNG")
    return buffer.getvalue()


class Line:
    """The office's answers for one file. ``most`` bytes of each come, then the line breaks."""

    def __init__(self, street: Street, sha256: str, data: bytes) -> None:
        self.data = data
        self.most = len(data)
        self.gives_parts = True
        self.starts: list[int] = []  # where each answer began
        self.sent = 0
        self.halfway: Callable[[], None] = lambda: None  # done at half the file
        self.asked: Callable[[], None] = lambda: None  # done when it is asked for
        self.part = street.state / FOLDER / f".{sha256}.part"
        street.office.answers[f"{FEED}{blob_path(street.feed.group, sha256)}"] = self.answer

    @classmethod
    def to_picture(cls, street: Street, data: bytes, item: str = "map") -> "Line":
        """To a picture of an item of the next edition, which is published."""
        sha256 = street.feed.add_picture(data)
        street.feed.add_item(item, body=(Picture(blob=sha256),))
        street.feed.publish()
        return cls(street, sha256, data)

    def leave_part(self, data: bytes) -> None:
        """As if so much had come before."""
        self.part.parent.mkdir(exist_ok=True)
        self.part.write_bytes(data)

    def answer(self, handler: Handler) -> None:
        self.asked()
        asked = handler.headers["Range"] if self.gives_parts else None
        start = int((asked or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        size = len(self.data)
        if asked and start >= size:
            handler.answer(416, b"<html>no</html>", "text/html", **{"Content-Range": f"bytes */{size}"})
            return
        handler.send_response(206 if asked else 200)
        if asked:
            handler.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        handler.send_header("Content-Length", str(size - start))
        handler.end_headers()
        self.starts.append(start)
        end = min(size, start + self.most)
        with contextlib.suppress(OSError):  # who hangs up on us may
            while start < end:
                if start <= size // 2 < start + _BLOCK:
                    self.halfway()
                block = self.data[start : min(end, start + _BLOCK)]
                handler.wfile.write(block)
                start += len(block)
                self.sent += len(block)
        handler.close_connection = True


class Relay:
    """A line to a server that breaks after ``most`` bytes of answers, again and again."""

    def __init__(self, port: int, most: int) -> None:
        self._port, self._most = port, most
        self.carried, self.breaks = 0, 0

    def carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            left = self._most
            with contextlib.suppress(OSError):
                while left and (data := server.recv(min(left, _BLOCK))):
                    client.sendall(data)
                    self.carried += len(data)
                    left -= len(data)
            self.breaks += not left
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, to: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(_BLOCK):
            to.sendall(data)


@contextmanager
def breaking_line(port: int, most: int) -> Iterator[tuple[str, Relay]]:
    """The address of a line to the server at ``port``, and the line."""
    relay = Relay(port, most)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=relay.carry, args=(client,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", relay
        listener.shutdown(socket.SHUT_RDWR)
