"""意见 and 答复. Decides what is kept of a citizen: the words, a contact if given, never an address of a machine."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.notices.models import Version


class Kind(models.TextChoices):
    """What somebody wants with an opinion."""

    QUESTION = "question", _("Question")
    SUGGESTION = "suggestion", _("Suggestion")
    OBJECTION = "objection", _("Objection")
    RATING = "rating", _("Rating")


class Opinion(models.Model):
    """意见 on a notice's version. ``place`` is the screen whose QR code was scanned; ``receipt`` the citizen's code."""

    GRADES: ClassVar = [("good", _("Good")), ("fair", _("Fair")), ("poor", _("Poor"))]

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="opinions_received")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    rating = models.CharField(_("rating"), max_length=5, blank=True, choices=GRADES)
    text = models.TextField(_("text"), max_length=4000, blank=True)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    place = models.CharField(max_length=64, blank=True)
    receipt = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Oldest first: who waits longest is answered first."""

        ordering: ClassVar = ["received_at"]

    def __str__(self) -> str:
        return f"{self.receipt} {self.kind}"


class Reply(models.Model):
    """答复 to an opinion. ``revision`` rises with each correction; earlier words are in the journal."""

    opinion = models.OneToOneField(Opinion, on_delete=models.PROTECT, related_name="reply")
    text = models.TextField(_("reply"), max_length=4000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"reply to {self.opinion_id}"
