"""The page that imports a file from the drafter's own computer."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from office.catalogue.models import Entry
from office.notices.importing.fetch import MAX_DOCUMENT_BYTES
from office.notices.importing.services import import_upload
from office.notices.importing.source import ImportFaultError
from office.people.access import StaffRequest, needs
from office.people.models import Role


class ImportForm(forms.Form):
    """A file, and the catalogue entry for items that name none."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("Markdown with front matter (.md), JSON Feed, RSS or Atom, up to 8 MB."),
        widget=forms.FileInput({"accept": ".md,.markdown,.json,.xml,.rss,.atom"}),
    )
    entry = forms.ModelChoiceField(
        label=_("Catalogue entry"),
        empty_label="–",
        queryset=Entry.objects.all(),
        required=False,
        help_text=_("For items that name none themselves."),
    )


@needs(Role.DRAFTER)
def import_page(request: StaffRequest) -> HttpResponse:
    """Import a file and tell what came of each item."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        if file.size > MAX_DOCUMENT_BYTES:
            form.add_error("file", _("The file is larger than 8 MB."))
            return render(request, "notices/import.html", context)
        try:
            context["results"] = import_upload(file.name, file.read(), request.user, form.cleaned_data["entry"])
        except ImportFaultError as error:
            form.add_error("file", str(error))
    return render(request, "notices/import.html", context)
