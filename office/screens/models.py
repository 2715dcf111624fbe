"""Screens and groups, and what the screens report. Decides what is kept of a screen."""

from datetime import datetime, timedelta
from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

IDENTIFIER = RegexValidator(r"^[a-z0-9][a-z0-9-]{0,63}\Z", _("Only a-z, 0-9 and hyphens."))


class Group(models.Model):
    """屏组: screens that share an edition."""

    slug = models.CharField(_("id"), max_length=64, unique=True, validators=[IDENTIFIER])
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200)

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title


class Screen(models.Model):
    """屏. Units are in the names. ``token_digest``: SHA-256 of the token it shows; empty until enrolled."""

    slug = models.CharField(_("id"), max_length=64, unique=True, validators=[IDENTIFIER])
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="screens", verbose_name=_("group"))
    width_px = models.PositiveIntegerField(
        _("width, pixels"), default=1920, validators=[MinValueValidator(64), MaxValueValidator(8192)]
    )
    height_px = models.PositiveIntegerField(
        _("height, pixels"), default=1080, validators=[MinValueValidator(64), MaxValueValidator(8192)]
    )
    rotation = models.PositiveSmallIntegerField(
        _("rotation"), default=0, choices=[(0, "0°"), (90, "90°"), (180, "180°"), (270, "270°")]
    )
    diagonal_inch = models.DecimalField(
        _("diagonal, inches"), max_digits=5, decimal_places=1, default=55, validators=[MinValueValidator(4)]
    )
    distance_m = models.DecimalField(
        _("viewing distance, metres"), max_digits=4, decimal_places=1, default=4, validators=[MinValueValidator(0.3)]
    )
    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=[("members", _("Members")), ("unit", _("Unit")), ("public", _("Society"))],
        default="public",
    )
    zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    theme = models.CharField(
        _("theme"),
        max_length=20,
        choices=[("red-gold", _("Red and gold")), ("quiet", _("Quiet")), ("contrast", _("High contrast"))],
        default="red-gold",
    )
    has_glare = models.BooleanField(_("lamps or windows are mirrored in it"), default=False)
    characters_per_s = models.PositiveSmallIntegerField(
        _("reading speed, characters a second"), default=5, validators=[MinValueValidator(2), MaxValueValidator(12)]
    )
    transition = models.CharField(
        _("change of slides"),
        max_length=10,
        choices=[("cut", _("At once")), ("fade", _("Cross-fade")), ("push", _("Push to the left"))],
        default="fade",
    )
    is_calm = models.BooleanField(_("reduced motion"), default=False)
    calendar = models.CharField(
        _("clock and date"),
        max_length=10,
        choices=[
            ("none", _("No clock")),
            ("date", _("Time, date, day of the week")),
            ("lunar", _("The same with the lunar date")),
        ],
        default="none",
    )
    has_ticker = models.BooleanField(_("ticker of urgent notices"), default=False)
    stale_after_h = models.PositiveSmallIntegerField(
        _("say how old the content is from, hours"), default=0, validators=[MaxValueValidator(8760)]
    )
    opens = models.TimeField(_("on from"), null=True, blank=True)
    closes = models.TimeField(_("on until"), null=True, blank=True)
    delivery = models.CharField(
        _("how it is served"),
        max_length=10,
        choices=[
            ("auto", _("As its reports come")),
            ("network", _("Over the network")),
            ("stick", _("By hand, with a USB stick")),
        ],
        default="auto",
    )
    stick_within_days = models.PositiveSmallIntegerField(
        _("by hand: a stick is due within, days"),
        default=10,  # a screen's spool holds some twelve days of slides
        validators=[MinValueValidator(1), MaxValueValidator(366)],
    )
    token_digest = models.CharField(max_length=64, blank=True, db_index=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # over the network
    collected_at = models.DateTimeField(null=True, blank=True)  # a stick brought news of it
    heartbeat = models.JSONField(default=dict, blank=True)  # the newest one, as in the contract
    screenshot_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """By title."""

        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_by_hand(self) -> bool:
        """Whether a stick is what serves it: as staff say, or else as its newest reports came. See ``BY_HAND``."""
        if self.delivery != "auto":
            return self.delivery == "stick"
        return self.collected_at is not None and (self.seen_at is None or self.seen_at < self.collected_at)

    @property
    def stick_due_at(self) -> datetime | None:
        """By when the next stick is due where it is served by hand; None before a machine is enrolled."""
        last = self.collected_at or self.enrolled_at
        return last and last + timedelta(days=self.stick_within_days)


BY_HAND: Final = Q(delivery="stick") | (
    Q(delivery="auto", collected_at__isnull=False) & (Q(seen_at__isnull=True) | Q(seen_at__lt=models.F("collected_at")))
)
"""``Screen.is_by_hand`` for the database."""


class EnrolmentCode(models.Model):
    """A one-time code for a screen; only the digest of its secret half is kept."""

    screen = models.ForeignKey(Screen, on_delete=models.CASCADE, related_name="codes")
    secret_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.screen_id} until {self.expires_at}"


class EnrolmentFailure(models.Model):
    """A wrong enrolment code and the machine's address it came from; kept for as long as guesses are counted."""

    address = models.GenericIPAddressField(db_index=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.address} {self.at}"


class Play(models.Model):
    """播出记录: what a screen presented, in [since, until). ``report`` makes sending it twice harmless."""

    report = models.CharField(max_length=32, unique=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="plays")
    item = models.CharField(max_length=64, blank=True, db_index=True)
    version = models.PositiveIntegerField()
    page = models.PositiveIntegerField()
    edition = models.PositiveIntegerField()
    rule = models.CharField(max_length=64, blank=True)
    since = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    display = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.screen_id} {self.item}@{self.version} {self.since}"


class ShownDay(models.Model):
    """播出时长: a screen's plays of a version on a local day, added up as they arrive (see ``exposure``)."""

    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    day = models.DateField(db_index=True)
    shown_ms = models.PositiveBigIntegerField()
    first = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        """One row per screen, version and day."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["screen", "day", "item", "version"], name="one_sum_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.screen_id} {self.item}@{self.version} {self.day}"


class Carried(models.Model):
    """Ids of the reports that came from a screen by hand last: what the next stick tells it that it may forget."""

    screen = models.OneToOneField(Screen, on_delete=models.CASCADE, related_name="carried")
    ids = models.JSONField(default=list)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.screen_id} {self.at}"


class Incident(models.Model):
    """Something a screen wants a person to know.

    ``notice`` and ``number`` say of which version's look it tells; empty in what is the technicians'.
    """

    report = models.CharField(max_length=32, unique=True)
    screen = models.ForeignKey(Screen, on_delete=models.PROTECT, related_name="incidents")
    at = models.DateTimeField()
    subject = models.CharField(max_length=400)
    what = models.TextField()
    notice = models.CharField(max_length=64, blank=True, db_index=True)
    number = models.PositiveIntegerField(default=0)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.what
