"""Publishing: what would change, and making it so. Decides what is done in which order and that it is journalled."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from office.journal.services import record
from office.notices.services import mark_published, mark_replaced, superseded
from office.people.models import User
from office.publishing.changes import NOT_URGENT, Changes, changes_between, is_same
from office.publishing.compile import Candidate, Draft, candidates, draft_edition, has_rules_left, last_edition
from office.publishing.errors import PublishingError
from office.publishing.feed import bring_in_line, lay_out
from office.publishing.metadata import feed_lock, read_timestamp, renew
from office.publishing.models import Organisation, Publication
from office.screens.models import Group


class Outlook(NamedTuple):
    """What publishing a group now would do, and cutting in alone. ``fault`` says why it cannot be; then no changes."""

    group: Group
    last: Publication | None
    changes: Changes | None
    urgent: Changes | None
    left_out: tuple[str, ...]
    fault: str

    @property
    def waits(self) -> bool:
        """Whether publishing would change something."""
        return self.changes is not None or self.urgent is not None


def publish(group: Group | None, person: User | None, at: datetime) -> list[Publication]:
    """Publish a group, or every group that has screens, where something changed; the publications made.

    Either all of them are made or none. Raises PublishingError with what to mend.
    """
    return _publish_kinds(group, person, at, (False, True))


def publish_urgent(group: Group | None, person: User | None, at: datetime) -> list[Publication]:
    """As ``publish``, but only what cuts in urgently, or no longer does; whatever else changed goes on waiting."""
    return _publish_kinds(group, person, at, (True,))


def renew_signatures(at: datetime) -> tuple[str, ...]:
    """What the daily timer does: finish what was interrupted, sign anew what is close to its expiry."""
    with feed_lock():
        signed = _bring_in_line(at)
        return (*signed, "snapshot", "timestamp") if signed else renew(at)


def outlooks(at: datetime) -> list[Outlook]:
    """What publishing each group that has screens would do at ``at``. Writes nothing."""
    groups = _groups_with_screens()
    try:
        approved = candidates(at)
    except PublishingError as error:
        return [Outlook(group, _last(group), None, None, (), str(error)) for group in groups]
    return [outlook(group, at, approved) for group in groups]


def outlook(group: Group, at: datetime, approved: Sequence[Candidate] | None = None) -> Outlook:
    """What publishing the group at ``at`` would do. Writes nothing."""
    last = _last(group)
    try:
        approved = candidates(at) if approved is None else approved
        base, urgent = (draft_edition(group, at, approved, is_urgent=kind) for kind in (False, True))
    except PublishingError as error:
        return Outlook(group, last, None, None, (), str(error))
    left_out = tuple(dict.fromkeys(base.left_out + urgent.left_out))
    changes, cutting_in = (_changes(group, one, at, is_urgent=kind) for one, kind in ((base, False), (urgent, True)))
    return Outlook(group, last, changes, cutting_in, left_out, "")


@transaction.atomic
def name_organisation(name: str, person: User | None) -> None:
    """Enter or change whose screens these are."""
    organisation = Organisation.objects.first() or Organisation()
    if organisation.name != name:
        organisation.name = name
        organisation.save()
        record(person, "organisation.named", "organisation", name=name)


@transaction.atomic
def change_look(emblem: str, accent: str, rule: str, person: User | None) -> None:
    """Change the organisation's emblem (a kept picture's hash) and colours; empty is the theme's own."""
    organisation = Organisation.objects.first()
    look = {"emblem": emblem, "accent": accent, "rule": rule}
    if organisation and any(getattr(organisation, name) != value for name, value in look.items()):
        Organisation.objects.filter(pk=organisation.pk).update(**look)
        record(person, "organisation.dressed", "organisation", **look)


def _groups_with_screens() -> list[Group]:
    return list(Group.objects.filter(screens__isnull=False).distinct())


def _last(group: Group) -> Publication | None:
    return group.publications.order_by("-number").first()


def _publish_kinds(group: Group | None, person: User | None, at: datetime, kinds: Sequence[bool]) -> list[Publication]:
    with feed_lock():
        read_timestamp()  # before anything is decided: without keys nothing can be published
        with transaction.atomic():
            groups = [group] if group else _groups_with_screens()
            approved = candidates(at)
            tries = (_publish(each, person, at, approved, is_urgent=kind) for each in groups for kind in kinds)
            made = [one for one in tries if one]
            _retire(person)
        _bring_in_line(at)
    return made


def _changes(group: Group, draft: Draft, at: datetime, *, is_urgent: bool) -> Changes | None:
    """What the draft would change on the group's screens; None when nothing."""
    last = last_edition(group, is_urgent=is_urgent)
    if last and is_urgent:  # these are read from the other edition
        draft = draft._replace(edition=replace(draft.edition, **{part: getattr(last, part) for part in NOT_URGENT}))
    is_idle = is_urgent and not draft.edition.rules and not (last and has_rules_left(last, at))
    return None if is_idle or is_same(last, draft.edition) else changes_between(last, draft.edition)


def _publish(
    group: Group, person: User | None, at: datetime, approved: Sequence[Candidate], *, is_urgent: bool
) -> Publication | None:
    draft = draft_edition(group, at, approved, is_urgent=is_urgent)
    if _changes(group, draft, at, is_urgent=is_urgent) is None:
        return None
    if is_urgent and last_edition(group) is None:
        raise PublishingError(_("The group %s was never published: publish it once before cutting in.") % group)
    _lay_out(draft, is_urgent=is_urgent)
    publication = Publication.objects.create(
        group=group,
        number=draft.edition.number,
        is_urgent=is_urgent,
        sha256=hashlib.sha256(draft.document).hexdigest(),
        made_at=draft.edition.made_at,
        person=person,
        document=draft.document,
    )
    mark_published(draft.versions, at, person)
    record(
        person,
        "edition.published",
        f"group:{group.slug}",
        number=publication.number,
        is_urgent=is_urgent,
        sha256=publication.sha256,
        items=[f"{item.id}@{item.version}" for item in draft.edition.items],
    )
    return publication


def _retire(person: User | None) -> None:
    """What no edition holds any more, as a newer approved version stands in its place: the public site drops it too.

    That version itself need not be in an edition: its audience may be narrower, or its time over.
    """
    stale = list(superseded())
    if stale:
        tries = (last_edition(group, is_urgent=kind) for group in Group.objects.all() for kind in (False, True))
        shown = {(item.id, item.version) for edition in tries if edition for item in edition.items}
        mark_replaced([one for one in stale if (one.notice.code, one.number) not in shown], person)


def _lay_out(draft: Draft, *, is_urgent: bool) -> None:
    try:
        lay_out(draft.edition, draft.document, is_urgent=is_urgent)
    except OSError as error:
        raise PublishingError(
            f"edition {draft.edition.number} of {draft.edition.group} cannot be written to the feed: "
            f"{(error.strerror or str(error)).lower()}; screens keep the one before"
        ) from error


def _bring_in_line(at: datetime) -> tuple[str, ...]:
    try:
        return bring_in_line(at)
    except OSError as error:
        raise PublishingError(
            f"the feed's metadata cannot be written: {(error.strerror or str(error)).lower()}; "
            "mend it and publish again, nothing is lost"
        ) from error
