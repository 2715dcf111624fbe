"""Forms about notices. They check single fields; whether a whole text can be shown is decided in ``item``."""

import json
from typing import Any, ClassVar, Final, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.catalogue.models import Entry
from office.notices.models import State, Version
from office.notices.services import Check, Content
from office.publishing.models import Organisation

MAX_BODY_BYTES: Final = 1024 * 1024  # 300,000 Chinese characters: ten times the longest text that belongs on a screen
_LOCAL: Final = "%Y-%m-%dT%H:%M"
_CHECKS: Final = (
    (Check.SECRECY, _("Secrecy: nothing in it is secret, internal or private")),
    (Check.NECESSITY, _("Necessity: it must or may be disclosed, to this audience")),
    (Check.ACCURACY, _("Accuracy: facts, names, figures and dates are right")),
)


class VersionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a drafter writes. ``body`` is filled in by the editor's script, as JSON."""

    body = forms.CharField(widget=forms.HiddenInput, required=False, initial="[]")

    class Meta:
        """The drafter's fields, in the order of writing."""

        model = Version
        fields = (
            "title",
            "issuer",
            "entry",
            "audience",
            "timing",
            "stage",
            "shown_from",
            "shown_until",
            "publicity_begins",
            "publicity_working_days",
            "contact",
            "opinions",
            "body",
        )
        widgets: ClassVar = {
            "title": forms.TextInput({"autocomplete": "off"}),
            "issuer": forms.TextInput({"list": "issuers", "autocomplete": "off"}),
            "shown_from": forms.DateTimeInput({"type": "datetime-local"}, format=_LOCAL),
            "shown_until": forms.DateTimeInput({"type": "datetime-local"}, format=_LOCAL),
            "publicity_begins": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "contact": forms.TextInput({"autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "audience": _("A screen shows what is meant for its audience or a wider one."),
            "shown_until": _("Empty: until it is withdrawn."),
            "publicity_working_days": _("Empty: as many as the catalogue asks for."),
            "contact": _("Who answers: name, telephone, room."),
            "opinions": _("A QR code on the slide opens a form, for notices to society."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry = cast("forms.ModelChoiceField[Entry]", self.fields["entry"])
        entry.empty_label = str(_("Choose…"))
        if self.instance.pk:
            self.initial["body"] = json.dumps(self.instance.body, ensure_ascii=False)
        else:
            self.initial.setdefault("shown_from", timezone.now().replace(second=0, microsecond=0))
            organisation = Organisation.objects.first()
            self.initial.setdefault("issuer", organisation.name if organisation else "")

    def clean_body(self) -> list[dict[str, Any]]:
        """The blocks as plain JSON; what is in them is checked when they are drawn or sent."""
        text: str = self.cleaned_data["body"] or "[]"
        if len(text.encode()) > MAX_BODY_BYTES:
            raise forms.ValidationError(_("The text is too long for a screen; put the whole into an attachment."))
        try:
            body = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("The text arrived damaged; load the page again.")) from error
        if not isinstance(body, list) or not all(isinstance(block, dict) for block in body):
            raise forms.ValidationError(_("The text arrived damaged; load the page again."))
        return body

    def content(self) -> Content:
        """What was written, of a valid form."""
        return Content(**{name: self.cleaned_data[name] for name in self.Meta.fields})


class ReviewForm(forms.Form):
    """The reviewer's three checks, and the reason when one does not hold."""

    checks = forms.MultipleChoiceField(
        label=_("I have checked"), choices=_CHECKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    reason = forms.CharField(
        label=_("Reason, when you send it back"), widget=forms.Textarea({"rows": 3}), required=False, max_length=2000
    )


class ApproveForm(forms.Form):
    """The approver signs or says why not."""

    reason = forms.CharField(
        label=_("Reason, when you send it back"), widget=forms.Textarea({"rows": 3}), required=False, max_length=2000
    )


class WithdrawForm(forms.Form):
    """Why a notice is taken off."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea({"rows": 3}), max_length=2000)


class FilterForm(forms.Form):
    """Which notices to list; all optional."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *State.choices])
    entry = forms.ModelChoiceField(
        label=_("Catalogue entry"), required=False, queryset=Entry.objects.all(), empty_label=_("Any")
    )
    mine = forms.BooleanField(label=_("Only mine"), required=False)
    due = forms.BooleanField(label=_("Due and not published"), required=False)
    looks = forms.BooleanField(label=_("Screens remark on its look"), required=False)
