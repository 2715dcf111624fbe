"""A chart as it is seen: bars from zero in proportion, names and figures beside them."""

import pytest

from player.slides import Drawing, Kit, draw_item
from player.slides.themes import THEMES
from playlists.deck import Role
from playlists.figures import Bar, Chart
from playlists.screen import Screen
from tests.player.slides.samples import CHART, SCREENS, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, words

LOBBY = SCREENS["lobby, 55 inches"]
LED = make_screen(1024, 256, inches=60, metres=4)


def draw(chart: Chart, kit: Kit, screen: Screen = LOBBY) -> list[Drawing]:
    return draw_item(make_item(chart, title="办件量", link="", publicity=None, contact=""), screen, kit)


def length(drawing: Drawing, label: str) -> int:
    """Pixels of accent in the row of that name, left of its figure."""
    runs = list(drawing.texts)
    at = next(index for index, run in enumerate(runs) if run.text == label)
    name, figure = runs[at], runs[at + 1]
    y, left, right = name.box[1] + name.px // 2, name.box[0] + name.box[2], figure.box[0]
    accent = THEMES[drawing.theme].accent
    return sum(drawing.picture.getpixel((x, y)) == accent for x in range(left, right))


def test_bars_begin_at_zero_and_are_as_long_as_their_figures(kit: Kit) -> None:
    chart = Chart(
        bars=tuple(Bar(label=name, value=value) for name, value in (("甲", "100"), ("乙", "98"), ("丙", "0")))
    )
    drawing = draw(chart, kit)[0]
    whole = length(drawing, "甲")
    assert whole > 400
    assert length(drawing, "乙") == pytest.approx(whole * 0.98, abs=3)
    assert length(drawing, "丙") == 0


def test_figures_keep_their_decimals_and_have_the_unit(kit: Kit) -> None:
    shown = words(draw(CHART, kit), Role.BODY)
    for expected in ("各窗口办件量", "社会保障4,862 件", "户籍与出入境987.50 件", "公积金0 件"):
        assert expected in shown


def test_a_chart_of_nothing_but_zeros_has_no_bars(kit: Kit) -> None:
    drawing = draw(Chart(bars=(Bar(label="甲", value="0"), Bar(label="乙", value="0.0"))), kit)[0]
    assert length(drawing, "甲") == length(drawing, "乙") == 0


def test_a_chart_that_a_page_holds_is_not_parted(kit: Kit) -> None:
    drawings = draw_item(make_item(*[CHART] * 5), LOBBY, kit)
    assert len(drawings) > 1
    for drawing in drawings:
        body = [run.text for run in drawing.texts if run.role is Role.BODY]
        assert body.count("社会保障") == body.count("公积金") == body.count("各窗口办件量")


@pytest.mark.parametrize("screen", [*SCREENS.values(), LED], ids=[*SCREENS, "LED"])
def test_names_of_any_length_and_many_bars_are_whole_on_every_screen(screen: Screen, kit: Kit) -> None:
    bars = tuple(Bar(label="行政审批与政务服务窗口" * (1 + at % 3), value=f"{at * 37}.5") for at in range(20))
    drawings = draw(Chart(bars=bars, unit="万件"), kit, screen)
    shown = words(drawings, Role.BODY)
    assert shown.count("行政审批与政务服务窗口") == sum(1 + at % 3 for at in range(20))
    for drawing in drawings:
        assert_sound(drawing, screen)


def test_a_unit_too_long_for_bars_is_told_in_lines(kit: Kit) -> None:
    drawings = draw(Chart(bars=CHART.bars, unit="件（含网上办理）" * 5), kit)
    assert any("told in plain lines" in warning for warning in drawings[0].warnings)
    assert "户籍与出入境：987.50 件（含网上办理）" in words(drawings, Role.BODY)
