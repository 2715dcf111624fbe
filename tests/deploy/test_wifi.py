"""A new Wi-Fi on the card's boot partition: what NetworkManager is told, and what a person is told who got it wrong."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TAKE = ROOT / "deploy/take-wifi"
needs_nmcli = pytest.mark.skipif(shutil.which("nmcli") is None, reason="network-manager is not installed")


class Card:
    """A boot partition, and NetworkManager's folder of settings."""

    def __init__(self, folder: Path) -> None:
        self.boot, self.connections = folder / "boot", folder / "connections"
        self.boot.mkdir()
        self.connections.mkdir()
        self.note, self.problem = self.boot / "wifi.txt", self.boot / "wifi-problem.txt"
        self.taken = self.connections / "sunboard-wifi.nmconnection"

    def start(self, note: bytes | None = None) -> int:
        """Switch the machine on, with that note on the card."""
        if note is not None:
            self.note.write_bytes(note)
        done = subprocess.run([TAKE, self.boot, self.connections], capture_output=True, text=True, check=False)
        self.said = done.stdout + done.stderr
        return done.returncode

    def network(self) -> tuple[str, str | None]:
        """Name and password as the key file has them: bytes where a name is not plain, escapes in the password."""
        keys = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
        keys.read_string(self.taken.read_text())
        ssid, psk = keys["wifi"]["ssid"], keys.get("wifi-security", "psk", fallback=None)
        name = bytes(int(byte) for byte in ssid.split(";") if byte).decode() if re.fullmatch(r"(\d+;)+", ssid) else ssid
        name = name.replace("\\\\;", ";")
        return name, psk.replace("\\s", " ").replace("\\\\", "\\") if psk is not None else None


@pytest.fixture
def card(tmp_path: Path) -> Card:
    return Card(tmp_path)


def test_shellcheck_has_nothing_to_say_against_it() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    subprocess.run(["shellcheck", TAKE], check=True)


@needs_nmcli
def test_pain_10_a_new_wifi_comes_on_the_card_and_networkmanager_reads_it(card: Card) -> None:
    assert card.start("青溪镇政府\n党务公开 2026\n".encode()) == 0
    assert card.network() == ("青溪镇政府", "党务公开 2026")
    assert card.taken.stat().st_mode & 0o777 == 0o600
    assert list(card.boot.iterdir()) == []
    read = subprocess.run(
        ["nmcli", "--offline", "connection", "modify", "connection.autoconnect-priority", "1"],
        input=card.taken.read_bytes(),
        capture_output=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    assert b"autoconnect-priority=1" in read.stdout


@needs_nmcli
@pytest.mark.parametrize(
    ("note", "expected"),
    [
        (b"\xef\xbb\xbfhall\r\nsecret-password\r\n", ("hall", "secret-password")),  # an editor on Windows
        (b"hall\nsecret-password", ("hall", "secret-password")),
        (b"hall", ("hall", None)),
        (b"-hall;1\n a;b=\\c '\"$(true)`\n", ("-hall;1", " a;b=\\c '\"$(true)`")),
    ],
)
def test_name_and_password_are_taken_as_they_are(card: Card, note: bytes, expected: tuple[str, str | None]) -> None:
    assert card.start(note) == 0
    assert card.network() == expected


@needs_nmcli
@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        (b"", "the first line of wifi.txt is empty"),
        (b"hall\nshort\n", "shorter than 8 characters"),
        (b"hall\n" + b"x" * 65, "longer than 64 characters"),
        (("屏" * 11).encode(), "longer than 32 bytes"),
    ],
)
def test_what_is_wrong_is_written_onto_the_card_and_the_old_wifi_stays(card: Card, note: bytes, sentence: str) -> None:
    assert card.start(b"before\nsecret-password") == 0
    assert card.start(note) == 1
    assert sentence in card.problem.read_text()
    assert (
        card.said == f"take-wifi: {card.problem.read_text().strip()}; wifi.txt stays, and so does the Wi-Fi of before\n"
    )
    assert card.note.read_bytes() == note
    assert card.network()[0] == "before"
    assert card.start(b"after\nsecret-password") == 0
    assert not card.problem.exists()


def test_a_start_without_a_note_changes_nothing(card: Card) -> None:
    assert card.start() == 0
    assert (card.said, list(card.connections.iterdir())) == ("", [])
