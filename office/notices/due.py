"""What was due and is not public: proposed for disclosure, its time has come, and the steps are not done.

A draft that was never sent is nobody's duty yet; one that was sent back is.
"""

from datetime import datetime

from django.db.models import Q, QuerySet

from office.catalogue.models import Entry
from office.notices.models import State, Version

_ON_THE_WAY = Q(state__in=(State.IN_REVIEW, State.IN_APPROVAL, State.APPROVED)) | (
    Q(state=State.DRAFT) & ~Q(returned="")
)


def due_unpublished(at: datetime) -> QuerySet[Version]:
    """Versions that should have been shown by ``at``, the longest overdue first."""
    still_due = Q(shown_until__isnull=True) | Q(shown_until__gt=at)
    return Version.objects.filter(_ON_THE_WAY, still_due, shown_from__lte=at).order_by("shown_from", "pk")


def silent_entries(at: datetime) -> list[Entry]:
    """Catalogue entries under which nothing is published now; headings, which only hold other entries, are left out."""
    live = Version.objects.filter(
        Q(shown_until__isnull=True) | Q(shown_until__gt=at), state=State.PUBLISHED, shown_from__lte=at
    )
    used = set(live.values_list("entry", flat=True))
    entries = list(Entry.objects.all())
    headings = {one.code.rpartition(".")[0] for one in entries}
    return [one for one in entries if one.pk not in used and one.code not in headings]
