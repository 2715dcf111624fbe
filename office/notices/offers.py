"""Which steps a version's page offers a person. The rules themselves are asked of ``services``, not repeated."""

from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from office.notices.models import State, Version
from office.notices.services import StepRefusedError, latest_of, may_come_back, newest_standing, refuse_unfit
from office.people.models import Role, User
from playlists.item import Step

LOOKERS: Final = (Role.DRAFTER, Role.REVIEWER, Role.APPROVER)
"""Who answers for how a notice looks on the screens."""


class Offers(NamedTuple):
    """What somebody may do now. ``hindrance``: why they cannot take the step that waits, as one sentence.

    ``withdraw`` is taking it off at once; ``retract`` is beginning a public withdrawal.
    """

    edit: bool = False
    send: bool = False
    discard: bool = False
    restore: bool = False
    take_back: bool = False
    revise: bool = False
    review: bool = False
    approve: bool = False
    withdraw: bool = False
    correct: bool = False
    retract: bool = False
    see_looks: bool = False
    hindrance: str = ""


def offers_to(person: User, version: Version) -> Offers:
    """The steps to show to ``person`` on the version's page."""
    state = State(version.state)
    is_own = version.drafter_id == person.pk and person.holds(Role.DRAFTER)
    latest = latest_of(version.notice)
    is_latest = latest.pk == version.pk
    step = {State.IN_REVIEW: Step.REVIEW, State.IN_APPROVAL: Step.APPROVE}.get(state)
    hindrance = _hindrance(person, version, step)
    may_act = person.holds(Role.DRAFTER) and bool(version.published_at) and not version.is_withdrawal
    is_standing = may_act and newest_standing(version.notice) == version
    return Offers(
        edit=is_own and state is State.DRAFT,
        send=is_own and state is State.DRAFT,
        discard=is_own and state is State.DRAFT,
        restore=is_own and is_latest and state is State.VOID,
        take_back=is_own and state is State.IN_REVIEW,
        revise=person.holds(Role.DRAFTER)
        and (is_latest or may_come_back(version, latest))
        and not (is_own and state is State.DRAFT),
        review=step is Step.REVIEW and hindrance is None,
        approve=step is Step.APPROVE and hindrance is None,
        withdraw=person.holds(Role.APPROVER) and state in {State.APPROVED, State.PUBLISHED},
        correct=is_standing and state is State.PUBLISHED,
        retract=is_standing and state in {State.PUBLISHED, State.WITHDRAWN},
        see_looks=person.holds(*LOOKERS),
        hindrance=hindrance or "",
    )


def consequence_of_revising(version: Version) -> str:
    """What editing the version as a new one does to it."""
    if version.state == State.PUBLISHED:
        return _("It stays on the screens until the new version is reviewed, approved and published.")
    if version.state in {State.REPLACED, State.VOID, State.WITHDRAWN}:
        return _("The new version begins with its text and needs review and approval like any other.")
    if version.state == State.DRAFT:
        return _("The draft of %s becomes void; the new version begins with its text and is yours.") % version.drafter
    return _("It becomes void: reviews and approvals given so far count no longer, but stay on record.")


def _hindrance(person: User, version: Version, step: Step | None) -> str | None:
    """Why ``person`` may not take the step that waits; "" for somebody whom the step does not concern."""
    role = {Step.REVIEW: Role.REVIEWER, Step.APPROVE: Role.APPROVER}.get(step) if step else None
    if step is None or role is None or not person.holds(role):
        return ""
    try:
        refuse_unfit(version, person, step)
    except StepRefusedError as error:
        return str(error)
    return None
