"""One test per attack on the wire or in the office: what is on disk afterwards, and what the office hears."""

import contextlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from player.errors import FeedError, FetchError
from playlists.feed import METADATA
from playlists.item import Approval, Audience, Item, Picture, Step
from playlists.schedule import Rule
from playlists.wire import encode
from tests.fakes.feed import LOBBY, Feed
from tests.fakes.office_server import Handler, served
from tests.player.sync.conftest import Street


def flip_byte(path: Path, at: int = -2) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def with_proof_changed(item: Item) -> Item:
    first, second = item.approvals
    proof = ("0" if second.proof[0] != "0" else "1") + second.proof[1:]
    return msgspec.structs.replace(item, approvals=(first, msgspec.structs.replace(second, proof=proof)))


class TestChangedBytes:
    def test_a_changed_byte_in_a_picture_is_refused_and_named(self, street: Street) -> None:
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish()
        flip_byte(street.feed.path_of_blob(picture))

        assert f"picture {picture[:12]} of item bridge version 1 was changed" in street.refused(FeedError)

        assert picture in {path.name for path in street.feed.path_of_blob(picture).parent.iterdir()}
        assert not any((street.state / "blobs").iterdir())
        assert len(street.incidents()) == 1
        assert f"picture {picture[:12]} of item bridge" in street.incidents()[0]

    def test_a_changed_byte_in_the_edition_is_refused_and_named(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        flip_byte(street.feed.path_of_edition())

        assert "lobby/edition.json was changed" in street.refused(FeedError)

        assert ["lobby/edition.json was changed" in what for what in street.incidents()] == [True]

    def test_a_changed_byte_in_an_approval_on_the_wire_is_refused(self, street: Street) -> None:
        item = street.feed.add_item("bridge")
        street.feed.publish()
        proof = item.approvals[1].proof.encode()
        path = street.feed.path_of_edition()
        path.write_bytes(path.read_bytes().replace(proof, (b"0" if proof[:1] != b"0" else b"1") + proof[1:]))

        assert "lobby/edition.json was changed" in street.refused(FeedError)

    def test_a_changed_approval_that_the_office_signed_is_dropped_alone_and_named_once(self, street: Street) -> None:
        street.feed.put(with_proof_changed(street.feed.add_item("bridge")))
        street.feed.publish()

        street.sync()
        street.sync()

        assert street.items_on_show() == ["roads"]
        sentence = "item bridge version 1: the approve's proof does not hold over this version; it is not shown"
        assert street.incidents() == [sentence]

    def test_a_changed_byte_in_the_metadata_is_refused(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        newest = max(
            (street.feed.folder / METADATA).glob("*.editions.json"), key=lambda path: int(path.name.split(".")[0])
        )
        newest.write_bytes(newest.read_bytes().replace(b'"length":', b'"length" :', 1).replace(b"lobby", b"lobbz"))

        assert "was changed or is not the office's" in street.refused(FeedError)


class TestApprovals:
    @pytest.mark.parametrize(
        ("approvals", "why"),
        [
            ((), "needs exactly one review, has 0"),
            (((Step.REVIEW, "wang"),), "needs exactly one approve, has 0"),
            (((Step.REVIEW, "wang"), (Step.APPROVE, "li")), "li drafted it and cannot approve it"),
            (((Step.REVIEW, "wang"), (Step.APPROVE, "wang")), "wang both reviewed and approved it"),
            (((Step.REVIEW, "wang"), (Step.APPROVE, "sun")), "sun is not in the register for approve"),
        ],
        ids=["none", "no approval", "by the drafter", "both by one person", "by a stranger"],
    )
    def test_an_item_without_two_right_approvals_is_dropped(
        self, street: Street, approvals: tuple[tuple[Step, str], ...], why: str
    ) -> None:
        item = street.feed.add_item("bridge")
        given = tuple(street.feed.approval(item, step, person) for step, person in approvals)
        street.feed.put(msgspec.structs.replace(item, approvals=given))
        street.feed.publish()

        street.sync()

        assert street.items_on_show() == ["roads"]
        assert len(street.incidents()) == 1
        assert why in street.incidents()[0]

    def test_approvals_moved_to_another_version_are_dropped(self, street: Street) -> None:
        approvals: tuple[Approval, ...] = street.feed.add_item("bridge").approvals
        second = street.feed.add_item("bridge", title="另一个题目")
        street.feed.put(msgspec.structs.replace(second, approvals=approvals))
        street.feed.publish()

        street.sync()

        assert street.items_on_show() == ["roads"]
        assert "item bridge version 2: the review's proof does not hold" in street.incidents()[0]

    def test_an_approver_struck_off_the_register_takes_items_down_without_a_new_edition(self, street: Street) -> None:
        register = street.feed.register
        ended = datetime(2025, 12, 20, tzinfo=UTC)
        approvers = tuple(
            msgspec.structs.replace(one, until=ended) if one.id == "zhao" else one for one in register.approvers
        )
        street.feed.publish_register(msgspec.structs.replace(register, number=2, approvers=approvers))

        street.sync()

        assert street.items_on_show() == []
        assert "zhao is not in the register for approve" in street.incidents()[0]

    def test_a_members_only_item_does_not_reach_a_lobby(self, street: Street) -> None:
        street.feed.add_item("dues", audience=Audience.MEMBERS)
        street.feed.publish()

        street.sync()

        assert street.items_on_show() == ["roads"]
        assert "it is for members, and screen hall-1 stands before public" in street.incidents()[0]


class TestEditions:
    def test_an_old_edition_signed_anew_is_refused(self, street: Street) -> None:
        old = street.feed.document
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()

        street.feed.publish_document(old)

        assert "edition 1 is older than edition 2" in street.refused(FeedError)
        assert street.items_on_show() == ["roads", "bridge"]

    def test_another_edition_of_the_same_number_is_refused(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish(1)

        assert "edition 1 came with other content than before" in street.refused(FeedError)
        assert len(street.incidents()) == 1

    @pytest.mark.parametrize("zone", ["Mars/Phobos", "Asia", "/etc/passwd"])
    def test_an_edition_in_a_zone_that_nobody_knows_is_refused(self, street: Street, zone: str) -> None:
        street.feed.screens = (msgspec.structs.replace(LOBBY, zone=zone),)
        street.feed.publish()
        assert f"names the time zone {zone}" in street.refused(FeedError)

        street.feed.screens = (LOBBY,)
        street.feed.rules = (Rule(id="always", title="每天", playlist="all", zone=zone),)
        street.feed.publish()
        assert f"names the time zone {zone}" in street.refused(FeedError)

    def test_old_metadata_replayed_is_refused(self, street: Street, tmp_path: Path) -> None:
        shutil.copytree(street.feed.folder, tmp_path / "old")
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()
        shutil.rmtree(street.feed.folder)
        shutil.copytree(tmp_path / "old", street.feed.folder)

        assert "was changed or is not the office's" in street.refused(FeedError)

    def test_another_groups_edition_is_refused(self, street: Street) -> None:
        other = msgspec.structs.replace(street.feed.edition(2), group="members")
        street.feed.publish_document(encode(other))

        assert "edition 2 is for group members, not for lobby" in street.refused(FeedError)

    def test_an_edition_for_other_screens_is_refused(self, street: Street) -> None:
        street.feed.screens = (msgspec.structs.replace(street.feed.screens[0], id="hall-2"),)
        street.feed.publish()

        assert "does not know screen hall-1" in street.refused(FeedError)

    def test_an_edition_that_breaks_the_contract_is_refused_naming_the_field(self, street: Street) -> None:
        street.feed.publish_document(street.feed.document.replace(b'"number":1', b'"number":0'))

        assert "$.number" in street.refused(FeedError)

    def test_an_edition_of_the_wrong_length_is_refused(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish_document(encode(street.feed.edition(2)), length=10)

        assert "lobby/edition.json is longer than was signed" in street.refused(FeedError)

    def test_another_offices_feed_is_refused(self, street: Street, tmp_path: Path) -> None:
        other = Feed(tmp_path / "other")
        other.add_item("lies")
        other.publish(9)
        shutil.rmtree(street.feed.folder)
        shutil.copytree(other.folder, street.feed.folder)

        assert "was changed or is not the office's" in street.refused(FeedError)


class TestTime:
    def test_expired_metadata_keeps_the_edition_and_is_told_once(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.feed.sign_timestamp(expires=datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1))

        assert "expired; the office has to sign again" in street.refused(FeedError)
        street.refused(FeedError)

        assert ["expired" in what for what in street.incidents()] == [True]

    def test_after_the_office_signed_again_an_expiry_is_told_anew(self, street: Street) -> None:
        an_hour_ago = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        street.feed.sign_timestamp(expires=an_hour_ago)
        street.refused(FeedError)
        street.feed.sign_timestamp()
        street.sync()
        street.feed.sign_timestamp(expires=an_hour_ago)
        street.refused(FeedError)

        assert len(street.incidents()) == 2

    def test_a_feed_frozen_since_last_week_is_expired_for_a_clock_that_fell_back_to_1970(self, street: Street) -> None:
        (street.state / "feed-time").write_text((datetime.now(UTC) + timedelta(days=31)).isoformat())

        assert "expired" in street.refused(FeedError)


def drip(handler: Handler) -> None:
    """Data without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/octet-stream")
    handler.end_headers()
    with contextlib.suppress(OSError):
        while True:
            handler.wfile.write(b" " * 65536)
    handler.close_connection = True


def log_in_page(handler: Handler) -> None:
    handler.answer(200, b"<html>Please log in</html>", "text/html; charset=utf-8")


def cut_short(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.close_connection = True


class TestWire:
    def test_metadata_without_end_is_cut_off(self, street: Street) -> None:
        street.office.answers["/feed/metadata/timestamp.json"] = drip

        assert "longer than was signed" in street.refused(FeedError)

    def test_an_edition_without_end_is_cut_off(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.office.answers["/feed/targets/lobby/*"] = drip

        assert "longer than was signed" in street.refused(FeedError)

    def test_a_networks_log_in_page_is_not_taken_for_the_feed(self, street: Street) -> None:
        street.office.answers["/feed/*"] = log_in_page

        assert "answers with a web page" in street.refused(FetchError)
        assert street.incidents() == []

    def test_a_log_in_page_called_octets_is_not_taken_for_the_feed(self, street: Street) -> None:
        street.office.answers["/feed/*"] = lambda handler: handler.answer(200, b"<html>", "application/octet-stream")

        assert "was changed or is not the office's" in street.refused(FeedError)

    def test_a_redirect_to_another_host_is_not_followed_and_gets_no_token(self, street: Street) -> None:
        with served(street.feed) as other:
            address = f"{other.address}/feed/metadata/timestamp.json"
            street.office.answers["/feed/metadata/timestamp.json"] = lambda handler: handler.answer(
                302, b"", Location=address
            )

            assert "sends /feed/metadata/timestamp.json elsewhere" in street.refused(FetchError)
            assert other.asked == []

    def test_an_answer_cut_short_is_tried_again_later(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.office.answers["/feed/targets/lobby/*"] = cut_short

        assert "broke off" in street.refused(FetchError)
        street.office.answers.clear()
        street.sync()

        assert street.items_on_show() == ["roads", "bridge"]

    def test_a_picture_cut_short_leaves_the_old_edition_until_it_comes_whole(self, street: Street) -> None:
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish()
        street.office.answers["/feed/blobs/*"] = cut_short

        street.refused(FetchError)
        (part,) = (street.state / "blobs").iterdir()
        assert part.suffix == ".part"  # what came waits for the rest, and is nobody's picture
        assert street.incidents() == []
        street.office.answers.clear()
        street.sync()

        assert street.items_on_show() == ["roads", "bridge"]

    def test_a_picture_that_is_not_in_the_feed_is_told_to_the_office(self, street: Street) -> None:
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish()
        street.feed.path_of_blob(picture).unlink()

        assert "not in the feed" in street.refused(FeedError)
        assert len(street.incidents()) == 1

    def test_an_office_that_is_gone_changes_nothing(self, street: Street) -> None:
        street.office.shutdown()
        street.office.server_close()

        assert "cannot be reached" in street.refused(FetchError)

    def test_a_token_that_was_withdrawn_is_told_on_the_spot(self, street: Street) -> None:
        street.feed.token = "x" * 40

        assert "refuses this screen (HTTP 401" in street.refused(FetchError)
