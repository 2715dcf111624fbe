from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from player.sealed import SealedEdition
from player.show.projection import Kind, Projection
from playlists.deck import TitlePage
from playlists.on_air import on_air
from playlists.schedule import DayPart, Hours, Priority
from tests.fakes.sealed import SealedSample

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)  # in Qingxi
TWO_SECONDS = timedelta(seconds=2)


def projection(sample: SealedSample) -> Projection:
    return Projection(SealedEdition("name", Path("/nowhere"), sample.edition(), sample.deck()))


@given(
    jumps=st.lists(st.integers(-40 * 24 * 3600 * 10, 40 * 24 * 3600 * 10), min_size=1, max_size=20),
    items=st.sampled_from([(), ("roads",), ("roads", "budget", "posts")]),
)
@settings(max_examples=25, deadline=None)
def test_the_scene_is_what_on_air_says_wherever_the_clock_jumps(jumps: list[int], items: tuple[str, ...]) -> None:
    sample = SealedSample(items=items)
    shown = projection(sample)
    for tenths in jumps:
        at = NOON + timedelta(seconds=tenths / 10)
        answer = on_air(sample.edition(), sample.deck(), at)
        scene = shown.scene(at)
        assert (scene.slide, scene.since, scene.until, scene.rule) == (
            answer.slide,
            answer.since,
            answer.until,
            answer.rule,
        )
        assert shown.following(scene).slide == answer.next


def test_a_scene_is_urgent_when_an_urgent_rule_put_it_up() -> None:
    sample = SealedSample()
    for priority in Priority:
        rules = tuple(msgspec.structs.replace(rule, priority=priority) for rule in sample.edition().rules)
        edition = msgspec.structs.replace(sample.edition(), rules=rules)
        shown = Projection(SealedEdition("name", Path("/nowhere"), edition, sample.deck()))
        assert shown.scene(NOON).is_urgent is (priority is Priority.URGENT)


def test_a_broken_picture_is_skipped_for_the_next_one_and_comes_back_when_forgiven() -> None:
    sample = SealedSample()
    shown = projection(sample)
    at = next(
        at
        for at in (NOON, NOON + TWO_SECONDS, NOON + 2 * TWO_SECONDS)
        if shown.scene(at).slide == sample.slide("budget")
    )
    shown.mark_broken(sample.slide("budget"))
    assert shown.scene(at).slide == sample.slide("posts")
    assert shown.scene(at + TWO_SECONDS).slide == sample.slide("posts")
    shown.forgive()
    assert shown.scene(at).slide == sample.slide("budget")


def test_a_stand_in_is_never_an_item_that_is_not_yet_or_no_longer_to_be_shown() -> None:
    sample = SealedSample(items=("roads", "budget"), shown_until={"roads": NOON + timedelta(hours=1)})
    shown = projection(sample)
    shown.mark_broken(sample.slide("budget"))
    assert shown.scene(NOON + timedelta(minutes=59)).slide == sample.slide("roads")
    assert shown.scene(NOON + timedelta(hours=2)).slide == sample.slide("")


def test_with_every_picture_broken_the_last_good_frame_stays_while_its_item_may_be_shown() -> None:
    sample = SealedSample(shown_until={"roads": NOON + timedelta(hours=1)})
    shown = projection(sample)
    for item in (*sample.items, ""):
        shown.mark_broken(sample.slide(item))
    assert shown.scene(NOON, up=sample.slide("roads")).slide == sample.slide("roads")
    late = shown.scene(NOON + timedelta(hours=1), up=sample.slide("roads"))
    assert (late.kind, late.slide) == (Kind.LAST_RESORT, None)


def test_a_frame_of_another_edition_does_not_stay_as_last_good_frame() -> None:
    sample = SealedSample()
    shown = projection(sample)
    for item in (*sample.items, ""):
        shown.mark_broken(sample.slide(item))
    other = SealedSample(items=("x", "roads"), size=(320, 180)).slide("roads")
    assert shown.scene(NOON, up=other).kind is Kind.LAST_RESORT


def test_without_any_edition_the_last_resort_changes_with_each_minute() -> None:
    shown = Projection(None)
    scene = shown.scene(NOON + timedelta(seconds=59))
    assert (scene.kind, scene.until) == (Kind.LAST_RESORT, NOON + timedelta(minutes=1))
    assert shown.scene(NOON + timedelta(seconds=60)).picture != scene.picture


def test_out_of_hours_the_frame_is_dark_until_they_begin() -> None:
    hours = Hours(parts=(DayPart(since=time(8), until=time(18)),))
    shown = projection(SealedSample(hours=hours))
    night = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)
    scene = shown.scene(night)
    assert (scene.kind, scene.slide) == (Kind.DARK, None)
    assert shown.scene(datetime(2026, 11, 18, 23, 59, tzinfo=UTC)).kind is Kind.DARK
    assert shown.scene(datetime(2026, 11, 19, 0, 0, tzinfo=UTC)).kind is Kind.SLIDE


def test_a_scene_is_called_by_its_items_title() -> None:
    shown = projection(SealedSample(items=("roads",)))
    assert shown.title_of(shown.scene(NOON)) == "关于 roads 的公告"
    assert Projection(None).title_of(Projection(None).scene(NOON)) == "last resort"


def test_what_stands_in_for_a_broken_picture_is_no_rules_and_so_no_title_page() -> None:
    sample = SealedSample(items=("roads",))
    shown = projection(sample)
    assert shown.scene(NOON).rule == "always"
    shown.mark_broken(sample.slide("roads"))
    scene = shown.scene(NOON)
    assert (scene.slide, scene.rule) == (sample.slide(""), "")


def test_the_last_good_frame_does_not_stay_when_what_it_says_of_the_day_is_no_longer_so() -> None:
    sample = SealedSample(items=("roads",))
    tomorrow = NOON.date() + timedelta(days=1)
    dated = msgspec.structs.replace(sample.slide("roads"), until_day=tomorrow)
    later = msgspec.structs.replace(dated, file="roads-2.png", since_day=tomorrow, until_day=None)
    deck = msgspec.structs.replace(sample.deck(), slides=(dated, later))
    shown = Projection(SealedEdition("name", Path("/nowhere"), sample.edition(), deck))
    for slide in deck.pictures:
        shown.mark_broken(slide)
    assert shown.scene(NOON, up=dated).slide == dated
    assert shown.scene(NOON + timedelta(days=1), up=dated).kind is Kind.LAST_RESORT


def test_a_title_page_is_called_by_its_playlists_name() -> None:
    sample = SealedSample(items=("roads", "budget"))
    title = msgspec.structs.replace(sample.slide(""), file="title.png")
    deck = msgspec.structs.replace(sample.deck(), titles=(TitlePage("all", (), title),))
    edition = sample.edition()
    opened = tuple(msgspec.structs.replace(one, title_page=True) for one in edition.playlists)
    edition = msgspec.structs.replace(edition, playlists=opened)
    shown = Projection(SealedEdition("name", Path("/nowhere"), edition, deck))
    scene = shown.scene(on_air(edition, deck, NOON.replace(hour=16)).since)  # midnight in Qingxi
    assert (scene.slide, scene.rule) == (title, "always")
    assert shown.title_of(scene) == "全部"
