"""Writing and checking the journal. Decides that entries form one chain; triggers refuse changes to it."""

from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from office.journal.chain import FIRST, digest_of
from office.journal.models import Entry
from office.people.models import User

Detail = str | int | bool | None | list[str] | list[int]


class Fault(NamedTuple):
    """The first link of the chain that does not hold: the entry's number and why."""

    entry: int
    sentence: str


@transaction.atomic
def record(person: User | None, action: str, subject: str, **details: Detail) -> Entry:
    """Append one step: who (None: the system itself), what was done (``notice.sent-for-review``), to what.

    Call it in the transaction of the step itself, so that neither is kept without the other. ``subject`` is like
    ``notice:n-12@3``, ``screen:lobby``, ``person:wang-wei``.
    """
    last = Entry.objects.order_by("-pk").only("digest").first()
    entry = Entry(
        at=timezone.now(),
        person=person,
        action=action,
        subject=subject,
        details=details,
        previous=last.digest if last else FIRST,
    )
    entry.digest = _digest(entry)
    entry.save(force_insert=True)
    return entry


def first_fault() -> Fault | None:
    """The first broken link of the whole journal, or None when every entry is as it was written."""
    previous = FIRST
    for entry in Entry.objects.select_related("person").order_by("pk").iterator(chunk_size=1000):
        if entry.previous != previous:
            return Fault(entry.pk, f"entry {entry.pk} does not follow the entry before it: one was removed or changed")
        if entry.digest != _digest(entry):
            return Fault(entry.pk, f"entry {entry.pk} is not as it was written")
        previous = entry.digest
    return None


def _digest(entry: Entry) -> str:
    details: dict[str, Any] = entry.details
    return digest_of(
        previous=entry.previous,
        at=entry.at,
        person=entry.person.username if entry.person else "",
        action=entry.action,
        subject=entry.subject,
        details=details,
    )
