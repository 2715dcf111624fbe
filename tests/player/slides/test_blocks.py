import zlib
from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from player.slides import Drawing, Kit, draw_item
from playlists.deck import Role, TextRun
from playlists.item import Listing, Paragraph, People, Person, Picture, Pledge, Pledges, Table
from playlists.screen import Screen
from tests.player.slides.samples import FINANCES, PLEDGES, REPORT, SCREENS, Blobs, make_item, make_picture, make_screen
from tests.player.slides.test_typesetter import assert_sound, words

LOBBY = SCREENS["lobby, 55 inches"]
UPRIGHT = SCREENS["upright, 43 inches"]


def body(drawing: Drawing) -> list[TextRun]:
    return [run for run in drawing.texts if run.role is Role.BODY]


def has_colours(drawing: Drawing) -> set[str]:
    """Which halves of a sample picture can be seen."""
    colours = {pixel for _, pixel in drawing.picture.getcolors(2_000_000) or []}
    near = {"red": (200, 30, 30), "blue": (30, 30, 200)}
    return {
        name
        for name, wanted in near.items()
        if any(sum(abs(a - b) for a, b in zip(pixel, wanted, strict=True)) < 30 for pixel in colours)
    }


def test_a_long_table_repeats_its_header_and_loses_no_cell(kit: Kit) -> None:
    drawings = draw_item(make_item(FINANCES), LOBBY, kit)
    assert len(drawings) > 2
    for drawing in drawings:
        texts = [run.text for run in body(drawing)]
        assert [text for text in texts if text in FINANCES.header] == list(FINANCES.header)
    shown = [run.text for drawing in drawings for run in body(drawing) if run.text not in FINANCES.header]
    assert shown == ["2026年第三季度经费支出", "单位：万元", *(cell for row in FINANCES.rows for cell in row)]


def test_figures_end_at_one_edge(kit: Kit) -> None:
    for drawing in draw_item(make_item(FINANCES), LOBBY, kit):
        for column in range(1, 5):
            cells = {row[column] for row in FINANCES.rows}
            edges = {run.box[0] + run.box[2] for run in body(drawing) if run.text in cells}
            assert len(edges) == 1


def test_a_wide_table_wraps_its_cells(kit: Kit) -> None:
    table = Table(header=("事项", "内容"), rows=(("道路", REPORT[:80]), ("供水", REPORT[80:140])))
    drawings = draw_item(make_item(table), LOBBY, kit)
    assert not drawings[0].warnings
    assert words(drawings, Role.BODY).replace("事项内容", "") == "道路" + REPORT[:80] + "供水" + REPORT[80:140]


def test_a_table_that_no_column_holds_is_told_row_by_row_with_a_warning(kit: Kit) -> None:
    header = tuple(f"第{number}项指标" for number in range(1, 31))
    table = Table(caption="指标", header=header, rows=(tuple(f"完成{number}" for number in range(1, 31)),))
    drawings = draw_item(make_item(table), LOBBY, kit)
    assert "told row by row" in drawings[0].warnings[0]
    shown = words(drawings, Role.BODY)
    assert all(f"第{number}项指标：完成{number}" in shown for number in range(1, 31))
    for drawing in drawings:
        assert_sound(drawing, LOBBY)


@pytest.mark.parametrize("screen", [LOBBY, UPRIGHT], ids=["lobby", "upright"])
@pytest.mark.parametrize("shape", [(1600, 900), (900, 1600), (3000, 400), (400, 3000), (64, 64), (1, 900)])
def test_a_picture_of_any_shape_is_shown_with_its_caption(
    shape: tuple[int, int], screen: Screen, kit: Kit, blobs: Blobs
) -> None:
    blob = blobs.add(make_picture(*shape, kind="PNG"))
    drawings = draw_item(
        make_item(Picture(blob=blob, caption="清理河岸"), Paragraph(text="活动圆满结束。")), screen, kit
    )
    assert not drawings[0].warnings
    assert "清理河岸" in words(drawings, Role.BODY)
    for drawing in drawings:
        assert_sound(drawing, screen)


def test_a_picture_is_turned_upright(kit: Kit, blobs: Blobs) -> None:
    lying = blobs.add(make_picture(600, 900, orientation=6))  # red half to the left; turned to the right it is above
    picture = draw_item(make_item(Picture(blob=lying), link=""), LOBBY, kit)[-1].picture
    middle = 640
    seen = [name for y in range(0, 1080, 4) if (name := colour_of(picture.getpixel((middle, y))))]
    assert set(seen) == {"red", "blue"}
    assert seen == sorted(seen, reverse=True)


def colour_of(pixel: object) -> str | None:
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    if green > 60:
        return None
    return "red" if red > 180 else "blue" if blue > 180 else None


@pytest.mark.parametrize(("focus", "seen"), [(0, {"red"}), (100, {"blue"})])
def test_a_crop_keeps_the_focus(kit: Kit, blobs: Blobs, focus: int, seen: set[str]) -> None:
    blob = blobs.add(make_picture(8000, 400))  # far longer than any page: cropped to a third around the focus
    drawings = draw_item(make_item(Picture(blob=blob, focus_x=focus)), LOBBY, kit)
    assert has_colours(drawings[-1]) == seen


def broken() -> dict[str, bytes]:
    whole = make_picture(1600, 900)
    bomb = bytearray(make_picture(64, 64, kind="PNG"))
    bomb[16:24] = (60_000).to_bytes(4, "big") * 2
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4, "big")
    return {
        "truncated": whole[: len(whole) // 2],
        "bomb": bytes(bomb),
        "large": make_large(),
        "text": b"not a picture",
        "empty": b"",
        "bad chunk": make_picture(64, 64, kind="PNG")[:45] + b"garbage" * 20,
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    }


def make_large() -> bytes:
    """A small file of 64 million pixels: below Pillow's own alarm, above what a small board can hold."""
    file = BytesIO()
    Image.new("1", (8000, 8000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("fault", broken())
def test_a_broken_picture_is_left_out_with_a_warning_and_the_text_is_shown(fault: str, kit: Kit, blobs: Blobs) -> None:
    blob = blobs.add(broken()[fault])
    item = make_item(Picture(blob=blob, caption="清理河岸"), Paragraph(text="活动圆满结束。"))
    drawings = draw_item(item, LOBBY, kit)
    assert any("is left out" in warning for drawing in drawings for warning in drawing.warnings)
    assert "清理河岸" in words(drawings, Role.BODY)
    assert "活动圆满结束。" in words(drawings, Role.BODY)


def test_a_missing_picture_is_left_out_with_a_warning(kit: Kit) -> None:
    drawings = draw_item(make_item(Picture(blob="0" * 64, caption="图"), Paragraph(text="文")), LOBBY, kit)
    assert "the file is missing" in drawings[0].warnings[0]
    assert words(drawings, Role.BODY) == "图文"


def test_pledges_tell_owner_target_due_share_and_sum(kit: Kit) -> None:
    shown = words(draw_item(make_item(PLEDGES), LOBBY, kit), Role.BODY)
    assert shown.startswith("共 3 件，已办结 1 件")
    for expected in ("区交通运输局", "新改建农村公路62公里", "80%", "2026年12月31日前", "已办结", "0%"):
        assert expected in shown


def test_a_bar_is_as_long_as_its_share(kit: Kit) -> None:
    def filled(percent: int) -> int:
        pledge = Pledge(owner="区教育局", target="学位", percent=percent, due=date(2026, 12, 31))
        item = make_item(Pledges(pledges=(pledge,)), title="一", link="", publicity=None, contact="")
        picture = draw_item(item, LOBBY, kit)[0].picture
        widest = 0
        for y in range(170, 900, 2):
            row = [picture.getpixel((x, y)) for x in range(96, 1300, 4)]
            if row.count((226, 212, 184)) + row.count((146, 20, 25)) > 200:
                widest = max(widest, row.count((146, 20, 25)))
        return widest

    half, whole = filled(50), filled(100)
    assert whole > 200
    assert half == pytest.approx(whole / 2, abs=6)


def test_people_without_photos_are_text_and_with_photos_have_a_place_each(kit: Kit, blobs: Blobs) -> None:
    photo = blobs.add(make_picture(500, 700))
    people = tuple(
        Person(name=f"某某{n}", post="副局长", proposed="拟任局长", photo=photo if n else None) for n in (0, 1)
    )
    drawings = draw_item(make_item(People(people=people)), LOBBY, kit)
    assert words(drawings, Role.BODY) == "某某0副局长拟任局长某某1副局长拟任局长"
    assert has_colours(drawings[0]) == {"red", "blue"}


def test_a_broken_photo_gives_way_to_the_placeholder(kit: Kit, blobs: Blobs) -> None:
    people = People(people=(Person(name="某某", post="副局长", photo=blobs.add(b"broken")),))
    drawing = draw_item(make_item(people), LOBBY, kit)[0]
    assert any("photo of 某某 is left out" in warning for warning in drawing.warnings)
    assert "某某" in words([drawing], Role.BODY)


def test_cards_and_pledges_of_the_greatest_length_are_told_in_lines(kit: Kit) -> None:
    pledge = Pledge(owner="局" * 200, target="路" * 400, percent=10, due=date(2026, 12, 31))
    person = Person(name="名" * 200, post="职" * 400, proposed="拟" * 400)
    screen = make_screen(854, 480, inches=20, metres=1.5)
    drawings = draw_item(make_item(Pledges(pledges=(pledge,)), People(people=(person,))), screen, kit)
    shown = words(drawings, Role.BODY)
    for character, count in (("局", 200), ("路", 400), ("名", 200), ("职", 400), ("拟", 400)):
        assert shown.count(character) == count
    for drawing in drawings:
        assert_sound(drawing, screen)


@pytest.mark.parametrize("numbers", ["一、 二、 十二、", "（一） （二） （十二）", "1. 2. 12.", "（1） （2） （12）"])
def test_entries_with_their_own_numbers_keep_them_and_hang_below_their_words(numbers: str, kit: Kit) -> None:
    entries = tuple(f"{number}{REPORT[:80]}" for number in numbers.split())
    runs = [run for one in draw_item(make_item(Listing(entries=entries)), make_screen(), kit) for run in one.texts]
    body = [run for run in runs if run.role is Role.BODY]
    marks = [run for run in body if run.text in numbers.split()]
    words = [run for run in body if run not in marks]
    assert [run.text for run in marks] == numbers.split()
    assert len({run.box[0] // 30 for run in words}) == 1  # an opening mark may hang out by half of its square
    assert all(mark.box[0] + mark.box[2] <= min(run.box[0] for run in words) + mark.px // 2 for mark in marks)
    assert "".join(run.text for run in words) == REPORT[:80] * 3
