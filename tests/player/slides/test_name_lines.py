"""A long name of an organisation: it shrinks, then wraps, and is cut only with a warning."""

from dataclasses import replace

import pytest

from player.slides import Fonts, Kit, draw_item
from player.slides.lines import Style, balanced_lines
from player.slides.name_lines import NAME_CUT, name_lines
from player.slides.title_page import draw_title_page
from playlists.deck import Role
from playlists.item import Paragraph, Timing
from playlists.screen import Screen
from tests.player.slides.samples import SCREENS
from tests.player.slides.test_typesetter import EVERY_SCREEN, LOBBY, assert_sound, make_item

LONG = "青溪区石桥镇人民政府党务政务公开工作领导小组办公室暨松岭片区村务监督委员会联席会议"


def said(kit: Kit, screen: Screen, name: str, **changes: object) -> tuple[str, tuple[str, ...]]:
    """The furniture's words, joined, and the warnings."""
    drawing = draw_item(make_item(Paragraph(text="通知"), **changes), screen, replace(kit, organisation=name))[0]
    assert_sound(drawing, screen)
    return "".join(run.text for run in drawing.texts if run.role is Role.FURNITURE), drawing.warnings


@pytest.mark.parametrize("timing", [Timing.ROUTINE, Timing.URGENT])
def test_a_long_name_stands_whole_in_two_lines(kit: Kit, timing: Timing) -> None:
    words, warnings = said(kit, LOBBY, LONG, timing=timing)
    assert LONG in words
    assert NAME_CUT not in warnings


def test_a_name_a_little_too_long_for_its_size_shrinks_on_one_line(fonts: Fonts) -> None:
    width = fonts.advance(LONG, 40, True)
    found = name_lines(LONG, ((44, 1), (40, 1), (36, 2)), width + 2, fonts)
    assert (len(found.lines), found.lines[0].style, found.is_cut) == (1, Style(40, is_bold=True), False)


def test_what_no_try_holds_is_cut_at_the_end_of_the_last_line(fonts: Fonts) -> None:
    found = name_lines(LONG * 4, ((44, 1), (40, 2)), 800, fonts)
    text = "".join(line.text for line in found.lines)
    assert found.is_cut
    assert len(found.lines) == 2
    assert text.endswith("…")
    assert LONG.startswith(text[:30])
    assert all(line.width <= 800 for line in found.lines)
    assert len(balanced_lines(LONG * 4, Style(40, is_bold=True), 800, fonts)) > 2


@EVERY_SCREEN
def test_a_name_is_never_cut_silently(screen: Screen, kit: Kit) -> None:
    for name in (LONG, LONG * 4):
        words, warnings = said(kit, screen, name)
        assert (name in words) != (NAME_CUT in warnings)


@pytest.mark.parametrize("screen", [LOBBY, SCREENS["4K"], SCREENS["square"]])
def test_the_title_page_has_all_of_a_long_name(kit: Kit, screen: Screen) -> None:
    page = draw_title_page("每日公开", ["甲", "乙"], screen, replace(kit, organisation=LONG))
    assert LONG in "".join(run.text for run in page.texts)
    assert_sound(page, screen)
