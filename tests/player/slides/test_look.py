"""The organisation's emblem and colours on slides, and what is not trusted of them."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from player.slides import Kit, draw_fallback, draw_item
from player.slides.themes import THEMES, Colour, contrast, themed
from playlists.item import Heading, Paragraph, Timing
from playlists.look import Look, colour_of
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import Blobs, make_item, make_screen
from tests.player.slides.test_typesetter import EVERY_SCREEN, assert_sound

GREEN, PINK, GOLD = "#0b4a3a", "#e58a9b", "#b0a020"
BODY = (Heading("一、用色"), Paragraph("正文"))


def make_emblem(size: tuple[int, int] = (200, 200), kind: str = "PNG") -> bytes:
    """A blue disc on nothing."""
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).ellipse((0, 0, size[0] - 1, size[1] - 1), fill=(20, 40, 220, 255))
    file = BytesIO()
    picture.convert("RGBA" if kind == "PNG" else "RGB").save(file, kind)
    return file.getvalue()


def colours_of(picture: Image.Image) -> Iterator[Colour]:
    for _count, colour in picture.getcolors(picture.width * picture.height) or ():
        yield colour  # type: ignore[misc]


def is_bluish(colour: Colour) -> bool:
    red, green, blue = colour
    return blue > red + 100 and blue > green + 100


def masthead(screen: Screen, kit: Kit, **changes: object) -> Image.Image:
    return draw_item(make_item(*BODY, **changes), screen, kit)[0].picture.crop((0, 0, screen.width_px, 130))


def test_the_emblem_stands_before_the_name(kit: Kit, blobs: Blobs) -> None:
    look = Look(emblem=blobs.add(make_emblem()))
    (drawing,) = draw_item(make_item(*BODY), make_screen(), replace(kit, look=look))
    name = next(run for run in drawing.texts if run.text == kit.organisation)
    left = drawing.picture.crop((0, 0, name.box[0], 110))
    assert any(map(is_bluish, colours_of(left)))
    assert not any(map(is_bluish, colours_of(drawing.picture.crop((name.box[0], 0, 1920, 1080)))))
    assert not drawing.warnings


@EVERY_SCREEN
def test_it_fits_every_screen(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    look = Look(emblem=blobs.add(make_emblem((300, 110))), accent=GREEN, rule=GOLD)
    for timing in (Timing.ROUTINE, Timing.URGENT):
        for drawing in draw_item(make_item(*BODY, timing=timing), screen, replace(kit, look=look)):
            assert_sound(drawing, screen)


def test_on_a_dark_ground_it_stands_on_white(kit: Kit, blobs: Blobs) -> None:
    screen = make_screen(theme=ThemeName.CONTRAST)
    look = Look(emblem=blobs.add(make_emblem()))
    corner = masthead(screen, replace(kit, look=look)).crop((0, 0, 200, 100))
    assert sum(count for count, colour in corner.getcolors(20_000) or () if colour == (255, 255, 255)) > 100


@pytest.mark.parametrize("theme", [ThemeName.RED_GOLD, ThemeName.QUIET])
def test_the_colours_replace_the_themes(theme: ThemeName, kit: Kit) -> None:
    picture = masthead(make_screen(theme=theme), replace(kit, look=Look(accent=GREEN, rule=GOLD)))
    seen = set(colours_of(picture))
    assert {colour_of(GREEN), colour_of(GOLD)} <= seen
    assert not {THEMES[theme].accent, THEMES[theme].rule} & seen
    for text, ground in themed(theme, Look(accent=GREEN, rule=GOLD)).text_pairs():
        assert contrast(text, ground) >= 7


def test_the_theme_for_weak_eyes_keeps_its_colours() -> None:
    assert themed(ThemeName.CONTRAST, Look(accent=GREEN, rule=GOLD)) == THEMES[ThemeName.CONTRAST]


def test_a_colour_nobody_could_read_is_not_trusted_and_told(kit: Kit) -> None:
    look = Look(accent=PINK, rule=GOLD)
    for drawing in (
        draw_item(make_item(*BODY), make_screen(), replace(kit, look=look))[0],
        draw_fallback(make_screen(), replace(kit, look=look)),
    ):
        assert any(PINK in warning and "7:1" in warning for warning in drawing.warnings)
        assert colour_of(PINK) not in set(colours_of(drawing.picture))
        assert THEMES[ThemeName.RED_GOLD].accent in set(colours_of(drawing.picture))


@pytest.mark.parametrize(
    "data",
    [b"", b"garbage", make_emblem()[:200], make_emblem((900, 100)), make_emblem((3000, 3000))],
    ids=["empty", "garbage", "cut", "banner", "huge"],
)
def test_an_emblem_that_cannot_be_used_is_left_out_and_told(data: bytes, kit: Kit, blobs: Blobs) -> None:
    with_emblem = replace(kit, look=Look(emblem=blobs.add(data)))
    (drawing,) = draw_item(make_item(*BODY), make_screen(), with_emblem)
    (plain,) = draw_item(make_item(*BODY), make_screen(), kit)
    assert drawing.picture.tobytes() == plain.picture.tobytes()
    assert any("emblem cannot be used" in warning for warning in drawing.warnings)


def test_an_emblem_that_is_missing_is_told(kit: Kit) -> None:
    (drawing,) = draw_item(make_item(*BODY), make_screen(), replace(kit, look=Look(emblem="0" * 64)))
    assert "the organisation's emblem is missing" in drawing.warnings
