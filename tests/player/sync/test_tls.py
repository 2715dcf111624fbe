"""The feed over TLS, on a real server: a certificate that does not hold is no office, and nothing changes."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from player.errors import FetchError
from player.sync.enrolment import save_enrolment
from tests.fakes.office_server import OfficeServer, served
from tests.player.sync.conftest import Street

HERE = x509.IPAddress(ip_address("127.0.0.1"))
ELSEWHERE = x509.DNSName("elsewhere.example")


def write_certificate(path: Path, name: x509.GeneralName, *, days: int) -> None:
    """A certificate that signs itself, with its key; valid until ``days`` from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "office")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([name]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)


@contextmanager
def over_tls(street: Street, certificate: Path, name: str = "127.0.0.1") -> Iterator[OfficeServer]:
    """The street's feed on another server, over TLS; the screen is enrolled there, under that server's ``name``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with served(street.feed) as office:
        office.socket = context.wrap_socket(office.socket, server_side=True)
        address = f"https://{name}:{office.server_address[1]}"
        save_enrolment(street.state, street.feed.enrolment(address))
        street.feed.add_item("bridge")
        street.feed.publish()
        yield office


@pytest.mark.parametrize(
    ("name", "days", "is_trusted", "why"),
    [
        (HERE, 30, False, "self-signed certificate"),
        (ELSEWHERE, 30, True, "127.0.0.1"),
        (HERE, -1, True, "certificate has expired"),
    ],
    ids=["signed by nobody known", "of another host", "expired"],
)
def test_a_wrong_certificate(
    street: Street,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: x509.GeneralName,
    days: int,
    *,
    is_trusted: bool,
    why: str,
) -> None:
    certificate = tmp_path / "certificate.pem"
    write_certificate(certificate, name, days=days)
    if is_trusted:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with over_tls(street, certificate):
        told = street.refused(FetchError)

    assert "shows a certificate that is not accepted" in told
    assert why in told
    assert street.on_screen() == "roads"


def test_a_right_certificate(street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = tmp_path / "certificate.pem"
    write_certificate(certificate, HERE, days=30)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with over_tls(street, certificate):
        street.sync()

    assert street.items_on_show() == ["roads", "bridge"]
