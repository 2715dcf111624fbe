"""Words set in bold: the same words wherever lines end, and nothing else of the text moves or is lost."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.slides import Kit
from player.slides.emphasis import cleaned, within
from player.slides.fonts import Fonts
from player.slides.lines import Line, Style, set_lines
from player.slides.markdown import read_markdown
from player.slides.typesetter import draw_item
from playlists.item import Paragraph
from tests.player.slides.samples import SCREENS, make_item

STYLE = Style(40)
Marked = tuple[str, tuple[tuple[int, int], ...]]
TEXTS = st.text(st.sampled_from("公示期限，。（）—…2026abc 年月日12:3元\u3000\n"), min_size=1, max_size=60)


@st.composite
def emphasised(draw: st.DrawFn) -> Marked:
    text = draw(TEXTS)
    ends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    return text, tuple(zip(ends[::2], ends[1::2], strict=False))


def bold_words(lines: list[Line]) -> str:
    return "".join(placed.text for line in lines for placed in line.places if placed.is_bold)


@settings(deadline=None, max_examples=300)
@given(emphasised())
def test_exactly_the_marked_words_are_bold(fonts: Fonts, given_text: Marked) -> None:
    text, strong = cleaned(*given_text)
    lines = set_lines(text, STYLE, 400, fonts, indent=80, strong=strong)
    shown = bold_words(lines).replace(" ", "").replace("\u3000", "")  # white space has no weight, and may end a line
    marked = "".join(text[start:end] for start, end in strong)
    assert shown == "".join(marked.split())


@settings(deadline=None, max_examples=300)
@given(emphasised())
def test_emphasis_loses_doubles_and_moves_nothing(fonts: Fonts, given_text: Marked) -> None:
    text, strong = cleaned(*given_text)
    lines = set_lines(text, STYLE, 400, fonts, strong=strong)
    assert "".join(line.text for line in lines) == text.replace("\n", "")


def test_a_line_may_break_where_it_might_without_emphasis(fonts: Fonts) -> None:
    """A range's end is no place for a break: a date stays whole, a full stop does not begin a line."""
    text = "请于2026年3月15日前提出。" * 9
    strong = tuple((at + 2, at + 6) for at in range(0, len(text), 16))
    for width in range(360, 700, 20):
        for line in set_lines(text, STYLE, width, fonts, strong=strong):
            assert line.text[0] not in "。年月日"


def test_ranges_follow_a_text_that_is_cleaned() -> None:
    assert cleaned("\u3000\u3000请\u202e于三日内", ((2, 5), (6, 8))) == ("请于三日内", ((0, 2), (3, 5)))


def test_ranges_are_cut_to_a_part() -> None:
    assert within(((0, 3), (4, 9), (10, 12)), 2, 6) == ((0, 1), (2, 4))


@pytest.mark.parametrize("strong", [((0, 0),), ((2, 1),), ((0, 3), (2, 4)), ((3, 4), (0, 1)), ((0, 99),)])
def test_a_range_that_is_none_of_the_text_is_refused(strong: tuple[tuple[int, int], ...]) -> None:
    plain = {"text": "请于三日内提出", "strong": strong}
    with pytest.raises(msgspec.ValidationError, match=r"is no range of the paragraph's 7 characters"):
        msgspec.convert(plain, Paragraph)


@pytest.mark.parametrize(
    ("source", "text", "bold"),
    [
        ("请于**三日内**提出", "请于三日内提出", ["三日内"]),
        ("**请于\n三日内**提出", "请于三日内提出", ["请于三日内"]),
        ("**监督电话：**0000-7654321", "监督电话：0000-7654321", ["监督电话："]),
        ("按照**《条例》**第三条", "按照《条例》第三条", ["《条例》"]),
        ("王**（男）、李**（女）", "王**（男）、李**（女）", []),
        ("by **the\nend** of May", "by the end of May", ["the end"]),
        ("**甲**和**乙**", "甲和乙", ["甲", "乙"]),
        ("**外**里**", "外里**", ["外"]),
        ("王**、李**两人", "王**、李**两人", []),
        ("`x` *斜* [链](https://a.example)", "x 斜 链", []),
    ],
)
def test_double_stars_mark_words(source: str, text: str, bold: list[str]) -> None:
    [block] = read_markdown(f"---\ntitle: 一\n---\n{source}\n", add_picture=str).body
    assert isinstance(block, Paragraph)
    assert block.text == text
    assert [block.text[start:end] for start, end in block.strong] == bold


def test_emphasis_goes_on_behind_a_picture() -> None:
    first, _, last = read_markdown(
        "---\ntitle: 一\n---\n甲**乙![图](a.jpg)丙**丁\n", add_picture=lambda _: "a" * 64
    ).body
    assert isinstance(first, Paragraph)
    assert isinstance(last, Paragraph)
    assert (first.text, first.strong, last.text, last.strong) == ("甲乙", ((1, 2),), "丙丁", ((0, 1),))


def test_bold_words_are_inked_more_heavily_on_the_slide(kit: Kit) -> None:
    words = "请于三日内向街道提出意见"
    one, other = (
        draw_item(make_item(Paragraph(text=words, strong=strong)), SCREENS["4K"], kit)[0] for strong in ((), ((2, 5),))
    )
    assert [run.text for run in one.texts] == [run.text for run in other.texts]
    light, heavy = (sum(slide.raster.rgb().convert("L").histogram()[:100]) for slide in (one, other))
    assert heavy > light
