"""An urgent edition laid over another: both together, doubles from the later, and the screen back afterwards."""

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.item import Paragraph
from playlists.on_air import on_air
from playlists.playlist import ItemEntry, Playlist
from playlists.schedule import Priority
from playlists.urgent import fault_of_rules, laid_over, parted
from tests.playlists.programmes import (
    MONDAY,
    instants,
    make_deck,
    make_edition,
    make_item,
    make_rule,
    make_slide,
    programmes,
)

FLOOD = make_item("flood")
URGENT_RULE = make_rule("now", "urgent", priority=Priority.URGENT)


def playlist(name: str, *items: str) -> Playlist:
    return Playlist(id=name, title=name, entries=tuple(ItemEntry(item=item) for item in items))


def base(number: int = 1, **changes: object) -> Edition:
    fields = {"items": (make_item("a"),), "playlists": (playlist("p", "a"),), "rules": (make_rule("base", "p"),)}
    return make_edition(number=number, **{**fields, **changes})


def urgent(number: int = 2, **changes: object) -> Edition:
    fields = {"items": (FLOOD,), "playlists": (playlist("urgent", "flood"),), "rules": (URGENT_RULE,)}
    return make_edition(number=number, **{**fields, **changes})


def test_it_takes_the_screen_while_its_rule_is_in_force() -> None:
    ends = (MONDAY + timedelta(hours=8 + 2)).replace(tzinfo=None)  # Shanghai's clocks
    over = laid_over(base(), urgent(rules=(msgspec.structs.replace(URGENT_RULE, until=ends),)))
    deck = make_deck((make_slide("a"), make_slide("flood")))
    shown = [on_air(over, deck, MONDAY + timedelta(hours=hours)).slide for hours in (1, 3)]
    assert [slide.item for slide in shown if slide] == ["flood", "a"]


@pytest.mark.parametrize(("edition", "cut_in", "text"), [(1, 2, "新"), (3, 2, "旧")])
def test_what_both_hold_is_taken_from_the_one_with_the_higher_number(edition: int, cut_in: int, text: str) -> None:
    old = base(edition, items=(make_item("a", body=(Paragraph("旧"),)),))
    new = urgent(
        cut_in, items=(make_item("a", version=2, body=(Paragraph("新"),)),), playlists=(playlist("urgent", "a"),)
    )
    over = laid_over(old, new)
    assert [item.body for item in over.items] == [(Paragraph(text),)]
    assert over.number == max(edition, cut_in)


def test_the_screens_and_the_name_stay_the_editions() -> None:
    strange = msgspec.structs.replace(urgent(), organisation="别处", screens=())
    over = laid_over(base(), strange)
    assert (over.organisation, over.screens) == (base().organisation, base().screens)


def test_without_one_nothing_changes() -> None:
    assert laid_over(base(), None) == base()


def test_each_rule_belongs_in_one_of_the_two() -> None:
    rules = (URGENT_RULE, make_rule("base", "p"), make_rule("campaign", "p", priority=Priority.CAMPAIGN))
    assert parted(rules, is_urgent=True) == rules[:1]
    assert parted(rules, is_urgent=False) == rules[1:]
    assert fault_of_rules(base(), is_urgent=False) is None
    assert fault_of_rules(urgent(), is_urgent=True) is None
    assert fault_of_rules(urgent(), is_urgent=False) == "edition 2 holds the urgent rule now"
    assert fault_of_rules(base(), is_urgent=True) == "urgent edition 1 holds the base rule base"


@given(programmes(), instants)
def test_an_edition_and_its_urgent_half_play_what_the_whole_would(
    programme: tuple[Edition, Deck], at: datetime
) -> None:
    whole, deck = programme
    half, other = (
        msgspec.structs.replace(whole, number=number, rules=parted(whole.rules, is_urgent=kind))
        for number, kind in ((1, False), (2, True))
    )
    assert on_air(laid_over(half, other), deck, at) == on_air(whole, deck, at)
