"""Writing: a notice's first draft, its further versions, and throwing drafts away. Decides who may write where."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from office.catalogue.models import Entry
from office.journal.services import record
from office.notices.errors import StepRefusedError
from office.notices.models import Notice, State, Version
from office.notices.subjects import locked, subject_of
from office.people.access import refusal
from office.people.models import Role, User

_ALPHABET: Final = (
    "23456789abcdefghjkmnpqrstuvwxyz"  # without 0 o 1 i l, which people mistake when they copy an address
)
_LINK_LENGTH: Final = 8  # 40 bits: no two alike in a county; a link is no secret
UNPUBLISHED: Final = (State.DRAFT, State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)


@dataclass(frozen=True)
class Content:
    """What a drafter writes; the fields of a version. ``body`` is the contract's blocks as plain JSON."""

    title: str
    issuer: str
    entry: Entry
    shown_from: datetime
    shown_until: datetime | None = None
    audience: str = "public"
    timing: str = "routine"
    stage: str = "none"
    contact: str = ""
    opinions: bool = True
    publicity_begins: date | None = None
    publicity_working_days: int | None = None
    body: list[dict[str, Any]] = field(default_factory=list)
    act: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, version: Version) -> "Content":
        """What a version holds."""
        return cls(**{name: getattr(version, name) for name in cls.__dataclass_fields__})

    def put_into(self, version: Version) -> None:
        """Make it the version's, without saving."""
        for name in self.__dataclass_fields__:
            setattr(version, name, getattr(self, name))


@transaction.atomic
def draft_notice(person: User, content: Content, *, source: str = "") -> Version:
    """A new notice with its first version. ``source`` says where it was imported from, empty when written here."""
    refuse_strangers(person)
    number = (Notice.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    notice = Notice.objects.create(code=f"n-{number}", link_code=_new_link())
    version = Version(notice=notice, number=1, drafter=person, source=source)
    content.put_into(version)
    version.save(force_insert=True)
    record(person, "notice.drafted", subject_of(version), title=content.title, source=source)
    return version


@transaction.atomic
def save_draft(version: Version, person: User, content: Content, *, seen: datetime | None = None) -> Version:
    """Replace the text of one's own draft. ``seen``: the ``saved_at`` it was opened with, to notice a second writer."""
    current = locked(version)
    refuse_strangers(person)
    if current.state != State.DRAFT:
        raise StepRefusedError(
            _("It is no longer a draft (%s). Edit it as a new version.") % State(current.state).label
        )
    if current.drafter_id != person.pk:
        raise StepRefusedError(_("This is the draft of %s. Edit it as a new version.") % current.drafter)
    if seen and seen != current.saved_at:
        raise StepRefusedError(_("It was changed elsewhere, perhaps in another window. Load the page again."))
    content.put_into(current)
    current.save()
    return current


@transaction.atomic
def revise(version: Version, person: User) -> Version:
    """The next version, a draft of ``person``'s with the same text. What was not published yet becomes void.

    Decisions on the earlier version stay as a record but count for nothing; a published version stays published until
    the new one is. What was withdrawn comes back so, over the withdrawal that says it is gone.
    """
    earlier = locked(version)
    refuse_strangers(person)
    newest = latest_of(earlier.notice)
    if newest.pk != earlier.pk and not may_come_back(earlier, newest):
        raise StepRefusedError(_("There is a newer version already (%d). Edit that one.") % newest.number)
    draft = Version(notice=earlier.notice, number=newest.number + 1, drafter=person)
    Content.of(earlier).put_into(draft)
    if newest.state in UNPUBLISHED:
        _void(newest, person, by=draft.number)
    draft.save(force_insert=True)
    record(person, "notice.revised", subject_of(draft), title=draft.title, earlier=earlier.number)
    return draft


@transaction.atomic
def discard(version: Version, person: User) -> Version:
    """Throw away one's own draft; ``restore`` brings it back."""
    current = locked(version)
    refuse_others(current, person, State.DRAFT)
    current.state = State.VOID
    current.save()
    record(person, "notice.discarded", subject_of(current), title=current.title)
    return current


@transaction.atomic
def restore(version: Version, person: User) -> Version:
    """Take one's own thrown-away draft back, as long as no newer version stands."""
    current = locked(version)
    refuse_others(current, person, State.VOID)
    if latest_of(current.notice).pk != current.pk:
        raise StepRefusedError(_("A newer version replaced it; edit that one."))
    current.state = State.DRAFT
    current.save()
    record(person, "notice.restored", subject_of(current), title=current.title)
    return current


def latest_of(notice: Notice) -> Version:
    """The newest version of a notice, whatever its state."""
    return notice.versions.select_related("entry", "drafter", "notice").order_by("-number")[0]


def may_come_back(version: Version, newest: Version) -> bool:
    """Whether a version may be edited although ``newest`` is not it: it was withdrawn, and that is all newest says."""
    return version.state == State.WITHDRAWN and newest.is_withdrawal


def _void(earlier: Version, person: User, *, by: int) -> None:
    earlier.state = State.VOID
    earlier.save()
    record(person, "notice.voided", subject_of(earlier), title=earlier.title, replaced_by=by)


def refuse_strangers(person: User) -> None:
    """Raise StepRefusedError unless ``person`` is a drafter."""
    if not person.holds(Role.DRAFTER):
        raise StepRefusedError(refusal(Role.DRAFTER))


def refuse_others(version: Version, person: User, state: State) -> None:
    """Raise StepRefusedError unless ``person`` is a drafter, the version is theirs, and it stands at ``state``."""
    refuse_strangers(person)
    if version.drafter_id != person.pk:
        raise StepRefusedError(_("This is the draft of %s; only they can do this.") % version.drafter)
    if version.state != state:
        raise StepRefusedError(_("Too late: it is now “%s”. Look at it again.") % State(version.state).label)


def _new_link() -> str:
    while True:
        link = "".join(secrets.choice(_ALPHABET) for _place in range(_LINK_LENGTH))
        if not Notice.objects.filter(link_code=link).exists():
            return link
