"""Drawing a deck: what one item does wrong costs only that item."""

import logging
import os
from pathlib import Path

import msgspec
import pytest

from player.slides import Kit, find_fonts
from player.sync.draft import Draft
from playlists.item import Paragraph, Picture
from tests.fakes.feed import LOBBY, Feed


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
