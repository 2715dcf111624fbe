"""Replacing and renewing keys, seen by a screen that pinned the first root and has looked at the feed before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from tuf.api.exceptions import RepositoryError
from tuf.ngclient import Updater

from office.people.models import Role
from office.publishing import expiries
from office.publishing.ceremony import Safe, expiring, overview, renew, replace_key
from office.publishing.errors import KeysMissingError, PublishingError
from office.publishing.keys import key_path
from office.publishing.keys_init import init_keys
from office.publishing.metadata import read_root
from office.publishing.services import publish, renew_signatures
from playlists.edition import parse_edition
from tests.office.publishing.folder_fetcher import client_of, read_target
from tests.office.street import Street

OWN = ("snapshot", "timestamp", "editions", "urgent", "approval")


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def look(tmp_path: Path) -> Callable[[], Updater]:
    """What the same screen finds in the feed, now and each later time."""
    root = (Path(settings.FEED) / "metadata" / "1.root.json").read_bytes()
    return lambda: client_of(Path(settings.FEED), tmp_path / "screen", root)


def place_of(street: Street, name: str) -> Path:
    return key_path(Path(settings.KEYS) if name in OWN else street.offline, name)


def edition_number(updater: Updater) -> int:
    return parse_edition(read_target(updater, "lobby/edition.json")).number


@pytest.mark.parametrize("name", [*OWN, "targets", "register", "root-1"])
def test_a_screen_follows_the_new_key(street: Street, look: Callable[[], Updater], name: str) -> None:
    street.approved("第一条")
    publish(None, street.approver, now())
    assert edition_number(look()) == 1
    old = place_of(street, name).read_bytes()
    replace_key(name, Safe([street.offline]), now())
    assert place_of(street, name).read_bytes() != old
    street.approved("第二条")
    publish(None, street.approver, now())
    edition = parse_edition(read_target(look(), "lobby/edition.json"))
    assert (edition.number, len(edition.items)) == (2, 2)
    assert not list(Path(settings.DATA).parent.rglob("*.new.pem"))


@pytest.mark.parametrize("name", ["snapshot", "timestamp", "editions"])
def test_what_the_old_key_signs_is_refused_afterwards(street: Street, look: Callable[[], Updater], name: str) -> None:
    street.approved()
    publish(None, street.approver, now())
    look()
    stolen = place_of(street, name).read_bytes()
    replace_key(name, Safe([street.offline]), now())
    look()
    place_of(street, name).write_bytes(stolen)
    street.approved("伪造")
    publish(None, street.approver, now())
    with pytest.raises(RepositoryError):
        edition_number(look())


def test_two_of_three_root_keys_from_two_sticks(street: Street, look: Callable[[], Updater], tmp_path: Path) -> None:
    """The third lies elsewhere and is not needed; one alone is not enough, and then nothing changes."""
    sticks = three_roots(tmp_path)
    screen = client_of(Path(settings.FEED), tmp_path / "another")
    with pytest.raises(KeysMissingError, match="2 root keys have to sign and 1 are here"):
        renew(Safe(sticks[:1]), now())
    assert read_root().signed.version == 1
    renew(Safe(sticks[:2]), now() + timedelta(days=30))
    assert screen
    client_of(Path(settings.FEED), tmp_path / "another", (Path(settings.FEED) / "metadata/1.root.json").read_bytes())
    assert read_root().signed.version == 2
    assert street
    assert look


def test_a_lost_root_key_is_replaced_by_the_others(street: Street, tmp_path: Path) -> None:
    sticks = three_roots(tmp_path)
    before = set(read_root().signed.roles["root"].keyids)
    (sticks[2] / "root-3.pem").unlink()
    replace_key("root-3", Safe([sticks[2], *sticks[:2]]), now())
    after = set(read_root().signed.roles["root"].keyids)
    assert len(after) == 3
    assert len(before - after) == 1
    assert (sticks[2] / "root-3.pem").exists()
    client_of(Path(settings.FEED), tmp_path / "screen")
    assert street


def test_two_lost_root_keys_are_not_guessed_at(street: Street, tmp_path: Path) -> None:
    sticks = three_roots(tmp_path)
    with pytest.raises(KeysMissingError, match="which of the root keys"):
        replace_key("root-3", Safe(sticks[:1]), now())
    assert read_root().signed.version == 1
    assert street


@pytest.mark.parametrize("name", ["snapshot", "editions", "root-1", "register"])
def test_whatever_is_cut_off_is_finished_by_doing_it_again(
    street: Street, look: Callable[[], Updater], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The power goes at the first file that gets its name, then at the second, and so on; the timer comes first."""
    for step in count(1):
        was_cut = cut_at(monkeypatch, step, lambda: replace_key(name, Safe([street.offline]), now()))
        renew_signatures(now())
        replace_key(name, Safe([street.offline]), now())
        street.approved(f"第 {step} 条")
        publish(None, street.approver, now())
        assert edition_number(look()) == step
        if not was_cut:
            break
    assert step > 3


def cut_at(monkeypatch: pytest.MonkeyPatch, step: int, act: Callable[[], None]) -> bool:
    """Do ``act`` on a disk that fails for good when the ``step``-th file gets its name; whether it came to that."""
    calls = count(1)
    rename = Path.replace

    def replace(path: Path, target: Path) -> Path:
        if next(calls) >= step:
            raise OSError("power cut")
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            act()
        except (OSError, PublishingError):
            return True
    return False


def test_the_staff_hear_in_time_that_offline_keys_are_needed(street: Street) -> None:
    assert expiring(now()) == []
    late = now() + timedelta(days=320)
    assert [one.role for one in expiring(late)] == ["targets", "register"]
    renew(Safe([street.offline]), late)
    assert [one.role for one in expiring(late)] == ["register"]


def test_the_publishing_page_says_so_too(street: Street, as_role: Callable[..., Client]) -> None:
    client = as_role(Role.SCHEDULER)
    assert "office keys renew" not in client.get("/publishing/").content.decode()
    renew(Safe([street.offline]), now() - expiries.TARGETS + timedelta(days=20))
    assert "office keys renew" in client.get("/publishing/").content.decode()


def test_the_commands_say_what_they_did_and_what_is_missing(street: Street, tmp_path: Path) -> None:
    out = StringIO()
    call_command("keys", "list", stdout=out)
    assert [line.split()[0] for line in out.getvalue().splitlines()] == [line.role for line in overview()]
    call_command("keys", "replace", "timestamp", "--offline", str(street.offline), stdout=out)
    assert "The key timestamp was replaced" in out.getvalue()
    with pytest.raises(CommandError, match="there is no key 'door'"):
        call_command("keys", "replace", "door", "--offline", str(street.offline))
    with pytest.raises(CommandError, match="no key 'targets' in"):
        call_command("keys", "replace", "editions", "--offline", str(tmp_path / "empty"))
    with pytest.raises(PublishingError):
        replace_key("root-9", Safe([tmp_path / "empty"]), now())


def three_roots(tmp_path: Path) -> list[Path]:
    """Another office with three root keys, two of which must sign, each on a stick of its own."""
    settings.DATA = tmp_path / "three"
    settings.KEYS, settings.FEED = settings.DATA / "keys", settings.DATA / "feed"
    settings.DATA.mkdir()
    init_keys(tmp_path / "stick-1", 3, 2, now())
    for number in (2, 3):
        (tmp_path / f"stick-{number}").mkdir()
        (tmp_path / "stick-1" / f"root-{number}.pem").rename(tmp_path / f"stick-{number}" / f"root-{number}.pem")
    return [tmp_path / f"stick-{number}" for number in (1, 2, 3)]
