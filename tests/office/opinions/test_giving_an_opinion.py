from collections.abc import Callable

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from pytest_django.fixtures import Settings

from office.journal.models import Entry as JournalEntry
from office.notices.models import Version
from office.opinions.limits import OPINIONS, WRONG_CODES
from office.opinions.models import Opinion
from office.opinions.receipts import parse_receipt, spell_receipt

Published = Callable[..., Version]
WORDS = {"kind": "question", "text": "请问几点恢复供水？"}


def address(version: Version) -> str:
    return f"/i/{version.notice.link_code}/lobby-1"


def test_an_opinion_is_kept_with_its_place_and_answered_with_a_receipt(public: Client, published: Published) -> None:
    version = published()
    answer = public.post(address(version), {**WORDS, "contact": "0000-0000002"})
    kept = Opinion.objects.get()
    assert (kept.version, kept.kind, kept.text, kept.contact, kept.place) == (
        version,
        "question",
        "请问几点恢复供水？",
        "0000-0000002",
        "lobby-1",
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"/r/{kept.receipt}?new"
    text = public.get(answer["Location"]).content.decode()
    assert spell_receipt(kept.receipt) in text
    assert "已收到" in text


def test_reloading_the_receipt_page_sends_nothing_twice(public: Client, published: Published) -> None:
    answer = public.post(address(published()), WORDS)
    for _reload in range(3):
        assert public.get(answer["Location"]).status_code == 200
    assert Opinion.objects.count() == 1


def test_the_journal_knows_of_it_without_the_receipt_code(public: Client, published: Published) -> None:
    public.post(address(published()), WORDS)
    entry = JournalEntry.objects.get(action="opinion.received")
    assert Opinion.objects.get().receipt not in str(entry.details) + entry.subject
    assert entry.person is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"text": "没有选类型"}, "请选择意见类型"),
        ({"kind": "question", "text": " 嗯 "}, "请简单写明"),
        ({"kind": "rating"}, "请选择“好”“中”或“差”"),
        ({"kind": "question", "text": "长" * 2001}, "最多 2000 字，现有 2001 字"),
        ({"kind": "bribe", "text": "没有这一类"}, "bribe"),
        ({**WORDS, "contact": "长" * 201}, "200"),
        ({**WORDS, "website": "http://spam"}, "请不要填写隐藏项"),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_the_words_stay(
    public: Client, published: Published, given: dict[str, str], sentence: str
) -> None:
    answer = public.post(address(published()), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert given.get("text", "").strip() in text
    assert not Opinion.objects.exists()


def test_a_rating_needs_no_words(public: Client, published: Published) -> None:
    answer = public.post(address(published()), {"kind": "rating", "rating": "good"})
    assert Opinion.objects.get().rating == "good"
    assert "您的评价已计入统计" in public.get(answer["Location"]).content.decode()


def test_a_grade_ticked_by_mistake_on_a_question_is_not_kept(public: Client, published: Published) -> None:
    public.post(address(published()), {**WORDS, "rating": "poor"})
    assert Opinion.objects.get().rating == ""


def test_a_form_from_elsewhere_is_refused_kindly(settings: Settings, published: Published) -> None:
    settings.ROOT_URLCONF = "office.urls_public"
    settings.CSRF_FAILURE_VIEW = "office.opinions.views_public.csrf_failure"
    answer = Client(enforce_csrf_checks=True).post(address(published()), WORDS)
    assert answer.status_code == 403
    assert "尚未提交成功" in answer.content.decode()
    assert not Opinion.objects.exists()


def test_one_sender_is_slowed_down_on_one_notice_only(public: Client, published: Published) -> None:
    first, second = published("停水"), published("停电")
    for _time in range(OPINIONS.times):
        assert public.post(address(first), WORDS).status_code == 302
    assert public.post(address(first), WORDS).status_code == 429
    assert public.post(address(first), WORDS, REMOTE_ADDR="203.0.113.9").status_code == 302
    assert public.post(address(second), WORDS).status_code == 302
    assert Opinion.objects.filter(version=first).count() == OPINIONS.times + 1


def test_behind_a_web_server_the_citizens_own_address_counts(public: Client, published: Published) -> None:
    version = published()
    for number in range(OPINIONS.times + 1):
        headers = {"X-Forwarded-For": f"198.51.100.1, 203.0.113.{number}"}
        assert public.post(address(version), WORDS, headers=headers).status_code == 302
    for _time in range(OPINIONS.times):
        public.post(address(version), WORDS, headers={"X-Forwarded-For": "2001:db8:1:2::1"})
    neighbour = {"X-Forwarded-For": "2001:db8:1:2:ffff::9"}  # the same household with another of its addresses
    assert public.post(address(version), WORDS, headers=neighbour).status_code == 429


def test_no_address_of_a_machine_is_kept_anywhere(public: Client, published: Published) -> None:
    public.post(address(published()), WORDS, REMOTE_ADDR="203.0.113.77")
    assert "203.0.113.77" not in str(Opinion.objects.values().get())
    assert not any("203.0.113.77" in str(entry.details) for entry in JournalEntry.objects.all())
    held = LocMemCache("", {})._cache  # type: ignore[attr-defined]
    assert held
    assert not any("203.0.113.77" in key for key in held)


def test_a_receipt_code_is_read_however_it_is_typed() -> None:
    for typed in (
        "1234567890123456",
        " 1234 5678 9012 3456 ",
        "1234-5678-9012-3456",
        "１２３４５６７８９０１２３４５６",
    ):
        assert parse_receipt(typed) == "1234567890123456"
    for wrong in ("", "123", "12345678901234567", "1234 5678 9012 345x", "٣" * 16):
        assert parse_receipt(wrong) is None


def test_the_receipt_form_leads_to_the_reply(public: Client, opinion: Callable[..., Opinion]) -> None:
    receipt = opinion("几点来水？").receipt
    text = public.get("/r", {"code": spell_receipt(receipt)}, follow=True).content.decode()
    assert "几点来水？" in text
    assert "待答复" in text


@pytest.mark.parametrize("typed", ["0000000000000000", "12", "谢谢"])
def test_a_wrong_code_gets_a_kind_sentence(public: Client, db: None, typed: str) -> None:  # noqa: ARG001
    answer = public.get("/r", {"code": typed}, follow=True)
    assert answer.status_code == 404
    assert "没有查到这个查询码" in answer.content.decode()


def test_guessing_codes_is_stopped_even_before_the_right_one(public: Client, opinion: Callable[..., Opinion]) -> None:
    receipt = opinion().receipt
    for guess in range(WRONG_CODES.times):
        assert public.get(f"/r/{guess:016d}").status_code == 404
    assert public.get(f"/r/{receipt}").status_code == 429
    assert public.get(f"/r/{receipt}", REMOTE_ADDR="203.0.113.9").status_code == 200
