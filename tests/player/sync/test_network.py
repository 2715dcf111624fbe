"""Networks as they are: proxies, certificates of one's own, lines that others need too; and who hears what."""

import io
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, Self

import pytest
from cryptography import x509

from player.device.checks import check_office
from player.errors import ConfigError, FetchError
from player.network import VARIABLE, Network, load_network
from player.sync.connection import Connection
from player.sync.enrolment import save_enrolment
from player.sync.line import Chunks, Pace
from playlists.item import Picture
from tests.fakes.office_server import served
from tests.fakes.proxy import forwarding
from tests.player.sync.conftest import Street
from tests.player.sync.lines import Line, noise
from tests.player.sync.test_tls import HERE, over_tls, write_certificate

NAME: Final = "office.example"  # which only the proxy knows


def setting(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> Path:
    path = folder / "network.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return path


def move_to_name(street: Street) -> None:
    """The office is known by a name that does not resolve here, and has something new."""
    save_enrolment(street.state, street.feed.enrolment(f"http://{NAME}:{street.office.server_address[1]}"))
    street.feed.add_item("bridge")
    street.feed.publish()


class TestProxy:
    def test_an_office_that_only_a_proxy_reaches(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("no_proxy", "*")  # of somebody's login, and older than the file
        move_to_name(street)
        Line.to_picture(street, noise()).leave_part(noise()[:1000])  # a part goes through it as well
        with forwarding("screen:secret") as proxy:
            setting(monkeypatch, tmp_path, f'proxy = "http://screen:secret@{proxy.place}"')
            street.sync()
            assert check_office(street.state).what == f"the proxy answers; set: through the proxy http://{proxy.place}"
        assert street.items_on_show() == ["roads", "bridge", "map"]
        asked = [line for line, _ in proxy.heard]
        assert all(line.split()[1].startswith(f"http://{NAME}") for line in asked)
        assert any("/device/reports" in line for line in asked)
        assert not any("secret" in str(headers) for _, headers in street.office.heard)

    def test_over_tls_it_hears_neither_the_token_nor_what_is_asked_for(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        certificate = tmp_path / "certificate.pem"
        write_certificate(certificate, x509.DNSName(NAME), days=30)
        with over_tls(street, certificate, NAME) as office, forwarding() as proxy:
            setting(monkeypatch, tmp_path, f'proxy = "http://{proxy.place}"\nca_file = "{certificate}"')
            street.sync()
        assert street.items_on_show() == ["roads", "bridge"]
        assert {tuple(line.split()[:2]) for line, _ in proxy.heard} == {
            ("CONNECT", f"{NAME}:{office.server_address[1]}")
        }
        assert street.feed.token not in str(proxy.heard)
        assert any(street.feed.token in str(headers) for _, headers in office.heard)

    @pytest.mark.parametrize("scheme", ["http", "https"])
    def test_one_that_wants_a_login_is_told_apart_from_the_office(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
    ) -> None:
        save_enrolment(street.state, street.feed.enrolment(f"{scheme}://{NAME}"))
        with forwarding("screen:secret") as proxy:
            setting(monkeypatch, tmp_path, f'proxy = "http://{proxy.place}"')
            told = street.refused(FetchError)
        assert told.startswith(f"{NAME} cannot be reached: the proxy ")
        assert "407" in told

    def test_one_that_is_away_is_named_without_its_password(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            place = f"127.0.0.1:{server.getsockname()[1]}"
        setting(monkeypatch, tmp_path, f'proxy = "http://screen:secret@{place}"')
        office = street.office.address.removeprefix("http://")
        sentence = f"{office} cannot be reached: the proxy http://{place} does not answer"
        assert street.refused(FetchError) == sentence
        found = check_office(street.state)
        assert found.mend
        assert "secret" not in str(found)

    def test_a_bad_address_is_told_without_its_password(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        setting(monkeypatch, tmp_path, 'proxy = "htp://screen:secret@proxy.example"')
        with pytest.raises(ConfigError, match="write it like") as caught:
            load_network()
        assert "secret" not in str(caught.value)

    def test_the_environments_counts_as_long_as_the_file_sets_none_and_doctor_says_so(
        self, street: Street, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in os.environ:
            if name.lower().endswith(("_proxy", "_ca_bundle")):
                monkeypatch.delenv(name)
        move_to_name(street)
        with forwarding() as proxy:
            monkeypatch.setenv("http_proxy", f"http://{proxy.place}")
            street.sync()
        assert street.items_on_show() == ["roads", "bridge"]
        save_enrolment(street.state, street.feed.enrolment(street.office.address))
        assert check_office(street.state).what.endswith(" answers; in this shell http_proxy count too")


class TestCertificates:
    def test_one_of_ones_own_is_trusted_where_it_is_set(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        certificate = tmp_path / "certificate.pem"
        write_certificate(certificate, HERE, days=30)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
        setting(monkeypatch, tmp_path, f'ca_file = "{certificate}"')
        with over_tls(street, certificate):
            street.sync()
        assert street.items_on_show() == ["roads", "bridge"]

    def test_another_ones_is_refused(self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("ours", "theirs"):
            write_certificate(tmp_path / name, HERE, days=30)
        setting(monkeypatch, tmp_path, f'ca_file = "{tmp_path / "ours"}"')
        with over_tls(street, tmp_path / "theirs"):
            assert "shows a certificate that is not accepted" in street.refused(FetchError)


class TestLimit:
    def test_pictures_come_no_faster_and_documents_at_once(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = noise()
        Line.to_picture(street, data)
        setting(monkeypatch, tmp_path, "limit_kb_s = 2000")
        began = time.monotonic()
        street.sync()
        assert time.monotonic() - began > len(data) / 2_000_000
        assert street.items_on_show() == ["roads", "map"]

    def test_it_holds_for_all_files_of_a_round_together(self, street: Street) -> None:
        address, blobs = f"{street.office.address}/feed/blobs/lobby", [noise(60 + number) for number in range(4)]
        names = [street.feed.add_picture(data) for data in blobs]
        street.feed.add_item("map")
        street.feed.publish()
        began = time.monotonic()
        with Connection(street.feed.token, street.office.address, Network(limit_kb_s=400)) as connection:
            for name in names:
                assert b"".join(connection.get_file(f"{address}/{name}", 100_000, 0).chunks)
        assert time.monotonic() - began > sum(map(len, blobs)) / 400_000

    def test_a_slower_line_is_left_alone_and_does_not_make_up_for_a_silence(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slept: list[float] = []

        def sleep(seconds: float, wait: Callable[[float], None] = time.sleep) -> None:
            slept.append(seconds)
            wait(seconds)

        def file(*silences: float, wait: Callable[[float], None] = time.sleep) -> Chunks:
            for seconds in silences:
                wait(seconds)
                yield bytes(300)  # 30 ms' worth

        monkeypatch.setattr(time, "sleep", sleep)
        list(Pace(Network(limit_kb_s=10)).over(file(0.035, 0.035, 0.035)))
        assert sum(slept) == 0
        slept.clear()
        list(Pace(Network(limit_kb_s=10)).over(file(0.1, 0, 0, 0)))
        assert sum(slept) > 0.06

    def test_the_kernel_takes_in_less_unread_than_without_it(self) -> None:
        assert unread(Network(limit_kb_s=40)) < unread(Network()) / 2

    def test_a_limit_is_not_taken_for_a_slow_line(self) -> None:
        """Nor is the disk, nor a look at something urgent: only what the other side lets us wait counts."""
        with Endless() as server, Connection(network=Network(limit_kb_s=1), grace_s=0.05) as connection:
            chunks = connection.get_file(server.address, 20_000_000, 0).chunks
            assert sum(len(next(chunks)) for _ in range(2)) < 1_000  # in half a second
            chunks.close()


class Endless:
    """Somebody who sends as much as the line takes."""

    def __init__(self) -> None:
        self.sent = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}/x"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    def _serve(self) -> None:
        client, _ = self._server.accept()
        with client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8_192)
            client.recv(65_536)
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n")
            client.setblocking(False)
            while True:
                try:
                    self.sent += client.send(bytes(4_096))
                except BlockingIOError:
                    time.sleep(0.001)
                except OSError:
                    return


def unread(network: Network) -> int:
    """Bytes that were sent to a screen which has read one piece and stopped."""
    with Endless() as server, Connection(network=network) as connection:
        chunks = connection.get_file(server.address, 20_000_000, 0).chunks
        got = len(next(chunks))
        former = -1
        while former != (former := server.sent):
            time.sleep(0.05)
        chunks.close()
    return former - got


def test_the_token_is_told_to_the_office_and_not_to_the_host_of_its_feed(street: Street) -> None:
    """A bucket, a CDN, a mirror: two real servers, and what each of them heard."""
    street.feed.add_item("map", body=(Picture(blob=street.feed.add_picture(noise(60))),))
    street.feed.publish()
    with served(street.feed) as bucket:
        bucket.is_public = True
        save_enrolment(street.state, street.feed.enrolment(street.office.address, feed=f"{bucket.address}/feed"))
        street.sync()
    assert street.items_on_show() == ["roads", "map"]
    assert {path.split("/")[2] for path, _ in bucket.heard} == {"metadata", "targets", "blobs"}
    assert not any(name.lower() == "authorization" for _, headers in bucket.heard for name in headers)
    assert street.feed.token not in str(bucket.heard)
    reports = [headers for path, headers in street.office.heard if path == "/device/reports"]
    assert {headers["Authorization"] for headers in reports} == {f"Bearer {street.feed.token}"}


class TestSettings:
    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("proxy = 3128", "proxy is not right; write it like http://proxy.example:3128"),
            ('proxy = "proxy.example:3128"', "proxy is not right; write it like"),
            ('proxy = "http://[::1"', "proxy is not right; write it like"),
            ('ca_file = "/nowhere/ca.pem"', "ca_file /nowhere/ca.pem cannot be read: no such file or directory; name"),
            ('ca_file = "/etc"', "ca_file /etc cannot be read: is a directory; name a file"),
            ('ca_file = "/etc/passwd"', "ca_file /etc/passwd holds no certificate; name a file"),
            ("limit_kb_s = 3", "limit_kb_s is 3; write a whole number of kB a second, 8 or more, or 0 for no limit"),
            ("limit_kb_s = 0.5", "limit_kb_s is 0.5; write a whole number"),
            ('limit_kb_s = "fast"', "limit_kb_s is 'fast'; write a whole number"),
            ("connect_s = 0", "connect_s is 0; write seconds, 1 to 600"),
            ("read_s = nan", "read_s is nan; write seconds, 1 to 600"),
            ("limit = 3", "limit is no setting; there are proxy, ca_file, connect_s, read_s, limit_kb_s"),
            ("proxy = ", "does not read: Invalid value (at end of document); a line is like limit_kb_s = 200"),
            ("#" * 70_000, "has more than 65,536 bytes; it holds five settings"),
        ],
    )
    def test_a_wrong_one_is_told_with_its_file_and_key(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, why: str
    ) -> None:
        path = setting(monkeypatch, tmp_path, text)
        with pytest.raises(ConfigError) as caught:
            load_network()
        assert str(path) in str(caught.value)
        assert why in str(caught.value)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("content", "why"), [(b"\xff", "is not written in UTF-8: byte 1"), (None, "is a directory")]
    )
    def test_what_is_no_text_is_told(self, tmp_path: Path, content: bytes | None, why: str) -> None:
        path = tmp_path / "network.toml"
        path.mkdir() if content is None else path.write_bytes(content)
        with pytest.raises(ConfigError, match=why):
            load_network({VARIABLE: str(path)})

    def test_a_file_that_is_named_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="does not exist; SUNBOARD_NETWORK names it"):
            load_network({VARIABLE: str(tmp_path / "network.toml")})

    def test_the_sample_can_be_put_in_place_as_it_is_and_with_every_line_of_it_in_force(self, tmp_path: Path) -> None:
        sample = (Path(__file__).parents[3] / "deploy" / "network.toml").read_text("utf-8")
        path = tmp_path / "network.toml"
        path.write_text(sample)
        assert load_network({VARIABLE: str(path)}) == Network()
        write_certificate(tmp_path / "ca.pem", HERE, days=30)
        in_force = io.StringIO(sample.replace("/etc/sunboard/ca.pem", str(tmp_path / "ca.pem")))
        path.write_text("".join(line.removeprefix("# ") if " = " in line else line for line in in_force))
        network = load_network({VARIABLE: str(path)})
        assert (network.proxy, network.limit_kb_s) == ("http://proxy.example:3128", 200)

    def test_all_that_is_set_is_told_and_no_password(self) -> None:
        network = Network(
            proxy="http://me:secret@proxy.example:3128", ca_file="/ca.pem", connect_s=5, read_s=60, limit_kb_s=200
        )
        assert network.told() == (
            "through the proxy http://proxy.example:3128, with certificates of /ca.pem, 5 s to connect, "
            "60 s of silence, pictures and videos at 200 kB/s at most"
        )
