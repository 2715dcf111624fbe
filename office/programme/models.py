"""Playlists and schedule rules as the staff keep them; ``publishing.compile`` turns them into the contract's."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.catalogue.models import Entry
from office.notices.models import Notice
from office.screens.models import IDENTIFIER, Group, Screen

FIRST_YEAR, LAST_YEAR = 2000, 2200  # of working days, and of what the pages look at


class Playlist(models.Model):
    """轮播单."""

    slug = models.CharField(_("id"), max_length=64, unique=True, validators=[IDENTIFIER])
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200)
    title_page = models.BooleanField(_("open each pass with a title page"), default=True)

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class PlaylistEntry(models.Model):
    """One entry: a notice, or (``notice`` empty) the newest ``newest`` of a catalogue entry and an issuer."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField()
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("catalogue entry")
    )
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    newest = models.PositiveSmallIntegerField(
        _("newest"), default=10, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    dwell_s = models.PositiveSmallIntegerField(
        _("seconds per slide"), null=True, blank=True, validators=[MinValueValidator(2), MaxValueValidator(600)]
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )

    class Meta:
        """In order."""

        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.playlist_id}.{self.position}"


class Rule(models.Model):
    """排期. ``since``/``until`` and the times of day are wall time in ``zone``; ``weekdays`` is like ``135``."""

    slug = models.CharField(_("id"), max_length=64, unique=True, validators=[IDENTIFIER])
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200)
    playlist = models.ForeignKey(Playlist, on_delete=models.PROTECT, related_name="rules", verbose_name=_("playlist"))
    groups = models.ManyToManyField(Group, blank=True, related_name="rules", verbose_name=_("groups"))
    screens = models.ManyToManyField(Screen, blank=True, related_name="rules", verbose_name=_("screens"))
    priority = models.CharField(
        _("priority"),
        max_length=10,
        choices=[("base", _("Base")), ("campaign", _("Campaign")), ("urgent", _("Urgent"))],
        default="base",
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    days = models.CharField(
        _("days"),
        max_length=10,
        choices=[("all", _("Every day")), ("working", _("Working days")), ("weekdays", _("Chosen weekdays"))],
        default="all",
    )
    weekdays = models.CharField(_("weekdays"), max_length=7, blank=True)
    day_since = models.TimeField(_("from, time of day"), null=True, blank=True)
    day_until = models.TimeField(_("until, time of day"), null=True, blank=True)
    since_day = models.DateField(_("first day"), null=True, blank=True)
    since_time = models.TimeField(_("from"), null=True, blank=True)
    until_day = models.DateField(_("last day"), null=True, blank=True)
    until_time = models.TimeField(_("until"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    is_on = models.BooleanField(_("in use"), default=True)

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class WorkdayTable(models.Model):
    """One year's working days as entered here, instead of the ones that are shipped. Days are ISO dates."""

    year = models.PositiveSmallIntegerField(
        _("year"), unique=True, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    off = models.JSONField(default=list)  # weekdays that are off
    worked = models.JSONField(default=list)  # weekend days that are worked

    class Meta:
        """By year."""

        ordering: ClassVar = ["year"]

    def __str__(self) -> str:
        return str(self.year)
