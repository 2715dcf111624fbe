"""The journal's page, for the supervisor."""

import re
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from office.journal.actions import told
from office.journal.forms import FilterForm
from office.journal.models import Entry
from office.people.access import StaffRequest, needs
from office.people.models import Role

PER_PAGE: Final = 50
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_SHOWN_OF_HASH: Final = 12  # enough to compare two by eye


@needs(Role.SUPERVISOR)
def journal(request: StaffRequest) -> HttpResponse:
    """Every step, newest first, as asked for."""
    form = FilterForm(request.GET)
    page = Paginator(_filtered(form), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    rows = [(entry, told(entry.action), _details(entry)) for entry in page]
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode(), "is_filtered": bool(query)}
    return render(request, "journal/journal.html", context)


def _details(entry: Entry) -> list[tuple[str, str]]:
    """Name and value of what else the entry says; empty ones are left out and hashes shortened."""
    filled = ((name, value) for name, value in entry.details.items() if value not in (None, "", [], False))
    texts = ((name, "、".join(map(str, value)) if isinstance(value, list) else str(value)) for name, value in filled)
    return [(name, f"{text[:_SHOWN_OF_HASH]}…" if _HASH.fullmatch(text) else text) for name, text in texts]


def _filtered(form: FilterForm) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("person").order_by("-pk")
    if not form.is_valid():
        return entries.none()
    wanted = form.cleaned_data
    if wanted["subject"]:
        entries = entries.filter(
            Q(subject__icontains=wanted["subject"]) | Q(details__title__icontains=wanted["subject"])
        )
    if wanted["person"]:
        entries = entries.filter(person=wanted["person"])
    if wanted["since"]:
        entries = entries.filter(at__date__gte=wanted["since"])
    if wanted["until"]:
        entries = entries.filter(at__date__lte=wanted["until"])
    return entries
