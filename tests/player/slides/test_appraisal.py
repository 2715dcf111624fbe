"""Appraisal results as they are seen: figures, bars whose parts are told apart by their filling, totals."""

import pytest
from PIL import Image

from player.slides import Drawing, Kit, draw_item
from player.slides.themes import THEMES
from playlists.deck import Role
from playlists.figures import Appraisal, Grading
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import APPRAISAL, SCREENS, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, words

LOBBY = SCREENS["lobby, 55 inches"]
LED = make_screen(1024, 256, inches=60, metres=4)
LEADERS = Appraisal(
    gradings=tuple(
        Grading(subject=name, aspect=aspect, good=80 - at, fair=5 + at, poor=at)
        for name in ("林知远", "苏映雪", "顾长明")
        for at, aspect in enumerate(("政治素质", "组织领导", "工作作风", "廉洁自律"))
    )
)


def draw(appraisal: Appraisal, kit: Kit, screen: Screen = LOBBY) -> list[Drawing]:
    return draw_item(make_item(appraisal, title="评议", link="", publicity=None, contact=""), screen, kit)


def inked_runs(drawing: Drawing, y: int) -> list[tuple[int, bool]]:
    """Along one row of pixels: how long each stretch of accent (True) or another colour (False) is."""
    accent = THEMES[drawing.theme].accent
    runs: list[tuple[int, bool]] = []
    for x in range(90, 1830):
        is_ink = drawing.picture.getpixel((x, y)) == accent
        if runs and runs[-1][1] is is_ink:
            runs[-1] = (runs[-1][0] + 1, is_ink)
        else:
            runs.append((1, is_ink))
    return runs


def below(drawing: Drawing, text: str) -> int:
    """A row of pixels through the middle of the bar under that name."""
    run = next(run for run in drawing.texts if run.text == text)
    return run.box[1] + round(run.px * 1.51)


def test_figures_rates_and_totals_are_shown_with_their_words(kit: Kit) -> None:
    shown = words(draw(APPRAISAL, kit), Role.BODY)
    for expected in ("窗口单位评议", "各 631 票", "好中差好评率", "区税务服务厅58837693.2%", "合计1,5082869979.7%"):
        assert expected in shown, (expected, shown)


@pytest.mark.parametrize("theme", ThemeName)
def test_the_parts_of_a_bar_are_as_long_as_their_votes_and_read_without_colour(kit: Kit, theme: ThemeName) -> None:
    appraisal = Appraisal(gradings=(Grading(subject="甲", good=50, fair=30, poor=20),))
    drawing = draw(appraisal, kit, make_screen(theme=theme))[0]
    runs = inked_runs(drawing, below(drawing, "甲"))
    at = max(range(len(runs)), key=lambda index: runs[index][0] * runs[index][1])
    full = runs[at][0]
    whole = full * 2
    gaps = [index for index in range(at + 1, len(runs)) if not runs[index][1]]
    empty = max(gaps[:-1], key=lambda index: runs[index][0])  # the last one is the paper behind the bar
    hatched = sum(length for length, _ in runs[at + 2 : empty - 1])
    assert hatched == pytest.approx(whole * 0.3, abs=12)
    assert runs[empty][0] == pytest.approx(whole * 0.2, abs=12)
    assert len(runs[at + 2 : empty - 1]) > 20  # stripes, not a tint


def test_a_single_bad_vote_among_thousands_is_seen(kit: Kit) -> None:
    drawing = draw(Appraisal(gradings=(Grading(subject="甲", good=9999, fair=0, poor=1),)), kit)[0]
    runs = inked_runs(drawing, below(drawing, "甲"))
    assert len([length for length, is_ink in runs if is_ink]) >= 3  # the good part, and both edges of the empty one
    assert "99.9%" in words([drawing], Role.BODY)


def test_the_header_and_the_subject_stand_on_every_page(kit: Kit) -> None:
    drawings = draw(LEADERS, kit)
    assert len(drawings) > 2
    for drawing in drawings:
        texts = [run.text for run in drawing.texts]
        assert [text for text in texts if text in {"好", "中", "差"}] == ["好", "中", "差"]
        rows = [
            text
            for text in texts
            if text in {"林知远", "苏映雪", "顾长明", "政治素质", "组织领导", "工作作风", "廉洁自律"}
        ]
        assert rows[0] in {"林知远", "苏映雪", "顾长明"}
    assert words(drawings, Role.BODY).count("合计") == 3


@pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
def test_every_grading_is_whole_on_every_screen(screen: Screen, kit: Kit) -> None:
    for appraisal in (APPRAISAL, LEADERS):
        drawings = draw(appraisal, kit, screen)
        shown = words(drawings, Role.BODY).replace(",", "")
        for grading in appraisal.gradings:
            assert grading.good_rate in shown
            assert str(grading.good) in shown
        for drawing in drawings:
            assert_sound(drawing, screen)
            assert_margins_are_empty(drawing)


def assert_margins_are_empty(drawing: Drawing) -> None:
    """Nothing is drawn over the page's edge: bars are no text, so their boxes are not in the description."""
    paper = THEMES[drawing.theme].paper
    width, height = drawing.picture.size
    edge = min(width, height) // 20
    for box in ((0, edge, edge, height), (width - edge, edge, width, height), (0, height - edge // 4, width, height)):
        part: Image.Image = drawing.picture.crop(box)
        assert part.getcolors() == [(part.width * part.height, paper)]


def test_what_does_not_fit_is_told_in_lines_with_a_warning(kit: Kit) -> None:
    drawings = draw(APPRAISAL, kit, make_screen(640, 360, inches=32, metres=6))
    assert any("told in plain lines" in warning for warning in drawings[0].warnings)
    assert "区税务服务厅：好 588，中 37，差 6，好评率 93.2%" in words(drawings, Role.BODY)
    assert "合计：好 1508" in words(drawings, Role.BODY)
