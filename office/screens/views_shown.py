"""The page that tells what was shown for how long."""

from datetime import timedelta
from typing import Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.people.access import StaffRequest, needs
from office.screens.exposure import exposures, shown
from office.screens.forms import group_choice
from office.screens.views import READERS

PER_PAGE: Final = 50
_A_WEEK: Final = timedelta(days=7)
_IN_SHORT: Final = 5  # notices on the supervisor's home page
_DAY: Final = {"type": "date"}


class ShownForm(forms.Form):
    """Which days, both inclusive, and where; all optional."""

    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(_DAY))
    until = forms.DateField(label=_("To, inclusive"), required=False, widget=forms.DateInput(_DAY))
    group = group_choice()


@needs(*READERS)
def shown_for(request: StaffRequest) -> HttpResponse:
    """By notice, the longest first, of the last seven days unless others are asked for."""
    asked = request.GET.copy()
    today = timezone.localdate()
    asked.setdefault("since", (today - _A_WEEK).isoformat())
    asked.setdefault("until", today.isoformat())
    form = ShownForm(asked)
    if not form.is_valid():
        return render(request, "screens/shown.html", {"form": form, "rows": []})
    wanted = form.cleaned_data
    since, until = wanted["since"] or today - _A_WEEK, wanted["until"] or today
    rows = shown(since, until, wanted["group"])
    if request.headers.get("HX-Request"):
        return render(request, "screens/shown_short.html", {"rows": exposures(list(rows[:_IN_SHORT]))})
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    asked.pop("page", None)
    context = {"form": form, "page": page, "rows": exposures(list(page)), "query": asked.urlencode()}
    return render(request, "screens/shown.html", context)
