from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.slides.breaking import pieces
from player.slides.characters import CLOSING, OPENING
from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, balanced_lines, one_line, set_lines
from tests.player.slides.samples import REPORT

TEXT = st.text(
    st.sampled_from("公开条例党务青溪区年月日第期项率，。、；：）》”（《“0123456789%abc .—…"), min_size=1, max_size=120
)
STYLE = Style(40)


def right_edge(line: Line, fonts: Fonts) -> int:
    """Where the ink ends."""
    ends = []
    for text, pen, _ in line.places:
        ink = fonts.ink(text, *line.style)
        ends.append(pen + ink.left + (ink.mask.width if ink.mask else 0))
    return max(ends, default=0)


def left_edge(line: Line, fonts: Fonts) -> int:
    return min((pen + fonts.ink(text, *line.style).left for text, pen, _ in line.places), default=0)


@given(text=TEXT, ems=st.integers(4, 30), indent=st.sampled_from([0, 80]))
@settings(deadline=None)
def test_nothing_is_lost_doubled_or_moved(fonts: Fonts, text: str, ems: int, indent: int) -> None:
    lines = set_lines(text, STYLE, ems * 40, fonts, indent=indent)
    assert "".join(line.text for line in lines) == text


@given(text=TEXT, ems=st.integers(4, 30), indent=st.sampled_from([0, 80]))
@settings(deadline=None)
def test_no_ink_leaves_the_column(fonts: Fonts, text: str, ems: int, indent: int) -> None:
    for line in set_lines(text, STYLE, ems * 40, fonts, indent=indent):
        assert line.width <= ems * 40
        assert right_edge(line, fonts) <= ems * 40 + 1
        assert left_edge(line, fonts) >= -1


@given(text=TEXT, ems=st.integers(6, 30))
@settings(deadline=None)
def test_marks_keep_to_their_side_unless_no_line_could_hold_them(fonts: Fonts, text: str, ems: int) -> None:
    lines = set_lines(text, STYLE, ems * 40, fonts)
    widest = max(len(piece) for piece in pieces(text)) * 40
    if widest > ems * 40:
        return
    for before, after in pairwise(lines):
        assert after.text[0] not in CLOSING or after.text.startswith("——")
        assert before.text.rstrip(" ")[-1:] not in OPENING or before.text[-1] == " "


@given(text=TEXT)
@settings(deadline=None)
def test_atoms_on_a_line_do_not_overlap(fonts: Fonts, text: str) -> None:
    for line in set_lines(text, STYLE, 600, fonts):
        for (one, pen, _), (other, next_pen, _) in pairwise(line.places):
            ink, following = fonts.ink(one, *STYLE), fonts.ink(other, *STYLE)
            if ink.mask and following.mask:
                assert pen + ink.left + ink.mask.width <= next_pen + following.left + 2


def test_full_lines_of_a_paragraph_end_flush_and_the_last_does_not(fonts: Fonts) -> None:
    *full, last = set_lines(REPORT, STYLE, 1000, fonts)
    assert len(full) > 3
    for line in full:
        assert 1000 - right_edge(line, fonts) <= 40 * 0.75  # a mark's own empty half is no gap
    assert last.width < 1000


def test_no_character_stands_alone_on_the_last_line(fonts: Fonts) -> None:
    text = "公" * 26 + "开"
    assert [len(line.text) for line in set_lines(text, STYLE, 26 * 40, fonts)] == [25, 2]
    assert [len(line.text) for line in set_lines(text + "。", STYLE, 26 * 40, fonts)] == [25, 3]


def test_the_air_between_han_and_figures_is_a_quarter_em_and_shrinks_to_an_eighth_for_a_lines_sake(
    fonts: Fonts,
) -> None:
    roomy = set_lines("共57项", STYLE, 1000, fonts)[0]
    figure = fonts.advance("57", 40, is_bold=False)
    assert roomy.width == 40 + 10 + figure + 10 + 40
    tight = set_lines("共57项", STYLE, roomy.width - 10, fonts)
    assert len(tight) == 1
    assert tight[0].width == roomy.width - 10


def test_two_marks_in_a_row_share_a_square(fonts: Fonts) -> None:
    tight = set_lines("例）》，", STYLE, 1000, fonts)[0]
    assert tight.places[-1][1] == 40 + 20 + 20


def test_an_opening_mark_begins_a_line_without_its_empty_half(fonts: Fonts) -> None:
    line = set_lines("《条例》", STYLE, 1000, fonts)[0]
    assert line.places[0][1] == -20
    assert left_edge(line, fonts) >= 0


def test_a_word_longer_than_a_line_is_split_and_kept(fonts: Fonts) -> None:
    address = "https://gk.qingxi.example.cn/" + "o" * 60
    lines = set_lines(address, STYLE, 400, fonts)
    assert len(lines) > 2
    assert "".join(line.text for line in lines) == address


def test_a_newline_forces_a_line(fonts: Fonts) -> None:
    assert [line.text for line in set_lines("一\n二三", STYLE, 400, fonts)] == ["一", "二三"]


def test_a_title_is_set_in_even_lines_and_its_words_stay_whole(fonts: Fonts) -> None:
    lines = balanced_lines("关于青溪区2026年第三批拟任职干部的任前公示", Style(80, is_bold=True), 1206, fonts)
    assert [line.text for line in lines] == ["关于青溪区2026年第三批", "拟任职干部的任前公示"]


@pytest.mark.parametrize("width", range(600, 1300, 100))
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("关于印发农村供水设施管护办法的通知", ("农村", "供水", "设施", "办法", "通知")),
        ("关于河滨早市临时迁移的通知", ("早市", "临时", "迁移")),
        ("关于优化乡村公交线路方案公开征求意见", ("乡村", "公交", "线路", "方案", "征求", "意见")),
    ],
)
def test_no_line_of_a_title_ends_inside_an_official_word(
    fonts: Fonts, title: str, words: tuple[str, ...], width: int
) -> None:
    lines = "\n".join(line.text for line in balanced_lines(title, Style(80, is_bold=True), width, fonts))
    assert lines.replace("\n", "") == title
    assert all(word in lines for word in words)


def test_one_line_is_cut_with_an_ellipsis_and_fits(fonts: Fonts) -> None:
    line = one_line("关于青溪区2026年第三批拟任职干部的任前公示", Style(40), 400, fonts)
    assert line.text.endswith("…")
    assert line.width <= 400
