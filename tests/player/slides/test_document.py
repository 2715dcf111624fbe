"""Attached documents on slides: as large as they must be, cut between lines, every line shown."""

from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image, ImageDraw

from player.slides import Kit, draw_item
from player.slides.leaf import read_leaf
from player.slides.type_scale import type_scale
from player.slides.views import View, views_of
from playlists.item import Document, Paragraph
from playlists.screen import Screen
from tests.player.slides.samples import SCREENS, Blobs, make_item, make_screen
from tests.player.slides.test_typesetter import EVERY_SCREEN, assert_sound

PAPER = (1700, 2404)
EM, PITCH, TOP, LEFT = 46, 82, 300, 226


def sheet(lines: int = 22, *, tone: int = 255, number: bool = False) -> Image.Image:
    """A4 with so many lines of square characters in 三号."""
    page = Image.new("L", PAPER, tone)
    draw = ImageDraw.Draw(page)
    for row in range(lines):
        for column in range(27):
            x, y = LEFT + column * EM, TOP + row * PITCH
            draw.rectangle((x + 2, y, x + 40, y + 42), fill=40)
    if number:
        draw.rectangle((820, 2250, 880, 2280), fill=40)
    return page


def png(page: Image.Image) -> bytes:
    file = BytesIO()
    page.save(file, "PNG")
    return file.getvalue()


def is_whole(view: View, lines: int = 22) -> bool:
    """Whether no line of the sheet is cut by the view's edges."""
    rows = [(TOP + row * PITCH, TOP + row * PITCH + 43) for row in range(lines)]
    return not any(start < edge < end for start, end in rows for edge in view)


def seen(views: list[View], lines: int = 22) -> set[int]:
    return {
        row
        for row in range(lines)
        for view in views
        if view.top <= TOP + row * PITCH and TOP + row * PITCH + 43 <= view.bottom
    }


def test_a_leaf_knows_its_margins_and_its_type() -> None:
    leaf = read_leaf(sheet())
    assert leaf.em == pytest.approx(EM, abs=2)
    left, top, right, bottom = leaf.ink
    assert (left, top) == pytest.approx((LEFT + 2, TOP), abs=25)
    assert (right, bottom) == pytest.approx((LEFT + 27 * EM, TOP + 21 * PITCH + 43), abs=30)
    assert len(leaf.lines) == 22


def test_yellowed_paper_is_paper() -> None:
    assert read_leaf(sheet(tone=205)) == read_leaf(sheet())


def test_the_pages_own_number_is_left_out_as_the_slide_says_it() -> None:
    assert read_leaf(sheet(number=True)) == read_leaf(sheet())


def test_a_blank_or_black_page_is_a_page_all_the_same() -> None:
    for tone in (255, 0):
        leaf = read_leaf(Image.new("L", PAPER, tone))
        assert leaf.ink == (0, 0, *PAPER)
        assert views_of(leaf, 10_000, 10_000)


@pytest.mark.parametrize("height", [300, 420, 555, 700, 900, 1200, 1700])
def test_no_line_is_cut_and_none_is_lost(height: int) -> None:
    views = views_of(read_leaf(sheet()), height, height)
    assert all(view.bottom - view.top <= height for view in views)
    assert all(map(is_whole, views))
    assert seen(views) == set(range(22))


def test_a_view_begins_with_the_last_line_of_the_one_before() -> None:
    first, second, *_ = views_of(read_leaf(sheet()), 700, 700)
    assert len(seen([first]) & seen([second])) == 1


def test_where_there_is_no_white_row_views_overlap() -> None:
    noise = Image.effect_noise(PAPER, 100)
    views = views_of(read_leaf(noise), 700, 700)
    assert views[0].top == 0
    assert views[-1].bottom == PAPER[1]
    assert all(one.bottom - other.top >= 40 for one, other in pairwise(views))


@EVERY_SCREEN
def test_it_fits_every_screen(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    pages = tuple(blobs.add(png(sheet(lines))) for lines in (22, 18, 3))
    drawings = draw_item(make_item(Document(pages, "实施办法"), Paragraph("特此公开。")), screen, kit)
    for drawing in drawings:
        assert_sound(drawing, screen)
    words = [run.text for drawing in drawings for run in drawing.texts]
    for number in (1, 2, 3):
        assert any(word.startswith(f"第 {number} 页 / 共 3 页") for word in words)


def test_in_a_lobby_a_page_is_enlarged_until_it_can_be_read(kit: Kit, blobs: Blobs) -> None:
    screen = make_screen()
    drawings = draw_item(make_item(Document((blobs.add(png(sheet())),), "附件")), screen, kit)
    assert 3 <= len(drawings) <= 4
    assert not any(drawing.warnings for drawing in drawings)
    column = drawings[1].picture.convert("L")
    tall = max(_runs_of_ink(column, 170))
    assert tall >= type_scale(screen).readable * 0.88
    assert all(drawing.dwell_ms > 15_000 for drawing in drawings[1:])


def test_upright_it_is_shown_whole(kit: Kit, blobs: Blobs) -> None:
    screen = make_screen(1080, 1920, inches=43, metres=2)
    pages = (blobs.add(png(sheet())), blobs.add(png(sheet(21))))
    assert len(draw_item(make_item(Document(pages, "附件"), title="实施办法"), screen, kit)) == 2


def test_the_first_page_stands_below_the_title(kit: Kit, blobs: Blobs) -> None:
    drawings = draw_item(make_item(Document((blobs.add(png(sheet())),), "附件")), make_screen(), kit)
    assert any(run.text.startswith("第 1 页") for run in drawings[0].texts)


def test_type_that_stays_too_small_is_told(kit: Kit, blobs: Blobs) -> None:
    drawings = draw_item(make_item(Document((blobs.add(png(sheet())),), "附件")), SCREENS["far away"], kit)
    assert any("page 1 of an attached document: its type has" in one for one in drawings[0].warnings)


def test_a_page_that_is_missing_or_broken_is_left_out_with_a_warning(kit: Kit, blobs: Blobs) -> None:
    pages = ("0" * 64, blobs.add(b"garbage"), blobs.add(png(sheet(3))))
    drawings = draw_item(make_item(Document(pages, "附件")), make_screen(), kit)
    warnings = set(drawings[0].warnings)
    assert "page 1 of an attached document is left out: the file is missing" in warnings
    assert any(one.startswith("page 2 of an attached document is left out") for one in warnings)
    assert any(run.text.startswith("第 3 页 / 共 3 页") for run in drawings[0].texts)


def test_a_strip_says_where_to_read_it(kit: Kit, blobs: Blobs) -> None:
    strip = make_screen(1280, 160, inches=60, metres=6)
    drawings = draw_item(make_item(Document((blobs.add(png(sheet())),), "实施办法")), strip, kit)
    assert "附件：实施办法" in "".join(run.text for drawing in drawings for run in drawing.texts)
    assert any("strip" in warning for warning in drawings[0].warnings)


def _runs_of_ink(picture: Image.Image, x: int) -> list[int]:
    """Heights of what is dark in the column of characters that begins at ``x``."""
    column = picture.crop((x, 0, x + 8, picture.height)).resize((1, picture.height)).tobytes()
    runs, height = [0], 0
    for tone in column:
        height = height + 1 if tone < 120 else 0
        runs.append(height)
    return runs


def test_no_view_shows_bare_paper() -> None:
    """A few lines at the top and one at the foot, with most of a page between them."""
    page = sheet(5)
    ImageDraw.Draw(page).rectangle((LEFT, 2200, LEFT + 900, 2242), fill=40)
    leaf = read_leaf(page)
    for rows in (300, 500, 800):
        views = views_of(leaf, rows, rows)
        assert all(any(start < view.bottom and end > view.top for start, end in leaf.lines) for view in views)
        assert seen(views, 5) == set(range(5))
        assert views[-1].bottom > 2200
