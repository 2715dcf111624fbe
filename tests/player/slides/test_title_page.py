"""The title page of a playlist: what it names, on every kind of screen."""

import msgspec
import pytest

from player.slides import Drawing, Kit, draw_title_page, to_png, to_slide
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import make_screen
from tests.player.slides.test_strip import EVERY_STRIP
from tests.player.slides.test_typesetter import EVERY_SCREEN, LOBBY, assert_sound

TITLES = ("关于林予青等四名同志拟任职的公示", "2026年第三季度党费收缴、使用和管理情况公示", "青溪大桥维修工程进展")


def said(drawing: Drawing) -> str:
    return "".join(run.text for run in drawing.texts)


@pytest.mark.parametrize("theme", ThemeName)
@EVERY_SCREEN
def test_it_names_who_speaks_the_list_the_number_and_the_titles(screen: Screen, theme: ThemeName, kit: Kit) -> None:
    screen = msgspec.structs.replace(screen, theme=theme)
    drawing = draw_title_page("党务公开每日播报", TITLES, screen, kit)
    assert_sound(drawing, screen)
    for expected in ("中共青溪区委员会", "党务公开每日播报", "本轮 3 项"):
        assert expected in said(drawing)
    assert said(drawing).count("…") <= len(TITLES)
    assert (drawing.item, drawing.version, drawing.page, drawing.of) == ("", 0, 1, 1)
    assert 8_000 <= drawing.dwell_ms <= 15_000
    to_slide(drawing, "title.png", to_png(drawing))


@pytest.mark.parametrize("count", [2, 7, 60])
@EVERY_SCREEN
def test_what_finds_no_room_is_counted(screen: Screen, count: int, kit: Kit) -> None:
    titles = [f"第{number}项：{TITLES[number % 3]}" for number in range(1, count + 1)]
    drawing = draw_title_page("日常", titles, screen, kit)
    assert_sound(drawing, screen)
    named = sum(f"第{number}项" in said(drawing) for number in range(1, count + 1))
    assert named == count or f"另有 {count - named} 项" in said(drawing)


@EVERY_STRIP
def test_a_strip_is_all_panel(screen: Screen, kit: Kit) -> None:
    drawing = draw_title_page("党务公开每日播报", TITLES, screen, kit)
    for expected in ("中共青溪区委员会", "党务公开每日播报", "本轮 3 项"):
        assert expected in said(drawing)
    for run in drawing.texts:
        x, y, width, height = run.box
        assert min(x, y) >= 0
        assert x + width <= screen.width_px
        assert y + height <= screen.height_px


def test_without_a_table_of_contents_it_tells_no_number(kit: Kit) -> None:
    drawing = draw_title_page("日常", (), LOBBY, kit)
    assert "项" not in said(drawing)
    assert "日常" in said(drawing)


@pytest.mark.parametrize("name", ["日", "字" * 200, "a" * 200])
def test_a_name_of_any_length_fits(name: str, kit: Kit) -> None:
    for screen in (LOBBY, make_screen(640, 360, inches=7, metres=1), make_screen(1080, 1920, inches=43, metres=3)):
        for drawing in (draw_title_page(name, TITLES, screen, kit), draw_title_page(name, (), screen, kit)):
            assert_sound(drawing, screen)
