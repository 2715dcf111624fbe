"""Where the sample is shown: groups, screens, playlists, rules, and working days for years nobody has announced yet."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from office.catalogue.models import Entry
from office.journal.services import record
from office.notices.models import Version
from office.programme.models import Playlist, PlaylistEntry, Rule, WorkdayTable
from office.programme.workdays import tables
from office.sample.programme_file import PlaylistEntry as PlaylistFileEntry
from office.sample.programme_file import ProgrammeFile, RuleEntry, SampleError, ScreenEntry, TurnEntry
from office.screens.models import Group, Screen
from playlists.workdays import is_weekday

# The days off that the law fixes by the solar calendar; the State Council's notice adds the others each November.
_FIXED: Final = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LONGEST_PERIOD: Final = timedelta(days=30)  # 7 working days, over the longest holidays


@transaction.atomic
def set_up(programme: ProgrammeFile, known: Mapping[str, Version]) -> bool:
    """Make what is not there yet; whether anything was made."""
    made = 0
    for group in programme.groups:
        made += Group.objects.get_or_create(slug=group.slug, defaults={"title": group.title})[1]
    made += sum(_screen(entry) for entry in programme.screens)
    made += sum(_playlist(entry, known) for entry in programme.playlists)
    made += sum(_rule(entry) for entry in programme.rules)
    return made > 0


@transaction.atomic
def enter_missing_years(at: datetime) -> list[str]:
    """Tables for the years the sample's publicity periods touch, where none is known; one sentence for each."""
    known = {table.year for table in tables()}
    remarks = []
    for missing in sorted({at.year, (at + _LONGEST_PERIOD).year} - known):
        days = [date(missing, month, day) for month, day in _FIXED]
        WorkdayTable.objects.create(year=missing, off=[day.isoformat() for day in days if is_weekday(day)])
        record(None, "workdays.entered", f"workdays:{missing}", source="sample")
        remarks.append(
            f"{missing}: only the fixed holidays were entered; enter the State Council's notice when it is out"
        )
    return remarks


def _screen(entry: ScreenEntry) -> bool:
    if Screen.objects.filter(slug=entry.slug).exists():
        return False
    screen = Screen(
        slug=entry.slug,
        title=entry.title,
        group=Group.objects.get(slug=entry.group),
        width_px=entry.width_px,
        height_px=entry.height_px,
        rotation=entry.rotation,
        diagonal_inch=entry.diagonal_inch,
        distance_m=entry.distance_m,
        audience=entry.audience,
        theme=entry.theme,
    )
    screen.full_clean()
    screen.save()
    record(None, "screen.added", f"screen:{screen.slug}", title=screen.title)
    return True


def _playlist(entry: PlaylistFileEntry, known: Mapping[str, Version]) -> bool:
    playlist, is_new = Playlist.objects.get_or_create(slug=entry.slug, defaults={"title": entry.title})
    if is_new:
        for position, turn in enumerate(entry.entries):
            _turn(playlist, position, turn, known)
        record(None, "playlist.added", f"playlist:{playlist.slug}", title=playlist.title)
    return is_new


def _turn(playlist: Playlist, position: int, turn: TurnEntry, known: Mapping[str, Version]) -> None:
    if turn.item and turn.item not in known:
        raise SampleError(f"playlist {playlist.slug} names the item {turn.item!r}, which the programme does not have")
    one = PlaylistEntry(
        playlist=playlist,
        position=position,
        notice=known[turn.item].notice if turn.item else None,
        entry=_entry(turn.entry) if turn.entry else None,
        newest=turn.newest,
        dwell_s=turn.dwell_s,
        weight=turn.weight,
    )
    one.full_clean()
    one.save()


def _rule(entry: RuleEntry) -> bool:
    if Rule.objects.filter(slug=entry.slug).exists():
        return False
    rule = Rule(
        slug=entry.slug,
        title=entry.title,
        playlist=Playlist.objects.get(slug=entry.playlist),
        priority=entry.priority,
        days=entry.days,
        weekdays=entry.weekdays,
        day_since=entry.day_since,
        day_until=entry.day_until,
    )
    rule.full_clean()
    rule.save()
    rule.groups.set(Group.objects.filter(slug__in=entry.groups))
    record(None, "rule.added", f"rule:{rule.slug}", title=rule.title)
    return True


def _entry(code: str) -> Entry:
    found = Entry.objects.filter(code=code).first()
    if found is None:
        raise SampleError(f"a playlist names the catalogue entry {code}, which the catalogue does not have")
    return found
