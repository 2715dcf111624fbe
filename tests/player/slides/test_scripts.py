"""Other scripts than Chinese: letters joined and stacked by real shaping, lines that run left, fonts that help out."""

import pytest

from player.slides import Fonts, Kit, draw_item
from player.slides.bidi import levels, runs_left, visual_order
from player.slides.breaking import pieces
from player.slides.lines import Style, set_lines
from playlists.item import Listing, Paragraph
from tests.player.slides.samples import make_item, make_screen

UYGHUR = "كەنت كومىتېتى خەلققە 3 تۈرلۈك ئىشنى ئاشكارىلايدۇ، پىكىرىڭىزنى 0000-1234567 نومۇرغا دەڭ."
TIBETAN = "བོད་ཡིག་གི་བརྡ་ཐོ། དམངས་ཀྱི་བསམ་འཆར།"
STYLE = Style(40)


def seen(text: str, fonts: Fonts, width: int = 10_000) -> list[str]:
    """What stands on the first line from left to right, without spaces."""
    return [word for word, *_ in set_lines(text, STYLE, width, fonts)[0].places if word.strip()]


def test_uyghur_letters_join_within_a_word(fonts: Fonts) -> None:
    joined = fonts.ink("كەنت", 60, False)
    alone = sum(fonts.ink(letter, 60, False).advance for letter in "كەنت")
    assert 0 < joined.advance < alone * 0.95
    beh, twice = fonts.ink("ب", 60, False), fonts.ink("بب", 60, False)
    assert twice.strengths
    assert twice.size[0] < 2 * beh.size[0]


def test_tibetan_letters_stack(fonts: Fonts) -> None:
    letter, stack = fonts.ink("ས", 60, False), fonts.ink("སྒྲ", 60, False)
    assert stack.size[1] > letter.size[1] * 1.5
    assert stack.advance < letter.advance * 1.6


def test_a_tibetan_line_may_begin_after_each_syllable_but_not_with_the_stroke_that_ends_a_clause() -> None:
    assert pieces("བོད་ཡིག་གི། དམངས་") == ["བོད་", "ཡིག་", "གི། ", "དམངས་"]


def test_a_mark_that_belongs_to_a_letter_stays_with_it_in_a_line_of_both_directions(fonts: Fonts) -> None:
    assert seen("كەنت བརྡ་ཐོ། / ب", fonts) == ["ب", "/", "བརྡ་", "ཐོ།", "كەنت"]


def test_the_first_letter_decides_which_way_a_paragraph_runs() -> None:
    assert runs_left("3 «كەنت» abc")
    assert not runs_left("青溪 كەنت")
    assert not runs_left("2026-11-16")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("كەنت 青溪区 دەڭ", ["دەڭ", "青", "溪", "区", "كەنت"]),
        ("汉字 كەنت دەڭ 好", ["汉", "字", "دەڭ", "كەنت", "好"]),
        ("دەڭ (abc def) كەنت", ["كەنت", "(", "abc", "def", ")", "دەڭ"]),
        ("كەنت 12 دەڭ", ["دەڭ", "12", "كەنت"]),
        ("好 كەنت 12 دەڭ", ["好", "دەڭ", "12", "كەنت"]),
    ],
)
def test_words_stand_in_the_order_of_their_direction(text: str, words: list[str], fonts: Fonts) -> None:
    assert seen(text, fonts) == words


def test_runs_of_a_higher_level_are_turned_round_within_those_of_a_lower() -> None:
    assert visual_order([1, 2, 2, 1]) == [3, 1, 2, 0]
    assert levels(["كەنت", "12"], is_left=False) == [1, 2]


def test_lines_that_run_left_end_at_the_right_edge_and_their_list_marks_stand_there(kit: Kit) -> None:
    items = make_item(Paragraph(text=UYGHUR), Listing(entries=("كەنت", "دەڭ")))
    drawing = draw_item(items, make_screen(), kit)[0]
    lines = [run for run in drawing.texts if run.role == "body"]
    right = max(run.box[0] + run.box[2] for run in lines)
    assert sum(run.box[0] + run.box[2] == right for run in lines[:-2]) == len(lines) - 2
    assert drawing.warnings == ()


def test_every_script_stands_on_one_slide_without_a_warning(kit: Kit) -> None:
    body = [Paragraph(text=text) for text in (UYGHUR, TIBETAN, "青溪区 ꆈꌠꁱꂷ 与 Vahcuengh、Qıñġxī。")]
    assert {warning for one in draw_item(make_item(*body), make_screen(), kit) for warning in one.warnings} == set()


def test_what_no_font_has_is_named_by_its_code_point(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text="ᠮᠣᠩᠭᠣᠯ 与 \U0003134a")), make_screen(), kit)[0]
    (warning,) = drawing.warnings
    assert all(f"U+{ord(character):04X}" in warning for character in "ᠮᠣᠩᠭᠯ\U0003134a")


def test_a_word_of_two_fonts_is_parted_and_loses_nothing(fonts: Fonts) -> None:
    assert "".join(fonts.runs("ابجA好ཀ")) == "ابجA好ཀ"
    assert len(list(fonts.runs("ابج好ཀ"))) == 3
