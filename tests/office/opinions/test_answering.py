from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from office.journal.models import Entry as JournalEntry
from office.notices.models import Version
from office.opinions import services
from office.opinions.models import Opinion, Reply
from office.people.models import Role, User
from office.programme.workdays import tables

Heard = Callable[..., Opinion]
AsRole = Callable[..., Client]


def reply(client: Client, opinion: Opinion, text: str, revision: int = 0) -> int:
    return client.post(f"/opinions/{opinion.pk}/", {"text": text, "revision": revision}).status_code


def test_a_handlers_reply_stands_under_the_receipt_code(as_role: AsRole, opinion: Heard) -> None:
    heard = opinion()
    assert reply(as_role(Role.HANDLER), heard, "今晚十点恢复。") == 302
    assert Reply.objects.get().text == "今晚十点恢复。"
    assert JournalEntry.objects.get(action="opinion.answered").details == {"text": "今晚十点恢复。"}


def test_the_handler_is_told_that_the_reply_is_out(as_role: AsRole, opinion: Heard) -> None:
    answer = as_role(Role.HANDLER).post(
        f"/opinions/{opinion().pk}/", {"text": "今晚恢复。", "revision": 0}, follow=True
    )
    assert "已提交，群众凭查询码即可看到。" in answer.content.decode()


def test_the_citizen_reads_it(public: Client, opinion: Heard, person: Callable[..., User]) -> None:
    heard = opinion()
    services.answer(heard.pk, person("luo", Role.HANDLER), "今晚十点恢复。", revision=0)
    text = public.get(f"/r/{heard.receipt}").content.decode()
    assert "今晚十点恢复。" in text
    assert "已答复" in text


def test_a_correction_shows_and_keeps_the_words_before_in_the_journal(
    public: Client, opinion: Heard, person: Callable[..., User]
) -> None:
    heard, handler = opinion(), person("luo", Role.HANDLER)
    services.answer(heard.pk, handler, "十点恢复。", revision=0)
    services.answer(heard.pk, handler, "十一点恢复。", revision=1)
    text = public.get(f"/r/{heard.receipt}").content.decode()
    assert "十一点恢复。" in text
    assert "更正" in text
    details = JournalEntry.objects.get(action="opinion.reply-corrected").details
    assert details == {"before": "十点恢复。", "after": "十一点恢复。"}


def test_two_colleagues_do_not_overwrite_each_other(as_role: AsRole, opinion: Heard) -> None:
    heard, client = opinion(), as_role(Role.HANDLER)
    assert reply(client, heard, "第一位的答复") == 302
    answer = client.post(f"/opinions/{heard.pk}/", {"text": "第二位的答复", "revision": 0})
    assert answer.status_code == 422
    assert "同事刚刚已经答复" in answer.content.decode()
    assert "第二位的答复" in answer.content.decode()
    assert Reply.objects.get().text == "第一位的答复"


def test_a_reply_can_be_corrected_for_a_while_only(opinion: Heard, person: Callable[..., User]) -> None:
    heard, handler = opinion(), person("luo", Role.HANDLER)
    given = services.answer(heard.pk, handler, "十点恢复。", revision=0)
    Reply.objects.filter(pk=given.pk).update(at=datetime.now(UTC) - services.CORRECTABLE)
    with pytest.raises(services.ReplyError):
        services.answer(heard.pk, handler, "改口", revision=1)
    assert Reply.objects.get().text == "十点恢复。"


def test_an_empty_reply_is_refused_beside_the_field(as_role: AsRole, opinion: Heard) -> None:
    assert reply(as_role(Role.HANDLER), opinion(), "   ") == 422
    assert not Reply.objects.exists()


@pytest.mark.parametrize("role", [Role.HANDLER, Role.SUPERVISOR])
def test_handler_and_supervisor_read_the_inbox_and_each_opinion(as_role: AsRole, opinion: Heard, role: Role) -> None:
    heard, client = opinion("几点来水？"), as_role(role)
    assert "几点来水？" in client.get("/opinions/").content.decode()
    text = client.get(f"/opinions/{heard.pk}/").content.decode()
    assert "大厅主屏" in text
    assert "梨园社区停水通知" in text
    assert ("<textarea" in text) is (role == Role.HANDLER)


def test_a_supervisor_may_not_answer(as_role: AsRole, opinion: Heard) -> None:
    assert reply(as_role(Role.SUPERVISOR), opinion(), "我来答") == 403
    assert not Reply.objects.exists()


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.REVIEWER, Role.APPROVER, Role.SCHEDULER, Role.TECHNICIAN])
def test_other_roles_get_neither_the_inbox_nor_an_opinion(as_role: AsRole, opinion: Heard, role: Role) -> None:
    heard, client = opinion(), as_role(role)
    assert [client.get(url).status_code for url in ("/opinions/", f"/opinions/{heard.pk}/")] == [403, 403]


def test_strangers_are_sent_to_the_login_page(client: Client, opinion: Heard) -> None:
    for url in ("/opinions/", f"/opinions/{opinion().pk}/"):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_who_waits_longest_comes_first_and_ratings_without_words_wait_for_nothing(
    as_role: AsRole, opinion: Heard, published: Callable[..., Version], person: Callable[..., User]
) -> None:
    version = published()
    words = ("答过的旧问题", "等了很久的问题", "今天的问题")
    heard = [opinion(text, version=version) for text in words]
    opinion("", version=version, kind="rating", rating="good")
    for age, one in zip((9, 5, 0), heard, strict=True):
        Opinion.objects.filter(pk=one.pk).update(received_at=datetime.now(UTC) - timedelta(days=age))
    services.answer(heard[0].pk, person("luo", Role.HANDLER), "答复", revision=0)
    text = as_role(Role.HANDLER).get("/opinions/").content.decode()
    places = [text.index(word) for word in ("等了很久的问题", "今天的问题", "答过的旧问题")]
    assert places == sorted(places)
    assert "已等待 5 天" in text
    assert services.unanswered_count() == 2


def test_the_inbox_is_narrowed_by_state_kind_notice_and_words(
    as_role: AsRole, opinion: Heard, published: Callable[..., Version]
) -> None:
    first, second = published("停水"), published("停电")
    opinion("自来水的问题", version=first)
    heard = opinion("电费的建议", version=second, kind="suggestion")
    client = as_role(Role.HANDLER)
    for asked in ({"kind": "suggestion"}, {"notice": second.notice.code}, {"q": "电费"}, {"q": heard.receipt}):
        text = client.get("/opinions/", asked).content.decode()
        assert "电费的建议" in text, asked
        assert "自来水的问题" not in text, asked
    assert "没有符合条件的意见" in client.get("/opinions/", {"state": "answered"}).content.decode()


def test_an_answer_is_due_by_working_days_over_shifted_holidays(opinion: Heard) -> None:
    heard = opinion()
    heard.received_at = datetime(2026, 9, 24, 2, tzinfo=UTC)
    assert services.due_on(heard, tables()) == date(2026, 10, 15)
    heard.received_at = datetime(2199, 12, 30, 2, tzinfo=UTC)
    assert services.due_on(heard, tables()) is None


def test_an_overdue_opinion_is_marked(as_role: AsRole, opinion: Heard) -> None:
    heard = opinion()
    Opinion.objects.filter(pk=heard.pk).update(received_at=datetime(2026, 9, 24, 2, tzinfo=UTC))
    assert "已逾期" in as_role(Role.SUPERVISOR).get("/opinions/").content.decode()


def test_an_empty_inbox_says_where_opinions_come_from(as_role: AsRole) -> None:
    assert "还没有收到意见" in as_role(Role.HANDLER).get("/opinions/").content.decode()
