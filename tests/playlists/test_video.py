"""A video in the contract: what may be attached, how long its slide stays, which instant of it is seen when."""

from datetime import timedelta

import msgspec
import pytest

from playlists.deck import Clip
from playlists.item import Item, Picture, blobs_of, digest, videos_of
from playlists.on_air import on_air
from playlists.playlist import ItemEntry, Playlist
from playlists.video import MAX_VIDEO_BYTES, Video
from playlists.wire import ContractError, decode, encode
from tests.playlists.programmes import MONDAY, make_deck, make_edition, make_item, make_rule, make_slide

FILE, POSTER = "1" * 64, "2" * 64
VIDEO = Video(FILE, 1_000, 1920, 1080, 12_340, POSTER, "施工现场")


def test_a_video_and_its_poster_are_among_an_items_files() -> None:
    item = make_item("a", body=(Picture("3" * 64), VIDEO))
    assert blobs_of(item) == ("3" * 64, POSTER, FILE)
    assert videos_of(item) == (VIDEO,)
    assert decode(Item, encode(item), limit=10_000, what="item") == item


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("size_bytes", MAX_VIDEO_BYTES + 1),
        ("size_bytes", 0),
        ("width_px", 3840),
        ("height_px", 32),
        ("duration_ms", 1_999),
        ("duration_ms", 600_001),
        ("poster", ""),
        ("has_sound", True),
    ],
)
def test_a_video_past_a_limit_is_refused_by_its_field(field: str, value: object) -> None:
    item = msgspec.to_builtins(make_item("a", body=(VIDEO,)))
    item["body"][0][field] = value
    with pytest.raises(ContractError, match=r"\$\.body\[0\]"):
        decode(Item, msgspec.json.encode(item), limit=10_000, what="item")


def test_a_video_may_stand_upright_but_has_no_more_pixels_for_it() -> None:
    assert Video(FILE, 1, 1080, 1920, 5_000, POSTER).height_px == 1920
    with pytest.raises(ValueError, match="1920 × 1920"):
        Video(FILE, 1, 1920, 1920, 5_000, POSTER)


def test_what_two_people_approved_is_the_very_file() -> None:
    other = msgspec.structs.replace(VIDEO, blob="9" * 64)
    assert digest(make_item("a", body=(VIDEO,))) != digest(make_item("a", body=(other,)))


@pytest.mark.parametrize(("is_looped", "shown_ms"), [(False, 12_340), (True, 30_000)])
def test_a_video_that_plays_once_is_not_cut_by_the_playlists_dwell(*, is_looped: bool, shown_ms: int) -> None:
    clip = Clip(FILE, (0, 0, 960, 540), 12_340, is_looped)
    slide = msgspec.structs.replace(make_slide("a", dwell_ms=12_340), clip=clip)
    deck = make_deck((slide, make_slide("b")))
    edition = make_edition(
        items=(make_item("a"), make_item("b")),
        playlists=(Playlist("p", "p", (ItemEntry("a", dwell_ms=30_000), ItemEntry("b"))),),
        rules=(make_rule("r", "p"),),
    )
    answer = on_air(edition, deck, MONDAY)
    while answer.slide != slide:
        answer = on_air(edition, deck, answer.until)
    assert answer.until - answer.since == timedelta(milliseconds=shown_ms)


def test_the_instant_of_a_video_follows_from_the_time_alone() -> None:
    once, looped = Clip(FILE, (0, 0, 9, 9), 4_000), Clip(FILE, (0, 0, 9, 9), 4_000, is_looped=True)
    assert [once.place_ms(passed) for passed in (-5, 0, 3_999, 4_000, 9_000)] == [0, 0, 3_999, 3_999, 3_999]
    assert [looped.place_ms(passed) for passed in (0, 3_999, 4_000, 9_000)] == [0, 3_999, 0, 1_000]
