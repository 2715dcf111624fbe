"""What the pages about screens need to know of them: their condition, what they should be showing."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, OuterRef, Q, Subquery

from office.publishing.models import Publication
from office.screens.condition import Condition, Known, condition_of
from office.screens.contract import hours_of
from office.screens.models import Group, Screen


class Seen(NamedTuple):
    """A screen with its condition and its group's newest edition."""

    screen: Screen
    condition: Condition
    published: Publication | None


def screens_seen(at: datetime, *chosen: Q) -> list[Seen]:
    """The chosen screens, or all, by title, with a fixed number of questions to the database."""
    numbers = Publication.objects.values("group").annotate(last=Max("number")).values("last")
    of_group = numbers.filter(group=OuterRef("group"))
    newest = {one.group_id: one for one in Publication.objects.defer("document").filter(number=Subquery(of_group))}
    screens = (
        Screen.objects.filter(*chosen)
        .select_related("group")
        .annotate(open_incidents=Count("incidents", filter=Q(incidents__settled_at=None, incidents__notice="")))
    )
    return [_seen(screen, newest.get(screen.group_id), screen.open_incidents, at) for screen in screens]


def seen(screen: Screen, at: datetime) -> Seen:
    """One screen."""
    return _seen(screen, newest_of(screen.group), screen.incidents.filter(settled_at=None, notice="").count(), at)


def newest_of(group: Group) -> Publication | None:
    """The group's newest publication, without its document."""
    return group.publications.defer("document").order_by("-number").first()


def _seen(screen: Screen, published: Publication | None, open_incidents: int, at: datetime) -> Seen:
    known = Known(
        is_enrolled=bool(screen.token_digest),
        seen_at=screen.seen_at,
        heartbeat=screen.heartbeat,
        published=published.number if published else 0,
        published_at=published.made_at if published else None,
        open_incidents=open_incidents,
        collected_at=screen.collected_at,
        stick_within=timedelta(days=screen.stick_within_days) if screen.is_by_hand else None,
        hours=hours_of(screen),
        zone=screen.zone,
    )
    return Seen(screen, condition_of(known, at), published)
