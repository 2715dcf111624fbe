"""The day of a publicity period on the slides: said on every day it is so, in the same room, on the same pages."""

from datetime import UTC, date, datetime
from itertools import groupby

import msgspec
import pytest

from player.slides import Drawing, Kit, draw_item, draw_pages, qr_reads, sayings_of
from player.slides.period import make_panel
from playlists.deck import Role
from playlists.item import Item, Paragraph, Publicity
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import REPORT, SCREENS, make_item
from tests.player.slides.test_strip import EVERY_STRIP, PANEL
from tests.player.slides.test_typesetter import EVERY_SCREEN, LOBBY, assert_sound, furniture
from tests.playlists.programmes import TABLE_2026

PERIOD = Publicity(begins=date(2026, 9, 26), ends=date(2026, 10, 9), working_days=5)
STORY = Paragraph(text=REPORT * 3)


def in_public(**changes: object) -> Item:
    return make_item(STORY, **{"shown_from": datetime(2026, 9, 24, tzinfo=UTC), "publicity": PERIOD, **changes})


@pytest.fixture
def counting(kit: Kit) -> Kit:
    return Kit(kit.fonts, kit.organisation, kit.read_blob, workdays=(TABLE_2026,))


@pytest.mark.parametrize(
    ("day", "lead", "detail"),
    [
        (date(2026, 9, 25), "9月26日起公示", "5 个工作日，10月9日止"),
        (date(2026, 9, 26), "公示已开始", "共 5 个，至 10月9日"),
        (date(2026, 9, 30), "公示第 3 个工作日", "共 5 个，至 10月9日"),
        (date(2026, 10, 5), "已公示 3 个工作日", "共 5 个，至 10月9日"),
        (date(2026, 10, 9), "公示第 5 个工作日", "共 5 个，至 10月9日"),
        (date(2026, 10, 10), "公示期满", "5 个工作日，10月9日止"),
    ],
)
def test_each_day_has_its_words_on_every_page(counting: Kit, day: date, lead: str, detail: str) -> None:
    for drawing in draw_item(in_public(), LOBBY, counting, day=day):
        assert f"{lead}\n{detail}" in furniture(drawing)


def test_what_would_be_too_small_on_a_line_takes_two(counting: Kit) -> None:
    sayings = sayings_of(in_public(), LOBBY, counting.workdays)
    for width, expected in ((440, ["共 5 个，至 10月9日"]), (330, ["共 5 个", "至 10月9日"])):
        panel = make_panel(sayings, width, 50, counting.fonts, least_px=33)
        lead, *rest = panel.told[sayings[4]]
        assert lead.text == "公示第 3 个工作日"
        assert [line.text for line in rest] == expected
        assert all(line.style.px >= 33 for line in rest)


def test_without_a_table_only_the_end_is_told_and_no_number(kit: Kit) -> None:
    said = furniture(draw_item(in_public(), LOBBY, kit, day=date(2026, 9, 30))[0])
    assert "公示期内\n至 10月9日" in said
    assert "个工作日" not in said


@pytest.mark.parametrize("screen", [*SCREENS.values(), PANEL], ids=[*SCREENS, "strip"])
def test_pages_their_dwell_and_their_text_are_the_same_whatever_the_day(screen: Screen, counting: Kit) -> None:
    pages = [list(run) for _, run in groupby(draw_pages(in_public(), screen, counting), key=lambda one: one.page)]
    assert [variants[0].page for variants in pages] == list(range(1, pages[0][0].of + 1))
    for variants in pages:
        assert len({(one.of, one.dwell_ms, one.qr, bodies(one)) for one in variants}) == 1
        assert variants[0].days.since is None
        assert variants[-1].days.until is None
    assert any(len(variants) > 1 for variants in pages)


def bodies(drawing: Drawing) -> tuple[object, ...]:
    return tuple(run for run in drawing.texts if run.role is not Role.FURNITURE)


@pytest.mark.parametrize("theme", ThemeName)
@EVERY_SCREEN
def test_the_panel_fits_every_screen_and_leaves_the_code_readable(
    screen: Screen, theme: ThemeName, counting: Kit
) -> None:
    screen = msgspec.structs.replace(screen, theme=theme)
    for drawing in draw_item(in_public(), screen, counting, day=date(2026, 10, 5)):
        assert_sound(drawing, screen)
        assert qr_reads(drawing)


def test_there_are_as_many_pictures_of_a_page_as_things_to_say(counting: Kit) -> None:
    item = in_public(shown_until=datetime(2026, 10, 8, 15, 59, tzinfo=UTC))
    drawings = [one for one in draw_pages(item, LOBBY, counting) if one.page == 1]
    assert [one.days.since for one in drawings] == [
        None,  # before it begins
        *(date(2026, 9, 26), date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30)),
        *(date(2026, 10, 1), date(2026, 10, 8)),
    ]
    assert len({one.picture.tobytes() for one in drawings}) == len(drawings)


@EVERY_STRIP
def test_a_strip_tells_it_right_after_the_title_and_draws_only_that_anew(screen: Screen, counting: Kit) -> None:
    drawings = list(draw_pages(in_public(), screen, counting))
    dated = sorted({one.page for one in drawings if one.days.since})
    titles = [one.page for one in drawings if any(run.role is Role.TITLE for run in one.texts)]
    assert dated[0] == titles[-1] + 1
    assert len(dated) <= 2
    for drawing in drawings:
        assert_sound(drawing, screen)


def test_an_item_without_a_period_has_one_picture_a_page(counting: Kit) -> None:
    drawings = list(draw_pages(in_public(publicity=None), LOBBY, counting))
    assert [one.page for one in drawings] == list(range(1, drawings[0].of + 1))


def test_a_long_period_is_one_bar(counting: Kit) -> None:
    long = Publicity(begins=date(2026, 3, 2), ends=date(2026, 4, 24), working_days=40)
    months = (msgspec.structs.replace(TABLE_2026, off=(), worked=()),)
    kit = Kit(counting.fonts, counting.organisation, counting.read_blob, workdays=months)
    item = in_public(publicity=long, shown_from=datetime(2026, 3, 1, tzinfo=UTC))
    for drawing in draw_item(item, LOBBY, kit, day=date(2026, 3, 31)):
        assert "公示第 22 个工作日" in furniture(drawing)
        assert_sound(drawing, LOBBY)
