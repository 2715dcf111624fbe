"""An urgent edition: on show before everything else, and signed by a key of its own."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from player.errors import FeedError
from player.sealed import current_name
from playlists.feed import EDITIONS_ROLE, URGENT_ROLE
from playlists.item import Picture
from playlists.schedule import Priority, Rule
from tests.fakes.feed import BEFORE, ZONE
from tests.player.sync.conftest import Street, leftovers


class TestCuttingIn:
    def test_it_takes_the_screen_from_the_edition_on_show(self, street: Street) -> None:
        flood = street.feed.add_item("flood")
        urgent = street.feed.publish_urgent(flood)

        assert street.sync().is_new

        assert (street.on_screen(), street.sealed().edition.number) == ("flood", urgent.number)
        assert street.items_on_show() == ["roads", "flood"]
        assert leftovers(street.state) == []

    def test_one_without_rules_gives_the_screen_back(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.sync()
        street.feed.publish_urgent()
        street.sync()

        assert street.on_screen() == "roads"

    def test_it_outlives_the_next_edition(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.sync()
        street.feed.add_item("budget")
        street.feed.publish()
        street.sync()

        assert street.on_screen() == "flood"
        assert set(street.items_on_show()) == {"roads", "budget", "flood"}

    def test_nothing_large_delays_it(self, street: Street) -> None:
        """The next edition's picture cannot be fetched at all, and the urgent notice is up all the same."""
        flood = street.feed.add_item("flood")
        street.feed.publish_urgent(flood)
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish()
        street.feed.path_of_blob(picture).unlink()

        with pytest.raises(FeedError, match=picture[:12]):
            street.sync()

        assert street.on_screen() == "flood"

    def test_a_new_screen_gets_both_at_once(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        (street.state / "current").unlink()
        street.sync()

        assert street.on_screen() == "flood"

    def test_a_second_round_finds_nothing_new(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.sync()
        before = current_name(street.state)

        assert not street.sync().is_new
        assert current_name(street.state) == before


class TestWhoMaySign:
    def test_the_editions_key_cannot_sign_an_urgent_edition(self, street: Street) -> None:
        street.feed.signers[URGENT_ROLE] = street.feed.signers[EDITIONS_ROLE]
        street.feed.publish_urgent(street.feed.add_item("flood"))

        assert "urgent" in street.refused(FeedError)

    def test_an_edition_cannot_carry_an_urgent_rule(self, street: Street) -> None:
        street.feed.rules = (Rule(id="now", title="现在", playlist="all", zone=ZONE, priority=Priority.URGENT),)
        street.feed.publish()

        assert "edition 2 holds the urgent rule now" in street.refused(FeedError)

    def test_an_urgent_edition_cannot_carry_another_rule(self, street: Street) -> None:
        rule = Rule(id="always", title="每天", playlist="urgent", zone=ZONE)
        street.feed.publish_urgent(street.feed.add_item("flood"), rules=(rule,))

        assert "urgent edition 2 holds the base rule always" in street.refused(FeedError)

    def test_what_nobody_approved_is_not_shown_however_urgent(self, street: Street) -> None:
        flood = msgspec.structs.replace(street.feed.add_item("flood"), approvals=())
        street.feed.publish_urgent(flood)
        street.sync()

        assert street.on_screen() == "roads"
        assert any("item flood" in what and "needs exactly one" in what for what in street.incidents())


class TestGoingBack:
    def test_an_older_urgent_edition_signed_anew_is_refused(self, street: Street) -> None:
        flood = street.feed.add_item("flood")
        street.feed.publish_urgent(flood, number=7)
        street.sync()
        street.feed.publish_urgent(flood, number=6)

        assert "edition 6 is older than edition 7" in street.refused(FeedError)

    def test_the_same_number_with_other_content_is_refused(self, street: Street) -> None:
        flood = street.feed.add_item("flood")
        street.feed.publish_urgent(flood, number=7)
        street.sync()
        street.feed.publish_urgent(number=7)

        assert "other content" in street.refused(FeedError)

    def test_one_that_vanished_from_the_feed_is_missed(self, street: Street) -> None:
        street.feed.publish_urgent(street.feed.add_item("flood"))
        street.sync()
        street.feed.sign_no_urgent()

        assert "no longer has urgent edition 2" in street.refused(FeedError)

    def test_an_edition_between_two_urgent_ones_is_taken(self, street: Street) -> None:
        """Numbers are shared, so the parts may come to a screen in another order than they were made in."""
        flood = street.feed.add_item("flood")
        street.feed.add_item("budget")
        street.feed.publish()
        street.feed.publish_urgent(flood)
        street.sync()

        assert street.sealed().edition.number == 3
        assert set(street.items_on_show()) == {"roads", "budget", "flood"}


def test_what_an_urgent_rule_leaves_to_the_programme_stays_the_programmes(street: Street) -> None:
    ahead = datetime.now(UTC) + timedelta(days=2)
    rule = Rule(
        id="later",
        title="后天",
        playlist="urgent",
        zone=ZONE,
        priority=Priority.URGENT,
        since=ahead.replace(tzinfo=None),
    )
    street.feed.publish_urgent(street.feed.add_item("flood", shown_from=BEFORE), rules=(rule,))
    street.sync()

    assert street.on_screen() == "roads"
