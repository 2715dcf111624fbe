"""A sealed edition is looked at anew whenever sync starts, without a network: signatures, approvals, hashes."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from player.errors import FeedError, FetchError, StoreError
from player.sealed import Seal, current_name
from player.sync.enrolment import load_enrolment
from player.sync.proof import PROOF_FILE, fault_of_sealed
from playlists.approval import ApprovalKey, Register
from playlists.edition import Edition, parse_edition
from playlists.item import Method, Picture
from playlists.wire import encode
from tests.fakes.feed import BEFORE, LOBBY, Feed, seal_feed
from tests.player.sync.conftest import Street

MOST_S = 1.0
SMALL = msgspec.structs.replace(LOBBY, width_px=320, height_px=180)


def reseal(street: Street, change: Callable[[Path], object]) -> None:
    """Change what is sealed and seal it again, as somebody could who has the disk in hand."""
    name = current_name(street.state)
    assert name is not None
    folder = street.state / "sealed" / "new"
    shutil.copytree(street.state / "sealed" / name, folder)
    (folder / "seal.json").unlink()
    change(folder)
    files = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}
    seal = encode(Seal(screen="hall-1", files=files))
    (folder / "seal.json").write_bytes(seal)
    folder.rename(folder.with_name(sha256(seal).hexdigest()))
    (street.state / "current").write_text(sha256(seal).hexdigest())


def with_another_title(document: bytes) -> Edition:
    edition = parse_edition(document)
    item = msgspec.structs.replace(edition.items[0], title="谣言")
    return msgspec.structs.replace(edition, items=(item,))


def change_edition(folder: Path) -> None:
    (folder / "edition.json").write_bytes(encode(with_another_title((folder / "edition.json").read_bytes())))


def change_documents(folder: Path) -> None:
    for name in ("edition.json", "base.json"):
        (folder / name).write_bytes(encode(with_another_title((folder / name).read_bytes())))


def change_register(folder: Path) -> None:
    register = msgspec.json.decode((folder / "register.json").read_bytes(), type=Register)
    key = ApprovalKey(id="office-1", method=Method.OFFICE, public="ab" * 32, since=BEFORE)
    (folder / "register.json").write_bytes(encode(msgspec.structs.replace(register, keys=(key,))))


def change_deck(folder: Path) -> None:
    deck = (folder / "deck.json").read_bytes()
    (folder / "deck.json").write_bytes(deck.replace(b'"item":"roads"', b'"item":"rumour"'))


def another_offices(folder: Path) -> None:
    other = Feed(folder.parent.parent.parent / "other")
    other.add_item("rumour")
    other.publish()
    (folder / PROOF_FILE).write_bytes(encode(other.proof()))
    (folder / "base.json").write_bytes(other.document)
    (folder / "edition.json").write_bytes(other.document)
    (folder / "register.json").write_bytes(encode(other.register))


FORGERIES = {
    "an edition that its documents do not make": (change_edition, "not what its documents make together"),
    "documents that nobody signed": (change_documents, "not those that were signed"),
    "a register that nobody signed": (change_register, "not those that were signed"),
    "slides of an item that nobody approved": (change_deck, "it has slides of item rumour, which nobody approved"),
    "another office's": (another_offices, "not those that were signed"),
    "no proof": (lambda folder: (folder / PROOF_FILE).unlink(), "nothing vouches for its documents"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_disk_is_taken_off_without_a_network_and_fetched_anew_with_one(street: Street, forgery: str) -> None:
    change, why = FORGERIES[forgery]
    reseal(street, change)
    street.office.answers["/feed/*"] = lambda handler: handler.answer(503, b"")

    with pytest.raises(StoreError, match=why):
        street.sync()

    assert street.on_screen() is None
    assert any(why in what and "it is taken off and fetched anew" in what for what in street.incidents())
    street.office.answers.clear()
    street.sync()
    assert street.on_screen() == "roads"
    assert parse_edition((street.sealed().folder / "edition.json").read_bytes()).items[0].title != "谣言"


class TestAnHonestDisk:
    def starts_without_network(self, street: Street) -> None:
        street.office.answers["/*"] = lambda handler: handler.answer(503, b"")
        assert "HTTP 503" in street.refused(FetchError)
        street.office.answers.clear()

    def test_holds(self, street: Street) -> None:
        self.starts_without_network(street)

    def test_holds_long_after_its_signatures_expired(self, street: Street) -> None:
        assert "expired" in street.refused(FeedError, lambda: street.sync_at(datetime(2040, 1, 1, tzinfo=UTC)))

    def test_holds_with_an_urgent_edition_on_it(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.sync()
        self.starts_without_network(street)
        assert street.on_screen() == "flood"

    def test_holds_when_the_feed_went_on_and_this_screen_could_not(self, street: Street) -> None:
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.feed.publish()
        street.feed.path_of_blob(picture).unlink()
        with pytest.raises(FeedError):
            street.sync()
        self.starts_without_network(street)
        assert street.on_screen() == "flood"

    def test_is_sealed_anew_under_another_root(self, street: Street) -> None:
        street.feed.replace_targets_key()
        assert street.sync().is_new
        assert not street.sync().is_new
        self.starts_without_network(street)


def test_what_an_old_targets_key_signed_does_not_hold_under_another_root(street: Street) -> None:
    old = street.sealed().name
    street.feed.replace_targets_key()
    street.sync()
    (street.state / "current").write_text(old)

    with pytest.raises(StoreError, match="not those that were signed"):
        street.sync()


def test_two_hundred_items_are_looked_at_in_less_than_a_second(tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed", screens=(SMALL,))
    for number in range(200):
        feed.add_item(f"item-{number}")
    feed.publish()
    sealed = seal_feed(tmp_path / "state", feed)
    enrolment, root = load_enrolment(tmp_path / "state")
    began = time.process_time()

    assert fault_of_sealed(sealed, enrolment, root, tmp_path) is None

    assert time.process_time() - began < MOST_S
