"""What of the programme is over. Decides what stands apart from what still runs; nothing is deleted, it is the record.

A playlist goes with its rules when it was made by cutting in: a single notice, played by urgent rules alone.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from office.programme.contract import until_of
from office.programme.models import Playlist, Rule
from playlists.schedule import instant_of


def is_over(rule: Rule, at: datetime) -> bool:
    """Whether the rule can never be in force again."""
    until = until_of(rule)
    return until is not None and instant_of(until, ZoneInfo(rule.zone)) <= at


def is_spent(playlist: Playlist, at: datetime) -> bool:
    """Whether the playlist was one cut-in's and all its rules are over."""
    rules, entries = list(playlist.rules.all()), list(playlist.entries.all())
    is_one_notice = len(entries) == 1 and entries[0].notice_id is not None
    return is_one_notice and bool(rules) and all(rule.priority == "urgent" and is_over(rule, at) for rule in rules)


def unspent(at: datetime, keep: int | None = None) -> QuerySet[Playlist]:
    """The playlists to choose from; ``keep`` is the one that is chosen already."""
    tried = Playlist.objects.filter(rules__priority="urgent").distinct().prefetch_related("rules", "entries")
    spent = [one.pk for one in tried if one.pk != keep and is_spent(one, at)]
    return Playlist.objects.exclude(pk__in=spent)
