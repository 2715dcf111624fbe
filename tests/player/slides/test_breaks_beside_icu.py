"""Our breaks beside ICU's (UAX 14, style "strict"): no line begins where ICU forbids it, but for reasons told.

Each difference must fall under one of the reasons below, and each reason must be needed.
"""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from icu4py.breakers import LineBreaker

from player.slides.breaking import pieces
from player.slides.characters import clean
from player.slides.fonts import Fonts
from player.slides.lines import Style, set_lines
from player.slides.markdown import read_markdown
from playlists.item import Heading, Listing, Paragraph, People, Pledges, Table

SAMPLE = Path(__file__).parents[3] / "sample" / "items"
STRICT = "zh@lb=strict"

# Where we break and ICU does not; the bar stands for the break.
ALLOWED = {
    "in Chinese ’ and ” only close; ICU takes them for either half": r"[’”]\|",
    "in Chinese ‘ and “ only open; ICU takes them for either half": r"\|[‘“]",
    "circled figures and ○ are set like Han characters; ICU takes them for Latin (class AI)": r"[①○]\||\|[①○]",
    "a currency sign belongs to the figure behind it, not to the word before it": r"\|￥",
    "a new word or bracket may follow a finished percentage or temperature": r"[%℃]\|[〔（《「【(0-9A-Za-z]",
    "a full-width space parts what it stands between, also from a typewriter quote": r"\u3000\|['\"]",
}
# Where ICU breaks and we do not.
REFUSED = {
    "a date or a time of day stays whole": r"[\d年月日时点] ?\|[\d年月日时点分]|年 ?\| ?\d",
    "a figure keeps its unit": r"\d[:.,/]* ?\| ?[万亿元亩吨米平公里人号小升分个克千厘毫栋幢楼室]"
    r"|\d ?([万亿]\|[元亩]|分\|钟|小\|时|公\|里|公\|顷|平\|?方\|?公?\|?[里米]|人\|次)",
    "figures stay whole, full-width ones too": r"[０-９:.,/]\|[０-９]",
    "one-em connectors do not begin a line (GB/T 15834)": r"\|[—～]",
    "the second figure of a range stays with the first": r"\d[—～]\|\d",
    "a middle dot or an ellipsis does not begin a line (GB/T 15834)": r"\|[·…]",
    "a percent or degree sign does not begin a line, whatever stands before it": r"\|[%℃]",
    "alphabetic words and signs part at spaces only": r"[!-~]\|[!-~]",
    "a solidus or a currency sign does not end a line, nor does a space behind it": r"[/￥][ \u3000]*\|",
    "a space behind an opening mark does not end a line either": r"[‘“（《「【〔(][ \u3000]+\|",
    "spaces in a row stay together": r"[ \u3000]\|[ \u3000]",
    "a mark that does not begin a line does not after a space": r"[ \u3000]\|[-/,.:)）》」】〕”’，。、；：？！]",
}
SYLLABLES = (
    *"公开党务条例元○①，。、；：？！）》」】〕”’·…—～（《「【〔“‘￥%℃/-'\",.:() \u3000",
    *("——", "……", "12", "3.5", "80%", "１２", "abc", "XYZ", "第3号", "8时30分", "2026年11月16日", "2026 年 11 月"),
    *("14 公里", "3.6平方公里", "1,250万元", "24小时", "8:30—17:30", "https://gk.qingxi.example.cn/o", "don’t"),
)


def our_breaks(text: str) -> set[int]:
    """Places between characters where a line may begin."""
    found, at = set(), 0
    for piece in pieces(text):
        at += len(piece)
        found.add(at)
    return found - {len(text)}


def icu_breaks(text: str) -> set[int]:
    return {end for _, end in LineBreaker(text, STRICT).segments()} - {len(text)}


def notices() -> list[str]:
    """Every running text of the sample's notices, one line each."""
    found: list[str] = []
    for path in sorted(SAMPLE.glob("*.md")):
        item = read_markdown(
            path.read_text("utf-8"), add_picture=lambda _: "0" * 64, add_document=lambda *_: ("0" * 64,)
        )
        found += [item.title, item.contact, item.issuer]
        for block in item.body:
            match block:
                case Heading(text=text) | Paragraph(text=text):
                    found += text.split("\n")
                case Listing(entries=entries):
                    found += [line for entry in entries for line in entry.split("\n")]
                case Table(header=header, rows=rows):
                    found += [*header, *(cell for row in rows for cell in row)]
                case People(people=people):
                    found += [words for one in people for words in (one.name, one.post, one.proposed)]
                case Pledges(pledges=pledges):
                    found += [words for one in pledges for words in (one.owner, one.target)]
                case _:
                    pass
    return [line for line in map(clean, found) if line]


def generated() -> list[str]:
    """Marks, figures and words in every neighbourhood, always the same."""
    choice = random.Random(15834)
    return ["".join(choice.choices(SYLLABLES, k=40)) for _ in range(3000)]


def reasons(text: str, places: set[int], table: dict[str, str]) -> Counter[str]:
    """How often each reason holds; raises AssertionError at the first place that none explains."""
    found: Counter[str] = Counter()
    for at in places:
        seen = f"{text[max(at - 8, 0) : at]}|{text[at : at + 8]}"
        given = [reason for reason, pattern in table.items() if re.search(pattern, seen)]
        assert given, seen
        found.update(given)
    return found


def test_in_real_notices_every_break_is_one_that_icu_allows() -> None:
    texts = notices()
    assert sum(map(len, texts)) > 10_000
    for text in texts:
        assert our_breaks(text) <= icu_breaks(text), text


def test_in_real_notices_nearly_every_break_that_icu_allows_is_there() -> None:
    texts = notices()
    refused = Counter[str]()
    for text in texts:
        refused += reasons(text, icu_breaks(text) - our_breaks(text), REFUSED)
    assert refused.total() < 0.03 * sum(len(icu_breaks(text)) for text in texts)


def test_every_difference_in_generated_texts_has_its_reason_and_every_reason_is_needed() -> None:
    allowed, refused = Counter[str](), Counter[str]()
    for text in generated():
        ours, theirs = our_breaks(text), icu_breaks(text)
        allowed += reasons(text, ours - theirs, ALLOWED)
        refused += reasons(text, theirs - ours, REFUSED)
    assert allowed.keys() == ALLOWED.keys()
    assert refused.keys() == REFUSED.keys()


@pytest.mark.parametrize("ems", [13, 17, 22, 31])
def test_the_lines_of_a_long_text_begin_only_where_icu_allows(ems: int, fonts: Fonts) -> None:
    text = "".join(line for line in notices() if line.endswith("。"))
    assert len(text) > 5_000
    starts, at = set(), 0
    for line in set_lines(text, Style(40), ems * 40, fonts):
        at += len(line.text)
        starts.add(at)
    assert len(starts) > 150
    assert starts - {len(text)} <= icu_breaks(text)
