"""公开事项 and its versions, decisions and pictures. Decides what is kept; the steps are in ``services``."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.catalogue.models import Entry
from playlists import item as contract


class State(models.TextChoices):
    """Where a version stands on its way. A void one was replaced by an edit before it was published."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in-review", _("In review")
    IN_APPROVAL = "in-approval", _("Awaiting approval")
    APPROVED = "approved", _("Approved")
    PUBLISHED = "published", _("Published")
    REPLACED = "replaced", _("Replaced")
    VOID = "void", _("Void")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Notice(models.Model):
    """公开事项, through all its versions. ``code`` is its id in the contract, ``link_code`` stands in its QR code."""

    code = models.CharField(max_length=64, unique=True)
    link_code = models.CharField(max_length=12, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.code


class Version(models.Model):
    """版本. Frozen once it has left the drafter's hands: from then on an edit makes the next version.

    ``body`` holds the contract's blocks as plain JSON; ``returned`` is the reason it was last sent back for. ``frozen``
    is the contract's item, as JSON without approvals, that went to review: what the signatures are made over. A later
    change to the catalogue, the holidays or the site's address must not change it. ``act`` is what a correction or a
    withdrawal says of an earlier version; empty in others. ``acts`` knows what stands in it.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafted")
    saved_at = models.DateTimeField(auto_now=True)
    published_at = models.DateTimeField(null=True, blank=True)
    returned = models.TextField(blank=True)

    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issuer"), max_length=200)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, verbose_name=_("catalogue entry"))
    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=[("members", _("Members")), ("unit", _("Unit")), ("public", _("Society"))],
        default="public",
    )
    timing = models.CharField(
        _("timing"),
        max_length=10,
        choices=[
            ("routine", _("Routine")),
            ("staged", _("Staged")),
            ("temporary", _("Temporary")),
            ("urgent", _("Urgent")),
        ],
        default="routine",
    )
    stage = models.CharField(
        _("stage"),
        max_length=10,
        choices=[
            ("none", _("None")),
            ("proposal", _("Before the decision")),
            ("decision", _("Decision")),
            ("result", _("Result")),
        ],
        default="none",
    )
    shown_from = models.DateTimeField(_("shown from"))
    shown_until = models.DateTimeField(_("shown until"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=400, blank=True)
    opinions = models.BooleanField(_("ask for opinions"), default=True)
    publicity_begins = models.DateField(_("publicity period begins"), null=True, blank=True)
    publicity_working_days = models.PositiveSmallIntegerField(
        _("publicity period, working days"), null=True, blank=True
    )
    body = models.JSONField(_("body"), default=list)
    act = models.JSONField(default=dict, editable=False)
    frozen = models.BinaryField(null=True, editable=False)
    source = models.CharField(max_length=500, blank=True, db_index=True, editable=False)  # where it was imported from

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-saved_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["notice", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.title} ({self.notice.code}@{self.number})"

    @property
    def is_correction(self) -> bool:
        """Whether it says what was wrong in an earlier version (更正)."""
        return bool(self.act.get("kind") == "correction")

    @property
    def is_withdrawal(self) -> bool:
        """Whether it says that an earlier version no longer holds (撤回)."""
        return bool(self.act.get("kind") == "withdrawal")


class Decision(models.Model):
    """One reviewer's or approver's step on a version. Never changed; a positive one carries its signed proof."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    step = models.CharField(max_length=10, choices=[(step.value, step.value) for step in contract.Step])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    at = models.DateTimeField()
    granted = models.BooleanField()
    checks = models.JSONField(default=list)  # of a review: secrecy, necessity, accuracy
    reason = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64, blank=True)
    proof = models.CharField(max_length=128, blank=True)

    class Meta:
        """In the order they were made."""

        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.version_id} {self.granted}"


class PictureFile(models.Model):
    """An uploaded picture or video; its bytes lie in settings.BLOBS under its hash."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=40)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
