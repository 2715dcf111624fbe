from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from player.slides import Kit, draw_item
from player.slides.markdown import MarkdownError, read_markdown
from playlists.act import Change, Correction, Withdrawal
from playlists.figures import Appraisal, Bar, Chart, Grading
from playlists.item import (
    Audience,
    Document,
    Exchange,
    Heading,
    Item,
    Listing,
    Paragraph,
    People,
    Person,
    Picture,
    Pledge,
    Pledges,
    Publicity,
    Stage,
    Table,
    Timing,
)
from tests.player.slides.samples import SCREENS

DOCUMENT = Path(__file__).parents[3] / "docs" / "markdown.md"
PHOTO = "ab" * 32


def read(body: str, head: str = "title: 通知") -> Item:
    return read_markdown(f"---\n{head}\n---\n{body}", add_picture=lambda _: PHOTO)


def test_a_title_is_enough() -> None:
    item = read("正文")
    assert (item.title, item.version, item.audience, item.timing) == ("通知", 1, Audience.PUBLIC, Timing.ROUTINE)
    assert item.id.startswith("md-")
    assert item.body == (Paragraph(text="正文"),)
    assert item.shown_until is None


def test_every_key_is_read() -> None:
    item = read(
        "",
        "title: 公示：任前\nissuer: 组织部\nentry: 3.2 干部任免\naudience: 党内\ntiming: urgent\nstage: 事前\n"
        "shown_from: 2026-11-02 08:00\nshown_until: 2026-12-02T08:00+00:00\ncontact: 0000-1\n"
        "link: https://example.cn/o/1\npublicity_begins: 2026-11-02\npublicity_ends: 2026-11-06\n"
        "publicity_working_days: 5\ndrafter: lin\nid: a-1\nversion: 3",
    )
    assert item.title == "公示：任前"
    assert (item.entry.code, item.entry.title) == ("3.2", "干部任免")
    assert (item.audience, item.timing, item.stage) == (Audience.MEMBERS, Timing.URGENT, Stage.PROPOSAL)
    assert item.shown_from == datetime(2026, 11, 2, tzinfo=UTC)
    assert item.shown_until == datetime(2026, 12, 2, 8, tzinfo=UTC)
    assert item.publicity == Publicity(begins=date(2026, 11, 2), ends=date(2026, 11, 6), working_days=5)
    assert (item.id, item.version, item.drafter, item.contact, item.issuer) == ("a-1", 3, "lin", "0000-1", "组织部")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("# 一\n### 二", (Heading(text="一", level=1), Heading(text="二", level=2))),
        ("街道现有\n支部**34**个\nopen\ndoor", (Paragraph(text="街道现有支部34个open door", strong=((6, 8),)),)),
        ("一  \n二", (Paragraph(text="一\n二"),)),
        ("- 一\n- 二", (Listing(entries=("一", "二")),)),
        ("1. 一\n   - 小\n2. 二", (Listing(entries=("一\n小", "二"), ordered=True),)),
        (
            "表：经费（单位：万元）\n\n| 项目 | 金额 |\n| --- | ---: |\n| 培训 | 3.20 |",
            (Table(caption="经费", unit="万元", header=("项目", "金额"), rows=(("培训", "3.20"),)),),
        ),
        ("| 甲 |\n| --- |\n| [链接](https://a.cn) |", (Table(header=("甲",), rows=(("链接",),)),)),
        (
            "前文 ![说明](a.png) 后文",
            (Paragraph(text="前文"), Picture(blob=PHOTO, caption="说明"), Paragraph(text="后文")),
        ),
        ('![说明](a.png "focus 20 80")', (Picture(blob=PHOTO, caption="说明", focus_x=20, focus_y=80),)),
        (
            "```pledges\n区教育局 | 学位600个 | 80% | 2026-12-31\n```",
            (Pledges(pledges=(Pledge(owner="区教育局", target="学位600个", percent=80, due=date(2026, 12, 31)),)),),
        ),
        (
            "```people\n林知远 | 副局长 | 拟任局长 | a.png\n苏映雪 | 主任\n```",
            (
                People(
                    people=(
                        Person(name="林知远", post="副局长", proposed="拟任局长", photo=PHOTO),
                        Person(name="苏映雪", post="主任"),
                    )
                ),
            ),
        ),
        (
            "```exchange\n问：能办吗？\n请告知。\n答：可以。\n答复人：窗口\n日期：2026-11-05\n\n问：路灯不亮\n答：已修\n```",
            (
                Exchange(
                    question="能办吗？\n请告知。", answer="可以。", answerer="窗口", answered_on=date(2026, 11, 5)
                ),
                Exchange(question="路灯不亮", answer="已修"),
            ),
        ),
        (
            "```chart 办件量（单位：件）\n社保 | 4,862\n户籍 | 12.50\n```",
            (
                Chart(
                    caption="办件量",
                    unit="件",
                    bars=(Bar(label="社保", value="4862"), Bar(label="户籍", value="12.50")),
                ),
            ),
        ),
        (
            "```appraisal 评议\n税务厅 | 1,588 | 37 | 6\n林知远 | 廉洁 | 80 | 2 | 0\n```",
            (
                Appraisal(
                    caption="评议",
                    gradings=(
                        Grading(subject="税务厅", good=1588, fair=37, poor=6),
                        Grading(subject="林知远", aspect="廉洁", good=80, fair=2, poor=0),
                    ),
                ),
            ),
        ),
        ("> 引文", (Paragraph(text="引文"),)),
    ],
)
def test_an_element_becomes_its_block(text: str, blocks: tuple[object, ...]) -> None:
    assert read(text).body == blocks


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("正文", 1, "must begin with"),
        ("---\ntitle: 一", 2, "not closed"),
        ("---\nissuer: 一\n---", 1, "no 'title'"),
        ("---\ntitle: 一\ntitel: 二\n---", 3, "unknown key 'titel'"),
        ("---\ntitle: 一\ntitle: 二\n---", 3, "stands twice, first in line 2"),
        ("---\ntitle: 一\njust words\n---", 3, "is not 'key: value'"),
        ("---\ntitle:\n---", 2, "has no value"),
        ("---\ntitle: 一\nshown_from: 明天\n---", 3, "is not a time like"),
        ("---\ntitle: 一\naudience: all\n---", 3, "is none of"),
        ("---\ntitle: 一\nversion: 二\n---", 3, "not a whole number"),
        ("---\ntitle: 一\npublicity_begins: 2026-11-02\n---", 3, "also needs publicity_ends"),
        ("---\ntitle: 一\nid: 大写\n---", 1, "id"),
        ("---\ntitle: 一\n---\n\n```code\nx\n```", 5, "not 'code'"),
        ("---\ntitle: 一\n---\n```pledges\n一 | 二\n```", 5, "has 2 cells, not 4"),
        ("---\ntitle: 一\n---\n```pledges\n一 | 二 | 很多 | 2026-12-31\n```", 5, "not a percentage"),
        ("---\ntitle: 一\n---\n```pledges\n一 | 二 | 180% | 2026-12-31\n```", 5, "100"),
        ("---\ntitle: 一\n---\n```pledges\n一 | 二 | 80% | 年底\n```", 5, "is not a date like"),
        ("---\ntitle: 一\n---\n```chart\n一 | -3\n```", 5, "'-3' is not a number from zero upwards"),
        ("---\ntitle: 一\n---\n```exchange\n答：二\n```", 5, "begins with 问："),
        ("---\ntitle: 一\n---\n```exchange\n问：一\n问：二\n```", 5, "needs 问： and 答："),
        ("---\ntitle: 一\n---\n```exchange\n问：一\n答：二\n答：三\n```", 7, "答： stands twice"),
        ("---\ntitle: 一\n---\n```appraisal\n一 | 二 | 3 | 4\n```", 5, "'二' is not a number of votes"),
        ("---\ntitle: 一\n---\n```appraisal\n一 | 0 | 0 | 0\n```", 5, "nobody has graded 一"),
        ("---\ntitle: 一\n---\n正文\n\n<div>x</div>", 6, "HTML cannot be shown"),
        ("---\ntitle: 一\n---\n正文\n\n![图](missing.png)", 6, "missing.png"),
        ("---\ntitle: 一\n---\n- ![图](a.png)", 4, "inside a list"),
        ("---\ntitle: 一\n---\n" + "字" * 1_000_001, 1, "more than 1,000,000"),
    ],
)
def test_a_fault_names_its_line_and_reason(text: str, line: int, reason: str) -> None:
    def missing(path: str) -> str:
        raise FileNotFoundError(f"no file {path}")

    with pytest.raises(MarkdownError, match=f"line {line}: .*{reason}") as caught:
        read_markdown(text, add_picture=missing)
    assert caught.value.line == line


def test_a_pdf_becomes_its_pages() -> None:
    asked: list[tuple[str, str]] = []

    def add(path: str, pages: str) -> list[str]:
        asked.append((path, pages))
        return [PHOTO, PHOTO]

    text = '---\ntitle: 一\n---\n前言\n\n![办法](a/rules.PDF "pages 1-2")\n\n![全文](b.pdf)'
    item = read_markdown(text, add_picture=str, add_document=add)
    assert item.body[1:] == (Document((PHOTO, PHOTO), "办法"), Document((PHOTO, PHOTO), "全文"))
    assert asked == [("a/rules.PDF", "1-2"), ("b.pdf", "")]


def test_where_pdfs_are_not_read_that_is_told_with_the_line() -> None:
    with pytest.raises(MarkdownError, match=r"line 4: the document 'b\.pdf' cannot be used"):
        read_markdown("---\ntitle: 一\n---\n![全文](b.pdf)", add_picture=str)


def test_the_documents_example_is_read_and_drawn(kit: Kit) -> None:
    example = DOCUMENT.read_text("utf-8").split("````markdown\n")[1].split("````")[0]
    item = read_markdown(example, add_picture=lambda _: PHOTO)
    kinds = {type(block) for block in item.body}
    assert kinds == {Heading, Paragraph, Listing, Table, Picture, Pledges, People, Appraisal, Exchange, Chart}
    assert draw_item(item, SCREENS["lobby, 55 inches"], kit)


def test_the_document_names_every_key_and_no_other() -> None:
    head = DOCUMENT.read_text("utf-8").split("## The head")[1].split("## The body")[0]
    rows = [line for line in head.splitlines() if line.startswith("| `")]
    with pytest.raises(MarkdownError) as caught:
        read_markdown("---\nnonsense: x\n---", add_picture=str)
    known = str(caught.value).split("known are ")[1].split(", ")
    assert [row.split("`")[1] for row in rows] == known


ACT = """---
title: 便民服务中心开放时间
{head}
---
{body}
"""
CORRECTS = "corrects: n-12@1 2026-11-02\nsince: 2026-11-05 09:00\nreason: 沿用了夏季时间"
WITHDRAWS = CORRECTS.replace("corrects", "withdraws")
CHANGED = "```correction\n原：周六 9:00 至\n17:00\n现：周六 9:00 至 12:00\n```"


def test_a_correction_is_the_next_version_of_what_it_corrects() -> None:
    item = read_markdown(ACT.format(head=CORRECTS, body=f"{CHANGED}\n\n全文。"), add_picture=str)
    assert (item.id, item.version) == ("n-12", 2)
    assert isinstance(item.act, Correction)
    assert item.act.corrects.title == item.title
    assert item.act.changes == (Change(wrong="周六 9:00 至\n17:00", right="周六 9:00 至 12:00"),)
    assert item.act.since == item.shown_from
    assert item.body == (Paragraph(text="全文。"),)


def test_a_withdrawal_needs_no_body() -> None:
    head = f"{WITHDRAWS}\noriginal_title: 原来的标题"
    item = read_markdown(ACT.format(head=head, body=""), add_picture=str)
    assert isinstance(item.act, Withdrawal)
    assert (item.act.withdraws.title, item.body) == ("原来的标题", ())


@pytest.mark.parametrize(
    ("head", "body", "told"),
    [
        (CORRECTS, "没有更正块", "needs a block 'correction'"),
        (WITHDRAWS, CHANGED, "needs the key 'corrects'"),
        ("stage: 无", CHANGED, "needs the key 'corrects'"),
        ("reason: 误", "文", "line 3: 'reason' belongs to"),
        ("corrects: n-12@1 2026-11-02\nreason: 误", CHANGED, "also needs 'since'"),
        (f"{CORRECTS}\nwithdraws: n-12@1 2026-11-02", CHANGED, "either corrects or withdraws"),
        (CORRECTS.replace("@1", ""), CHANGED, "like n-12@1"),
        (f"{CORRECTS}\nid: n-13", CHANGED, "no earlier version"),
        (CORRECTS, "```correction\n现：甲\n```", "in turn"),
        (CORRECTS, "```correction\n原：甲\n```", "needs 现："),
        (CORRECTS, "```correction\n甲\n```", "begins with 原："),
    ],
)
def test_an_act_that_is_not_whole_is_refused(head: str, body: str, told: str) -> None:
    with pytest.raises(MarkdownError, match=told):
        read_markdown(ACT.format(head=head, body=body), add_picture=str)
