"""Networks as they are: lines that break off, proxies, certificates of one's own, a line that others need too."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from player.device.checks import check_office
from player.errors import ConfigError
from player.network import VARIABLE, Network, load_network
from player.sync.enrolment import save_enrolment
from tests.player.sync.conftest import Street
from tests.player.sync.test_tls import HERE, over_tls, write_certificate


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
