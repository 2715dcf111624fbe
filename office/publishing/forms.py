"""The form of the organisation's name."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OrganisationForm(forms.Form):
    """One line, on every slide."""

    name = forms.CharField(label=_("name of the organisation"), max_length=200, help_text=_("Stands on every slide."))
