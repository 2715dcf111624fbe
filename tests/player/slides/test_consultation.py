"""Before a decision: every slide says until when and how to object, whatever the screen."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from player.slides import Drawing, Kit, draw_item
from playlists.deck import Role
from playlists.item import Item, Paragraph, Stage, Timing
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import REPORT, SCREENS, WITHDRAWAL, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, furniture, words

LOBBY = SCREENS["lobby, 55 inches"]
LED = make_screen(1024, 256, inches=60, metres=4)
GEOMETRIES = pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
UNTIL = datetime(2026, 12, 9, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai


def proposal(**changes: Any) -> Item:
    usual = {"stage": Stage.PROPOSAL, "publicity": None, "shown_until": UNTIL}
    return make_item(*[Paragraph(text=REPORT)] * 3, **(usual | changes))


def told(drawing: Drawing) -> str:
    return "".join(run.text for run in drawing.texts)


@GEOMETRIES
@pytest.mark.parametrize("link", ["https://gk.qingxi.example.cn/o/7k3f9a2c", ""], ids=["code", "no code"])
def test_every_slide_says_until_when(screen: Screen, link: str, kit: Kit) -> None:
    for drawing in draw_item(proposal(link=link), screen, kit):
        assert_sound(drawing, screen)
        assert "征求意见截至" in told(drawing)
        assert "12月9日" in told(drawing)


@GEOMETRIES
def test_the_ways_to_object_are_told(screen: Screen, kit: Kit) -> None:
    drawings = draw_item(proposal(), screen, kit)
    everything = "".join(map(told, drawings))
    assert "扫码或联系" in everything
    assert "0000-1234567" in everything
    assert all(drawing.qr for drawing in drawings)


@GEOMETRIES
@pytest.mark.parametrize("timing", [Timing.ROUTINE, Timing.URGENT])
def test_a_publicity_period_has_its_own_panel_and_the_ways_to_object(screen: Screen, timing: Timing, kit: Kit) -> None:
    drawings = draw_item(proposal(publicity=make_item().publicity, shown_until=None, timing=timing), screen, kit)
    everything = "".join(map(told, drawings))
    assert "征求意见截至" not in everything
    assert "11月20日" in everything
    assert "扫码或联系" in everything
    for drawing in drawings:
        assert_sound(drawing, screen)


@pytest.mark.parametrize("theme", ThemeName)
def test_the_deadline_stands_in_a_panel_in_larger_type_than_other_facts(theme: ThemeName, kit: Kit) -> None:
    drawing = draw_item(proposal(), msgspec.structs.replace(LOBBY, theme=theme), kit)[0]
    sizes = {run.text: run.px for run in drawing.texts if run.role is Role.FURNITURE}
    assert sizes["12月9日 17:30"] > 1.2 * max(sizes["征求意见截至"], sizes["扫码提意见 · 无需安装"])
    x, y, *_ = next(run.box for run in drawing.texts if run.text == "12月9日 17:30")
    assert drawing.picture.getpixel((x - 4, y)) != drawing.picture.getpixel((2, drawing.picture.height // 2))


def test_a_showing_that_ends_at_midnight_ends_with_the_day_before(kit: Kit) -> None:
    midnight = datetime(2026, 12, 9, 16, tzinfo=UTC)  # in Shanghai the 10th begins
    assert "12月9日" in furniture(draw_item(proposal(shown_until=midnight), LOBBY, kit)[0]).split("\n")


def test_without_an_end_only_the_ways_are_told(kit: Kit) -> None:
    drawing = draw_item(proposal(shown_until=None, link=""), LOBBY, kit)[0]
    assert "征求意见" in furniture(drawing).split("\n")
    assert "截至" not in told(drawing)


def test_a_decision_and_a_withdrawn_proposal_ask_for_nothing(kit: Kit) -> None:
    for item in (proposal(stage=Stage.DECISION), proposal(act=WITHDRAWAL)):
        assert "征求意见截至" not in told(draw_item(item, LOBBY, kit)[0])


def test_on_a_strip_the_deadline_follows_the_title(kit: Kit) -> None:
    body = words(draw_item(proposal(), LED, kit), Role.BODY)
    assert body.startswith("征求意见截至：12月9日 17:30")
