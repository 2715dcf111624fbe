"""Which screens a page of the list holds: chosen by words, group and condition, counted by condition.

Decides the order: by group, as people look for a place.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.screens.condition import Condition, Level
from office.screens.forms import group_choice
from office.screens.models import Group, Screen
from office.screens.overview import Seen, screens_seen

PER_PAGE: Final = 60  # divides into rows of two, three, four and five
_BY_HAND: Final = "by-hand"
_CONDITIONS: Final = (
    (Level.BAD.css, _("trouble")),
    (Level.WARN.css, _("needs a look")),
    (Level.OK.css, _("in order")),
    (_BY_HAND, _("served by hand")),
    (Level.MUTED.css, _("not enrolled")),
)


class ListForm(forms.Form):
    """Which screens to list; all optional."""

    q = forms.CharField(label=_("Search"), required=False, max_length=200)
    group = group_choice()
    condition = forms.ChoiceField(label=_("Condition"), required=False, choices=[("", _("Any")), *_CONDITIONS])


class Tally(NamedTuple):
    """How many of the chosen screens are in a condition."""

    condition: str
    word: Any
    number: int


class Listing(NamedTuple):
    """One page: ``groups`` are its screens by group; ``tallies`` count all that were chosen by words and group."""

    page: Page[Seen]
    groups: tuple[tuple[Group, tuple[Seen, ...]], ...]
    tallies: tuple[Tally, ...]


def list_screens(wanted: dict[str, Any], number: str | None, at: datetime) -> Listing:
    """The ``number``-th page of what a valid ``ListForm`` asks for."""
    chosen = _chosen(wanted)
    known = sorted(screens_seen(at, chosen), key=lambda one: (one.screen.group.title, one.screen.group_id))
    counted = Counter(name for one in known for name in _names(one.condition))
    tallies = tuple(Tally(name, word, counted[name]) for name, word in _CONDITIONS if counted[name])
    if wanted.get("condition"):
        known = [one for one in known if wanted["condition"] in _names(one.condition)]
    page = Paginator(known, PER_PAGE).get_page(number)
    return Listing(page, (*_grouped(list(page)), *_empty_groups(wanted, page)), tallies)


def _chosen(wanted: dict[str, Any]) -> Q:
    chosen = Q()
    for word in wanted.get("q", "").split():
        chosen &= Q(title__icontains=word) | Q(slug__icontains=word)
    return chosen & Q(group=wanted["group"]) if wanted.get("group") else chosen


def _names(condition: Condition) -> tuple[str, ...]:
    """One that is served by hand and overdue is found under both."""
    if not condition.is_by_hand:
        return (condition.level.css,)
    return (_BY_HAND,) if condition.level == Level.MUTED else (condition.level.css, _BY_HAND)


def _grouped(known: Sequence[Seen]) -> list[tuple[Group, tuple[Seen, ...]]]:
    by_group = groupby(known, key=lambda one: one.screen.group)
    return [(group, tuple(screens)) for group, screens in by_group]


def _empty_groups(wanted: dict[str, Any], page: Page[Seen]) -> list[tuple[Group, tuple[Seen, ...]]]:
    """At the end of all that is listed, so that they can be filled or deleted."""
    if page.has_next() or wanted.get("q") or wanted.get("condition"):
        return []
    groups = Group.objects.exclude(pk__in=Screen.objects.values("group"))
    if wanted.get("group"):
        groups = groups.filter(pk=wanted["group"].pk)
    return [(group, ()) for group in groups]
