"""Corrections and withdrawals on the public site: under the old code, linked both ways; nothing withdrawn leaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from django.test import Client

from office.notices.models import Version
from office.notices.services import (
    Content,
    draft_correction,
    draft_withdrawal,
    revise,
    save_draft,
    with_words,
    withdraw,
)
from office.publishing.services import publish
from tests.office.opinions.test_public_notice import _picture, _served
from tests.office.street import Street

Published = Callable[..., Version]


def out(street: Street, draft: Version, body: str = "周六开放至12:00。") -> Version:
    """The act's draft with its words, taken through all four steps."""
    act = with_words(draft.act, "沿用了夏季时间", [("周六开放至17:00", "周六开放至12:00")])
    content = replace(Content.of(draft), act=act)
    if draft.is_correction:
        content = replace(content, body=[{"kind": "paragraph", "text": body}])
    version = street.approve(save_draft(draft, street.drafter, content))
    publish(None, street.approver, datetime.now(UTC))
    version.refresh_from_db()
    return version


def read(public: Client, address: str, status: int = 200) -> str:
    answer = public.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def wrong_one(published: Published) -> Version:
    return published("开放时间", body=[{"kind": "paragraph", "text": "周六开放至17:00，原文在此。"}])


def test_the_old_code_leads_to_the_correction_and_it_to_the_old_text_and_back(
    public: Client, published: Published, street: Street
) -> None:
    wrong = wrong_one(published)
    out(street, draft_correction(wrong, street.drafter))
    address = f"/i/{wrong.notice.link_code}"
    text = read(public, f"{address}/{street.screen.slug}")
    assert "<del>周六开放至17:00</del>" in text
    assert "<ins>周六开放至12:00</ins>" in text
    assert "沿用了夏季时间" in text
    assert "原文在此" not in text
    assert f'href="{address}/before/1"' in text
    before = read(public, f"{address}/before/1")
    assert "原文在此" in before
    assert "已更正" in before
    assert f'href="{address}"' in before
    assert "<textarea" not in before
    assert "更正" in read(public, "/")


def test_what_was_merely_replaced_is_not_read_again(public: Client, published: Published, street: Street) -> None:
    first = wrong_one(published)
    street.approve(revise(first, street.drafter))
    publish(None, street.approver, datetime.now(UTC))
    assert public.get(f"/i/{first.notice.link_code}/before/1").status_code == 404
    assert public.get(f"/i/{first.notice.link_code}/before/7").status_code == 404


def test_a_withdrawal_stands_under_the_old_code_and_the_text_is_gone(
    public: Client, published: Published, street: Street
) -> None:
    wrong = wrong_one(published)
    out(street, draft_withdrawal(wrong, street.drafter))
    text = read(public, f"/i/{wrong.notice.link_code}")
    assert "已撤回" in text
    assert wrong.issuer in text
    assert "沿用了夏季时间" in text
    assert "原文在此" not in text
    assert public.get(f"/i/{wrong.notice.link_code}/before/1").status_code == 404
    assert "撤回" in read(public, "/")


def test_what_is_withdrawn_stands_after_all_that_holds(public: Client, published: Published, street: Street) -> None:
    wrong = wrong_one(published)
    published("旧公告", days_ago=90)
    out(street, draft_withdrawal(wrong, street.drafter))
    page = read(public, "/")
    places = [page.index(words) for words in ("旧公告", "<h2>已撤回</h2>", f"/i/{wrong.notice.link_code}")]
    assert places == sorted(places)


def test_withdrawing_a_correction_takes_the_text_before_it_away_too(
    public: Client, published: Published, street: Street
) -> None:
    wrong = wrong_one(published)
    right = out(street, draft_correction(wrong, street.drafter))
    assert public.get(f"/i/{wrong.notice.link_code}/before/1").status_code == 200
    withdraw(right.notice, street.approver, "仍有误")
    assert public.get(f"/i/{wrong.notice.link_code}/before/1").status_code == 410
    draft = Version.objects.get(notice=wrong.notice, number=3)
    out(street, draft)
    assert "已撤回" in read(public, f"/i/{wrong.notice.link_code}")
    right.refresh_from_db()
    street.approve(revise(right, street.drafter))
    publish(None, street.approver, datetime.now(UTC))
    assert public.get(f"/i/{wrong.notice.link_code}").status_code == 200
    assert public.get(f"/i/{wrong.notice.link_code}/before/2").status_code == 404


def test_a_picture_of_the_text_before_is_served_as_long_as_that_is_read(
    public: Client, published: Published, street: Street
) -> None:
    shown = _picture(street, "red")
    wrong = published("图片新闻", body=[{"kind": "picture", "blob": shown, "caption": "南坡"}])
    right = out(street, draft_correction(wrong, street.drafter))
    assert _served(public, shown) == 200
    withdraw(right.notice, street.approver, "换图")
    assert _served(public, shown) == 404
