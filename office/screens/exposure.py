"""What was shown for how long: the screens' proofs of play, added up by notice. Decides what counts as shown.

A slide that was presented while the display was off was shown to nobody and is left out.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.utils.translation import gettext as _

from office.notices.models import Version
from office.screens.models import Group, Play
from playlists.report import Display


class Exposure(NamedTuple):
    """One notice's. ``total`` is the sum over all screens; ``version`` the newest that was shown."""

    item: str
    version: int
    title: str
    screens: int
    total: timedelta
    first: datetime
    last: datetime

    @property
    def spelled(self) -> str:
        """The total in hours, or in minutes when it is less than two."""
        minutes = round(self.total.total_seconds() / 60)
        return _("%d minutes") % minutes if minutes < 120 else _("%d hours") % round(minutes / 60)  # noqa: PLR2004


def shown(since: datetime, until: datetime, group: Group | None = None) -> QuerySet[Play, Any]:
    """Rows for ``exposures``: by notice, what was shown longest first, of slides that began in [since, until)."""
    plays = Play.objects.filter(since__gte=since, since__lt=until).exclude(item="").exclude(display=Display.OFF.value)
    if group:
        plays = plays.filter(screen__group=group)
    return (
        plays.values("item")
        .annotate(
            number=Max("version"),
            screens=Count("screen", distinct=True),
            total=Sum(F("until") - F("since")),
            first=Min("since"),
            last=Max("until"),
        )
        .order_by("-total", "item")
    )


def exposures(rows: list[dict[str, Any]]) -> list[Exposure]:
    """Rows of ``shown`` with the titles that were shown."""
    found = Version.objects.filter(notice__code__in={row["item"] for row in rows})
    titles = {(code, number): title for code, number, title in found.values_list("notice__code", "number", "title")}
    return [
        Exposure(
            item=row["item"],
            version=row["number"],
            title=titles.get((row["item"], row["number"]), ""),
            screens=row["screens"],
            total=row["total"],
            first=row["first"],
            last=row["last"],
        )
        for row in rows
    ]
