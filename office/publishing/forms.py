"""The form of the organisation's name and look. Decides which colours are taken: those that can be read."""

from typing import Any, Final

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.publishing.models import Organisation
from player.slides.themes import ACCENT_GROUNDS, THEMES
from playlists.look import LEAST_CONTRAST, colour_of, hex_of, least_contrast, nearest_readable
from playlists.screen import ThemeName

_IS_COLOUR: Final = RegexValidator(r"^#[0-9a-fA-F]{6}$", gettext_lazy("Write the colour like #8a1c16."))
_USUAL: Final = THEMES[ThemeName.RED_GOLD]


class OrganisationForm(forms.Form):
    """A name, and an emblem and two colours if one likes. A colour that is left as it is stays each theme's own."""

    name = forms.CharField(
        label=gettext_lazy("name of the organisation"), max_length=200, help_text=gettext_lazy("Stands on every slide.")
    )
    emblem = forms.FileField(
        label=gettext_lazy("emblem"),
        required=False,
        help_text=gettext_lazy("PNG or JPEG, stands beside the name. White around it becomes transparent."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg"}),
    )
    without_emblem = forms.BooleanField(label=gettext_lazy("take the emblem off"), required=False)
    accent = forms.CharField(
        label=gettext_lazy("colour of names, titles and headings"),
        required=False,
        validators=[_IS_COLOUR],
        widget=forms.TextInput({"type": "color"}),
        help_text=gettext_lazy("It must stand out from the page by 7:1, so that everybody can read it."),
    )
    rule = forms.CharField(
        label=gettext_lazy("colour of lines"),
        required=False,
        validators=[_IS_COLOUR],
        widget=forms.TextInput({"type": "color"}),
    )
    own_colours = forms.BooleanField(label=gettext_lazy("go back to each theme’s own colours"), required=False)

    @classmethod
    def of(cls, known: Organisation, data: Any = None, files: Any = None) -> "OrganisationForm":
        """The form with what is known, and with what was sent, if anything."""
        initial = {
            "name": known.name,
            "accent": known.accent or hex_of(_USUAL.accent),
            "rule": known.rule or hex_of(_USUAL.rule),
        }
        form = cls(data, files, initial=initial)
        if not known.emblem:
            del form.fields["without_emblem"]
        if not known.accent and not known.rule:
            del form.fields["own_colours"]
        return form

    def clean_accent(self) -> str:
        """The colour, or empty for the theme's own. One that is hard to read is refused with the nearest better one."""
        accent = self._colour("accent", hex_of(_USUAL.accent))
        ratio = least_contrast(colour_of(accent), ACCENT_GROUNDS) if accent else LEAST_CONTRAST
        if ratio >= LEAST_CONTRAST or self.data.get("own_colours"):
            return accent
        sentence = _(
            "%(colour)s stands out from the page by %(ratio)s:1 only; 7:1 is needed. "
            "The nearest that does is %(nearest)s."
        )
        nearest = hex_of(nearest_readable(colour_of(accent), ACCENT_GROUNDS))
        shown = f"{int(ratio * 10) / 10:.1f}"  # rounded down: 6.96 is not 7.0
        raise forms.ValidationError(sentence % {"colour": accent, "ratio": shown, "nearest": nearest})

    def clean_rule(self) -> str:
        """The colour, or empty for the theme's own."""
        return self._colour("rule", hex_of(_USUAL.rule))

    def clean(self) -> dict[str, Any]:
        """Both colours empty when the theme's own are wanted."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        return cleaned | {"accent": "", "rule": ""} if cleaned.get("own_colours") else cleaned

    def _colour(self, name: str, usual: str) -> str:
        colour: str = self.cleaned_data[name].lower()
        return "" if colour == usual else colour
