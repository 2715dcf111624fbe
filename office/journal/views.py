"""The journal's page, for the supervisor."""

from typing import Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from office.journal.actions import told
from office.journal.details import details_of
from office.journal.forms import FilterForm
from office.journal.models import Entry
from office.journal.names import names_in
from office.people.access import StaffRequest, needs
from office.people.models import Role

PER_PAGE: Final = 50


@needs(Role.SUPERVISOR)
def journal(request: StaffRequest) -> HttpResponse:
    """Every step, newest first, as asked for."""
    form = FilterForm(request.GET)
    page = Paginator(_filtered(form), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    entries = list(page)
    names = names_in(entries)
    rows = [(one, told(one.action), names.subject(one.subject), details_of(one, names)) for one in entries]
    context = {"form": form, "page": page, "rows": rows, "query": query.urlencode(), "is_filtered": bool(query)}
    return render(request, "journal/journal.html", context)


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
