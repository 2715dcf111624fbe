"""Forms about accounts."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from office.people.models import Role, User


class RolesField(forms.MultipleChoiceField):
    """Which roles somebody holds, as ticks."""

    def __init__(self) -> None:
        super().__init__(label=_("Roles"), choices=Role, widget=forms.CheckboxSelectMultiple, required=False)


class AddForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A new account."""

    roles = RolesField()

    class Meta:
        """The account's own fields."""

        model = User
        fields = ("username", "name")
        help_texts: ClassVar = {"username": _("Stands in approvals and never changes. Only a-z, 0-9 and hyphens.")}


class ChangeForm(forms.Form):
    """The name and roles of an account."""

    name = forms.CharField(label=_("Name"), max_length=80)
    roles = RolesField()


class PasswordForm(forms.Form):
    """One's own new password."""

    old = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(label=_("New password"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    again = forms.CharField(
        label=_("New password once more"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["new"].help_text = _("At least 10 characters, not digits alone, not a common word, not your name.")

    def clean_old(self) -> str:
        """Somebody who found an open browser does not know it."""
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise forms.ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        """Long and uncommon enough."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new

    def clean_again(self) -> str:
        """Guards against a slip of the fingers."""
        again: str = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two new passwords differ."))
        return again
