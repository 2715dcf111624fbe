"""公开目录. Decides what an entry is; which entries there are is data and differs by place."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """目录项. ``publicity_working_days``: the floor of its publicity period (公示期), 0 when it needs none."""

    code = models.CharField(
        _("code"), max_length=40, unique=True, validators=[RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z.-]*\Z")]
    )
    title = models.CharField(_("title"), max_length=200)
    publicity_working_days = models.PositiveSmallIntegerField(_("publicity period, working days at least"), default=0)

    class Meta:
        """In the order of the codes."""

        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
