from dataclasses import replace

import pytest

from player.slides import Kit, draw_fallback, draw_last_resort, to_png, to_slide
from playlists.look import Look
from playlists.screen import Screen
from tests.player.slides.samples import SCREENS, Blobs, make_screen
from tests.player.slides.test_look import colours_of, is_bluish, make_emblem
from tests.player.slides.test_typesetter import EVERY_SCREEN, assert_sound


@EVERY_SCREEN
def test_the_fallback_names_the_organisation_and_belongs_to_no_item(screen: Screen, kit: Kit) -> None:
    drawing = draw_fallback(screen, kit)
    assert "中共青溪区委员会" in [run.text for run in drawing.texts]
    assert (drawing.item, drawing.version, drawing.page, drawing.of) == ("", 0, 1, 1)
    assert drawing.picture.size == (screen.width_px, screen.height_px)
    assert_sound(drawing, screen)
    to_slide(drawing, "fallback.png", to_png(drawing))


@pytest.mark.parametrize("organisation", ["", "区" * 200, "青溪区党务公开工作领导小组办公室"])
def test_an_organisation_of_any_length_fits(organisation: str, kit: Kit) -> None:
    for screen in (*SCREENS.values(), make_screen(640, 360, inches=7, metres=1)):
        assert_sound(draw_fallback(screen, Kit(kit.fonts, organisation, kit.read_blob)), screen)


@EVERY_SCREEN
def test_an_emblem_stands_above_the_name(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    look = Look(emblem=blobs.add(make_emblem()))
    drawing = draw_fallback(screen, replace(kit, look=look))
    assert_sound(drawing, screen)
    assert not drawing.warnings
    assert not any(is_bluish(pixel) for pixel in colours_of(draw_fallback(screen, kit).picture))
    top = min(run.box[1] for run in drawing.texts)
    above = drawing.picture.crop((0, 0, screen.width_px, top))
    assert any(is_bluish(pixel) for pixel in colours_of(above))


def test_the_last_resort_leaves_its_lower_third_to_the_clock(kit: Kit) -> None:
    picture = draw_last_resort((1920, 1080), "中共青溪区委员会", kit.fonts)
    assert picture.size == (1920, 1080)
    lower = picture.crop((0, 720, 1920, 1080))
    assert len(lower.getcolors() or []) == 1
    assert len(picture.getcolors(100_000) or []) > 1
