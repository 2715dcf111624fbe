"""What was published: the office's own record of each edition and each register."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from office.screens.models import Group
from playlists.look import Look


class Publication(models.Model):
    """One edition of one group: its number, the SHA-256 of its JSON, who published it.

    Urgent editions share the numbers of the others, so that a number names what a screen shows.
    """

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    is_urgent = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    document = models.BinaryField()  # the edition as signed: what was on last Tuesday can always be answered

    class Meta:
        """Newest first; numbers never repeat within a group."""

        ordering: ClassVar = ["-made_at", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "number"], name="one_edition_per_number")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.number}"


def newest_of(group: Group, *, is_urgent: bool) -> Publication | None:
    """The group's newest edition of that kind."""
    return group.publications.filter(is_urgent=is_urgent).order_by("-number").first()


class Organisation(models.Model):
    """The one row that says whose screens these are and how they look; empty is the theme's own."""

    name = models.CharField(max_length=200)
    emblem = models.CharField(max_length=64, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    rule = models.CharField(max_length=7, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def look(self) -> Look:
        """As the contract has it."""
        return Look(emblem=self.emblem or None, accent=self.accent or None, rule=self.rule or None)
