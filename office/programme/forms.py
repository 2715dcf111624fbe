"""The forms of the programme. Decide what is refused beside which field; the changing is ``services``'."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office.notices.models import Notice, State, Version
from office.programme.contract import since_of, until_of
from office.programme.models import Playlist, PlaylistEntry, Rule
from office.programme.over import unspent
from office.screens.models import Group, Screen
from playlists.item import Audience
from playlists.workdays import YearTable, is_weekday

WEEKDAYS: Final = [
    ("1", _("Mon")),
    ("2", _("Tue")),
    ("3", _("Wed")),
    ("4", _("Thu")),
    ("5", _("Fri")),
    ("6", _("Sat")),
    ("7", _("Sun")),
]
_DAY: Final = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_TIME: Final = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PlaylistForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """A playlist's title, and whether a title page tells it."""

    class Meta:
        """The id is given by the office."""

        model = Playlist
        fields = ("title", "title_page")
        help_texts: Final = {
            "title_page": _("It names the list and what is in it. A list of one notice has none."),
        }


class NoticeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # as above
    """A notice by its newest title."""

    def label_from_instance(self, obj: Any) -> str:
        """Title, and whether it can be shown yet."""
        if obj.title is None:
            return str(obj.code)
        return f"{obj.title}（{State(obj.state).label}）"


def shut_out(notice: Notice, groups: QuerySet[Group] | None) -> tuple[set[Group], bool]:
    """Those of the groups (none: of all) none of whose screens may show what of the notice is approved; whether all."""
    version = notice.versions.filter(state__in=[State.APPROVED, State.PUBLISHED]).order_by("-number").first()
    screens = Screen.objects.filter(group__in=groups) if groups else Screen.objects.all()
    wanted = {screen.group for screen in screens.select_related("group")}
    seen = {
        screen.group
        for screen in screens
        if version is not None and Audience(screen.audience).may_see(Audience(version.audience))
    }
    return wanted - seen, not seen


def _with_titles(wanted: Any) -> QuerySet[Notice]:
    """The notices, newest first, each with its newest version's ``title`` and ``state``."""
    newest = Version.objects.filter(notice=OuterRef("pk")).order_by("-number")
    notices = Notice.objects.filter(pk__in=wanted).order_by("-pk")
    return notices.annotate(title=Subquery(newest.values("title")[:1]), state=Subquery(newest.values("state")[:1]))


class NoticeEntryForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """One notice as an entry."""

    notice = NoticeChoice(Notice.objects.none(), label=_("Notice"), empty_label=_("Choose…"))

    class Meta:
        """What an entry of one notice has."""

        model = PlaylistEntry
        fields = ("notice", "dwell_s", "weight")
        help_texts: Final = {
            "dwell_s": _("Empty: as long as the text takes to read."),
            "weight": _("How often it comes in one pass."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = Version.objects.exclude(state__in=[State.VOID, State.WITHDRAWN]).values("notice")
        self.fields["notice"].queryset = _with_titles(wanted)  # type: ignore[attr-defined]


class SelectionForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """The newest of a catalogue entry and an issuer, as an entry."""

    class Meta:
        """What a selection has."""

        model = PlaylistEntry
        fields = ("entry", "issuer", "newest", "dwell_s", "weight")
        help_texts: Final = {
            "entry": _("With all entries below it. Empty: any."),
            "issuer": _("Exactly as on the notices. Empty: any."),
            "dwell_s": _("Empty: as long as the text takes to read."),
            "weight": _("How often each comes in one pass."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].empty_label = _("Any")  # type: ignore[attr-defined]


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A schedule rule with all its fields."""

    weekdays = forms.MultipleChoiceField(
        label=_("weekdays"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for chosen weekdays."),
    )

    class Meta:
        """Everything but the id, which the office gives."""

        model = Rule
        fields = (
            "title",
            "playlist",
            "groups",
            "screens",
            "priority",
            "weight",
            "days",
            "weekdays",
            "day_since",
            "day_until",
            "since_day",
            "since_time",
            "until_day",
            "until_time",
            "zone",
            "is_on",
        )
        widgets: Final = {
            "groups": forms.CheckboxSelectMultiple,
            "screens": forms.CheckboxSelectMultiple,
            "days": forms.RadioSelect,
            "day_since": _TIME,
            "day_until": _TIME,
            "since_day": _DAY,
            "since_time": _TIME,
            "until_day": _DAY,
            "until_time": _TIME,
        }
        labels: Final = {
            "groups": _("screen groups"),
            "since_time": _("from, on the first day"),
            "until_time": _("until, on the last day"),
        }
        help_texts: Final = {
            "groups": _("No group and no screen chosen: all screens."),
            "priority": _("The highest in force takes the screen; equals share it by weight."),
            "day_since": _("Empty: from midnight."),
            "day_until": _("Empty: until midnight. Earlier than the start: until the next morning."),
            "until_time": _("Empty: to the end of the last day."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["playlist"].empty_label = _("Choose…")  # type: ignore[attr-defined]
        self.fields["playlist"].queryset = unspent(timezone.now(), self.instance.playlist_id)  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["weekdays"] = list(self.instance.weekdays)

    def clean_weekdays(self) -> str:
        """As the model keeps them: ``135``."""
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def clean_zone(self) -> str:
        """A zone that there is."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no such time zone; for China it is Asia/Shanghai."))
        return zone

    def clean(self) -> dict[str, Any]:
        """Fields that only make sense together."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("days") == "weekdays" and not data.get("weekdays"):
            self.add_error("weekdays", _("Choose at least one weekday."))
        for day, time in (("since_day", "since_time"), ("until_day", "until_time")):
            if data.get(time) and not data.get(day):
                self.add_error(day, _("A time needs its day."))
        return data

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's own step between cleaning and saving
        since, until = since_of(self.instance), until_of(self.instance)
        if since and until and until <= since:
            self.add_error("until_day", _("It ends before it begins."))


class UrgentForm(forms.Form):
    """Cutting in: one notice or one playlist, everywhere or on some groups, until a time."""

    notice = NoticeChoice(Notice.objects.none(), label=_("Notice"), required=False, empty_label=_("Choose…"))
    playlist = forms.ModelChoiceField(
        Playlist.objects.all(), label=_("or a playlist"), required=False, empty_label=_("Choose…")
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.all(),
        label=_("screen groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all screens."),
    )
    until = forms.DateTimeField(
        label=_("until"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Then the screens go back to their programme by themselves."),
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at
        showable = Version.objects.filter(state__in=[State.APPROVED, State.PUBLISHED]).values("notice")
        self.fields["notice"].queryset = _with_titles(showable)  # type: ignore[attr-defined]
        self.fields["playlist"].queryset = unspent(at)  # type: ignore[attr-defined]

    def clean_until(self) -> datetime:
        """Not over already."""
        until: datetime = self.cleaned_data["until"].replace(second=0, microsecond=0)  # rules keep whole minutes
        if until <= self._at:
            raise forms.ValidationError(_("This time is past."))
        return until

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("notice")) == bool(data.get("playlist")):
            self.add_error("notice", _("Choose a notice or a playlist, one of them."))
        elif data.get("notice") and shut_out(data["notice"], data.get("groups"))[1]:
            self.add_error("notice", _("No screen chosen may show it: none of them stands before its audience."))
        return data


class DaysField(forms.CharField):
    """Dates, one per line or parted by spaces or commas."""

    widget = forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})

    def clean(self, value: Any) -> tuple[date, ...]:
        """The days in order, without doubles."""
        words = str(super().clean(value)).replace(",", " ").replace("，", " ").replace("、", " ").split()
        days = []
        for word in words:
            try:
                days.append(date.fromisoformat(word))
            except ValueError as error:
                raise forms.ValidationError(_("“%s” is not a date; write 2027-01-01.") % word) from error
        return tuple(sorted(set(days)))


class TableForm(forms.Form):
    """A year's exceptions from Monday to Friday."""

    off = DaysField(
        label=_("Weekdays off"), required=False, help_text=_("Holidays from Monday to Friday, one per line.")
    )
    worked = DaysField(
        label=_("Weekend days worked"),
        required=False,
        help_text=_("Saturdays and Sundays worked instead, one per line."),
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._year = year

    def clean_off(self) -> tuple[date, ...]:
        """Weekdays of the year."""
        return self._only("off", weekdays=True)

    def clean_worked(self) -> tuple[date, ...]:
        """Weekend days of the year."""
        return self._only("worked", weekdays=False)

    def table(self) -> YearTable:
        """What was entered."""
        return YearTable(year=self._year, off=self.cleaned_data["off"], worked=self.cleaned_data["worked"])

    def _only(self, name: str, *, weekdays: bool) -> tuple[date, ...]:
        days: tuple[date, ...] = self.cleaned_data[name]
        for day in days:
            if day.year != self._year:
                raise forms.ValidationError(_("%(day)s is not in %(year)d.") % {"day": day, "year": self._year})
            if is_weekday(day) is not weekdays:
                sentence = (
                    _("%s is on a weekend; it is off anyway.")
                    if weekdays
                    else _("%s is a weekday; it is worked anyway.")
                )
                raise forms.ValidationError(sentence % day)
        return days
