"""Cutting in (紧急插播): from something urgent to a rule that takes the screens until a time, once published."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from office.notices.models import Notice
from office.people.models import User
from office.programme.models import Playlist, Rule
from office.programme.services import add_entry, create_playlist, save_rule
from office.screens.models import Group

_MAX_TITLE: Final = 200  # characters of a title in the model


@transaction.atomic
def cut_in(what: Notice | Playlist, groups: Iterable[Group], until: datetime, person: User, at: datetime) -> Rule:
    """An urgent rule from now ``until`` then, on ``groups`` (none: everywhere). It counts once it is published."""
    zone = ZoneInfo(settings.ORGANISATION_ZONE)
    playlist = what if isinstance(what, Playlist) else _playlist_of(what, person)
    begins, ends = at.astimezone(zone), until.astimezone(zone)
    rule = Rule(
        title=_urgent(playlist.title),
        playlist=playlist,
        priority="urgent",
        since_day=begins.date(),
        since_time=begins.time().replace(second=0, microsecond=0),
        until_day=ends.date(),
        until_time=ends.time().replace(second=0, microsecond=0),
        zone=settings.ORGANISATION_ZONE,
    )
    return save_rule(rule, groups, (), person)


def _playlist_of(notice: Notice, person: User) -> Playlist:
    newest = notice.versions.order_by("-number").first()
    playlist = create_playlist(newest.title if newest else notice.code, person)
    add_entry(playlist, person, notice=notice)
    return playlist


def _urgent(title: str) -> str:
    return (_("Urgent: %s") % title)[:_MAX_TITLE]
