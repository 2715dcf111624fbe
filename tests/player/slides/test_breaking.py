import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from player.slides.breaking import pieces
from player.slides.characters import CLOSING, OPENING, clean

CHINESE = st.text(
    st.sampled_from(
        "公开条例党务青溪区年月日第期项率人次元米，。、；：？！）》”’·…—（《“‘0123456789%abcXYZ .,-/:'()\u3000"
    ),
    max_size=80,
)


def test_the_field_tested_sentence_breaks_where_it_should() -> None:
    sentence = "《条例》规定：‘阳光党务’（第3期）共57项，完成率80%。"
    assert "|".join(pieces(sentence)) == "《条|例》|规|定：|‘阳|光|党|务’|（第|3|期）|共|57|项，|完|成|率|80%。"


@pytest.mark.parametrize(
    "whole",
    [
        "2026年11月16日",
        "11月16日",
        "8时30分",
        "22 时",
        "3点",
        "1,250.5万元",
        "62公里",
        "3.6平方公里",
        "94.4%",
        "-12",
        "0000-1234567",
        "https://gk.qingxi.example.cn/o/7k3f9a2c",
        "gk@qingxi.example.cn",
        "don’t",
        "——",
        "……",
        "18号",
        "3栋",
        "（0999）1234567",
        "138 0000 1234",
        "400 123 4567",
        "2026-11-16",
        "0000－1234567",
        "０００－１２３４５６７８",
        "0000‑1234567",
        "0000 1234567",
        "0000-1234567转801",
        "0000-1234567-801",
        "9:00—17:30",
        "2.5个百分点",
        "14 公里",
        "2026 年 11 月 16 日",
        "务/公",
        "务-12",
        '务"公',
    ],
)
def test_a_figure_a_date_an_address_or_a_word_stays_whole(whole: str) -> None:
    assert any(whole in piece for piece in pieces(f"党务{whole}公开"))


def test_words_of_an_alphabet_part_at_spaces_only() -> None:
    assert pieces("Open the door, please") == ["Open ", "the ", "door, ", "please"]


@given(CHINESE)
def test_pieces_are_the_text_again(text: str) -> None:
    assert "".join(pieces(text)) == text


@given(st.text(max_size=60))
def test_any_text_at_all_is_split_without_loss(text: str) -> None:
    line = clean(text).replace("\n", "")
    assert "".join(pieces(line)) == line


@given(CHINESE)
def test_no_piece_begins_with_a_closing_or_ends_with_an_opening_mark(text: str) -> None:
    found = pieces(text)
    for piece in found[1:]:
        assert piece[0] not in CLOSING or piece.startswith("——")
    for piece in found[:-1]:
        assert piece.rstrip(" \u3000")[-1:] not in OPENING or piece[-1] in " \u3000"


def test_time_grows_in_step_with_the_text() -> None:
    def seconds(text: str) -> float:
        best = 9.9
        for _ in range(3):
            began = time.process_time()
            pieces(text)
            best = min(best, time.process_time() - began)
        return best

    for unit in ("规定，", "1-", "a/b.", "（", "——", "12年", "https://a"):
        assert seconds(unit * 16_000) < 40 * max(seconds(unit * 1_000), 0.0005)


@pytest.mark.parametrize(
    ("dirty", "shown"),
    [
        ("青\u202e溪\u202c", "青溪"),
        ("a\u0000b\u0007c", "abc"),
        ("一\t二", "一 二"),
        ("零\u200b宽\ufeff", "零宽"),
        ("e\u0301" + "\u0316" * 40, "é" + "\u0316" * 4),
    ],
)
def test_invisible_characters_never_reach_a_line(dirty: str, shown: str) -> None:
    assert clean(dirty) == shown
