import hashlib
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image

from office.notices.documents import store_document
from office.notices.models import Version
from office.notices.pictures import store_picture
from office.notices.services import revise, to_item, withdraw
from office.opinions.templatetags.opinions_public import numbers_whole
from tests.office.street import Street
from tests.player.documents.papers import scan

Published = Callable[..., Version]

EVERY_BLOCK = [
    {"kind": "heading", "text": "一、总体情况", "level": 1},
    {"kind": "paragraph", "text": "第一行\n第二行 <script>alert(1)</script>"},
    {"kind": "paragraph", "text": "请于三日内<b>\n提出", "strong": [[2, 9]]},
    {"kind": "list", "entries": ["甲项", "乙项"], "ordered": True},
    {"kind": "table", "header": ["项目", "金额"], "rows": [["办公费", "1,200.50"]], "caption": "经费", "unit": "万元"},
    {"kind": "pledges", "pledges": [{"owner": "区水利局", "target": "通水", "percent": 80, "due": "2027-03-31"}]},
    {"kind": "appraisal", "gradings": [{"subject": "税务厅", "good": 588, "fair": 37, "poor": 6}]},
    {"kind": "exchange", "question": "能办吗", "answer": "可以\n周六", "answerer": "窗口", "answered_on": "2026-11-05"},
    {"kind": "chart", "unit": "件", "bars": [{"label": "甲", "value": "1200"}, {"label": "乙", "value": "300"}]},
    {"kind": "people", "people": [{"name": "林予青", "post": "副局长", "proposed": "拟任局长"}]},
]


def page(public: Client, version: Version, screen: str = "") -> str:
    answer = public.get(f"/i/{version.notice.link_code}{screen}")
    assert answer.status_code == 200
    return answer.content.decode()


def told(page: bytes, link_code: str) -> str:
    """The page without what differs from call to call."""
    text = page.decode().replace(link_code, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_notice_is_read_with_issuer_category_contact_and_every_kind_of_block(
    public: Client, published: Published
) -> None:
    text = page(public, published("一季度公开", body=EVERY_BLOCK, contact="办公室 0000-0000001"))
    for words in (
        "一季度公开",
        "青溪区委办公室",
        "工作动态",
        "0000-0000001",
        "一、总体情况",
        "第一行<br>第二行",
        "请于<strong>三日内&lt;b&gt;<br></strong>提出",
        "<ol><li>甲项</li><li>乙项</li></ol>",
        'class="figure">1,200.50',
        "万元",
        'value="80" max="100"',
        '<rect class="poor" x="625" width="6" height="1"/>',
        "<b>93.2%</b>",
        "</b>能办吗</dt>",
        "可以<br>周六",
        '<time datetime="2026-11-05">2026年11月5日</time>',
        '乙<svg viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true"><rect width="250"',
        "1,200 件",
        "林予青",
        "拟任局长",
    ):
        assert words in text
    assert "<script" not in text


def test_the_pages_of_an_attached_document_are_shown_and_served(
    public: Client, published: Published, street: Street
) -> None:
    first, second = store_document(scan(2), "", "a.pdf", street.drafter)
    body = [{"kind": "document", "pages": [first.sha256, second.sha256], "caption": "实施办法"}]
    text = page(public, published(body=body))
    assert text.count("<figure>") == 2
    assert 'alt="实施办法 第 2 页，共 2 页"' in text
    answer = public.get(f"/b/{second.sha256}")
    assert hashlib.sha256(b"".join(answer.streaming_content)).hexdigest() == second.sha256  # type: ignore[attr-defined]
    answer.close()


def test_the_page_weighs_less_than_30_kb_and_has_no_script(public: Client, published: Published) -> None:
    text = page(public, published(body=EVERY_BLOCK))
    style = (settings.BASE / "opinions/static/opinions/public.css").read_bytes()
    icon = (settings.BASE / "opinions/static/opinions/icon.svg").read_bytes()
    assert len(text.encode()) + len(style) + len(icon) < 30_000
    assert "style=" not in text
    assert "http://" not in text.replace("http://www.w3.org", "")


def test_the_address_in_the_qr_code_names_the_place(public: Client, published: Published) -> None:
    assert "您扫码的位置：大厅主屏" in page(public, published(), "/lobby-1")


def test_a_place_nobody_knows_is_no_place(public: Client, published: Published) -> None:
    assert "您扫码的位置" not in page(public, published(), "/no-such-screen")


def test_an_address_in_capitals_as_in_a_code_is_found_with_its_place(public: Client, published: Published) -> None:
    answer = public.get(f"/i/{published().notice.link_code}/lobby-1".upper())
    assert answer.status_code == 200
    assert "您扫码的位置：大厅主屏" in answer.content.decode()


def test_a_publicity_period_says_how_to_object_and_until_when(
    public: Client, published: Published, street: Street
) -> None:
    street.know_the_days_off()
    version = published("拟任职公示", publicity_begins=timezone.localdate(), publicity_working_days=5)
    publicity = to_item(version).publicity
    assert publicity
    text = page(public, version)
    assert date_format(publicity.begins) in text
    assert date_format(publicity.ends) in text
    assert "如有异议" in text


def test_a_notice_that_asks_for_no_opinions_has_no_form_and_takes_none(public: Client, published: Published) -> None:
    version = published(opinions=False)
    assert "<textarea" not in page(public, version)
    answer = public.post(f"/i/{version.notice.link_code}", {"kind": "question", "text": "还是想问一句"})
    assert answer.status_code == 404


@pytest.mark.parametrize("audience", ["members", "unit"])
def test_what_is_not_for_society_is_as_unknown_as_nothing(public: Client, published: Published, audience: str) -> None:
    version = published("党内通报", audience=audience)
    answer = public.get(f"/i/{version.notice.link_code}")
    nothing = public.get("/i/23456789")
    assert answer.status_code == nothing.status_code == 404
    assert told(answer.content, version.notice.link_code) == told(nothing.content, "23456789")
    assert "党内通报" not in public.get("/").content.decode()


def test_what_is_approved_but_not_published_is_unknown(public: Client, street: Street) -> None:
    assert public.get(f"/i/{street.approved().notice.link_code}").status_code == 404


@pytest.mark.django_db
def test_an_unknown_address_gets_a_kind_page_in_the_sites_own_look(public: Client) -> None:
    answer = public.get("/nothing/at/all")
    assert answer.status_code == 404
    assert "请重新扫描二维码" in answer.content.decode()


def test_a_withdrawn_notice_is_gone_and_says_so(public: Client, published: Published, street: Street) -> None:
    version = published("误发的通知")
    withdraw(version.notice, street.approver, "内容有误")
    answer = public.get(f"/i/{version.notice.link_code}")
    assert answer.status_code == 410
    assert "已撤回" in answer.content.decode()
    assert "误发的通知" not in answer.content.decode()


def test_a_notice_whose_time_is_over_is_gone_and_says_so(public: Client, published: Published) -> None:
    version = published(shown_until=datetime.now(UTC) + timedelta(hours=1))
    Version.objects.filter(pk=version.pk).update(shown_until=datetime.now(UTC))
    answer = public.get(f"/i/{version.notice.link_code}")
    assert answer.status_code == 410
    assert "展示期已满" in answer.content.decode()


def test_the_published_version_stays_readable_while_the_next_is_a_draft(
    public: Client, published: Published, street: Street
) -> None:
    version = published("第一版标题")
    draft = revise(version, street.drafter)
    Version.objects.filter(pk=draft.pk).update(title="第二版草稿")
    text = page(public, version)
    assert "第一版标题" in text
    assert "第二版草稿" not in text


def test_the_list_is_searched_and_narrowed_by_category(public: Client, published: Published) -> None:
    published("停水通知")
    published("供暖通知")
    assert "停水通知" in public.get("/").content.decode()
    found = public.get("/", {"q": "供暖"}).content.decode()
    assert "供暖通知" in found
    assert "停水通知" not in found
    assert "没有找到" in public.get("/", {"q": "无此事"}).content.decode()
    assert "停水通知" in public.get("/", {"entry": "1.1"}).content.decode()
    assert "停水通知" not in public.get("/", {"entry": "9.9"}).content.decode()


def test_an_empty_list_says_what_will_come(public: Client, street: Street) -> None:  # noqa: ARG001 (its organisation)
    assert "目前没有面向社会公开的事项" in public.get("/").content.decode()


def test_the_language_is_switched_without_an_account(public: Client, published: Published) -> None:
    published()
    answer = public.post("/language", {"language": "en", "next": "/"}, follow=True)
    assert "What is public now" in answer.content.decode()


def _picture(street: Street, colour: str) -> str:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(buffer, "PNG")
    return store_picture(buffer.getvalue(), "a.png", street.drafter).sha256


def _served(public: Client, sha256: str) -> int:
    answer = public.get(f"/b/{sha256}")
    if answer.status_code == 200:
        assert b"".join(answer) == (settings.BLOBS / sha256).read_bytes()
        assert answer["Content-Type"] == "image/png"
    answer.close()
    return answer.status_code


def test_a_picture_is_served_only_while_a_public_notice_names_it(
    public: Client, published: Published, street: Street
) -> None:
    shown, inside, unnamed = (_picture(street, colour) for colour in ("red", "green", "blue"))
    version = published("图片新闻", body=[{"kind": "picture", "blob": shown, "caption": "南坡"}])
    published("党内图片", audience="members", body=[{"kind": "picture", "blob": inside}])
    assert f"/b/{shown}" in page(public, version)
    assert [_served(public, one) for one in (shown, inside, unnamed)] == [200, 404, 404]
    withdraw(version.notice, street.approver, "换图")
    assert _served(public, shown) == 404


def test_a_hash_that_is_only_mentioned_in_words_opens_no_picture(
    public: Client, published: Published, street: Street
) -> None:
    inside = _picture(street, "green")
    published("提到它", body=[{"kind": "paragraph", "text": inside}])
    assert _served(public, inside) == 404


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话0000-1234567。", '电话<span class="number">0000-1234567</span>。'),
        ("0000－1234567转801", '<span class="number">0000－1234567</span>转801'),
        ("限2026-11-16前", '限<span class="number">2026-11-16</span>前'),
        ("<b>0000-1234567</b>", '&lt;b&gt;<span class="number">0000-1234567</span>&lt;/b&gt;'),
        ("https://example.cn/a-0000-1234567", "https://example.cn/a-0000-1234567"),
        ("1-9", "1-9"),
    ],
)
def test_a_number_with_hyphens_stays_on_one_line(text: str, shown: str) -> None:
    assert numbers_whole(text) == shown


def test_the_contact_of_a_notice_is_not_broken_in_its_number(public: Client, published: Published) -> None:
    version = published(contact="办公室 0000-1234567", body=[{"kind": "paragraph", "text": "请拨 0000-7654321。"}])
    page = public.get(f"/i/{version.notice.link_code}").content.decode()
    assert page.count('<span class="number">0000-') == 2


def _photograph(street: Street) -> str:
    """A large one, with grain that no format saves."""
    buffer = io.BytesIO()
    Image.effect_noise((2400, 1600), 60).convert("RGB").save(buffer, "JPEG", quality=90)
    return store_picture(buffer.getvalue(), "photo.jpg", street.drafter).sha256


def test_a_page_holds_a_smaller_copy_of_a_photograph_that_is_made_once_and_leads_to_the_original(
    public: Client, published: Published, street: Street
) -> None:
    photo, small = _photograph(street), _picture(street, "red")
    body = [{"kind": "picture", "blob": one} for one in (photo, small)]
    version = published("图片新闻", body=body)
    text = page(public, version)
    assert f'<a href="/b/{photo}"><img src="/b/{photo}/web" width="2400" height="1600"' in text
    answer = public.get(f"/b/{photo}/web")
    data = b"".join(answer)
    with Image.open(io.BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (1280, 853))
    assert answer["Content-Type"] == "image/webp"
    assert len(data) < (settings.BLOBS / photo).stat().st_size / 2
    (copy,) = (settings.DATA / "web-pictures").iterdir()
    made = copy.stat().st_mtime_ns
    assert b"".join(public.get(f"/b/{photo}/web")) == data
    assert copy.stat().st_mtime_ns == made
    assert b"".join(public.get(f"/b/{small}/web")) == (settings.BLOBS / small).read_bytes()
    withdraw(version.notice, street.approver, "换图")
    assert public.get(f"/b/{photo}/web").status_code == 404


def test_a_copy_that_cannot_be_made_is_replaced_by_the_original(
    public: Client, published: Published, street: Street
) -> None:
    photo = _photograph(street)
    published("图片新闻", body=[{"kind": "picture", "blob": photo}])
    (settings.DATA / "web-pictures").write_bytes(b"in the way")
    answer = public.get(f"/b/{photo}/web")
    assert (answer["Content-Type"], b"".join(answer)) == ("image/jpeg", (settings.BLOBS / photo).read_bytes())
    (settings.BLOBS / photo).unlink()
    assert public.get(f"/b/{photo}/web").status_code == 404
