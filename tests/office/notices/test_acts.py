"""Corrections and withdrawals in the office: what may begin one, what it is filled with, and what it leaves behind."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from office.journal.models import Entry as JournalEntry
from office.notices import services
from office.notices.acts import SHOWN_AT_LEAST, WITHDRAWAL_SHOWN
from office.notices.models import State, Version
from office.notices.services import Content, ContentFaultError, StepRefusedError
from office.people.models import User
from office.publishing.compile import last_edition
from office.publishing.register import signed_register
from office.publishing.services import publish
from playlists.act import Correction, Withdrawal
from playlists.approval import fault_of
from playlists.item import Item
from tests.office.notices.test_steps import verify
from tests.office.street import Street

PAIRS = [("新增三项", "新增四项")]


def published(street: Street, **fields: Any) -> Version:
    version = street.approved(**fields)
    publish(None, None, timezone.now())
    return fresh(version)


def fresh(version: Version) -> Version:
    return Version.objects.select_related("notice", "drafter", "entry").get(pk=version.pk)


def worded(
    version: Version, *, reason: str = "统计口径有误", pairs: list[tuple[str, str]] = PAIRS, **fields: Any
) -> Version:
    content = Content.of(version)
    act = services.with_words(version.act, reason, pairs)
    return services.save_draft(version, version.drafter, Content(**{**vars(content), "act": act, **fields}))


def corrected(street: Street, version: Version) -> Version:
    return street.approve(worded(services.draft_correction(version, street.drafter)))


def on_screen(street: Street) -> dict[str, Item]:
    edition = last_edition(street.lobby)
    assert edition is not None
    return {item.id: item for item in edition.items}


def test_a_correction_goes_through_the_four_steps_and_takes_the_wrong_versions_place(street: Street) -> None:
    wrong = published(street)
    right = corrected(street, wrong)
    assert on_screen(street)[wrong.notice.code].version == 1
    publish(None, None, timezone.now())
    item = on_screen(street)[wrong.notice.code]
    assert (item.version, fresh(wrong).state, fresh(right).state) == (2, State.REPLACED, State.PUBLISHED)
    assert isinstance(item.act, Correction)
    assert (item.act.corrects.item, item.act.corrects.version) == (wrong.notice.code, 1)
    assert item.act.corrects.title == wrong.title
    assert [(one.wrong, one.right) for one in item.act.changes] == PAIRS
    register = signed_register()
    assert register is not None
    assert fault_of(item, register, verify) is None


def test_a_correction_begins_with_the_whole_text_shown_from_now(street: Street) -> None:
    wrong = published(street)
    draft = services.draft_correction(wrong, street.drafter)
    assert (draft.title, draft.body, draft.state, draft.number) == (wrong.title, wrong.body, State.DRAFT, 2)
    assert abs(draft.shown_from - timezone.now()) < timedelta(minutes=2)


def test_nobody_approves_their_own_correction(street: Street) -> None:
    draft = worded(services.draft_correction(published(street), street.drafter))
    services.send_for_review(draft, street.drafter)
    with pytest.raises(StepRefusedError):
        services.grant_review(draft, street.drafter, list(services.Check))


def test_a_withdrawal_replaces_what_it_withdraws_once_it_is_approved(street: Street) -> None:
    gone = published(street)
    act = street.approve(worded(services.draft_withdrawal(gone, street.drafter)))
    assert on_screen(street)[gone.notice.code].body  # until the next publication it is still shown
    publish(None, None, timezone.now())
    item = on_screen(street)[gone.notice.code]
    assert isinstance(item.act, Withdrawal)
    assert (item.body, item.act.reason, item.issuer) == ((), "统计口径有误", gone.issuer)
    assert (fresh(gone).state, fresh(act).state) == (State.WITHDRAWN, State.PUBLISHED)


def test_taking_something_off_at_once_leaves_the_public_withdrawal_as_its_drafters_draft(street: Street) -> None:
    gone = published(street)
    services.withdraw(gone.notice, street.approver, "泄露了个人电话")
    publish(None, None, timezone.now())
    assert on_screen(street) == {}
    draft = Version.objects.get(notice=gone.notice, number=2)
    assert (draft.state, draft.drafter, draft.body) == (State.DRAFT, gone.drafter, [])
    assert draft.act["reason"] == "泄露了个人电话"
    street.approve(fresh(draft))
    publish(None, None, timezone.now())
    act = on_screen(street)[gone.notice.code].act
    gone.notice.refresh_from_db()
    assert isinstance(act, Withdrawal)
    assert gone.notice.withdrawn_at is None
    assert act.since == draft.shown_from.replace(microsecond=0)


def test_what_was_taken_off_unseen_needs_no_public_withdrawal(street: Street) -> None:
    version = street.approved()
    services.withdraw(version.notice, street.approver, "重复")
    assert version.notice.versions.count() == 1


def test_taking_off_while_a_newer_version_is_under_way_makes_no_second_draft(street: Street) -> None:
    version = published(street)
    services.revise(version, street.drafter)
    services.withdraw(version.notice, street.approver, "数字有误")
    assert version.notice.versions.count() == 2


def test_a_withdrawal_does_not_say_a_title_that_its_drafter_changed(street: Street) -> None:
    draft = worded(services.draft_withdrawal(published(street), street.drafter), title="一则公告")
    act = services.compose(fresh(draft)).act
    assert isinstance(act, Withdrawal)
    assert act.withdraws.title == "一则公告"


@pytest.mark.parametrize("begin", [services.draft_correction, services.draft_withdrawal])
@pytest.mark.parametrize(
    ("until", "told"),
    [("draft", "never published"), ("approved", "never published"), ("taken-off", "never published")],
)
def test_what_was_never_published_is_neither_corrected_nor_withdrawn(
    street: Street, begin: Any, until: str, told: str
) -> None:
    version = street.draft() if until == "draft" else street.approved()
    if until == "taken-off":
        services.withdraw(version.notice, street.approver, "重复")
    with translation.override("en"), pytest.raises(StepRefusedError, match=told):
        begin(version, street.drafter)
    assert version.notice.versions.count() == 1


def test_nothing_is_withdrawn_twice(street: Street) -> None:
    gone = published(street)
    draft = worded(services.draft_withdrawal(gone, street.drafter))
    with translation.override("en"), pytest.raises(StepRefusedError, match="newer version already"):
        services.draft_withdrawal(gone, street.drafter)
    street.approve(draft)
    publish(None, None, timezone.now())
    with translation.override("en"), pytest.raises(StepRefusedError, match="withdrawn or replaced already"):
        services.draft_withdrawal(fresh(draft), street.drafter)
    with translation.override("en"), pytest.raises(StepRefusedError, match="edit it as a new version"):
        services.draft_correction(fresh(draft), street.drafter)
    assert gone.notice.versions.count() == 2


def test_a_draft_that_was_thrown_away_does_not_stand_in_the_way(street: Street) -> None:
    wrong = published(street)
    services.discard(services.draft_correction(wrong, street.drafter), street.drafter)
    assert services.draft_correction(wrong, street.drafter).number == 3


def test_only_drafters_begin_one(street: Street, person: Any) -> None:
    wrong = published(street)
    stranger = person("nobody")
    for begin in (services.draft_correction, services.draft_withdrawal):
        with pytest.raises(StepRefusedError):
            begin(wrong, stranger)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "act_reason"),
        ({"pairs": []}, "wrong"),
        ({"pairs": [("", "")]}, "wrong"),
        ({"pairs": [("错", " ")]}, "right"),
        ({"pairs": [("一", "二"), (" ", "对")]}, "wrong"),
        ({"audience": "unit"}, "audience"),
    ],
)
def test_a_correction_that_is_not_whole_is_not_sent(street: Street, changes: dict[str, Any], field: str) -> None:
    draft = worded(services.draft_correction(published(street), street.drafter), **changes)
    with pytest.raises(ContentFaultError) as caught:
        services.send_for_review(draft, street.drafter)
    assert caught.value.field == field
    assert fresh(draft).state == State.DRAFT


def test_all_that_a_correction_lacks_is_told_at_once(street: Street) -> None:
    draft = worded(
        services.draft_correction(published(street), street.drafter),
        reason="",
        pairs=[],
        audience="unit",
        shown_until=datetime(2020, 1, 1, tzinfo=UTC),
        publicity_begins=datetime(2026, 11, 23, tzinfo=UTC).date(),
    )
    with translation.override("en"), pytest.raises(ContentFaultError) as caught:
        services.send_for_review(draft, street.drafter)
    fields = [fault.field for fault in caught.value.all]
    assert fields == ["publicity_working_days", "audience", "wrong", "right", "act_reason", "shown_until"]
    assert str(caught.value).count(".") == len(fields)


def test_an_act_is_shown_long_enough_to_be_seen(street: Street) -> None:
    soon = datetime.now(UTC) + timedelta(days=1)
    draft = services.draft_correction(published(street, shown_until=soon), street.drafter)
    assert draft.shown_until is not None
    assert draft.shown_until >= timezone.now() + SHOWN_AT_LEAST - timedelta(minutes=2)
    assert services.draft_correction(published(street, title="无期限"), street.drafter).shown_until is None


@pytest.mark.parametrize("until", [None, datetime.now(UTC) + timedelta(days=400)])
def test_a_withdrawal_has_an_end_of_its_own(street: Street, until: datetime | None) -> None:
    draft = services.draft_withdrawal(published(street, shown_until=until), street.drafter)
    assert draft.shown_until == draft.shown_from + WITHDRAWAL_SHOWN


def test_an_act_is_marked_in_the_list_and_on_the_home_page(street: Street, client_of: Callable[..., Client]) -> None:
    wrong = published(street)
    services.draft_correction(wrong, street.drafter)
    client = client_of(street.drafter)
    assert client.get("/notices/").content.decode().count('<span class="badge act">更正</span>') == 1
    assert "更正：十一月工作动态" in client.get("/").content.decode()


def test_a_withdrawn_notice_can_come_back_over_its_withdrawal(street: Street) -> None:
    gone = published(street)
    services.withdraw(gone.notice, street.approver, "待核实")
    back = services.revise(fresh(gone), street.drafter)
    assert (back.number, back.act, back.body) == (3, {}, gone.body)
    assert Version.objects.get(notice=gone.notice, number=2).state == State.VOID
    street.approve(back)
    publish(None, None, timezone.now())
    assert on_screen(street)[gone.notice.code].act is None


def test_the_journal_tells_every_step_of_an_act(street: Street) -> None:
    wrong = published(street)
    corrected(street, wrong)
    publish(None, None, timezone.now())
    right = fresh(Version.objects.get(notice=wrong.notice, number=2))
    street.approve(worded(services.draft_withdrawal(right, street.drafter)))
    publish(None, None, timezone.now())
    code = wrong.notice.code
    told = [(one.action, one.subject) for one in JournalEntry.objects.order_by("pk")]
    for step in (
        ("notice.correction-drafted", f"notice:{code}@2"),
        ("notice.corrected", f"notice:{code}@1"),
        ("notice.withdrawal-drafted", f"notice:{code}@3"),
        ("notice.withdrawn", f"notice:{code}@2"),
    ):
        assert told.count(step) == 1


def test_a_colleague_may_take_over_a_withdrawal_whose_drafter_has_left(street: Street) -> None:
    gone = published(street)
    services.withdraw(gone.notice, street.approver, "待核实")
    User.objects.filter(pk=street.drafter.pk).update(is_active=False)
    colleague = User.objects.create_user("er-gao", name="二稿")
    colleague.grants.create(role="drafter")
    draft = services.revise(Version.objects.get(notice=gone.notice, number=2), colleague)
    assert draft.act["kind"] == "withdrawal"
