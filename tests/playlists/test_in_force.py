from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.in_force import items_in_force
from playlists.item import Audience
from playlists.schedule import DayPart, Hours, Priority
from tests.fakes.sealed import ZONE, SealedSample

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo(ZONE))
MOMENT = timedelta(microseconds=1)
SAMPLE = SealedSample(items=("roads", "budget"))


def named(edition: Edition, at: datetime = NOON, deck: Deck | None = None) -> list[str]:
    return [item.id for item in items_in_force(edition, deck or SAMPLE.deck(), at).items]


def with_rule(**changes: object) -> Edition:
    edition = SAMPLE.edition()
    return msgspec.structs.replace(edition, rules=(msgspec.structs.replace(edition.rules[0], **changes),))


def test_a_rule_counts_while_it_is_in_force() -> None:
    edition = with_rule(hours=Hours(parts=(DayPart(since=time(8), until=time(12)),)))
    assert named(edition, NOON - MOMENT) == ["roads", "budget"]
    assert named(edition, NOON) == []
    assert items_in_force(edition, SAMPLE.deck(), NOON - timedelta(hours=1)).until == NOON


def test_a_rule_that_is_outranked_counts_too() -> None:
    edition = SAMPLE.edition()
    urgent = msgspec.structs.replace(edition.rules[0], id="urgent", priority=Priority.URGENT)
    assert named(msgspec.structs.replace(edition, rules=(*edition.rules, urgent))) == ["roads", "budget"]


def test_a_rule_for_another_screen_does_not_count() -> None:
    assert named(with_rule(screens=("annex",))) == []


def test_what_was_not_drawn_for_the_screen_is_not_named() -> None:
    deck = SAMPLE.deck()
    assert named(SAMPLE.edition(), deck=msgspec.structs.replace(deck, slides=deck.slides[1:])) == ["budget"]


@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.UNIT])
def test_what_is_not_for_passers_by_is_not_named_before_them(audience: Audience) -> None:
    edition = SAMPLE.edition()
    first, second = edition.items
    inner = msgspec.structs.replace(first, audience=audience)
    assert named(msgspec.structs.replace(edition, items=(inner, second))) == ["budget"]
