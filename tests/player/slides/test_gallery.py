"""Two and four pictures on one slide: of one size, in rows, cropped around what matters, or else alone."""

from collections.abc import Sequence

import pytest

from player.slides import Drawing, Kit, draw_item
from playlists.deck import Role
from playlists.item import Block, Picture
from playlists.screen import Screen
from tests.player.slides.samples import REPORT, SCREENS, Blobs, make_item, make_picture, make_screen
from tests.player.slides.test_blocks import has_colours
from tests.player.slides.test_typesetter import assert_sound, words

LOBBY = SCREENS["lobby, 55 inches"]
UPRIGHT = SCREENS["upright, 43 inches"]
NEAR = make_screen(3840, 2160, inches=75, metres=3)  # small type: four pictures find room below a title
LED = make_screen(1024, 256, inches=60, metres=4)


def pictures(blobs: Blobs, count: int, *, caption: str = "清理河岸") -> list[Block]:
    return [
        Picture(blob=blobs.add(make_picture(1600, 1000 + number)), caption=f"{caption}{number}")
        for number in range(count)
    ]


def captions(drawing: Drawing) -> list[tuple[int, int]]:
    """Left edge and top of every caption."""
    return [run.box[:2] for run in drawing.texts if run.role is Role.BODY]


def draw(blocks: Sequence[Block], kit: Kit, screen: Screen = LOBBY) -> list[Drawing]:
    return draw_item(make_item(*blocks, link="", contact="", publicity=None), screen, kit)


def test_four_pictures_stand_in_a_square(kit: Kit, blobs: Blobs) -> None:
    shown = [drawing for drawing in draw(pictures(blobs, 4), kit, NEAR) if captions(drawing)]
    assert len(shown) == 1
    (a, b, c, d) = captions(shown[0])
    assert a[0] == c[0] < b[0] == d[0]
    assert a[1] == b[1] < c[1] == d[1]


def test_two_pictures_stand_beside_each_other_or_upright_one_above_the_other(kit: Kit, blobs: Blobs) -> None:
    for screen, is_beside in ((LOBBY, True), (UPRIGHT, False)):
        (shown,) = (drawing for drawing in draw(pictures(blobs, 2), kit, screen) if captions(drawing))
        first, second = captions(shown)
        assert (first[1] == second[1]) is is_beside
        assert (first[0] == second[0]) is not is_beside


def test_what_is_left_over_stands_alone_and_none_is_lost(kit: Kit, blobs: Blobs) -> None:
    drawings = draw(pictures(blobs, 7), kit, NEAR)
    assert [len(captions(drawing)) for drawing in drawings if captions(drawing)] == [4, 2, 1]
    assert words(drawings, Role.BODY) == "".join(f"清理河岸{number}" for number in range(7))


def test_more_pictures_stay_up_longer(kit: Kit, blobs: Blobs) -> None:
    two, four = (draw(pictures(blobs, count, caption="图" * 9), kit, NEAR)[-1] for count in (2, 4))
    assert four.dwell_ms > two.dwell_ms


def test_shapes_that_do_not_suit_one_another_stand_alone(kit: Kit, blobs: Blobs) -> None:
    upright, lying = (
        Picture(blob=blobs.add(make_picture(*shape)), caption="图") for shape in ((600, 1200), (1600, 600))
    )
    drawings = draw([upright, lying], kit)
    assert all(len(captions(drawing)) <= 1 for drawing in drawings)


def test_a_long_caption_keeps_its_picture_alone(kit: Kit, blobs: Blobs) -> None:
    drawings = draw(pictures(blobs, 2, caption=REPORT[:90]), kit)
    assert words(drawings, Role.BODY).count(REPORT[:90]) == 2


def test_a_crop_in_a_gallery_keeps_each_pictures_focus(kit: Kit, blobs: Blobs) -> None:
    wide = blobs.add(make_picture(8000, 400))  # cropped to a part of it on either side of the middle
    for focus, seen in ((0, {"red"}), (100, {"blue"})):
        drawings = draw([Picture(blob=wide, focus_x=focus)] * 2, kit, UPRIGHT)
        assert has_colours(drawings[-1]) == seen


def test_a_broken_picture_is_told_and_the_others_are_shown(kit: Kit, blobs: Blobs) -> None:
    good = pictures(blobs, 2)
    drawings = draw([good[0], Picture(blob=blobs.add(b"broken"), caption="坏"), good[1]], kit)
    assert any("is left out" in warning for warning in drawings[0].warnings)
    assert words(drawings, Role.BODY) == "清理河岸0坏清理河岸1"


@pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
def test_pictures_fit_every_screen(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    for count in (2, 3, 4):
        drawings = draw(pictures(blobs, count), kit, screen)
        assert all(f"清理河岸{number}" in words(drawings, Role.BODY) for number in range(count))
        for drawing in drawings:
            assert_sound(drawing, screen)


def test_pictures_are_rather_smaller_than_on_the_page_after_their_title(kit: Kit, blobs: Blobs) -> None:
    """At their largest they would not fit below the title, and as many pages would be needed either way."""
    pictures = [Picture(blob=blobs.add(make_picture(1600, 1200)), caption=f"图 {number}") for number in range(4)]
    drawings = draw_item(
        make_item(*pictures, title="一周图说：路通、树绿、书香、山水"),
        make_screen(1366, 768, inches=32, metres=2.5),
        kit,
    )
    assert any(run.text == "图 0" for run in drawings[0].texts)
