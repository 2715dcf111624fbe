"""The catalogue's pages: everybody of the staff reads it, the account keeper keeps it."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from office.catalogue.forms import EntryForm
from office.catalogue.models import Entry
from office.catalogue.services import CatalogueError, delete_entry, save_entry
from office.people.access import StaffRequest, needs
from office.people.models import Role


@needs()
def entries(request: StaffRequest) -> HttpResponse:
    """All entries with how many notices each has."""
    rows = Entry.objects.annotate(notices=Count("version__notice", distinct=True)).order_by("place")
    return render(request, "catalogue/entries.html", {"rows": rows, "may_edit": request.user.holds(Role.KEEPER)})


@needs(Role.KEEPER)
def edit(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Add or change an entry."""
    entry = get_object_or_404(Entry, pk=pk) if pk else Entry()
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        save_entry(request.user, entry, data["code"], data["title"], data["publicity_working_days"])
        messages.success(request, _("Saved."))
        return redirect("catalogue")
    return render(request, "catalogue/entry.html", {"form": form, "entry": entry})


@needs(Role.KEEPER)
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    """Asks first."""
    entry = get_object_or_404(Entry, pk=pk)
    if request.method == "POST":
        try:
            delete_entry(request.user, entry)
        except CatalogueError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Deleted."))
        return redirect("catalogue")
    context = {
        "question": _("Delete “%s”?") % entry,
        "consequence": _("Drafters will no longer find it. Notices that use it keep it from being deleted."),
        "verb": _("Delete"),
        "back": "../",
    }
    return render(request, "confirm.html", context)
