"""The way of a version from draft to screen. Decides who may take which step when; each is journalled with it.

The rule (2017 regulation on Party affairs disclosure, art. 15): one reviews, another approves, and neither wrote it.
Superusers are no exception.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from office.journal.services import record
from office.notices.acts import draft_after_takedown
from office.notices.drafting import refuse_others
from office.notices.errors import StepRefusedError
from office.notices.item import began_unseen, compose, to_item, wire_time
from office.notices.models import Decision, Notice, State, Version
from office.notices.subjects import locked, subject_of
from office.people.access import refusal
from office.people.models import Role, User
from office.publishing.approval_key import sign_statement
from office.publishing.errors import PublishingError
from office.publishing.register import STEP_ROLES, is_listed
from playlists.approval import statement
from playlists.item import Method, Step, digest
from playlists.wire import encode

_STATE_FOR: Final = {Step.REVIEW: State.IN_REVIEW, Step.APPROVE: State.IN_APPROVAL}
_SHOWABLE: Final = (State.APPROVED, State.PUBLISHED)


class Check(StrEnum):
    """What a reviewer answers for (保密、必要、准确)."""

    SECRECY = "secrecy"
    NECESSITY = "necessity"
    ACCURACY = "accuracy"


@transaction.atomic
def send_for_review(version: Version, person: User) -> Version:
    """Freeze one's own draft for the reviewers. Raises ContentFaultError when it cannot be shown as it is."""
    current = locked(version)
    refuse_others(current, person, State.DRAFT)
    current.frozen = encode(compose(current))
    current.state, current.returned = State.IN_REVIEW, ""
    current.save()
    record(person, "notice.sent-for-review", subject_of(current), title=current.title, digest=_digest(current))
    return current


@transaction.atomic
def take_back(version: Version, person: User) -> Version:
    """The drafter takes it back before anybody reviewed it."""
    current = locked(version)
    refuse_others(current, person, State.IN_REVIEW)
    current.state, current.frozen = State.DRAFT, None
    current.save()
    record(person, "notice.taken-back", subject_of(current), title=current.title)
    return current


@transaction.atomic
def grant_review(version: Version, person: User, checks: Collection[str]) -> Version:
    """The reviewer answers for secrecy, necessity and accuracy; it goes on to approval."""
    current = locked(version)
    refuse_unfit(current, person, Step.REVIEW)
    if set(checks) != set(Check):
        raise StepRefusedError(_("Tick all three checks, or send it back with a reason."))
    _grant(current, person, Step.REVIEW, checks=sorted(checks))
    current.state = State.IN_APPROVAL
    current.save()
    return current


@transaction.atomic
def approve(version: Version, person: User) -> Version:
    """The approver signs; from now on it may be published."""
    current = locked(version)
    refuse_unfit(current, person, Step.APPROVE)
    _refuse_lost_days(current)
    _grant(current, person, Step.APPROVE, checks=[])
    current.state = State.APPROVED
    current.save()
    if current.notice.withdrawn_at:
        Notice.objects.filter(pk=current.notice_id).update(withdrawn_at=None)
    return current


@transaction.atomic
def send_back(version: Version, person: User, reason: str, checks: Collection[str] = ()) -> Version:
    """Reviewer or approver hand it back to its drafter; a draft again, with the reason. ``checks``: those that held."""
    current = locked(version)
    step = Step.APPROVE if current.state == State.IN_APPROVAL else Step.REVIEW
    _refuse_wrong_person(current, person, step)
    _refuse_late(current, _STATE_FOR[step])
    if not reason.strip():
        raise StepRefusedError(_("Give the drafter a reason."))
    Decision.objects.create(
        version=current,
        step=step.value,
        person=person,
        at=timezone.now().replace(microsecond=0),
        granted=False,
        checks=sorted(checks),
        reason=reason.strip(),
        digest=_digest(current),
    )
    current.state, current.returned, current.frozen = State.DRAFT, reason.strip(), None
    current.save()
    record(person, f"notice.sent-back-at-{step.value}", subject_of(current), title=current.title, reason=reason.strip())
    return current


@transaction.atomic
def withdraw(notice: Notice, person: User, reason: str) -> Notice:
    """撤回: what is approved or published is taken off at the next publication.

    What the public had seen is then withdrawn in public, too: a draft of its drafter's says so and awaits approval.
    """
    if not person.holds(Role.APPROVER):
        raise StepRefusedError(refusal(Role.APPROVER))
    if not reason.strip():
        raise StepRefusedError(_("Say why it is withdrawn."))
    rows = notice.versions.select_for_update(of=("self",)).filter(state__in=_SHOWABLE)
    showable = list(rows.select_related("notice", "drafter", "entry").order_by("number"))
    if not showable:
        raise StepRefusedError(_("There is nothing to withdraw: no version of it is approved or published."))
    for version in showable:
        version.state = State.WITHDRAWN
        version.save()
        record(person, "notice.withdrawn", subject_of(version), title=version.title, reason=reason.strip())
    notice.withdrawn_at = timezone.now()
    notice.save()
    draft_after_takedown(showable[-1], person, reason, notice.withdrawn_at)
    return notice


@transaction.atomic
def mark_published(versions: Iterable[Version], at: datetime, person: User | None = None) -> None:
    """Called when an edition holding ``versions`` went out: they are published, what they replace is replaced.

    Versions that are published already stay as they are. Raises StepRefusedError for one that is not approved.
    """
    for version in versions:
        current = locked(version)
        if current.state == State.PUBLISHED:
            continue
        _refuse_late(current, State.APPROVED)
        _end_earlier(current, person)
        current.state, current.published_at = State.PUBLISHED, at
        current.save()
        record(person, "notice.published", subject_of(current), title=current.title)


def _end_earlier(current: Version, person: User | None) -> None:
    """What was published before is replaced, or withdrawn when the new version says so; a correction is told of it."""
    earlier = list(current.notice.versions.filter(state=State.PUBLISHED).select_related("notice"))
    if not current.is_withdrawal:
        mark_replaced(earlier, person)
    for version in earlier:
        told = {"title": version.title, "by": current.number, "reason": current.act.get("reason", "")}
        if current.is_withdrawal:
            version.state = State.WITHDRAWN
            version.save()
            record(person, "notice.withdrawn", subject_of(version), **told)
        elif current.is_correction and current.act["earlier"] == version.number:
            record(person, "notice.corrected", subject_of(version), **told)


@transaction.atomic
def mark_replaced(versions: Iterable[Version], person: User | None = None) -> None:
    """Called when a newer version has taken the place of published ones."""
    for version in versions:
        current = locked(version)
        _refuse_late(current, State.PUBLISHED)
        current.state = State.REPLACED
        current.save()
        record(person, "notice.replaced", subject_of(current), title=current.title)


def superseded() -> QuerySet[Version]:
    """Published versions of which a newer one is approved."""
    newer = Version.objects.filter(notice=OuterRef("notice"), number__gt=OuterRef("number"), state=State.APPROVED)
    return Version.objects.filter(Exists(newer), state=State.PUBLISHED).select_related("notice")


def refuse_unfit(version: Version, person: User, step: Step) -> None:
    """Raise StepRefusedError, saying why, unless ``person`` may grant ``step`` on the version now."""
    _refuse_wrong_person(version, person, step)
    _refuse_late(version, _STATE_FOR[step])
    try:
        listed = is_listed(person, step)
    except PublishingError as error:
        raise StepRefusedError(str(error)) from error
    if not listed:
        raise StepRefusedError(
            _("%s is not yet in the approvers’ register; ask the account keeper to sign the register.") % person
        )


def _refuse_wrong_person(version: Version, person: User, step: Step) -> None:
    role = STEP_ROLES[step]
    if not person.holds(role):
        raise StepRefusedError(refusal(role))
    if version.drafter_id == person.pk:
        raise StepRefusedError(_("You wrote this version, so somebody else must review and approve it."))
    if version.decisions.filter(person=person).exclude(step=step.value).exists():
        raise StepRefusedError(_("You took the other step on this version, so somebody else must take this one."))


def _refuse_late(version: Version, needed: State) -> None:
    if version.state != needed:
        raise StepRefusedError(
            _("Too late: it is no longer “%(needed)s” but “%(now)s”. Somebody was quicker; look at it again.")
            % {"needed": needed.label, "now": State(version.state).label}
        )


def _refuse_lost_days(version: Version) -> None:
    day = began_unseen(version, timezone.localdate())
    if day:
        raise StepRefusedError(
            _("Its publicity period began on %(day)s, before it could be seen. Send it back to have it set anew.")
            % {"day": day}
        )


def _grant(version: Version, person: User, step: Step, *, checks: list[str]) -> None:
    at = wire_time(timezone.now())
    own = _digest(version)
    try:
        key, proof = sign_statement(statement(own, step, person.username, at, Method.OFFICE))
    except PublishingError as error:
        raise StepRefusedError(str(error)) from error
    Decision.objects.create(
        version=version,
        step=step.value,
        person=person,
        at=at,
        granted=True,
        checks=checks,
        digest=own,
        key=key,
        proof=proof,
    )
    action = "notice.reviewed" if step is Step.REVIEW else "notice.approved"
    record(person, action, subject_of(version), title=version.title, digest=own, key=key)


def _digest(version: Version) -> str:
    return digest(to_item(version))
