"""``office feed verify``: what a screen would say of a feed, before it is taken anywhere."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError
from pytest_django.live_server_helper import LiveServer

from office.by_hand.verify import feed_at, verify
from office.publishing import expiries
from office.publishing.services import publish
from office.screens.models import Screen
from player.errors import FeedError
from playlists.by_hand import FEED
from tests.fakes.feed import Feed
from tests.office.by_hand.conftest import Errand, now
from tests.office.street import Street


@pytest.fixture
def carried(errand: Errand) -> Errand:
    errand.export()
    return errand


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def faults(errand: Errand, *words: str) -> str:
    """What it says of a feed that does not hold."""
    with feed_at(str(errand.stick), "") as feed:
        verdicts, _ = verify(feed, words or ("lobby", "yard"), now(), errand.stick.parent / "scratch-verify")
    assert any(one.faults for one in verdicts)
    return "\n".join(f"{one.group}: {fault}" for one in verdicts for fault in one.faults)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path) -> None:
    (tmp_path / "scratch-verify").mkdir()


def test_a_good_feed_gets_one_line_for_each_group(carried: Errand) -> None:
    until = f"{now() + expiries.TIMESTAMP:%Y-%m-%d %H:%M} UTC"
    what = "edition 1 in order: 1 item, 1 picture; signatures hold until "

    lines = carried.office("verify", carried.stick).splitlines()

    assert [line.partition(what)[0] for line in lines] == ["lobby: ", "yard: "]
    assert all(line.endswith(" UTC") and line.partition(what)[2] <= until for line in lines)


def test_urgent_editions_are_told(carried: Errand, street: Street) -> None:
    street.rule.priority = "urgent"
    street.rule.save()
    publish(None, street.approver, now())
    carried.export()

    assert "lobby: edition 2 and urgent edition 3 in order" in carried.office(
        "verify", carried.stick, "--group", "lobby"
    )


def test_one_group_alone(carried: Errand) -> None:
    shutil.rmtree(carried.stick / FEED / "blobs" / "yard")

    assert len(carried.office("verify", carried.stick, "--group", "lobby").splitlines()) == 1


def test_something_that_does_not_hold_ends_with_1(carried: Errand) -> None:
    shutil.rmtree(carried.stick / FEED / "blobs" / "yard")

    with pytest.raises(CommandError, match="what is published for yard does not wholly hold"):
        carried.office("verify", carried.stick)


class TestWhatDoesNotHold:
    def test_a_picture_that_is_missing(self, carried: Errand) -> None:
        shutil.rmtree(carried.stick / FEED / "blobs" / "lobby")

        assert "is named by the edition and not in the feed" in faults(carried, "lobby")

    def test_a_picture_that_was_changed(self, carried: Errand) -> None:
        flip(next((carried.stick / FEED / "blobs" / "lobby").iterdir()))

        assert "was changed: its bytes are not those that were approved" in faults(carried, "lobby")

    def test_an_edition_that_was_changed(self, carried: Errand) -> None:
        flip(next((carried.stick / FEED / "targets" / "lobby").iterdir()))

        assert "lobby: lobby/edition.json was changed or is not the office's" in faults(carried)

    def test_a_group_that_is_not_there(self, carried: Errand) -> None:
        assert faults(carried, "nowhere") == "nowhere: the feed has no nowhere/edition.json"

    def test_an_item_before_whose_screen_it_may_not_be_seen(self, carried: Errand, street: Street) -> None:
        inside = Screen.objects.create(slug="inside", title="党员活动室", group=street.lobby, audience="members")
        street.approved("党内通报", audience="members")
        publish(None, street.approver, now())
        carried.export()

        assert "it is for members, and screen lobby-1 stands before public" in faults(carried, "lobby")
        assert inside.pk

    def test_metadata_that_was_changed(self, carried: Errand) -> None:
        flip(next((carried.stick / FEED / "metadata").glob("*.snapshot.json")))

        with pytest.raises(CommandError, match="the feed's metadata was changed or is not the office's"):
            carried.office("verify", carried.stick)

    def test_another_offices_feed(self, carried: Errand, tmp_path: Path) -> None:
        other = Feed(tmp_path / "other" / FEED)
        other.add_item("roads")
        other.publish()

        with pytest.raises(CommandError, match="was changed or is not the office's"):
            carried.office("verify", tmp_path / "other")

    def test_signatures_that_are_over(self, carried: Errand, tmp_path: Path) -> None:
        with feed_at(str(carried.stick), "") as feed, pytest.raises(FeedError, match="the office has to sign again"):
            verify(feed, ["lobby"], now() + timedelta(days=8), tmp_path / "scratch-verify")

    def test_an_approval_that_does_not_count(self, carried: Errand, damage_approval: Callable[[], None]) -> None:
        damage_approval()

        assert "is not in the register for approve" in faults(carried, "lobby")

    def test_an_empty_stick(self, carried: Errand) -> None:
        shutil.rmtree(carried.stick / FEED)

        with pytest.raises(CommandError, match="carries no group's edition"):
            carried.office("verify", carried.stick)


@pytest.mark.django_db(transaction=True)
class TestByAddress:
    def test_a_feed_on_a_web_server_is_checked_with_a_screens_token(
        self, errand: Errand, live_server: LiveServer
    ) -> None:
        said = errand.office("verify", f"{live_server.url}/feed", "--token", errand.token)

        assert said.startswith("lobby: edition 1 in order: 1 item, 1 picture;")
        assert len(said.splitlines()) == 1

    def test_without_a_token_it_says_that_it_was_refused(self, errand: Errand, live_server: LiveServer) -> None:
        with pytest.raises(CommandError, match="refuses this screen"):
            errand.office("verify", f"{live_server.url}/feed")


@pytest.fixture
def damage_approval(carried: Errand, street: Street) -> Callable[[], None]:
    """The stick's lobby gets an edition, truly signed, with an approval by somebody whom the register does not name."""
    from office.publishing.feed import bring_in_line  # noqa: PLC0415
    from office.publishing.models import Publication  # noqa: PLC0415

    def damage() -> None:
        publication = Publication.objects.filter(group=street.lobby).latest("number")
        document = bytes(publication.document).replace(b'"san-pi"', b'"nobody"')
        assert document != bytes(publication.document)
        publication.document = document
        publication.save()
        bring_in_line(now())
        carried.export()
        assert settings.FEED

    return damage
