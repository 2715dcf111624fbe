"""Changing the programme: playlists, their entries, rules, working-day tables. Each change is journalled with it."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.core import signing
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from office.journal.services import record
from office.people.models import User
from office.programme.errors import InUseError, ProgrammeError
from office.programme.models import Playlist, PlaylistEntry, Rule, WorkdayTable
from office.screens.models import Group, Screen
from playlists.workdays import YearTable

_ENTRY_FIELDS: Final = ("notice_id", "entry_id", "issuer", "newest", "dwell_s", "weight", "position")
_SALT: Final = "programme.removed-entry"


@transaction.atomic
def create_playlist(title: str, person: User | None, slug: str = "", *, title_page: bool = True) -> Playlist:
    """A new, empty playlist; without ``slug`` it gets a number."""
    playlist = Playlist.objects.create(slug=slug or next_slug(Playlist, "list"), title=title, title_page=title_page)
    record(person, "playlist.made", f"playlist:{playlist.slug}", title=title, title_page=title_page)
    return playlist


@transaction.atomic
def change_playlist(playlist: Playlist, title: str, person: User, *, title_page: bool) -> None:
    """Give it another title, or take its title page away or back; its id stays, as editions name it."""
    playlist.title, playlist.title_page = title, title_page
    playlist.save()
    record(person, "playlist.changed", f"playlist:{playlist.slug}", title=title, title_page=title_page)


@transaction.atomic
def delete_playlist(playlist: Playlist, person: User) -> None:
    """Raises InUseError naming the rules that play it."""
    rules = list(playlist.rules.all())
    if rules:
        titles = "、".join(rule.title for rule in rules)
        raise InUseError(
            _("“%(list)s” is played by: %(rules)s. Change or delete these rules first.")
            % {"list": playlist, "rules": titles}
        )
    record(person, "playlist.deleted", f"playlist:{playlist.slug}", title=playlist.title)
    playlist.delete()


@transaction.atomic
def add_entry(playlist: Playlist, person: User | None, **fields: Any) -> PlaylistEntry:
    """Put an entry at the end: a ``notice``, or a selection by ``entry``, ``issuer`` and ``newest``."""
    last = playlist.entries.aggregate(last=Max("position"))["last"] or 0
    entry = PlaylistEntry.objects.create(playlist=playlist, position=last + 1, **fields)
    record(person, "playlist.entry-added", f"playlist:{playlist.slug}", entry=_told(entry))
    return entry


@transaction.atomic
def move_entry(entry: PlaylistEntry, person: User, *, earlier: bool) -> None:
    """Change places with the neighbour; at the end nothing happens."""
    entries = list(PlaylistEntry.objects.select_for_update().filter(playlist=entry.playlist))
    place = entries.index(entry)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(entries):
        return
    entries[place], entries[other] = entries[other], entries[place]
    for position, one in enumerate(entries, start=1):
        one.position = position
    PlaylistEntry.objects.bulk_update(entries, ["position"])
    record(person, "playlist.entry-moved", f"playlist:{entry.playlist.slug}", entry=_told(entry), position=other + 1)


@transaction.atomic
def remove_entry(entry: PlaylistEntry, person: User) -> str:
    """Take it out; the returned text, which nobody can forge, puts it back (``put_back``)."""
    kept = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    record(person, "playlist.entry-removed", f"playlist:{entry.playlist.slug}", entry=_told(entry))
    entry.delete()
    return signing.dumps(kept, salt=_SALT)


@transaction.atomic
def put_back(playlist: Playlist, person: User, removed: str) -> PlaylistEntry:
    """Undo ``remove_entry``, at the place it had. Raises ProgrammeError when it is none or its notice is gone."""
    try:
        fields = signing.loads(removed, salt=_SALT)
    except signing.BadSignature as error:
        raise ProgrammeError(_("This can no longer be undone; add the entry again.")) from error
    playlist.entries.filter(position__gte=fields["position"]).update(position=F("position") + 1)
    entry = PlaylistEntry.objects.create(playlist=playlist, **fields)
    record(person, "playlist.entry-put-back", f"playlist:{playlist.slug}", entry=_told(entry))
    return entry


@transaction.atomic
def save_rule(rule: Rule, groups: Iterable[Group], screens: Iterable[Screen], person: User | None) -> Rule:
    """Keep a new or changed rule with where it is for; neither groups nor screens means everywhere."""
    is_new = rule.pk is None
    rule.slug = rule.slug or next_slug(Rule, "rule")
    rule.save()
    rule.groups.set(groups)
    rule.screens.set(screens)
    record(person, "rule.made" if is_new else "rule.changed", f"rule:{rule.slug}", title=rule.title)
    return rule


@transaction.atomic
def switch_rule(rule: Rule, person: User, *, on: bool) -> None:
    """Put a rule into use or out of it."""
    rule.is_on = on
    rule.save(update_fields=["is_on"])
    record(person, "rule.switched-on" if on else "rule.switched-off", f"rule:{rule.slug}", title=rule.title)


@transaction.atomic
def delete_rule(rule: Rule, person: User) -> None:
    """Nothing else needs a rule, so it can always go."""
    record(person, "rule.deleted", f"rule:{rule.slug}", title=rule.title)
    rule.delete()


@transaction.atomic
def save_table(table: YearTable, person: User) -> None:
    """Enter a year's working days, instead of what is shipped."""
    days = {"off": _iso(table.off), "worked": _iso(table.worked)}
    WorkdayTable.objects.update_or_create(year=table.year, defaults=days)
    record(person, "workdays.entered", f"workdays:{table.year}", **days)


@transaction.atomic
def forget_table(year: int, person: User) -> None:
    """Go back to what is shipped for the year, if anything is."""
    WorkdayTable.objects.filter(year=year).delete()
    record(person, "workdays.forgotten", f"workdays:{year}")


def next_slug(model: type[Playlist | Rule], prefix: str) -> str:
    """A free id like ``rule-7``: people name things by title, machines by this."""
    last = model.objects.aggregate(last=Max("pk"))["last"] or 0
    number = last + 1
    while model.objects.filter(slug=f"{prefix}-{number}").exists():
        number += 1
    return f"{prefix}-{number}"


def _told(entry: PlaylistEntry) -> str:
    if entry.notice:
        return f"notice:{entry.notice.code}"
    return f"newest {entry.newest} of {entry.entry.code if entry.entry else '*'} by {entry.issuer or '*'}"


def _iso(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(set(days))]
