from collections.abc import Iterator
from itertools import combinations, product

import msgspec
import pytest
from PIL import Image

from player.slides import (
    DrawnBand,
    Fonts,
    Kit,
    Words,
    band_height,
    draw_band,
    draw_fallback,
    draw_item,
    draw_title_page,
    qr_reads,
)
from player.slides.band import slide_part
from player.slides.themes import THEMES
from playlists.deck import Box
from playlists.item import Timing
from playlists.overlays import Calendar, Overlays
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import Blobs, every_block, make_item, make_screen

ALL = Overlays(calendar=Calendar.LUNAR, stale_after_h=24, has_ticker=True)
SCREENS = {
    "landscape": make_screen(1920, 1080),
    "portrait": make_screen(1080, 1920, inches=43, metres=3),
    "strip": make_screen(1024, 256, inches=166, metres=12),
    "4K": make_screen(3840, 2160, inches=75, metres=5),
    "low strip": make_screen(768, 128, inches=120, metres=8),
    "far away": make_screen(1366, 768, inches=32, metres=9),
}
EVERY_SCREEN = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
FULL = Words("10:32", "11月24日　星期二", "农历闰十月十六", "内容更新于 11月20日")
SHORT = ("暴雨预警",)
LONG = (
    "关于台风登陆期间暂停办理现场业务的紧急通知",
    "青溪区防汛抗旱指挥部发布暴雨红色预警，请市民减少外出，远离河道和低洼处",
)


def with_overlays(screen: Screen, **changes: object) -> Screen:
    return msgspec.structs.replace(screen, overlays=ALL, **changes)


def every_wording() -> Iterator[Words]:
    for left_out, urgent in product(range(5), ((), SHORT, LONG)):
        for names in combinations(("time", "day", "lunar", "age"), left_out):
            yield FULL._replace(urgent=urgent, **dict.fromkeys(names, ""))


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[0] + other[2] and other[0] < one[0] + one[2]


@EVERY_SCREEN
def test_no_slide_draws_into_the_band(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    wished = with_overlays(screen)
    drawings = [
        *draw_item(make_item(*every_block(blobs)), wished, kit),
        *draw_item(make_item(*every_block(blobs), timing=Timing.URGENT), wished, kit),
        draw_fallback(wished, kit),
        draw_title_page("党务公开", ["第一项", "第二项"], wished, kit),
    ]
    top = screen.height_px - band_height(wished)
    for drawing in drawings:
        assert drawing.picture.size == (screen.width_px, screen.height_px)
        below = drawing.picture.crop((0, top, *drawing.picture.size))
        assert below.getcolors() == [(below.width * below.height, THEMES[screen.theme].paper)]
        assert all(run.box[1] + run.box[3] <= top for run in drawing.texts)
        assert qr_reads(drawing)


@EVERY_SCREEN
def test_without_overlays_slides_have_the_whole_screen(screen: Screen) -> None:
    assert slide_part(screen) is screen
    assert band_height(screen) == 0


@EVERY_SCREEN
def test_the_slides_part_has_pixels_of_the_same_size(screen: Screen) -> None:
    part = slide_part(with_overlays(screen))
    mm = [one.diagonal_mm / (one.width_px**2 + one.height_px**2) ** 0.5 for one in (screen, part)]
    assert mm[0] == pytest.approx(mm[1], rel=0.002)


@EVERY_SCREEN
def test_parts_of_the_band_never_touch_nor_leave_it(screen: Screen, fonts: Fonts) -> None:
    wished = with_overlays(screen)
    for words in every_wording():
        band = draw_band(wished, words, fonts)
        boxes = [run.box for run in band.texts] + ([band.room] if band.room else [])
        assert band.picture.size == (screen.width_px, band_height(wished))
        assert all(x > 0 and x + width < screen.width_px for x, _, width, _ in boxes)
        assert all(y >= 0 and y + height <= band_height(wished) for _, y, _, height in boxes)
        assert not any(overlap(one, other) for one, other in combinations(boxes, 2))


@EVERY_SCREEN
def test_the_time_is_told_wherever_a_clock_is_wished(screen: Screen, fonts: Fonts) -> None:
    for urgent in ((), LONG):
        assert "10:32" in told(draw_band(with_overlays(screen), FULL._replace(urgent=urgent), fonts))


def test_a_wide_screen_has_room_for_all_of_it_and_a_narrow_one_leaves_out_the_least_needed(fonts: Fonts) -> None:
    assert set(told(draw_band(with_overlays(SCREENS["landscape"]), FULL, fonts))) == set(FULL[:4])
    narrow = told(draw_band(with_overlays(SCREENS["portrait"]), FULL, fonts))
    assert FULL.lunar not in narrow
    assert {FULL.time, FULL.day} <= set(narrow)


def test_a_panel_too_low_for_a_line_and_a_band_has_no_band() -> None:
    lowest = with_overlays(make_screen(640, 127, inches=100, metres=8))
    assert slide_part(lowest) is lowest


def test_with_nothing_to_say_the_band_is_paper(fonts: Fonts) -> None:
    screen = with_overlays(SCREENS["landscape"])
    picture = draw_band(screen, Words(), fonts).picture
    assert picture.getcolors() == [(picture.width * picture.height, THEMES[screen.theme].paper)]


@pytest.mark.parametrize("theme", list(ThemeName))
def test_urgent_titles_run_only_when_they_are_too_long_to_stand(theme: ThemeName, fonts: Fonts) -> None:
    screen = with_overlays(SCREENS["landscape"], theme=theme)
    standing = draw_band(screen, FULL._replace(urgent=SHORT), fonts)
    assert (standing.room, standing.ribbon, standing.pages) == (None, None, ())
    assert {"紧急", "暴雨预警"} <= set(told(standing))
    running = draw_band(screen, FULL._replace(urgent=LONG), fonts)
    assert running.room is not None
    assert running.ribbon is not None
    assert running.ribbon.width > running.room[2]
    assert running.ribbon.height == running.room[3]
    assert is_inked(running.ribbon, theme)


@EVERY_SCREEN
def test_on_a_calm_screen_they_come_line_by_line_each_whole(screen: Screen, fonts: Fonts) -> None:
    band = draw_band(with_overlays(screen, is_calm=True), FULL._replace(urgent=LONG), fonts)
    assert band.room is not None
    assert band.ribbon is None
    assert len(band.pages) > 1
    assert all(page.size == band.room[2:] and is_inked(page, screen.theme) for page in band.pages)


def test_the_room_begins_at_the_same_place_whatever_else_is_told(fonts: Fonts) -> None:
    screen = with_overlays(SCREENS["landscape"])
    bands = [draw_band(screen, FULL._replace(urgent=LONG, age=words), fonts) for words in ("", FULL.age)]
    starts = {band.room[0] for band in bands if band.room}
    assert len(starts) == 1  # so that running text does not jump when slides change


def told(band: DrawnBand) -> list[str]:
    return [run.text for run in band.texts]


def is_inked(picture: Image.Image, theme: ThemeName) -> bool:
    colours = picture.getcolors(100_000) or []
    return {THEMES[theme].panel, THEMES[theme].ink} <= {colour for _, colour in colours}
