"""The journal's filters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from office.people.models import User


class FilterForm(forms.Form):
    """By what, by whom, when; all optional."""

    subject = forms.CharField(label=_("Subject"), required=False, max_length=200)
    person = forms.ModelChoiceField(
        label=_("Person"),
        required=False,
        queryset=User.objects.order_by("name"),
        to_field_name="username",
        empty_label=_("Everybody"),
    )
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To, inclusive"), required=False, widget=forms.DateInput({"type": "date"}))
