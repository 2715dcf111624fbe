"""What is on air, for every instant."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.item import Audience, Entry
from playlists.on_air import SHORTEST_MS, DayPlan, OnAir, on_air
from playlists.playlist import ItemEntry, Playlist, Selection
from playlists.schedule import DayPart, Hours, Priority, falls_on
from tests.playlists.programmes import (
    SHANGHAI,
    instants,
    make_deck,
    make_edition,
    make_item,
    make_rule,
    make_screen,
    make_slide,
    programmes,
)

INSTANT = timedelta(microseconds=1)


def at(text: str, zone: str = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def shown(edition: Edition, deck: Deck, when: datetime) -> str | None:
    slide = on_air(edition, deck, when).slide
    return slide.item if slide else None


# --- for any programme ---


@given(programmes(), instants)
def test_every_instant_has_an_answer_that_holds_it(programme: tuple[Edition, Deck], when: datetime) -> None:
    answer = on_air(*programme, when)
    assert answer.since <= when < answer.until


@given(programmes(), instants)
def test_each_answer_ends_where_the_next_begins_and_named_it(programme: tuple[Edition, Deck], when: datetime) -> None:
    answer = on_air(*programme, when)
    for _ in range(20):
        following = on_air(*programme, answer.until)
        assert following.since == answer.until
        assert following.slide == answer.next
        answer = following


@given(programmes(), instants, st.integers(0, 10**9))
def test_the_answer_is_the_same_whenever_within_it_one_asks(
    programme: tuple[Edition, Deck], when: datetime, offset: int
) -> None:
    answer = on_air(*programme, when)
    inside = answer.since + (answer.until - answer.since) * (offset / 10**9)
    assert on_air(*programme, min(inside, answer.until - INSTANT)) == answer
    assert on_air(*programme, answer.since) == answer


@given(programmes(), instants)
def test_no_item_is_shown_outside_its_dates_or_audience(programme: tuple[Edition, Deck], when: datetime) -> None:
    edition, deck = programme
    items = {item.id: item for item in edition.items}
    for answer in islice(DayPlan(edition, deck, when).answers(), 200):
        if answer.slide and answer.slide.item:
            item = items[answer.slide.item]
            assert item.shown_from <= answer.since
            assert item.shown_until is None or answer.until <= item.shown_until
            assert edition.screens[0].audience.may_see(item.audience)


@given(programmes(), instants)
def test_what_is_shown_comes_from_a_rule_in_force_for_the_screen(
    programme: tuple[Edition, Deck], when: datetime
) -> None:
    edition, deck = programme
    answer = on_air(edition, deck, when)
    if not answer.rule:
        assert answer.slide in (None, deck.fallback)
        return
    rule = next(rule for rule in edition.rules if rule.id == answer.rule)
    assert not rule.groups or "lobby" in rule.groups
    wall = when.astimezone(ZoneInfo(rule.zone)).replace(tzinfo=None)
    assert any(falls_on(rule.hours.days, day, edition.workdays) for day in (wall.date(), wall.date() - timedelta(1)))


@given(programmes(), instants)
def test_nothing_is_cut_shorter_than_can_be_read_unless_its_segment_is(
    programme: tuple[Edition, Deck], when: datetime
) -> None:
    answers = list(islice(DayPlan(*programme, when).answers(), 300))
    for before, answer in pairwise(answers):
        is_short = answer.until - answer.since < timedelta(milliseconds=SHORTEST_MS)
        if is_short and answer.slide is not None:
            borders = {answer.since, answer.until} & _borders(programme[0], when)
            assert borders, (before, answer)


def _borders(edition: Edition, when: datetime) -> set[datetime]:
    plan = DayPlan(edition, make_deck(()), when)
    every = {plan.since, plan.until}
    for item in edition.items:
        every |= {item.shown_from, *([item.shown_until] if item.shown_until else [])}
    for rule in edition.rules:
        alone = make_edition(
            items=edition.items,
            playlists=(Playlist("p", "p", (ItemEntry("a"),)), Playlist("q", "q", (ItemEntry("a"),))),
            rules=(rule,),
            screens=edition.screens,
        )
        always = make_deck((make_slide("a"),))
        always_live = make_edition(
            items=(make_item("a", shown_from=plan.since - timedelta(days=400)),),
            playlists=alone.playlists,
            rules=(rule,),
            screens=edition.screens,
        )
        for one in DayPlan(always_live, always, when).answers():
            every |= {one.since, one.until}
    return every


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=4), st.lists(st.integers(2_000, 30_000), min_size=4, max_size=4)
)
def test_rules_of_equal_priority_share_the_time_by_weight(weights: list[int], dwells: list[int]) -> None:
    ids = [f"i{number}" for number in range(len(weights))]
    edition = make_edition(
        items=tuple(make_item(name) for name in ids),
        playlists=tuple(Playlist(name, name, (ItemEntry(name),)) for name in ids),
        rules=tuple(make_rule(name, name, weight=weight) for name, weight in zip(ids, weights, strict=True)),
    )
    deck = make_deck(tuple(make_slide(name, dwell_ms=dwell) for name, dwell in zip(ids, dwells, strict=False)))
    had: Counter[str] = Counter()
    for answer in islice(DayPlan(edition, deck, at("2026-09-23T12:00")).answers(), 500):
        had[answer.rule] += (answer.until - answer.since) // timedelta(milliseconds=1)
    for name, weight in zip(ids, weights, strict=True):
        # one turn of 20, and the part of a cycle with which the 500 answers end
        assert had[name] / had.total() == pytest.approx(weight / sum(weights), abs=0.09)


# --- borders ---


def one_item_programme(**rule_changes: object) -> tuple[Edition, Deck]:
    edition = make_edition(
        items=(make_item("a"),),
        playlists=(Playlist("p", "p", (ItemEntry("a"),)),),
        rules=(make_rule("r", "p", **rule_changes),),
    )
    return edition, make_deck((make_slide("a"),))


@pytest.mark.parametrize(
    ("when", "expected"),
    [("08:00", "a"), ("07:59:59.999999", ""), ("17:59:59.999999", "a"), ("18:00", "")],
)
def test_a_part_of_the_day_is_half_open(when: str, expected: str) -> None:
    programme = one_item_programme(hours=Hours(parts=(DayPart(time(8), time(18)),)))
    assert shown(*programme, at(f"2026-09-21T{when}")) == expected


def test_a_part_past_midnight_belongs_to_the_day_it_begins_on() -> None:
    friday_night = Hours(days=(5,), parts=(DayPart(time(22), time(6)),))
    programme = one_item_programme(hours=friday_night)
    assert shown(*programme, at("2026-09-25T21:59")) == ""
    assert shown(*programme, at("2026-09-26T05:59")) == "a"
    assert shown(*programme, at("2026-09-26T06:00")) == ""
    assert shown(*programme, at("2026-09-25T01:00")) == ""


def test_an_items_dates_are_half_open() -> None:
    edition = make_edition(
        items=(make_item("a", shown_from=at("2026-09-21T09:00"), shown_until=at("2026-09-21T10:00")),),
        playlists=(Playlist("p", "p", (ItemEntry("a"),)),),
        rules=(make_rule("r", "p"),),
    )
    deck = make_deck((make_slide("a"),))
    assert shown(edition, deck, at("2026-09-21T09:00") - INSTANT) == ""
    assert shown(edition, deck, at("2026-09-21T09:00")) == "a"
    assert shown(edition, deck, at("2026-09-21T10:00") - INSTANT) == "a"
    assert shown(edition, deck, at("2026-09-21T10:00")) == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-09-20", "a"),  # a Sunday that is worked
        ("2026-09-24", "a"),  # an ordinary Thursday
        ("2026-09-25", ""),  # the Mid-Autumn Festival, a Friday
        ("2026-10-06", ""),  # a Tuesday in the National Day week
        ("2026-10-10", "a"),  # a Saturday that is worked
        ("2026-10-11", ""),  # an ordinary Sunday
    ],
)
def test_working_days_follow_the_shifted_holidays(day: str, expected: str) -> None:
    assert shown(*one_item_programme(hours=Hours(days="working")), at(f"{day}T12:00")) == expected


@pytest.mark.parametrize(("day", "expected"), [("2027-03-01", "a"), ("2027-03-06", "")])
def test_a_screen_left_without_a_table_counts_weekdays_and_goes_on(day: str, expected: str) -> None:
    assert shown(*one_item_programme(hours=Hours(days="working")), at(f"{day}T12:00")) == expected


def test_a_time_that_the_clocks_skip_means_the_first_instant_after_the_gap() -> None:
    berlin = one_item_programme(zone="Europe/Berlin", hours=Hours(parts=(DayPart(time(2, 30), time(4)),)))
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert shown(*berlin, change - INSTANT) == ""
    assert shown(*berlin, change) == "a"
    assert shown(*berlin, datetime(2026, 3, 29, 2, tzinfo=UTC)) == ""


def test_a_time_that_comes_twice_means_the_first_of_the_two() -> None:
    berlin = one_item_programme(zone="Europe/Berlin", hours=Hours(parts=(DayPart(time(2, 30), time(4)),)))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert shown(*berlin, first - INSTANT) == ""
    assert shown(*berlin, first) == "a"
    assert shown(*berlin, datetime(2026, 10, 25, 2, 59, tzinfo=UTC)) == "a"
    assert shown(*berlin, datetime(2026, 10, 25, 3, tzinfo=UTC)) == ""


# --- who takes the screen ---


def test_urgent_takes_the_screen_and_gives_it_back_at_its_end() -> None:
    edition = make_edition(
        items=(make_item("a"), make_item("b"), make_item("c")),
        playlists=tuple(Playlist(name, name, (ItemEntry(name),)) for name in "abc"),
        rules=(
            make_rule("base", "a"),
            make_rule("campaign", "b", priority=Priority.CAMPAIGN, until=datetime(2026, 9, 21, 12)),
            make_rule(
                "urgent",
                "c",
                priority=Priority.URGENT,
                since=datetime(2026, 9, 21, 10),
                until=datetime(2026, 9, 21, 11),
            ),
        ),
    )
    deck = make_deck(tuple(make_slide(name) for name in "abc"))
    for when, expected in [("09:59:59", "b"), ("10:00", "c"), ("10:59:59", "c"), ("11:00", "b"), ("12:00", "a")]:
        assert shown(edition, deck, at(f"2026-09-21T{when}")) == expected


def test_a_rule_with_nothing_to_show_leaves_the_screen_to_the_next() -> None:
    edition = make_edition(
        items=(make_item("a"), make_item("secret", audience=Audience.MEMBERS)),
        playlists=(Playlist("p", "p", (ItemEntry("a"),)), Playlist("q", "q", (ItemEntry("secret"),))),
        rules=(make_rule("base", "p"), make_rule("urgent", "q", priority=Priority.URGENT)),
    )
    deck = make_deck((make_slide("a"), make_slide("secret")))
    assert shown(edition, deck, at("2026-09-21T10:00")) == "a"


def test_nothing_in_force_shows_the_fallback() -> None:
    answer = on_air(make_edition(), make_deck(()), at("2026-09-21T10:00"))
    assert answer.slide is not None
    assert answer.slide.item == ""
    assert answer.rule == ""


def test_out_of_its_hours_a_screen_shows_nothing() -> None:
    edition, deck = one_item_programme()
    screen = make_screen(hours=Hours(parts=(DayPart(time(8), time(20)),)))
    edition = make_edition(items=edition.items, playlists=edition.playlists, rules=edition.rules, screens=(screen,))
    closed = on_air(edition, deck, at("2026-09-21T20:00"))
    assert closed == OnAir(None, at("2026-09-21T20:00"), at("2026-09-22T00:00"), "", None)
    assert shown(edition, deck, at("2026-09-21T19:59:59")) == "a"


def test_a_lower_rule_that_begins_meanwhile_does_not_disturb_the_rotation() -> None:
    edition, deck = one_item_programme(priority=Priority.CAMPAIGN)
    noon = Hours(parts=(DayPart(time(12), time(12, 0, 1)),))
    with_noise = make_edition(
        items=edition.items, playlists=edition.playlists, rules=(*edition.rules, make_rule("noise", "p", hours=noon))
    )
    when = at("2026-09-21T12:00:03")
    assert on_air(with_noise, deck, when) == on_air(edition, deck, when)


# --- playlists ---


def rotation(edition: Edition, deck: Deck, length: int) -> str:
    answers = DayPlan(edition, deck, at("2026-09-21T12:00")).answers()
    return "".join(answer.slide.item if answer.slide else "-" for answer in islice(answers, length))


def test_entries_keep_their_order_and_an_item_shows_all_its_pages() -> None:
    edition = make_edition(
        items=(make_item("a"), make_item("b")),
        playlists=(Playlist("p", "p", (ItemEntry("b"), ItemEntry("a"))),),
        rules=(make_rule("r", "p"),),
    )
    deck = make_deck((make_slide("a"), make_slide("b", 1, 2), make_slide("b", 2, 2)))
    assert rotation(edition, deck, 6) == "bbabba"


def test_an_entry_of_weight_two_comes_twice_in_a_pass_evenly_spread() -> None:
    edition = make_edition(
        items=tuple(make_item(name) for name in "abc"),
        playlists=(Playlist("p", "p", (ItemEntry("a", weight=2), ItemEntry("b"), ItemEntry("c"))),),
        rules=(make_rule("r", "p"),),
    )
    deck = make_deck(tuple(make_slide(name) for name in "abc"))
    assert rotation(edition, deck, 8) == "abca" * 2


def test_a_selection_takes_the_newest_of_its_entry_and_issuer() -> None:
    monday = at("2026-09-14T08:00")
    made = {
        "a": ("1.2", "甲", 0),
        "b": ("1.3", "甲", 1),
        "c": ("1", "甲", 2),
        "d": ("12", "甲", 3),  # another entry, not one below 1
        "e": ("1.1", "乙", 4),
    }
    items = tuple(
        make_item(name, entry=Entry(code, "类"), issuer=issuer, shown_from=monday + timedelta(days=day))
        for name, (code, issuer, day) in made.items()
    )
    edition = make_edition(
        items=items,
        playlists=(Playlist("p", "p", (Selection(newest=2, entry="1", issuer="甲"),)),),
        rules=(make_rule("r", "p"),),
    )
    deck = make_deck(tuple(make_slide(name) for name in made))
    assert rotation(edition, deck, 4) == "cbcb"


def test_an_entrys_dwell_replaces_the_slides_own() -> None:
    edition = make_edition(
        items=(make_item("a"),),
        playlists=(Playlist("p", "p", (ItemEntry("a", dwell_ms=15_000),)),),
        rules=(make_rule("r", "p"),),
    )
    answer = on_air(edition, make_deck((make_slide("a"),)), at("2026-09-21T10:00"))
    assert answer.until - answer.since == timedelta(seconds=15)


def test_an_item_that_could_not_be_drawn_is_passed_over() -> None:
    edition = make_edition(
        items=(make_item("a"), make_item("b")),
        playlists=(Playlist("p", "p", (ItemEntry("a"), ItemEntry("b"))),),
        rules=(make_rule("r", "p"),),
    )
    assert rotation(edition, make_deck((make_slide("b"),)), 3) == "bbb"


def test_an_edition_for_another_screen_is_refused() -> None:
    with pytest.raises(KeyError, match="not for screen attic"):
        on_air(make_edition(), make_deck((), screen="attic"), at("2026-09-21T10:00"))
