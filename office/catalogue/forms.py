"""The form of a catalogue entry."""

from django import forms

from office.catalogue.models import Entry


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """One entry."""

    class Meta:
        """All that staff decide."""

        model = Entry
        fields = ("code", "title", "publicity_working_days")
