"""Title pages: where they stand in a rotation, what they announce, and how far ahead they are drawn."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given

from playlists.deck import Deck, Slide
from playlists.edition import Edition
from playlists.on_air import DayPlan, on_air
from playlists.playlist import ItemEntry, Playlist
from playlists.title_page import MOST_LISTS, openings_of
from tests.playlists.programmes import MONDAY, draw_deck, instants, make_edition, make_item, make_rule, programmes

NOON = datetime(2026, 9, 21, 4, tzinfo=UTC)


def programme_of(*playlists: Playlist, **item_changes: object) -> tuple[Edition, Deck]:
    names = sorted({entry.item for one in playlists for entry in one.entries if isinstance(entry, ItemEntry)})
    edition = make_edition(
        items=tuple(make_item(name, **item_changes) for name in names),
        playlists=playlists,
        rules=tuple(make_rule(f"rule-{one.id}", one.id) for one in playlists),
    )
    return edition, draw_deck(edition, {name: [8_000] for name in names})


def playlist(name: str, items: str, *, title_page: bool = True, weight: int = 1) -> Playlist:
    return Playlist(name, name, tuple(ItemEntry(item, weight=weight) for item in items), title_page=title_page)


def rotation(edition: Edition, deck: Deck, length: int, when: datetime = NOON) -> str:
    answers = islice(DayPlan(edition, deck, when).answers(), length)
    return "".join(named(deck, answer.slide) for answer in answers)


def named(deck: Deck, slide: Slide | None) -> str:
    return "-" if slide is None else slide.item or ("T" if deck.playlist_of(slide) else "F")


def test_each_pass_of_several_items_opens_with_the_title_page() -> None:
    assert rotation(*programme_of(playlist("p", "abc")), 8) == "TabcTabc"


def test_an_item_alone_needs_no_title_page_nor_does_a_list_that_wants_none() -> None:
    assert rotation(*programme_of(playlist("p", "a")), 3) == "aaa"
    assert rotation(*programme_of(playlist("p", "a", weight=2)), 3) == "aaa"
    assert rotation(*programme_of(playlist("p", "ab", title_page=False)), 4) == "abab"


def test_between_a_title_page_and_its_first_item_comes_no_other_rules_turn() -> None:
    edition, deck = programme_of(playlist("p", "abc"), playlist("q", "de", title_page=False))
    shown = rotation(edition, deck, 40)
    assert "T" in shown
    assert all(shown[at : at + 2] == "Ta" for at, one in enumerate(shown[:-1]) if one == "T")


def test_it_tells_its_rule_and_is_told_from_the_fallback_by_it() -> None:
    edition, deck = programme_of(playlist("p", "ab"))
    answer = on_air(edition, deck, DayPlan(edition, deck, NOON).since)
    assert answer.slide
    assert (answer.slide.item, answer.slide.version, answer.rule) == ("", 0, "rule-p")
    assert deck.playlist_of(answer.slide) == "p"
    assert deck.playlist_of(deck.fallback) == ""


def test_it_announces_the_items_of_the_moment() -> None:
    over = datetime(2026, 9, 21, 6, tzinfo=UTC)
    edition = make_edition(
        items=(make_item("a"), make_item("b", shown_until=over), make_item("c")),
        playlists=(playlist("p", "abc"),),
        rules=(make_rule("r", "p"),),
    )
    deck = draw_deck(edition, {name: [8_000] for name in "abc"})
    by_file = {title.slide.file: title.items for title in deck.titles}
    told = {
        when: next(
            by_file[answer.slide.file]
            for answer in DayPlan(edition, deck, when).answers()
            if answer.since >= when and answer.slide and not answer.slide.item
        )
        for when in (over - timedelta(hours=1), over)
    }
    assert list(told.values()) == [("a", "b", "c"), ("a", "c")]


def test_an_item_that_cannot_be_drawn_is_not_announced() -> None:
    edition, _ = programme_of(playlist("p", "abc"))
    deck = draw_deck(edition, {"a": [8_000], "c": [8_000]})
    assert {title.items for title in deck.titles} == {(), ("a", "c")}


def test_beyond_what_is_drawn_ahead_a_title_page_without_contents_stands_in() -> None:
    items = tuple(
        make_item(f"i{number}", shown_until=MONDAY + timedelta(days=number + 1)) for number in range(MOST_LISTS + 9)
    )
    edition = make_edition(
        items=items,
        playlists=(Playlist("p", "p", tuple(ItemEntry(item.id) for item in items), title_page=True),),
        rules=(make_rule("r", "p"),),
    )
    openings = list(openings_of(edition, edition.screens[0], items))
    assert len(openings) == MOST_LISTS + 1
    deck = draw_deck(edition, {item.id: [8_000] for item in items})
    for days, is_named in ((MOST_LISTS - 1, True), (MOST_LISTS + 1, False)):
        plan = DayPlan(edition, deck, MONDAY + timedelta(days=days, hours=1))
        shown = next(answer.slide for answer in plan.answers() if answer.slide and deck.playlist_of(answer.slide))
        (title,) = [title for title in deck.titles if title.slide == shown]
        assert bool(title.items) is is_named


def test_only_playlists_that_are_played_on_the_screen_get_title_pages() -> None:
    edition = make_edition(
        items=(make_item("a"), make_item("b")),
        playlists=(playlist("p", "ab"), playlist("q", "ba")),
        rules=(make_rule("r", "p", groups=("elsewhere",)), make_rule("s", "q")),
    )
    assert {one.playlist.id for one in openings_of(edition, edition.screens[0], edition.items)} == {"q"}


@given(programmes(), instants)
def test_a_title_page_names_exactly_the_items_that_follow(programme: tuple[Edition, Deck], when: datetime) -> None:
    edition, deck = programme
    by_file = {title.slide.file: title for title in deck.titles}
    plan = DayPlan(edition, deck, when)
    stretches = list(plan.stretches())
    for answer in islice(plan.answers(), 400):
        title = by_file.get(answer.slide.file) if answer.slide else None
        if title and title.items:
            (stretch,) = [one for one in stretches if one.since <= answer.since < one.until]
            rule = next(rule for rule in edition.rules if rule.id == answer.rule)
            assert rule.playlist == title.playlist
            assert set(title.items) <= set(stretch.items)


@pytest.mark.parametrize("weights", [(1, 1), (3, 1)])
def test_shares_hold_with_title_pages(weights: tuple[int, int]) -> None:
    edition, _ = programme_of(playlist("p", "abc"), playlist("q", "def"))
    rules = tuple(make_rule(f"rule-{name}", name, weight=weight) for name, weight in zip("pq", weights, strict=True))
    edition = make_edition(items=edition.items, playlists=edition.playlists, rules=rules)
    deck = draw_deck(edition, {name: [8_000] for name in "abcdef"})
    had = {"rule-p": timedelta(), "rule-q": timedelta()}
    for answer in islice(DayPlan(edition, deck, NOON).answers(), 800):
        had[answer.rule] += answer.until - answer.since
    share = had["rule-p"] / (had["rule-p"] + had["rule-q"])
    assert share == pytest.approx(weights[0] / sum(weights), abs=0.07)
