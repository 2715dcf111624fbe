"""Corrections and withdrawals as slides: recognised from the item, readable without colour, whole on every screen."""

from datetime import UTC, datetime

import msgspec
import pytest

from player.slides import Drawing, Kit, draw_item
from playlists.deck import Box, Role
from playlists.item import Item, Paragraph
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import CORRECTION, REPORT, SCREENS, WITHDRAWAL, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, furniture, words

LOBBY = SCREENS["lobby, 55 inches"]
LED = make_screen(1024, 256, inches=60, metres=4)
BODY = Paragraph(text=REPORT)
CORRECTED = make_item(BODY, act=CORRECTION)
WITHDRAWN = make_item(act=WITHDRAWAL, publicity=None)


def box_of(drawing: Drawing, text: str) -> Box:
    return next(run.box for run in drawing.texts if run.text == text)


@pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
@pytest.mark.parametrize("item", [CORRECTED, WITHDRAWN], ids=["correction", "withdrawal"])
def test_all_that_an_act_says_stands_on_every_screen(item: Item, screen: Screen, kit: Kit) -> None:
    drawings = draw_item(item, screen, kit)
    told = words(drawings, Role.BODY) + words(drawings, Role.TITLE)
    for drawing in drawings:
        assert_sound(drawing, screen)
    for part in ("2026年11月2日公布的第1版", "自2026年11月16日 08:00起", item.act.reason if item.act else ""):
        assert part in told
    if item is CORRECTED:
        for change in CORRECTION.changes:
            assert change.wrong in told
            assert change.right in told
        assert told.count(REPORT) == 1


def test_the_mark_stands_over_the_title_and_on_every_later_slide(kit: Kit) -> None:
    first, *later = draw_item(make_item(*[BODY] * 4, act=CORRECTION), LOBBY, kit)
    assert box_of(first, "更正")[1] < next(run.box for run in first.texts if run.role is Role.TITLE)[1]
    assert later
    for drawing in later:
        assert words([drawing], Role.TITLE).startswith("【更正】")
        assert "干部任免 · 更正" in furniture(drawing)


def test_an_item_without_an_act_bears_no_mark(kit: Kit) -> None:
    told = "".join(run.text for run in draw_item(make_item(BODY), LOBBY, kit)[0].texts)
    assert "更正" not in told
    assert "撤回" not in told


@pytest.mark.parametrize("theme", ThemeName)
def test_wrong_words_are_struck_through_and_labelled_right_ones_labelled_only(theme: ThemeName, kit: Kit) -> None:
    drawing = draw_item(CORRECTED, msgspec.structs.replace(LOBBY, theme=theme), kit)[0]
    change = CORRECTION.changes[0]
    assert is_struck(drawing, box_of(drawing, change.wrong))
    assert not is_struck(drawing, box_of(drawing, change.right))
    marks = furniture(drawing).split("\n")
    assert marks.count("原") == marks.count("现") == len(CORRECTION.changes)


def is_struck(drawing: Drawing, box: Box) -> bool:
    """Whether some row of pixels through the text's middle is of one colour, other than the ground's."""
    x, y, width, height = box
    picture = drawing.picture.convert("L")
    ground = picture.getpixel((x + width // 2, y + height + height // 8))
    rows = [[picture.getpixel((at, row)) for at in range(x + 4, x + width - 4)] for row in range(y, y + height)]
    return any(len(set(row)) == 1 and row[0] != ground for row in rows)


def test_a_withdrawal_says_who_withdrew_and_asks_for_nothing(kit: Kit) -> None:
    item = msgspec.structs.replace(WITHDRAWN, contact="")
    drawing = draw_item(item, LOBBY, kit)[0]
    assert f"撤回单位：{item.issuer}" in words([drawing], Role.BODY)
    assert box_of(drawing, "撤回")


def test_a_midnight_is_told_by_its_day(kit: Kit) -> None:
    midnight = datetime(2026, 11, 16, 16, tzinfo=UTC)  # in Shanghai the 17th begins
    act = msgspec.structs.replace(WITHDRAWAL, since=midnight)
    drawing = draw_item(make_item(act=act, publicity=None), LOBBY, kit)[0]
    assert "自2026年11月17日起不再有效" in words([drawing], Role.BODY)


def test_a_long_correction_flows_over_slides_whole(kit: Kit) -> None:
    many = tuple(msgspec.structs.replace(CORRECTION.changes[0], wrong=f"{n}、{REPORT[:60]}") for n in range(12))
    drawings = draw_item(make_item(act=msgspec.structs.replace(CORRECTION, changes=many)), LOBBY, kit)
    assert len(drawings) > 2
    told = words(drawings, Role.BODY)
    assert all(change.wrong in told for change in many)
    for drawing in drawings:
        assert_sound(drawing, LOBBY)
        marks = furniture(drawing).split("\n")
        assert marks.count("原") <= marks.count("现")  # no wrong words without the right ones below
