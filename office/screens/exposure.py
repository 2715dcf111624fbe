"""What was shown for how long: the screens' proofs of play, added up by day as they arrive, and by notice when asked.

Decides what counts as shown: a slide that was presented while the display was off was shown to nobody. A day is the
organisation's; a slide belongs to the one on which it began.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from office.notices.models import Version
from office.screens.models import Group, Play, ShownDay
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


def add_up(plays: Iterable[Play]) -> None:
    """Add plays of one screen, which were not counted before, to their days. Inside the transaction that keeps them."""
    sums: dict[tuple[date, str, int], ShownDay] = {}
    for play in plays:
        if play.item and play.display != Display.OFF.value and play.until > play.since:
            _put(sums, play)
    if not sums:
        return
    screen, days = next(iter(sums.values())).screen_id, {day for day, _item, _version in sums}
    known = {(one.day, one.item, one.version): one for one in ShownDay.objects.filter(screen=screen, day__in=days)}
    for key, new in sums.items():
        if key in known:
            _join(known[key], new)
    changed = [known[key] for key in sums if key in known]
    ShownDay.objects.bulk_update(changed, ["shown_ms", "first", "last"])
    ShownDay.objects.bulk_create(new for key, new in sums.items() if key not in known)


def shown(since: date, until: date, group: Group | None = None) -> QuerySet[ShownDay, Any]:
    """Rows for ``exposures``: by notice, what was shown longest first, on the days from ``since`` to ``until``."""
    days = ShownDay.objects.filter(day__range=(since, until))
    if group:
        days = days.filter(screen__group=group)
    return (
        days.values("item")
        .annotate(
            number=Max("version"),
            screens=Count("screen", distinct=True),
            total_ms=Sum("shown_ms"),
            since=Min("first"),
            until=Max("last"),
        )
        .order_by("-total_ms", "item")
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
            total=timedelta(milliseconds=row["total_ms"]),
            first=row["since"],
            last=row["until"],
        )
        for row in rows
    ]


def _put(sums: dict[tuple[date, str, int], ShownDay], play: Play) -> None:
    day = timezone.localdate(play.since)
    shown_ms = (play.until - play.since) // timedelta(milliseconds=1)
    one = ShownDay(
        screen_id=play.screen_id,
        item=play.item,
        version=play.version,
        day=day,
        shown_ms=shown_ms,
        first=play.since,
        last=play.until,
    )
    key = (day, play.item, play.version)
    if key in sums:
        _join(sums[key], one)
    else:
        sums[key] = one


def _join(whole: ShownDay, part: ShownDay) -> None:
    whole.shown_ms += part.shown_ms
    whole.first, whole.last = min(whole.first, part.first), max(whole.last, part.last)
