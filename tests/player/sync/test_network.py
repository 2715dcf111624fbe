"""Networks as they are: lines that break off, proxies, certificates of one's own, a line that others need too."""

import io
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from player.device.checks import check_office
from player.errors import ConfigError, FetchError, UnfinishedError
from player.network import VARIABLE, Network, load_network
from player.sync.blobs import FOLDER
from player.sync.enrolment import save_enrolment
from playlists.feed import blob_path
from playlists.item import Picture
from tests.fakes.office_server import FEED, Handler
from tests.player.sync.conftest import Street
from tests.player.sync.test_tls import HERE, over_tls, write_certificate


def noise(side: int = 400) -> bytes:
    """A picture that does not get smaller: about half a megabyte."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(5).randbytes(3 * side * side)).save(buffer, "PNG")
    return buffer.getvalue()


class BreakingLine:
    """The office's answer for a picture: ``most`` bytes of what is asked for, then the line breaks."""

    def __init__(self, street: Street, data: bytes, most: int) -> None:
        self.sent, self._data, self._most = 0, data, most
        sha256 = street.feed.add_picture(data)
        street.feed.add_item("map", body=(Picture(blob=sha256),))
        street.feed.publish()
        self.part = street.state / FOLDER / f".{sha256}.part"
        street.office.answers[f"{FEED}{blob_path(street.feed.group, sha256)}"] = self.answer

    def answer(self, handler: Handler) -> None:
        start = int((handler.headers["Range"] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if start >= len(self._data):
            handler.answer(416, b"")
            return
        handler.send_response(206 if start else 200)
        if start:
            handler.send_header("Content-Range", f"bytes {start}-{len(self._data) - 1}/{len(self._data)}")
        handler.send_header("Content-Length", str(len(self._data) - start))
        handler.end_headers()
        sent = self._data[start : start + self._most]
        handler.wfile.write(sent)
        self.sent += len(sent)
        handler.close_connection = True


def test_a_picture_that_breaks_off_again_and_again_is_sent_once(street: Street) -> None:
    data = noise()
    line = BreakingLine(street, data, len(data) // 5 + 1)
    for _ in range(4):
        assert "broke off" in street.refused(FetchError)
    street.sync()
    assert street.items_on_show() == ["roads", "map"]
    assert line.sent == len(data)
    assert not line.part.exists()


def test_a_picture_that_takes_long_makes_way_for_something_urgent(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("player.sync.press.BUDGET_S", 0.0)  # any picture of more than one piece takes long then
    data = noise()
    line = BreakingLine(street, data, 10**9)
    assert "takes long" in street.refused(UnfinishedError)
    assert 0 < line.part.stat().st_size < len(data)
    street.feed.publish_urgent(street.feed.add_item("flood"))
    with pytest.raises(UnfinishedError):
        street.sync()
    assert street.on_screen() == "flood"
    while "map" not in street.items_on_show():
        with suppress(UnfinishedError):
            street.sync()
    assert not line.part.exists()


@pytest.mark.parametrize("spoilt", [b"other bytes", b"x" * 2_000_000], ids=["shorter", "longer than the picture"])
def test_what_a_power_cut_left_spoilt_is_fetched_anew(street: Street, spoilt: bytes) -> None:
    line = BreakingLine(street, noise(), 10**9)
    line.part.parent.mkdir(exist_ok=True)
    line.part.write_bytes(spoilt)
    street.sync()
    assert street.items_on_show() == ["roads", "map"]
    assert not line.part.exists()


def test_a_whole_picture_whose_name_a_power_cut_prevented_is_not_fetched(street: Street) -> None:
    data = noise()
    line = BreakingLine(street, data, 0)
    line.part.parent.mkdir(exist_ok=True)
    line.part.write_bytes(data)
    street.sync()
    assert street.items_on_show() == ["roads", "map"]
    assert line.sent == 0


class Proxy(BaseHTTPRequestHandler):
    """Forwards what is asked for at office.example to the office of the test."""

    office = ""
    asked: list[str]

    def do_GET(self) -> None:
        self._forward(None)

    def do_POST(self) -> None:
        self._forward(self.rfile.read(int(self.headers["Content-Length"])))

    def _forward(self, body: bytes | None) -> None:
        self.asked.append(self.path)
        wanted = {name: self.headers[name] for name in ("Authorization", "Content-Type") if self.headers[name]}
        with self._ask(Request(f"{self.office}{urlsplit(self.path).path}", body, wanted)) as answer:
            data = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def _ask(self, request: Request) -> HTTPResponse | HTTPError:
        try:
            answer: HTTPResponse = urlopen(request)
        except HTTPError as error:
            return error
        return answer

    def log_message(self, *_: object) -> None:
        """Nothing of it is news."""


@contextmanager
def proxy_to(office: str) -> Iterator[tuple[str, list[str]]]:
    """A proxy's address, and what it was asked for."""
    asked: list[str] = []
    handler = type("ProxyToOffice", (Proxy,), {"office": office, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
        server.shutdown()


def setting(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> Path:
    path = folder / "network.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def test_an_office_that_only_a_proxy_reaches(street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")  # of somebody's login, and older than the file
    save_enrolment(street.state, street.feed.enrolment("http://office.example"))
    street.feed.add_item("bridge")
    street.feed.publish()
    with proxy_to(street.office.address) as (address, asked):
        setting(monkeypatch, tmp_path, f'proxy = "{address}"')
        street.sync()
        assert check_office(street.state).what == f"the proxy answers; set: through the proxy {address}"
    assert street.items_on_show() == ["roads", "bridge"]
    assert all(one.startswith("http://office.example/") for one in asked)
    assert any(one.endswith("/device/reports") for one in asked)


def test_a_certificate_of_ones_own_is_trusted_where_it_is_set(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "certificate.pem"
    write_certificate(certificate, HERE, days=30)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
    setting(monkeypatch, tmp_path, f'ca_file = "{certificate}"')
    with over_tls(street, certificate):
        street.sync()
    assert street.items_on_show() == ["roads", "bridge"]


def test_pictures_come_no_faster_than_is_set_and_documents_at_once(
    street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = noise()
    BreakingLine(street, data, 10**9)
    setting(monkeypatch, tmp_path, "limit_kb_s = 400")
    began = time.monotonic()
    street.sync()
    assert time.monotonic() - began > len(data) / 400_000
    assert street.items_on_show() == ["roads", "map"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("proxy = 3128", "Expected `str`, got `int` - at `$.proxy`"),
        ('proxy = "proxy.example:3128"', "write it like http://proxy.example:3128"),
        ('proxy = "http://[::1"', "write it like"),
        ('ca_file = "/nowhere/ca.pem"', "is no file; name one with certificates in PEM form"),
        ("limit_kb_s = 3", "set it to 8 or more, or to 0"),
        ("connect_s = 0", ">= 1"),
        ("limit = 3", "unknown field `limit`; it may set proxy, ca_file, connect_s, read_s, limit_kb_s"),
        ("proxy = ", "is no TOML"),
    ],
)
def test_a_wrong_setting_is_told_with_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, why: str
) -> None:
    path = setting(monkeypatch, tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_network()
    assert str(path) in str(caught.value)
    assert why in str(caught.value)


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist; SUNBOARD_NETWORK names it"):
        load_network({VARIABLE: str(tmp_path / "network.toml")})


def test_a_proxys_password_is_not_told() -> None:
    assert "secret" not in Network(proxy="http://me:secret@proxy.example:3128").told()
