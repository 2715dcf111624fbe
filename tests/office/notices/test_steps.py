"""The way from draft to screen: who may take which step when, and what is left when somebody may not."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from office.journal.models import Entry as JournalEntry
from office.notices import services
from office.notices.models import Decision, State, Version
from office.notices.services import ContentFaultError, StepRefusedError
from office.people.models import Grant, Role, User
from office.publishing.register import signed_register
from office.publishing.register_signing import sign_register
from playlists.approval import fault_of
from playlists.item import digest
from tests.office.street import Street

ALL_CHECKS = [check.value for check in services.Check]


def state_of(version: Version) -> str:
    return Version.objects.get(pk=version.pk).state


def verify(public: str, message: bytes, proof: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(proof), message)
    except InvalidSignature:
        return False
    return True


def test_an_approved_version_carries_proofs_that_a_screen_accepts(street: Street) -> None:
    version = street.approved()
    register = signed_register()
    assert register is not None
    assert fault_of(services.to_item(version), register, verify) is None


def test_what_is_signed_does_not_change_when_the_catalogue_or_the_site_does(street: Street) -> None:
    version = street.approved()
    before = services.to_item(version)
    street.entry.title = "改了名的目录项"
    street.entry.save()
    settings.PUBLIC_ADDRESS = "https://elsewhere.example"
    try:
        assert services.to_item(Version.objects.get(pk=version.pk)) == before
    finally:
        settings.PUBLIC_ADDRESS = "http://127.0.0.1:8001"


def test_nobody_reviews_what_they_wrote_not_even_a_superuser(street: Street) -> None:
    street.drafter.is_superuser = True
    street.drafter.save()
    Grant.objects.create(user=street.drafter, role=Role.REVIEWER)
    sign_register(street.offline, datetime.now(UTC))
    version = services.send_for_review(street.draft(), street.drafter)
    with translation.override("en"), pytest.raises(StepRefusedError, match="You wrote this version"):
        services.grant_review(version, User.objects.get(pk=street.drafter.pk), ALL_CHECKS)
    assert state_of(version) == State.IN_REVIEW
    assert not Decision.objects.exists()


def test_nobody_takes_both_steps_not_even_a_superuser(street: Street) -> None:
    street.reviewer.is_superuser = True
    street.reviewer.save()
    Grant.objects.create(user=street.reviewer, role=Role.APPROVER)
    sign_register(street.offline, datetime.now(UTC))
    version = services.send_for_review(street.draft(), street.drafter)
    reviewer = User.objects.get(pk=street.reviewer.pk)
    services.grant_review(version, reviewer, ALL_CHECKS)
    with translation.override("en"), pytest.raises(StepRefusedError, match="You took the other step"):
        services.approve(version, reviewer)
    assert state_of(version) == State.IN_APPROVAL


def test_somebody_who_sent_it_back_as_reviewer_cannot_approve_it_later(street: Street) -> None:
    Grant.objects.create(user=street.reviewer, role=Role.APPROVER)
    second = User.objects.create_user("er-shen-2", name="二审")
    Grant.objects.create(user=second, role=Role.REVIEWER)
    sign_register(street.offline, datetime.now(UTC))
    version = services.send_for_review(street.draft(), street.drafter)
    both = User.objects.get(pk=street.reviewer.pk)
    services.send_back(version, both, "日期不对")
    services.send_for_review(version, street.drafter)
    services.grant_review(version, second, ALL_CHECKS)
    with pytest.raises(StepRefusedError):
        services.approve(version, both)


@pytest.mark.parametrize("ticked", [[], ["secrecy"], ["secrecy", "accuracy"]])
def test_a_review_needs_all_three_checks(street: Street, ticked: list[str]) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    with pytest.raises(StepRefusedError):
        services.grant_review(version, street.reviewer, ticked)
    assert state_of(version) == State.IN_REVIEW


def test_a_reviewer_without_the_role_is_refused(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    with pytest.raises(StepRefusedError):
        services.grant_review(version, street.approver, ALL_CHECKS)


def test_somebody_who_is_not_in_the_signed_register_is_told_so(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    newcomer = User.objects.create_user("xin-ren", name="新人")
    Grant.objects.create(user=newcomer, role=Role.REVIEWER)
    with (
        translation.override("en"),
        pytest.raises(StepRefusedError, match="新人 is not yet in the approvers’ register"),
    ):
        services.grant_review(version, newcomer, ALL_CHECKS)


def test_sending_back_needs_a_reason_and_makes_it_a_draft_again(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    with pytest.raises(StepRefusedError):
        services.send_back(version, street.reviewer, "  ")
    returned = services.send_back(version, street.reviewer, "缺少附表")
    assert (returned.state, returned.returned, returned.frozen) == (State.DRAFT, "缺少附表", None)


def test_a_review_from_before_it_was_sent_back_does_not_count(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    services.grant_review(version, street.reviewer, ALL_CHECKS)
    services.send_back(version, street.approver, "先补充依据")
    services.send_for_review(version, street.drafter)
    assert services.to_item(Version.objects.get(pk=version.pk)).approvals == ()
    assert version.decisions.count() == 2


def test_the_second_of_two_reviewers_gets_a_clear_message(street: Street) -> None:
    other = User.objects.create_user("er-shen-2", name="二审")
    Grant.objects.create(user=other, role=Role.REVIEWER)
    sign_register(street.offline, datetime.now(UTC))
    seen_by_both = services.send_for_review(street.draft(), street.drafter)
    services.grant_review(seen_by_both, street.reviewer, ALL_CHECKS)
    with translation.override("en"), pytest.raises(StepRefusedError, match="Somebody was quicker"):
        services.grant_review(seen_by_both, other, ALL_CHECKS)
    assert Decision.objects.count() == 1


def test_only_the_drafter_takes_it_back_and_only_before_the_review(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    with pytest.raises(StepRefusedError):
        services.take_back(version, street.reviewer)
    assert services.take_back(version, street.drafter).state == State.DRAFT
    services.send_for_review(version, street.drafter)
    services.grant_review(version, street.reviewer, ALL_CHECKS)
    with pytest.raises(StepRefusedError):
        services.take_back(version, street.drafter)


def test_a_drafter_who_lost_the_role_takes_no_step_more(street: Street) -> None:
    drafts = [street.draft(), services.send_for_review(street.draft(), street.drafter)]
    street.drafter.grants.all().delete()
    former = User.objects.get(pk=street.drafter.pk)
    for step, version in ((services.send_for_review, drafts[0]), (services.discard, drafts[0])):
        with pytest.raises(StepRefusedError):
            step(version, former)
    with pytest.raises(StepRefusedError):
        services.take_back(drafts[1], former)


def test_what_the_contract_refuses_is_not_sent(street: Street) -> None:
    version = street.draft(body=[{"kind": "heading", "text": "x" * 201}])
    with pytest.raises(ContentFaultError) as caught:
        services.send_for_review(version, street.drafter)
    assert (caught.value.field, caught.value.block) == ("body", 0)
    assert state_of(version) == State.DRAFT


def test_a_publicity_period_that_began_unseen_is_not_approved(street: Street) -> None:
    street.know_the_days_off()
    today = timezone.localdate()
    late = street.draft(days_ago=3, publicity_begins=today - timedelta(days=1), publicity_working_days=1)
    with translation.override("en"), pytest.raises(StepRefusedError, match="before it could be seen"):
        street.approve(late)
    assert Version.objects.get(pk=late.pk).state == State.IN_APPROVAL
    street.approved(days_ago=3, publicity_begins=today, publicity_working_days=1)


def test_a_correction_within_a_publicity_period_keeps_the_days_that_were_seen(street: Street) -> None:
    street.know_the_days_off()
    begun = timezone.localdate() - timedelta(days=1)
    first = services.send_for_review(
        street.draft(days_ago=3, publicity_begins=begun, publicity_working_days=1), street.drafter
    )
    Version.objects.filter(pk=first.pk).update(  # as it would stand there had it been published two days ago
        state=State.PUBLISHED, published_at=timezone.now() - timedelta(days=2)
    )
    second = services.revise(Version.objects.get(pk=first.pk), street.drafter)
    assert street.approve(second).state == State.APPROVED


def test_withdrawing_needs_an_approver_a_reason_and_something_to_withdraw(street: Street) -> None:
    version = street.approved()
    for person, reason in ((street.reviewer, "有误"), (street.approver, " ")):
        with pytest.raises(StepRefusedError):
            services.withdraw(version.notice, person, reason)
    services.withdraw(version.notice, street.approver, "数字有误")
    assert state_of(version) == State.WITHDRAWN
    assert version.notice.withdrawn_at is not None
    with pytest.raises(StepRefusedError):
        services.withdraw(version.notice, street.approver, "再次")


def test_approving_a_new_version_ends_the_withdrawal(street: Street) -> None:
    version = street.approved()
    services.withdraw(version.notice, street.approver, "数字有误")
    street.approve(services.revise(version, street.drafter))
    version.notice.refresh_from_db()
    assert version.notice.withdrawn_at is None


def test_publishing_replaces_the_published_version_and_spares_the_others(street: Street) -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    first = street.approved()
    services.mark_published([first], at)
    second = street.approve(services.revise(first, street.drafter))
    assert state_of(first) == State.PUBLISHED
    services.mark_published([second], at)
    assert (state_of(first), state_of(second)) == (State.REPLACED, State.PUBLISHED)
    services.mark_published([second], at)  # the next edition holds it too
    assert state_of(second) == State.PUBLISHED


def test_what_is_not_approved_cannot_be_published(street: Street) -> None:
    with pytest.raises(StepRefusedError):
        services.mark_published([street.draft()], datetime(2026, 11, 20, 8, tzinfo=UTC))


def test_every_step_lands_in_the_journal_with_its_person(street: Street) -> None:
    version = street.approved()
    subject = f"notice:{version.notice.code}@1"
    told = [(one.action, one.person) for one in JournalEntry.objects.filter(subject=subject)]
    assert told == [
        ("notice.drafted", street.drafter),
        ("notice.sent-for-review", street.drafter),
        ("notice.reviewed", street.reviewer),
        ("notice.approved", street.approver),
    ]


@pytest.mark.parametrize(
    "step",
    [
        lambda version, street: services.send_for_review(version, street.reviewer),
        lambda version, street: services.approve(version, street.approver),
        lambda version, street: services.grant_review(version, street.reviewer, ALL_CHECKS),
        lambda version, street: services.take_back(version, street.drafter),
        lambda version, street: services.send_back(version, street.reviewer, "理由"),
    ],
)
def test_a_draft_takes_no_step_that_is_not_its_drafters_sending(
    street: Street, step: Callable[[Version, Street], object]
) -> None:
    version = street.draft()
    entries = JournalEntry.objects.count()
    with pytest.raises(StepRefusedError), transaction.atomic():
        step(version, street)
    assert state_of(version) == State.DRAFT
    assert JournalEntry.objects.count() == entries


def test_without_the_offices_key_nothing_is_granted(street: Street) -> None:
    version = services.send_for_review(street.draft(), street.drafter)
    for key in settings.KEYS.glob("*.pem"):
        key.unlink()
    with pytest.raises(StepRefusedError):
        services.grant_review(version, street.reviewer, ALL_CHECKS)
    assert not Decision.objects.exists()


def test_the_digest_of_a_decision_is_that_of_the_item(street: Street) -> None:
    version = street.approved()
    assert {one.digest for one in version.decisions.all()} == {digest(services.to_item(version))}
