"""Publishing: what would change, and making it so. Decides what is done in which order and that it is journalled."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from office.journal.services import record
from office.notices.services import mark_published, mark_replaced, superseded
from office.people.models import User
from office.publishing.changes import Changes, changes_between, is_same
from office.publishing.compile import Candidate, Draft, candidates, draft_edition, last_edition
from office.publishing.errors import PublishingError
from office.publishing.feed import bring_in_line, lay_out
from office.publishing.metadata import feed_lock, read_timestamp, renew
from office.publishing.models import Organisation, Publication
from office.screens.models import Group


class Outlook(NamedTuple):
    """What publishing a group now would do. ``fault`` says why it cannot be; then there are no changes."""

    group: Group
    last: Publication | None
    changes: Changes | None
    left_out: tuple[str, ...]
    fault: str


def publish(group: Group | None, person: User | None, at: datetime) -> list[Publication]:
    """Publish a group, or every group that has screens, where something changed; the publications made.

    Either all of them are made or none. Raises PublishingError with what to mend.
    """
    with feed_lock():
        read_timestamp()  # before anything is decided: without keys nothing can be published
        with transaction.atomic():
            groups = [group] if group else _groups_with_screens()
            approved = candidates(at)
            made = [one for one in (_publish(each, person, at, approved) for each in groups) if one]
            _retire(person)
        _bring_in_line(at)
    return made


def renew_signatures(at: datetime) -> tuple[str, ...]:
    """What the daily timer does: finish what was interrupted, sign anew what is close to its expiry."""
    with feed_lock():
        return ("editions", "snapshot", "timestamp") if _bring_in_line(at) else renew(at)


def outlooks(at: datetime) -> list[Outlook]:
    """What publishing each group that has screens would do at ``at``. Writes nothing."""
    groups = _groups_with_screens()
    try:
        approved = candidates(at)
    except PublishingError as error:
        return [Outlook(group, _last(group), None, (), str(error)) for group in groups]
    return [outlook(group, at, approved) for group in groups]


def outlook(group: Group, at: datetime, approved: Sequence[Candidate] | None = None) -> Outlook:
    """What publishing the group at ``at`` would do. Writes nothing."""
    last = _last(group)
    try:
        draft = draft_edition(group, at, approved)
    except PublishingError as error:
        return Outlook(group, last, None, (), str(error))
    before = last_edition(group)
    changes = None if is_same(before, draft.edition) else changes_between(before, draft.edition)
    return Outlook(group, last, changes, draft.left_out, "")


@transaction.atomic
def name_organisation(name: str, person: User | None) -> None:
    """Enter or change whose screens these are."""
    organisation = Organisation.objects.first() or Organisation()
    if organisation.name != name:
        organisation.name = name
        organisation.save()
        record(person, "organisation.named", "organisation", name=name)


def _groups_with_screens() -> list[Group]:
    return list(Group.objects.filter(screens__isnull=False).distinct())


def _last(group: Group) -> Publication | None:
    return group.publications.order_by("-number").first()


def _publish(group: Group, person: User | None, at: datetime, approved: Sequence[Candidate]) -> Publication | None:
    draft = draft_edition(group, at, approved)
    if is_same(last_edition(group), draft.edition):
        return None
    _lay_out(draft)
    publication = Publication.objects.create(
        group=group,
        number=draft.edition.number,
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
        editions = [edition for group in Group.objects.all() if (edition := last_edition(group))]
        shown = {(item.id, item.version) for edition in editions for item in edition.items}
        mark_replaced([one for one in stale if (one.notice.code, one.number) not in shown], person)


def _lay_out(draft: Draft) -> None:
    try:
        lay_out(draft.edition, draft.document)
    except OSError as error:
        raise PublishingError(
            f"edition {draft.edition.number} of {draft.edition.group} cannot be written to the feed: "
            f"{(error.strerror or str(error)).lower()}; screens keep the one before"
        ) from error


def _bring_in_line(at: datetime) -> bool:
    try:
        return bring_in_line(at)
    except OSError as error:
        raise PublishingError(
            f"the feed's metadata cannot be written: {(error.strerror or str(error)).lower()}; "
            "mend it and publish again, nothing is lost"
        ) from error
