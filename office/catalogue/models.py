"""公开目录. Decides what an entry is; which entries there are is data and differs by place."""

from typing import Any, ClassVar, Final

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_WIDTH: Final = 6  # digits of the largest number in a code that still sorts right


def place_of(code: str) -> str:
    """A text that sorts as the code's numbers do: ``3.10`` after ``3.2``."""
    return ".".join(part.zfill(_WIDTH) for part in code.split("."))[:200]


class Entry(models.Model):
    """目录项. ``publicity_working_days``: the floor of its publicity period (公示期), 0 when it needs none."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, validators=[RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z.-]*\Z")]
    )
    title = models.CharField(_("title"), max_length=200)
    publicity_working_days = models.PositiveSmallIntegerField(_("publicity period, working days at least"), default=0)

    place = models.CharField(max_length=200, editable=False, default="", db_index=True)  # sorts 10.1 after 2.3

    class Meta:
        """In the order of the codes."""

        ordering: ClassVar = ["place"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the place that the code's numbers give it among the others."""
        self.place = place_of(self.code)
        super().save(*args, **kwargs)
