"""The pages as owner, colleague, outsider and anonymous; what they show and what they refuse."""

import io
import json
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from office.notices import services
from office.notices.models import State, Version
from office.people.models import Role, User
from office.publishing.services import publish
from tests.office.street import Street

ClientOf = Callable[[User], Client]
AsRole = Callable[..., Client]


def address(version: Version, step: str = "") -> str:
    return f"/notices/{version.notice.code}/{version.number}/{step}"


def form_of(street: Street, **changes: str) -> dict[str, str]:
    return {
        "title": "十二月工作安排",
        "issuer": "青溪区委办公室",
        "entry": str(street.entry.pk),
        "audience": "public",
        "timing": "routine",
        "stage": "none",
        "shown_from": "2026-11-22T08:00",
        "opinions": "on",
        "body": json.dumps([{"kind": "paragraph", "text": "本月安排如下。"}]),
        **changes,
    }


@pytest.mark.parametrize("page", ["/notices/", "/notices/new/", "/notices/import/", "/notices/n-1/1/"])
def test_a_stranger_is_sent_to_the_login(db: None, client: Client, page: str) -> None:  # noqa: ARG001
    answer = client.get(page)
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["location"].startswith("/login/")


@pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.KEEPER])
def test_an_outsider_reads_no_notices(street: Street, as_role: AsRole, role: Role) -> None:
    version, outsider = street.draft(), as_role(role)
    for page in ("/notices/", address(version), address(version, "changes/"), "/notices/new/"):
        assert outsider.get(page).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.APPROVER, Role.SCHEDULER, Role.SUPERVISOR, Role.HANDLER])
def test_other_readers_read_but_do_not_write(street: Street, as_role: AsRole, role: Role) -> None:
    version, reader = street.draft(), as_role(role)
    assert reader.get(address(version)).status_code == HTTPStatus.OK
    for page in ("/notices/new/", address(version, "edit/"), address(version, "revise/"), "/notices/import/"):
        assert reader.get(page).status_code == HTTPStatus.FORBIDDEN
    for step in ("send/", "discard/"):
        assert reader.post(address(version, step)).status_code == HTTPStatus.FORBIDDEN
    assert Version.objects.get(pk=version.pk).state == State.DRAFT


def test_getting_a_step_changes_nothing(street: Street, client_of: ClientOf) -> None:
    version = street.draft()
    assert client_of(street.drafter).get(address(version, "send/")).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert Version.objects.get(pk=version.pk).state == State.DRAFT


def test_a_notice_goes_from_new_to_approved_through_the_pages(street: Street, client_of: ClientOf) -> None:
    drafter, reviewer, approver = (client_of(one) for one in (street.drafter, street.reviewer, street.approver))
    drafter.post("/notices/new/", form_of(street) | {"send": ""})
    version = Version.objects.get(title="十二月工作安排")
    assert version.state == State.IN_REVIEW
    reviewer.post(address(version, "review/"), {"checks": ["secrecy", "necessity", "accuracy"], "grant": ""})
    approver.post(address(version, "approve/"), {"grant": ""})
    version.refresh_from_db()
    assert version.state == State.APPROVED


def test_sending_back_through_the_page_shows_the_reason_to_the_drafter(street: Street, client_of: ClientOf) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    client_of(street.reviewer).post(address(version, "review/"), {"reason": "缺少附表", "send-back": ""})
    drafter = client_of(street.drafter)
    assert "缺少附表" in drafter.get(address(version)).content.decode()
    assert "缺少附表" in drafter.get(address(version, "edit/")).content.decode()


def test_a_refused_review_keeps_its_ticks_and_tells_beside_the_field(street: Street, client_of: ClientOf) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    reviewer = client_of(street.reviewer)
    page = reviewer.post(address(version, "review/"), {"checks": ["secrecy"], "send-back": ""}).content.decode()
    assert 'id="id_reason_error">请给拟稿人写明理由。' in page
    assert page.count("checked") == 1
    page = reviewer.post(address(version, "review/"), {"reason": "附表再核", "grant": ""}).content.decode()
    assert 'id="id_checks_error">请勾选全部三项核对' in page
    assert "附表再核</textarea>" in page
    assert reviewer.get(address(version, "review/"), follow=True).status_code == HTTPStatus.OK
    assert Version.objects.get(pk=version.pk).state == State.IN_REVIEW


def test_the_drafter_is_told_why_they_cannot_approve(street: Street, client_of: ClientOf) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    street.drafter.grants.create(role=Role.REVIEWER)
    page = client_of(street.drafter).get(address(version)).content.decode()
    assert "这一版是您起草的" in page
    assert 'name="grant"' not in page


def test_the_page_shows_the_slide_and_offers_the_reviewer_the_checks(street: Street, client_of: ClientOf) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    page = client_of(street.reviewer).get(address(version)).content.decode()
    assert "data:image/png;base64," in page
    assert page.count('name="checks"') == 3


def test_saving_while_writing_answers_with_the_drafts_address(street: Street, client_of: ClientOf) -> None:
    drafter = client_of(street.drafter)
    answer = drafter.post("/notices/new/", form_of(street), headers={"accept": "application/json"}).json()
    again = drafter.post(
        answer["address"], form_of(street, title="改过", seen=answer["seen"]), headers={"accept": "application/json"}
    ).json()
    assert again["faults"] == []
    assert Version.objects.get().title == "改过"
    stale = drafter.post(
        answer["address"], form_of(street, title="旧窗口", seen=answer["seen"]), headers={"accept": "application/json"}
    ).json()
    assert stale["faults"]
    assert Version.objects.get().title == "改过"


def test_a_colleagues_draft_opens_for_reading_only(street: Street, as_role: AsRole) -> None:
    version, colleague = street.draft(), as_role(Role.DRAFTER)
    assert colleague.get(address(version, "edit/")).status_code == HTTPStatus.FOUND
    page = colleague.post(address(version, "edit/"), form_of(street, title="别人的"))
    assert page.status_code == HTTPStatus.OK
    assert Version.objects.get(pk=version.pk).title == version.title


def test_wrong_fields_are_told_beside_them(street: Street, client_of: ClientOf) -> None:
    page = client_of(street.drafter).post("/notices/new/", form_of(street, title="", body="no json")).content.decode()
    assert 'id="id_title_error"' in page
    assert not Version.objects.exists()


def test_the_preview_draws_what_was_not_saved(street: Street, client_of: ClientOf) -> None:
    drafter = client_of(street.drafter)
    page = drafter.post("/notices/preview/", form_of(street, screen="lobby-1")).json()["page"]
    assert page["picture"].startswith("data:image/png;base64,")
    assert "十二月工作安排" in page["text"].replace("\n", "")
    assert not Version.objects.exists()


def test_the_preview_says_when_the_screen_would_not_show_it(street: Street, client_of: ClientOf) -> None:
    answer = client_of(street.drafter).post(
        "/notices/preview/", form_of(street, audience="members", screen=street.screen.slug)
    )
    assert "这块屏不会显示它" in answer.json()["page"]["warnings"][0]


def test_a_body_that_no_editor_sends_is_refused_beside_it(street: Street, client_of: ClientOf) -> None:
    answer = client_of(street.drafter).post("/notices/preview/", {"body": "[" * 100_000})
    assert "body" in {fault["field"] for fault in answer.json()["faults"]}


def test_the_preview_names_the_faulty_block(street: Street, client_of: ClientOf) -> None:
    body = json.dumps([{"kind": "paragraph", "text": "好"}, {"kind": "heading", "text": "长" * 201}])
    faults = client_of(street.drafter).post("/notices/preview/", form_of(street, body=body)).json()["faults"]
    assert [(fault["field"], fault["block"]) for fault in faults] == [("body", 1)]


def test_a_picture_is_uploaded_shown_and_refused(street: Street, client_of: ClientOf, as_role: AsRole) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(buffer, "PNG")
    drafter = client_of(street.drafter)
    kept = drafter.post("/notices/pictures/", {"picture": SimpleUploadedFile("a.png", buffer.getvalue())}).json()
    assert drafter.get(kept["address"])["content-type"] == "image/png"
    refused = drafter.post("/notices/pictures/", {"picture": SimpleUploadedFile("a.png", b"garbage")})
    assert refused.status_code == HTTPStatus.BAD_REQUEST
    assert refused.json()["error"]
    assert as_role(Role.TECHNICIAN).get(kept["address"]).status_code == HTTPStatus.FORBIDDEN


def test_the_list_filters_by_state_person_entry_and_words(street: Street, client_of: ClientOf, as_role: AsRole) -> None:
    street.draft("关于植树的通知")
    services.send_for_review(street.draft("关于停水的通知"), street.drafter)
    drafter = client_of(street.drafter)

    def titles(query: str, client: Client = drafter) -> set[str]:
        page = client.get(f"/notices/?{query}").context["page"]
        return {version.title for version in page}

    assert titles("") == {"关于植树的通知", "关于停水的通知"}
    assert titles("state=in-review") == {"关于停水的通知"}
    assert titles("q=植树 通知") == {"关于植树的通知"}
    assert titles(f"entry={street.entry.pk}&q=停水") == {"关于停水的通知"}
    assert titles("mine=on", as_role(Role.DRAFTER)) == set()
    assert titles("state=nonsense") == {"关于植树的通知", "关于停水的通知"}


def test_the_changes_page_tells_both_versions(street: Street, client_of: ClientOf) -> None:
    first = street.approved("旧标题")
    drafter = client_of(street.drafter)
    asked = drafter.get(address(first, "revise/")).content.decode()
    assert "作废" in asked
    drafter.post(address(first, "revise/"))
    second = Version.objects.get(notice=first.notice, number=2)
    drafter.post(address(second, "edit/"), form_of(street, title="新标题"))
    page = drafter.get(address(second, "changes/")).content.decode()
    assert "<del>旧标题</del>" in page
    assert "<ins>新标题</ins>" in page


def test_withdrawing_asks_first_and_wants_a_reason(street: Street, client_of: ClientOf) -> None:
    version = street.approved()
    services.mark_published([version], timezone.now())
    approver = client_of(street.approver)
    assert approver.get(address(version, "withdraw/")).status_code == HTTPStatus.OK
    approver.post(address(version, "withdraw/"), {"reason": ""})
    assert Version.objects.get(pk=version.pk).state == State.PUBLISHED
    approver.post(address(version, "withdraw/"), {"reason": "数字有误"})
    assert Version.objects.get(pk=version.pk).state == State.WITHDRAWN


def test_the_preview_shows_the_day_of_a_publicity_period_that_is_asked_for(street: Street, client_of: ClientOf) -> None:
    street.know_the_days_off()
    begins = timezone.localdate() + timedelta(days=2)
    version = street.draft(publicity_begins=begins, publicity_working_days=5)
    page, client = f"/notices/{version.notice.code}/{version.number}/", client_of(street.drafter)
    assert "公示期满" in client.get(page, {"day": begins + timedelta(days=40)}).content.decode()
    for day in ("", "yesterday"):  # today
        text = client.get(page, {"day": day}).content.decode()
        assert f"{begins.month}月{begins.day}日起公示" in text
        assert f'value="{timezone.localdate():%Y-%m-%d}"' in text
    plain = street.draft()
    assert 'name="day"' not in client.get(f"/notices/{plain.notice.code}/{plain.number}/").content.decode()


def test_a_published_notice_offers_a_correction_and_a_withdrawal(street: Street, client_of: ClientOf) -> None:
    version = street.approved()
    drafter = client_of(street.drafter)
    assert "/correct/" not in drafter.get(address(version)).content.decode()
    publish(None, None, timezone.now())
    text = drafter.get(address(version)).content.decode()
    assert "发布更正" in text
    assert "/retract/" in text
    answer = drafter.post(address(version, "correct/"))
    draft = Version.objects.get(notice=version.notice, number=2)
    assert answer["Location"] == address(draft, "edit/")
    assert "更正内容" in drafter.get(answer["Location"]).content.decode()
    assert "/correct/" not in drafter.get(address(version)).content.decode()
    assert "对本版本的更正见" in drafter.get(address(version)).content.decode()


@pytest.mark.parametrize("step", ["correct/", "retract/"])
def test_an_act_is_refused_in_one_sentence(street: Street, client_of: ClientOf, step: str) -> None:
    version = street.approved()
    drafter = client_of(street.drafter)
    assert drafter.get(address(version, step)).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    answer = drafter.post(address(version, step), follow=True)
    assert "该版本从未发布，无需向公众说明" in answer.content.decode()
    assert client_of(street.reviewer).post(address(version, step)).status_code == HTTPStatus.FORBIDDEN
    assert version.notice.versions.count() == 1


def test_what_is_written_of_a_withdrawal_is_kept_with_the_draft(street: Street, client_of: ClientOf) -> None:
    version = street.approved()
    publish(None, None, timezone.now())
    drafter = client_of(street.drafter)
    edit = drafter.post(address(version, "retract/"))["Location"]
    fields = form_of(street)
    drafter.post(edit, {**fields, "act_reason": "情况有变"})
    draft = Version.objects.get(notice=version.notice, number=2)
    assert draft.act["reason"] == "情况有变"
    drafter.post(edit, fields)  # from a page without the act's fields
    draft.refresh_from_db()
    assert draft.act["reason"] == "情况有变"


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"stage": "proposal"}, ["截至何时"]),
        ({"stage": "proposal", "opinions": False}, ["截至何时", "如何反映意见"]),
        ({"stage": "proposal", "opinions": False, "contact": "运输科 0000-1", "days_until": 9}, []),
        ({"stage": "proposal", "publicity_working_days": 5}, []),
        ({"stage": "decision", "opinions": False}, []),
    ],
)
def test_a_proposal_without_an_end_or_a_way_to_object_is_warned_of(
    street: Street, client_of: ClientOf, fields: dict[str, Any], warned: list[str]
) -> None:
    street.know_the_days_off()
    days = fields.pop("days_until", None)
    until = timezone.now() + timedelta(days=days) if days else None
    version = street.draft(shown_until=until, **fields)
    text = client_of(street.drafter).get(address(version)).content.decode()
    for sentence in ("截至何时", "如何反映意见"):
        assert (sentence in text) == (sentence in warned)


def test_the_opinion_address_is_a_link_only_while_opinions_are_taken(
    street: Street, client_of: Callable[[User], Client]
) -> None:
    client, version = client_of(street.drafter), street.approved()
    path, link = f"/notices/{version.notice.code}/1/", f"/i/{version.notice.link_code}"

    def opinions() -> str:
        return client.get(path).content.decode().split("<dt>意见</dt>")[1].split("</dd>")[0]

    assert "自发布之时起" in opinions()
    assert link not in opinions().lower()
    publish(None, None, timezone.now())
    assert f'<a href="http://127.0.0.1:8001{link}">' in opinions().lower()
    services.withdraw(version.notice, street.approver, "有误")
    assert "不再接受" in opinions()
    assert link not in opinions().lower()
