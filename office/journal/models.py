"""The journal: every step, in order, never changed. Each entry's hash covers the one before it."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One step. ``subject`` is like ``notice:n-12@3``; ``details`` is a flat JSON object; triggers refuse changes."""

    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, db_index=True)
    details = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.subject}"
