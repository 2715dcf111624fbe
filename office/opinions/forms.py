"""The forms of opinions: what a citizen fills in, what a handler answers. Decides what is refused, in plain words."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from office.opinions.models import Kind, Opinion, Reply

MAX_TEXT: Final = 2000  # characters; longer matters come by letter, and a phone screen shows about 300 at once
_MIN_TEXT: Final = 4  # characters; "test" is four, "好" needs no answer


class OpinionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """What a citizen tells us. ``website`` is seen by programs alone, so only they fill it in."""

    kind = forms.ChoiceField(
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose what it is about.")},
    )
    rating = forms.ChoiceField(choices=Opinion.GRADES, required=False, widget=forms.RadioSelect)
    website = forms.CharField(required=False, label=_("Leave this empty"))

    class Meta:
        """A citizen's own fields."""

        model = Opinion
        fields = ("kind", "rating", "text", "contact")
        widgets: Final = {
            "text": forms.Textarea(attrs={"rows": 6, "maxlength": MAX_TEXT}),
            "contact": forms.TextInput(attrs={"autocomplete": "tel", "maxlength": 200}),
        }

    def clean_text(self) -> str:
        """The words without surrounding space, within their limit."""
        text = str(self.cleaned_data["text"]).strip()
        if len(text) > MAX_TEXT:
            raise forms.ValidationError(
                _("Please keep to %(most)d characters; these are %(now)d."), params={"most": MAX_TEXT, "now": len(text)}
            )
        return text

    def clean_website(self) -> str:
        """Nothing, or a program filled it in."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Please leave the hidden field empty and send again."))
        return ""

    def clean(self) -> dict[str, Any]:
        """A rating needs its grade, everything else its words."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("kind") == Kind.RATING:
            if not values.get("rating") and "rating" not in self.errors:
                self.add_error("rating", _("Please choose good, fair or poor."))
        else:
            values["rating"] = ""
            if "text" not in self.errors and len(values.get("text", "")) < _MIN_TEXT:
                self.add_error("text", _("Please write in a few words what you want to say."))
        return values


class ReplyForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A handler's answer. ``revision`` is the reply the writer saw."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        """The words alone; who and when are known."""

        model = Reply
        fields = ("text",)
        widgets: Final = {"text": forms.Textarea(attrs={"rows": 8, "maxlength": 4000})}

    def clean_text(self) -> str:
        """The words without surrounding space."""
        return str(self.cleaned_data["text"]).strip()


class InboxForm(forms.Form):
    """What the inbox is narrowed down to."""

    state = forms.ChoiceField(
        required=False,
        label=_("State"),
        choices=[("", _("All")), ("waiting", _("Waiting for a reply")), ("answered", _("Answered"))],
    )
    kind = forms.ChoiceField(required=False, label=_("Kind"), choices=[("", _("All")), *Kind.choices])
    notice = forms.CharField(required=False, max_length=64, label=_("Notice"), widget=forms.HiddenInput)
    q = forms.CharField(required=False, max_length=100, label=_("Search"))
