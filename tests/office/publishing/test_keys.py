import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings
from tuf.api.metadata import Metadata

from office.publishing.approval_key import sign_statement
from office.publishing.errors import KeysExistError, KeysMissingError, PublishingError
from office.publishing.keys import approval_key, public_hex
from office.publishing.keys_init import init_keys
from tests.office.publishing.folder_fetcher import client_of


@pytest.fixture
def safe(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "office"
    settings.KEYS, settings.FEED = settings.DATA / "keys", settings.DATA / "feed"
    settings.DATA.mkdir()
    return tmp_path / "safe"


def test_every_key_lies_where_it_belongs_and_only_its_owner_may_read_it(safe: Path) -> None:
    init_keys(safe, 3, 2, datetime.now(UTC))
    assert {path.name for path in safe.iterdir()} == {
        "root-1.pem", "root-2.pem", "root-3.pem", "targets.pem", "register.pem"
    }  # fmt: skip
    own = set(Path(settings.KEYS).iterdir())
    assert {path.name for path in own} == {
        f"{name}.pem" for name in ("snapshot", "timestamp", "editions", "urgent", "approval")
    }
    assert {stat.S_IMODE(path.stat().st_mode) for path in (*own, *safe.iterdir())} == {0o600}


def test_a_screen_accepts_the_first_metadata(safe: Path, tmp_path: Path) -> None:
    init_keys(safe, 3, 2, datetime.now(UTC))
    assert client_of(Path(settings.FEED), tmp_path / "screen").get_targetinfo("register.json") is None
    root = Metadata.from_file(str(Path(settings.FEED) / "metadata" / "1.root.json"))
    assert root.signed.roles["root"].threshold == 2
    assert len(root.signatures) == 3


def test_a_second_run_changes_nothing(safe: Path) -> None:
    init_keys(safe, 1, 1, datetime.now(UTC))
    before = {path: path.read_bytes() for path in settings.DATA.rglob("*") if path.is_file()}
    with pytest.raises(KeysExistError, match="nothing was changed"):
        init_keys(safe.with_name("other"), 1, 1, datetime.now(UTC))
    assert {path: path.read_bytes() for path in settings.DATA.rglob("*") if path.is_file()} == before
    assert not safe.with_name("other").exists()


@pytest.mark.parametrize("inside", ["", "keys", "feed/offline", "../office/x"])
def test_the_offline_folder_must_not_lie_in_the_offices_own(safe: Path, inside: str) -> None:
    assert safe
    with pytest.raises(PublishingError, match="own folder"):
        init_keys(Path(settings.DATA) / inside, 1, 1, datetime.now(UTC))


@pytest.mark.parametrize(("keys", "threshold"), [(1, 2), (2, 0), (0, 0)])
def test_a_threshold_that_cannot_be_met_is_refused(safe: Path, keys: int, threshold: int) -> None:
    with pytest.raises(PublishingError, match="threshold"):
        init_keys(safe, keys, threshold, datetime.now(UTC))
    assert not safe.exists()


def test_a_statement_is_signed_with_the_listed_key(safe: Path) -> None:
    init_keys(safe, 1, 1, datetime.now(UTC))
    key_id, proof = sign_statement(b"statement")
    assert key_id.startswith("office-")
    public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex(approval_key())))
    public.verify(bytes.fromhex(proof), b"statement")


def test_without_keys_signing_says_what_to_run(safe: Path) -> None:
    assert safe
    with pytest.raises(KeysMissingError, match="office keys init"):
        sign_statement(b"statement")


def test_commands_tell_faults_in_one_sentence(safe: Path) -> None:
    call_command("keys", "init", "--offline", str(safe))
    with pytest.raises(CommandError, match="there already"):
        call_command("keys", "init", "--offline", str(safe))
    with pytest.raises(CommandError, match="holds no key 'register'"):
        call_command("register", "sign", "--offline", str(safe / "empty"))
