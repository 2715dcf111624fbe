"""Drawing a deck: what one item does wrong costs only that item."""

import logging
import os
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from player.sealed import SealedEdition
from player.slides import Kit, find_fonts
from player.sync.draft import Draft
from playlists.deck import Deck
from playlists.edition import Edition
from playlists.item import Paragraph, Picture, Publicity
from playlists.overlays import Calendar, Overlays, Transition
from playlists.playlist import ItemEntry, Playlist
from playlists.screen import Screen
from tests.fakes.feed import LOBBY, Feed
from tests.playlists.programmes import TABLE_2026


def test_a_fault_in_the_typesetter_costs_only_its_item(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    feed = Feed(tmp_path / "feed")
    bad = feed.add_item("bad", body=(Paragraph(text="附图。"), Picture(blob=feed.add_picture())))
    good = feed.add_item("good")

    def read_blob(sha256: str) -> bytes:
        raise AttributeError(sha256)  # a slip in the program, which the typesetter does not expect

    kit = Kit(find_fonts(os.environ), "青溪区委办公室", read_blob)
    (tmp_path / "draft").mkdir()
    with caplog.at_level(logging.CRITICAL):
        drawn = Draft(tmp_path / "draft", LOBBY, None, "1", feed.edition(1)).draw(
            [bad, good], lambda: kit, lambda: None
        )

    assert [slide.item for slide in drawn.deck.slides] == ["good"]
    (fault,) = drawn.faults
    assert fault.subject == "item bad"
    assert fault.what.startswith("item bad version 1 cannot be drawn: ")
    assert fault.what.endswith("; it is not shown")


def test_a_warning_about_every_item_is_told_once_and_of_the_screen(tmp_path: Path) -> None:
    tiny = msgspec.structs.replace(LOBBY, width_px=320, height_px=240, diagonal_mm=100)
    feed = Feed(tmp_path / "feed", screens=(tiny,))
    items = [feed.add_item(name) for name in ("one", "two", "three")]
    kit = Kit(find_fonts(os.environ), "青溪区委办公室", lambda _: b"")
    (tmp_path / "draft").mkdir()
    drawn = Draft(tmp_path / "draft", tiny, None, "1", feed.edition(1)).draw(items, lambda: kit, lambda: None)

    assert [fault.subject for fault in drawn.faults] == ["screen hall-1"]


def test_what_depends_on_the_day_is_drawn_for_every_day_and_taken_over_while_the_holidays_stay(tmp_path: Path) -> None:
    feed = Feed(tmp_path / "feed")
    plain = feed.add_item("plain")
    period = Publicity(begins=date(2026, 9, 28), ends=date(2026, 10, 9), working_days=5)
    in_public = feed.add_item("public", publicity=period, shown_from=datetime(2026, 9, 28, tzinfo=UTC))
    edition = msgspec.structs.replace(
        feed.edition(1),
        workdays=(TABLE_2026,),
        playlists=(Playlist("all", "全部", (ItemEntry("plain"), ItemEntry("public")), title_page=True),),
    )
    first = draw(tmp_path / "first", edition, None)
    assert len([slide for slide in first.slides if slide.item == "plain"]) == 1
    assert [slide.since_day for slide in first.slides if slide.item == "public"] == [
        None,
        *(date(2026, 9, day) for day in (29, 30)),
        *(date(2026, 10, day) for day in (1, 8, 9, 10)),
    ]
    assert [title.items for title in first.titles] == [(), ("plain", "public")]

    sealed = SealedEdition("first", tmp_path / "first", edition, first)
    same = draw(tmp_path / "same", edition, sealed)
    assert same == first
    for slide in same.pictures:
        assert (tmp_path / "same" / slide.file).samefile(tmp_path / "first" / slide.file)
    untold = draw(tmp_path / "untold", msgspec.structs.replace(edition, workdays=()), sealed)
    kept = {slide.item for slide in untold.slides if (tmp_path / "first" / slide.file).exists()}
    assert kept == {"plain"}
    assert {plain.id, in_public.id} == {slide.item for slide in untold.slides}


def draw(folder: Path, edition: Edition, former: SealedEdition | None) -> Deck:
    folder.mkdir()
    kit = Kit(find_fonts(os.environ), edition.organisation, lambda _: b"", workdays=edition.workdays)
    return Draft(folder, LOBBY, former, "1", edition).draw(edition.items, lambda: kit, lambda: None).deck


CLOCK = Overlays(calendar=Calendar.DATE)


@pytest.mark.parametrize(
    ("screen", "is_same"),
    [
        (msgspec.structs.replace(LOBBY, transition=Transition.PUSH, is_calm=True), True),
        (msgspec.structs.replace(LOBBY, overlays=CLOCK), False),
    ],
    ids=["another transition", "room for a clock"],
)
def test_slides_are_drawn_anew_only_when_they_would_look_different(
    screen: Screen, tmp_path: Path, *, is_same: bool
) -> None:
    assert (files_of(screen, tmp_path / "one") == files_of(LOBBY, tmp_path / "other")) is is_same


def test_what_the_band_says_does_not_concern_the_slides(tmp_path: Path) -> None:
    clock, ticker = (msgspec.structs.replace(LOBBY, overlays=one) for one in (CLOCK, Overlays(has_ticker=True)))
    assert files_of(clock, tmp_path / "one") == files_of(ticker, tmp_path / "other")


def files_of(screen: Screen, folder: Path) -> list[str]:
    """The slides' names, which stand for all they depend on."""
    feed = Feed(folder / "feed", screens=(screen,))
    (folder / "draft").mkdir()
    kit = Kit(find_fonts(os.environ), "青溪区委办公室", lambda _: b"")
    item = feed.add_item("one")
    drawn = Draft(folder / "draft", screen, None, "1", feed.edition(1)).draw([item], lambda: kit, lambda: None)
    return [slide.file for slide in (*drawn.deck.slides, drawn.deck.fallback)]
