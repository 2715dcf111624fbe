"""A question and its answer: who speaks, what belongs together, nothing lost."""

import pytest

from player.slides import Kit, draw_item
from playlists.deck import Role
from playlists.item import Exchange
from playlists.screen import Screen
from tests.player.slides.samples import EXCHANGE, REPORT, SCREENS, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, furniture, words

LOBBY = SCREENS["lobby, 55 inches"]
LED = make_screen(1024, 256, inches=60, metres=4)


def test_both_sides_are_marked_and_the_answer_is_signed_and_dated(kit: Kit) -> None:
    drawing = draw_item(make_item(EXCHANGE), LOBBY, kit)[0]
    assert words([drawing], Role.BODY) == f"{EXCHANGE.question}{EXCHANGE.answer}{EXCHANGE.answerer}　2026年11月5日"
    assert {"问", "答"} <= set(furniture(drawing).split("\n"))


def test_an_answer_without_name_and_day_ends_with_its_words(kit: Kit) -> None:
    drawing = draw_item(make_item(Exchange(question="能办吗？", answer="可以。")), LOBBY, kit)[0]
    assert words([drawing], Role.BODY) == "能办吗？可以。"


@pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
def test_long_exchanges_flow_whole_over_every_screen(screen: Screen, kit: Kit) -> None:
    exchanges = [
        Exchange(question=f"{number}、{REPORT[:45]}", answer=REPORT[: 40 + 60 * number], answerer="窗口")
        for number in range(1, 5)
    ]
    drawings = draw_item(make_item(*exchanges, contact="", publicity=None), screen, kit)
    expected = "".join(one.question + one.answer + one.answerer for one in exchanges)
    assert words(drawings, Role.BODY).startswith(expected)  # a small screen tells the issuer in the body, too
    for drawing in drawings:
        assert_sound(drawing, screen)


def test_a_question_is_never_parted_from_the_beginning_of_its_answer(kit: Kit) -> None:
    exchanges = [Exchange(question=f"§{REPORT[:30]}", answer=REPORT[: 40 + 13 * n]) for n in range(12)]
    drawings = draw_item(make_item(*exchanges), LOBBY, kit)
    assert len(drawings) > 4
    for drawing in drawings:
        assert furniture(drawing).split("\n").count("问") <= furniture(drawing).split("\n").count("答")
        body = [run for run in drawing.texts if run.role is Role.BODY]
        assert not body[-1].text.startswith("§")
