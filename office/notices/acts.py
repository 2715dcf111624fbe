"""Correcting and withdrawing what was published: the draft that begins such an act, and its words for the contract.

Decides what may be corrected or withdrawn, and what the draft is filled with. It is the notice's next version and goes
the way of every version; taking something off the screens at once is ``steps.withdraw``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from office.journal.services import record
from office.notices.drafting import Content, refuse_strangers
from office.notices.errors import ContentFaultError, StepRefusedError, refuse_all
from office.notices.models import Notice, State, Version
from office.notices.subjects import locked, subject_of
from office.people.models import User
from playlists.item import Audience

SHOWN_AT_LEAST: Final = timedelta(days=7)  # whoever passes by once a week has seen the wrong text and sees this
WITHDRAWAL_SHOWN: Final = timedelta(days=30)  # routine matters come monthly: whoever follows them sees it once
_ZONE: Final = ZoneInfo(settings.ORGANISATION_ZONE)
_WORDS_AT_MOST: Final = 2000  # characters: a screenful is 300


@transaction.atomic
def draft_correction(version: Version, person: User) -> Version:
    """更正: the published text again, as a draft of ``person``'s that says what of it was wrong."""
    current = locked(version)
    refuse_strangers(person)
    _refuse_unpublished(current)
    if current.state != State.PUBLISHED:
        raise StepRefusedError(_("It is no longer published, so there is nothing to correct."))
    if current.is_withdrawal:
        raise StepRefusedError(_("It says that the notice is withdrawn; edit it as a new version to change its words."))
    now = _now()
    content = replace(Content.of(current), shown_from=now, shown_until=_until(current, now), publicity_begins=None)
    act = {"kind": "correction", "earlier": current.number, "changes": [], "reason": "", "since": now.isoformat()}
    return _draft(current, person, person, replace(content, act=act), "notice.correction-drafted")


@transaction.atomic
def draft_withdrawal(version: Version, person: User) -> Version:
    """撤回: a draft of ``person``'s that says the notice no longer holds; it replaces it once it is published."""
    current = locked(version)
    refuse_strangers(person)
    _refuse_unpublished(current)
    if current.is_withdrawal or current.state not in {State.PUBLISHED, State.WITHDRAWN}:
        raise StepRefusedError(_("It is withdrawn or replaced already."))
    return _withdrawal(current, person, person, "", _now())


def draft_after_takedown(version: Version, person: User, reason: str, at: datetime) -> Version | None:
    """The public withdrawal of what was just taken off, as a draft of its drafter's; None where none is due.

    None is due for what nobody saw, for a withdrawal itself, and while a newer version is under way.
    """
    if not version.published_at or version.is_withdrawal or newest_standing(version.notice) != version:
        return None
    return _withdrawal(version, version.drafter, person, reason, at)


def newest_standing(notice: Notice) -> Version | None:
    """The newest version that was not thrown away."""
    return notice.versions.exclude(state=State.VOID).order_by("-number").first()


def with_words(act: Mapping[str, Any], reason: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The version's act with what its drafter wrote; pairs of wrong and right that are empty are left out."""
    if not act:
        return {}
    words = {"reason": _trimmed(reason)}
    if act["kind"] == "correction":
        changes = [{"wrong": _trimmed(wrong), "right": _trimmed(right)} for wrong, right in pairs]
        return {**act, **words, "changes": [change for change in changes if any(change.values())]}
    return {**act, **words}


def contract_act(version: Version) -> dict[str, Any] | None:
    """The act as the contract has it, naming the earlier version. Raises ContentFaultError for all that is missing."""
    if not version.act:
        return None
    refuse_all(unsaid(version))
    earlier = version.notice.versions.get(number=version.act["earlier"])
    is_correction = version.act["kind"] == "correction"
    published = timezone.localtime(earlier.published_at, _ZONE)
    reference = {
        "item": version.notice.code,
        "version": earlier.number,
        "title": earlier.title if is_correction else version.title,  # a withdrawn title may be what must not be said
        "published_on": published.date().isoformat(),
    }
    told = {"kind": version.act["kind"], "reason": version.act["reason"], "since": _since(version, earlier).isoformat()}
    if is_correction:
        return {**told, "corrects": reference, "changes": version.act["changes"]}
    return {**told, "withdraws": reference}


def unsaid(version: Version) -> Iterator[ContentFaultError]:
    """Everything that a correction or withdrawal still lacks."""
    act = version.act
    earlier = version.notice.versions.get(number=act["earlier"])
    widths = list(Audience)
    if widths.index(Audience(version.audience)) < widths.index(Audience(earlier.audience)):
        sentence = _("Whoever saw the mistake must see this: choose the audience of version %d or a wider one.")
        yield ContentFaultError(sentence % earlier.number, field="audience")
    if act["kind"] == "correction":
        changes = act["changes"] or [{"wrong": "", "right": ""}]
        if not all(change["wrong"] for change in changes):
            yield ContentFaultError(_("Say what was wrong."), field="wrong")
        if not all(change["right"] for change in changes):
            yield ContentFaultError(_("Say what is right instead."), field="right")
    if not act["reason"]:
        yield ContentFaultError(_("Give the public a reason."), field="act_reason")


def _since(version: Version, earlier: Version) -> datetime:
    """When it was taken off the screens; else when this version is first shown, but not before it was begun."""
    begun = parse_datetime(version.act["since"])
    assert begun is not None
    at = begun if earlier.state == State.WITHDRAWN else max(begun, version.shown_from)
    return at.astimezone(_ZONE).replace(microsecond=0)


def _withdrawal(current: Version, drafter: User, person: User, reason: str, at: datetime) -> Version:
    content = replace(
        Content.of(current),
        stage="none",
        shown_from=at,
        shown_until=at + WITHDRAWAL_SHOWN,
        publicity_begins=None,
        publicity_working_days=None,
        body=[],
        act={"kind": "withdrawal", "earlier": current.number, "reason": _trimmed(reason), "since": at.isoformat()},
    )
    return _draft(current, drafter, person, content, "notice.withdrawal-drafted")


def _draft(earlier: Version, drafter: User, person: User, content: Content, action: str) -> Version:
    newest = newest_standing(earlier.notice)
    if newest is not None and newest.pk != earlier.pk:
        raise StepRefusedError(_("There is a newer version already (%d). Look at that one first.") % newest.number)
    last = earlier.notice.versions.aggregate(last=Max("number"))["last"]
    draft = Version(notice=earlier.notice, number=last + 1, drafter=drafter)
    content.put_into(draft)
    draft.save(force_insert=True)
    record(person, action, subject_of(draft), title=draft.title, earlier=earlier.number, drafter=drafter.username)
    return draft


def _refuse_unpublished(version: Version) -> None:
    if not version.published_at:
        raise StepRefusedError(_("It was never published, so the public need not be told: edit it or throw it away."))


def _until(version: Version, now: datetime) -> datetime | None:
    """A correction is the whole text anew: as long as the text itself, and long enough to be seen."""
    return version.shown_until and max(version.shown_until, now + SHOWN_AT_LEAST)


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").strip()[:_WORDS_AT_MOST]


def _now() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)
