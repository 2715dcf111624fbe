"""The forms of screens and groups. Decide what is refused beside which field."""

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.screens.models import Group, Screen

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)  # as far as working days go
_TIME: Final = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")

_PARTS: Final = (
    (_("Where it stands"), ("title", "slug", "group", "audience")),
    (_("The panel"), ("width_px", "height_px", "rotation", "diagonal_inch", "distance_m")),
    (_("The slides"), ("theme", "has_glare", "characters_per_s", "transition", "is_calm")),
    (_("The band below the slides"), ("calendar", "has_ticker", "stale_after_h")),
    (_("Hours"), ("opens", "closes", "zone")),
    (_("How it is served"), ("delivery", "stick_within_days")),
)


def group_choice() -> forms.ModelChoiceField:  # type: ignore[type-arg]  # not subscriptable at run time
    """Which group a list is narrowed to; by default none."""
    return forms.ModelChoiceField(
        label=_("Group"),
        required=False,
        queryset=Group.objects.all(),
        to_field_name="slug",
        empty_label=_("All groups"),
    )


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A group. Its id stands in feeds, so it never changes."""

    class Meta:
        """Both fields."""

        model = Group
        fields = ("title", "slug")
        help_texts: Final = {"slug": _("Stands in addresses and never changes, e.g. lobby.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["slug"]


class ScreenForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A screen. Its id stands in QR codes and reports, so it never changes."""

    class Meta:
        """What a technician knows standing before it."""

        model = Screen
        fields = (
            "title",
            "slug",
            "group",
            "audience",
            "width_px",
            "height_px",
            "rotation",
            "diagonal_inch",
            "distance_m",
            "theme",
            "has_glare",
            "characters_per_s",
            "transition",
            "is_calm",
            "calendar",
            "has_ticker",
            "stale_after_h",
            "opens",
            "closes",
            "zone",
            "delivery",
            "stick_within_days",
        )
        widgets: Final = {"opens": _TIME, "closes": _TIME}
        help_texts: Final = {
            "slug": _("Stands in QR codes and reports and never changes, e.g. lobby-1."),
            "group": _("Screens of a group share what is published."),
            "audience": _("Who can see it from where people stand. Notices for fewer never get here."),
            "width_px": _("Of the picture as people see it: a portrait screen is narrower than high."),
            "rotation": _("How far the picture is turned for a panel hung sideways."),
            "distance_m": _("From where most people read it; decides the size of the type."),
            "has_glare": _("Its QR codes then carry more redundancy, so that a reflection does not spoil them."),
            "characters_per_s": _("How long a slide stays: 5 suits passers-by of every age; fewer is slower."),
            "transition": _("How one slide gives way to the next. A cross-fade disturbs least; a cut costs least."),
            "is_calm": _(
                "Nothing moves: slides are never pushed, and the ticker shows one line after another. "
                "For places where people sit for long, and for those whom movement makes unwell."
            ),
            "calendar": _("In a narrow band below the slide, which leaves room for it: nothing covers the text."),
            "has_ticker": _(
                "In the band, the titles of urgent notices that this screen has in its programme just then."
            ),
            "stale_after_h": _(
                "In the band, the day of the last publication, once it is so many hours ago. "
                "0: visitors are not told; this screen's page here shows its edition all the same."
            ),
            "opens": _("Empty: always on. Out of these hours the display is switched off."),
            "delivery": _(
                "A screen without a network gets its editions on a stick and is not expected to report by itself. "
                "As its reports come: by hand once its newest ones came on a stick."
            ),
            "stick_within_days": _("After so many days without one the screen is marked: its stick is overdue."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].empty_label = _("Choose…")  # type: ignore[attr-defined]
        if self.instance.pk:
            del self.fields["slug"]

    def parts(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings, for a page."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in _PARTS]

    def clean_zone(self) -> str:
        """A zone that there is."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone; for China it is Asia/Shanghai."))
        return zone


class MomentForm(forms.Form):
    """A date and time to look at, and whether as published or as if published now."""

    at = forms.DateTimeField(
        label=_("time"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        validators=[MinValueValidator(_FIRST), MaxValueValidator(_LAST)],
    )
    draft = forms.BooleanField(label=_("as if published now"), required=False)

    @classmethod
    def read(cls, data: Any) -> tuple["MomentForm", datetime, bool]:
        """The form, the time wished for (now when none or a wrong one) and whether of the draft."""
        now = timezone.localtime().replace(microsecond=0)
        form = cls(
            data if data.get("at") else {"at": now.strftime("%Y-%m-%dT%H:%M:%S"), "draft": data.get("draft", "")}
        )
        if not form.is_valid():
            return form, now, False
        return form, form.cleaned_data["at"], form.cleaned_data["draft"]
