"""Where a publicity period stands: every day has one answer, counted as the office counts, and on air at midnight."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.deck import Deck
from playlists.edition import Edition
from playlists.item import Item, Publicity
from playlists.on_air import DayPlan, on_air
from playlists.playlist import ItemEntry, Playlist
from playlists.publicity import Phase, Standing, chapters_of
from playlists.workdays import is_working, last_of_period, working_day_after
from tests.playlists.programmes import (
    SHANGHAI,
    TABLE_2026,
    draw_deck,
    instants,
    items,
    make_edition,
    make_item,
    make_rule,
    programmes,
)

INSTANT = timedelta(microseconds=1)
ZONE = ZoneInfo(SHANGHAI)
TABLES = (TABLE_2026,)
AFTER_THE_FESTIVAL = Publicity(date(2026, 9, 26), working_day_after(date(2026, 9, 25), 5, TABLES), 5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def standing_on(item: Item, day: date) -> Standing:
    (found,) = [chapter.standing for chapter in chapters_of(item, ZONE, TABLES) if chapter.days.holds(day)]
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-09-25", Standing(Phase.BEFORE, 0)),  # the Mid-Autumn Festival
        ("2026-09-26", Standing(Phase.RESTING, 0)),  # a Saturday: the period has begun, no working day has
        ("2026-09-28", Standing(Phase.WORKING, 1)),
        ("2026-09-30", Standing(Phase.WORKING, 3)),
        ("2026-10-01", Standing(Phase.RESTING, 3)),  # the National Day
        ("2026-10-07", Standing(Phase.RESTING, 3)),
        ("2026-10-08", Standing(Phase.WORKING, 4)),
        ("2026-10-09", Standing(Phase.WORKING, 5)),
        ("2026-10-10", Standing(Phase.OVER, 5)),  # a worked Saturday, and no longer of the period
    ],
)
def test_five_working_days_after_25_september_2026_run_to_9_october(day: str, expected: Standing) -> None:
    item = make_item("a", publicity=AFTER_THE_FESTIVAL)
    assert AFTER_THE_FESTIVAL.ends == date(2026, 10, 9)
    assert standing_on(item, date.fromisoformat(day)) == expected


@given(st.dates(date(2026, 1, 1), date(2026, 11, 1)), st.integers(1, 20))
def test_the_last_day_that_the_office_computes_is_the_last_working_day_of_all(begins: date, working_days: int) -> None:
    ends = last_of_period(begins, working_days, TABLES)
    item = make_item("a", shown_from=datetime(2025, 1, 1, tzinfo=UTC), publicity=Publicity(begins, ends, working_days))
    assert standing_on(item, ends) == Standing(Phase.WORKING, working_days)
    assert standing_on(item, ends + timedelta(1)) == Standing(Phase.OVER, working_days)
    worked = sum(is_working(begins + timedelta(day), TABLES) for day in range((ends - begins).days + 1))
    assert worked == working_days


@given(items("a"), instants)
def test_whatever_the_day_exactly_one_standing_holds_and_each_is_told_once(item: Item, when: datetime) -> None:
    chapters = chapters_of(item, ZONE, TABLES)
    if item.publicity is None:
        assert chapters == ()
        return
    assert sum(chapter.days.holds(when.date()) for chapter in chapters) == 1
    assert chapters[0].days.since is None
    assert chapters[-1].days.until is None
    assert all(one.days.until == after.days.since for one, after in pairwise(chapters))
    assert len({chapter.standing for chapter in chapters}) == len(chapters)


def test_no_standing_is_told_of_days_on_which_the_item_is_not_shown() -> None:
    item = make_item(
        "a",
        shown_from=at("2026-09-30T08:00"),
        shown_until=at("2026-10-09T00:00"),
        publicity=AFTER_THE_FESTIVAL,
    )
    told = [chapter.standing for chapter in chapters_of(item, ZONE, TABLES)]
    assert told == [Standing(Phase.WORKING, 3), Standing(Phase.RESTING, 3), Standing(Phase.WORKING, 4)]


def test_a_year_without_a_table_is_not_counted() -> None:
    over_new_year = Publicity(date(2026, 12, 29), date(2027, 1, 5), 5)
    told = chapters_of(make_item("a", publicity=over_new_year), ZONE, TABLES)
    assert {chapter.standing.passed for chapter in told} == {None}
    assert [chapter.standing.phase for chapter in told] == [Phase.BEFORE, Phase.UNCOUNTED, Phase.OVER]


def test_a_period_that_the_tables_do_not_bear_out_is_not_counted() -> None:
    wrong = Publicity(date(2026, 9, 26), date(2026, 10, 2), 5)  # Mondays to Fridays, the holiday forgotten
    assert standing_on(make_item("a", publicity=wrong), date(2026, 9, 28)) == Standing(Phase.UNCOUNTED, None)


# --- on air ---


def one_item() -> tuple[Edition, Deck]:
    edition = make_edition(
        items=(make_item("a", publicity=AFTER_THE_FESTIVAL),),
        playlists=(Playlist("p", "p", (ItemEntry("a"),)),),
        rules=(make_rule("r", "p"),),
    )
    return edition, draw_deck(edition, {"a": [8_000, 8_000]})


@pytest.mark.parametrize("midnight", ["2026-09-26", "2026-09-28", "2026-10-01", "2026-10-08", "2026-10-10"])
def test_the_picture_changes_at_the_screens_midnight(midnight: str) -> None:
    border = at(f"{midnight}T00:00")
    day = date.fromisoformat(midnight)
    before, after = (on_air(*one_item(), when) for when in (border - INSTANT, border))
    assert before.until == border == after.since
    assert before.next == after.slide
    assert before.slide
    assert after.slide
    assert before.slide.until_day == day == after.slide.since_day
    assert (after.slide.page, after.slide.of) == (1, 2)


def test_the_picture_stays_over_the_days_of_rest() -> None:
    shown = {on_air(*one_item(), at(f"2026-10-0{day}T12:00")).slide for day in range(1, 8)}
    assert len({(slide.since_day, slide.until_day) for slide in shown if slide}) == 1


@given(programmes(), instants)
def test_what_is_shown_is_right_on_its_day(programme: tuple[Edition, Deck], when: datetime) -> None:
    plan = DayPlan(*programme, when)
    for answer in plan.answers():
        assert answer.slide is None or answer.slide.is_right_on(plan.day)


@given(programmes(), instants)
def test_every_page_has_one_picture_that_is_right(programme: tuple[Edition, Deck], when: datetime) -> None:
    day = DayPlan(*programme, when).day
    pages = {(slide.item, slide.page) for slide in programme[1].slides}
    right = [(slide.item, slide.page) for slide in programme[1].slides if slide.is_right_on(day)]
    assert sorted(right) == sorted(pages)
