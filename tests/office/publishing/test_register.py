from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from office.notices.services import Check, StepRefusedError, grant_review, send_for_review
from office.people.models import Grant, Role, User
from office.publishing.errors import PublishingError
from office.publishing.register import changes, is_listed, next_register, signed_register
from office.publishing.register_signing import sign_register
from office.publishing.services import publish
from playlists.item import Step
from tests.office.street import Street

LATER = datetime.now(UTC) + timedelta(hours=1)


def listings(person: str) -> list[tuple[tuple[Step, ...], bool]]:
    register = signed_register()
    assert register
    return [(one.steps, one.until is None) for one in register.approvers if one.id == person]


def test_who_was_signed_is_listed_for_that_step_only(street: Street) -> None:
    assert is_listed(street.reviewer, Step.REVIEW)
    assert not is_listed(street.reviewer, Step.APPROVE)
    assert not is_listed(street.drafter, Step.REVIEW)


def test_a_damaged_copy_of_the_register_is_told_and_counts_for_nobody(street: Street) -> None:
    version = send_for_review(street.draft(), street.drafter)
    (settings.KEYS / "register.json").write_bytes(b'{"number": 1')
    with pytest.raises(StepRefusedError, match="restore it from the backup"):
        grant_review(version, street.reviewer, list(Check))
    with pytest.raises(PublishingError, match="restore it from the backup"):
        sign_register(street.offline, LATER)
    with pytest.raises(PublishingError, match="restore it from the backup"):
        publish(None, street.approver, LATER)


def test_a_role_given_after_signing_counts_only_once_signed(street: Street) -> None:
    Grant.objects.create(user=street.drafter, role=Role.REVIEWER)
    assert not is_listed(street.drafter, Step.REVIEW)
    signing = sign_register(street.offline, datetime.now(UTC))
    assert signing.register.number == 2
    assert signing.changes == ("+ yi-gao (yi-gao): review",)
    assert is_listed(street.drafter, Step.REVIEW)


def test_who_loses_the_role_keeps_an_ended_listing(street: Street) -> None:
    street.reviewer.grants.all().delete()
    sign_register(street.offline, LATER)
    assert listings("er-shen") == [((Step.REVIEW,), False)]
    register = signed_register()
    assert register
    ended = next(one for one in register.approvers if one.id == "er-shen")
    assert ended.may(Step.REVIEW, LATER - timedelta(minutes=1))
    assert not ended.may(Step.REVIEW, LATER + timedelta(seconds=1))


def test_who_is_deactivated_is_ended_too(street: Street) -> None:
    User.objects.filter(pk=street.approver.pk).update(is_active=False)
    sign_register(street.offline, LATER)
    assert listings("san-pi") == [((Step.APPROVE,), False)]


def test_a_step_more_is_a_new_listing_from_then_on(street: Street) -> None:
    Grant.objects.create(user=street.reviewer, role=Role.APPROVER)
    sign_register(street.offline, LATER)
    assert listings("er-shen") == [((Step.REVIEW,), False), ((Step.REVIEW, Step.APPROVE), True)]


def test_signing_twice_within_a_second_still_makes_a_valid_register(street: Street) -> None:
    Grant.objects.create(user=street.reviewer, role=Role.APPROVER)
    register = signed_register()
    assert register
    sign_register(street.offline, register.made_at)
    assert len(listings("er-shen")) == 2


def test_nothing_changed_signs_nothing(street: Street) -> None:
    assert sign_register(street.offline, datetime.now(UTC)).changes == ()
    register = signed_register()
    assert register
    assert register.number == 1
    assert changes(register, next_register(datetime.now(UTC))) == ()


def test_the_register_is_signed_anew_when_half_its_year_is_over(street: Street) -> None:
    sign_register(street.offline, datetime.now(UTC) + timedelta(days=200))
    register = signed_register()
    assert register
    assert register.number == 2


def test_a_superuser_is_not_listed_without_the_role(street: Street) -> None:
    User.objects.create_superuser("root", name="root", password="-")
    sign_register(street.offline, LATER)
    assert listings("root") == []


def test_an_office_without_reviewers_and_approvers_has_nothing_to_sign(street: Street) -> None:
    Grant.objects.all().delete()
    (street.offline.parent / "office" / "keys" / "register.json").unlink()
    with pytest.raises(PublishingError, match="nobody holds"):
        sign_register(street.offline, datetime.now(UTC))
