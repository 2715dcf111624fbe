"""Where the sample is shown: groups, screens, playlists, rules, and working days for years nobody has announced yet."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

import msgspec
from django.db import transaction

from office.catalogue.models import Entry
from office.notices.models import Version
from office.people.models import Role
from office.programme.models import Playlist, Rule
from office.programme.services import add_entry, create_playlist, save_rule, save_table
from office.programme.workdays import tables
from office.sample.programme_file import (
    GroupEntry,
    PlaylistEntry,
    ProgrammeFile,
    RuleEntry,
    SampleError,
    ScreenEntry,
    TurnEntry,
)
from office.sample.staff import holder
from office.screens.models import Group, Screen
from office.screens.services import save_group, save_screen
from playlists.workdays import YearTable, is_weekday

Thing = TypeVar("Thing", Group, Playlist)

# The days off that the law fixes by the solar calendar; the State Council's notice adds the others each November.
_FIXED: Final = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LONGEST_PERIOD: Final = timedelta(days=30)  # 7 working days, over the longest holidays


@transaction.atomic
def set_up(programme: ProgrammeFile, known: Mapping[str, Version]) -> bool:
    """Make what is not there yet; whether anything was made."""
    made = [
        *(_group(entry) for entry in programme.groups),
        *(_screen(entry) for entry in programme.screens),
        *(_playlist(entry, known) for entry in programme.playlists),
        *(_rule(entry) for entry in programme.rules),
    ]
    return any(made)


@transaction.atomic
def enter_missing_years(at: datetime) -> list[str]:
    """Tables for the years the sample's publicity periods touch, where none is known; one sentence for each."""
    known = {table.year for table in tables()}
    missing = sorted({at.year, (at + _LONGEST_PERIOD).year} - known)
    for year in missing:
        days = (date(year, month, day) for month, day in _FIXED)
        off = tuple(day for day in days if is_weekday(day))
        save_table(YearTable(year=year, off=off, worked=()), holder(Role.SCHEDULER))
    return [f"{year}: only the fixed holidays are entered; enter the State Council's notice" for year in missing]


def _group(entry: GroupEntry) -> bool:
    if Group.objects.filter(slug=entry.slug).exists():
        return False
    save_group(Group(slug=entry.slug, title=entry.title), holder(Role.TECHNICIAN))
    return True


def _screen(entry: ScreenEntry) -> bool:
    if Screen.objects.filter(slug=entry.slug).exists():
        return False
    fields = {**msgspec.structs.asdict(entry), "group": _known(Group, entry.group, f"screen {entry.slug}")}
    screen = Screen(**fields)
    screen.full_clean()
    save_screen(screen, holder(Role.TECHNICIAN))
    return True


def _playlist(entry: PlaylistEntry, known: Mapping[str, Version]) -> bool:
    if Playlist.objects.filter(slug=entry.slug).exists():
        return False
    scheduler = holder(Role.SCHEDULER)
    playlist = create_playlist(entry.title, scheduler, entry.slug, title_page=entry.title_page)
    for turn in entry.entries:
        add_entry(playlist, scheduler, **_turn(turn, known, f"playlist {entry.slug}"))
    return True


def _turn(turn: TurnEntry, known: Mapping[str, Version], where: str) -> dict[str, object]:
    how = {"dwell_s": turn.dwell_s, "weight": turn.weight}
    if not turn.item:
        entry = Entry.objects.filter(code=turn.entry).first()
        if entry is None:
            raise SampleError(f"{where} names the catalogue entry {turn.entry!r}, which the catalogue does not have")
        return {"entry": entry, "newest": turn.newest, **how}
    if turn.item not in known:
        raise SampleError(f"{where} names the item {turn.item!r}, which the programme does not have")
    return {"notice": known[turn.item].notice, **how}


def _rule(entry: RuleEntry) -> bool:
    if Rule.objects.filter(slug=entry.slug).exists():
        return False
    where = f"rule {entry.slug}"
    rule = Rule(
        slug=entry.slug,
        title=entry.title,
        playlist=_known(Playlist, entry.playlist, where),
        priority=entry.priority,
        days=entry.days,
        weekdays=entry.weekdays,
        day_since=entry.day_since,
        day_until=entry.day_until,
    )
    rule.full_clean()
    groups = [_known(Group, slug, where) for slug in entry.groups]
    save_rule(rule, groups, [], holder(Role.SCHEDULER))
    return True


def _known(kind: type[Thing], slug: str, where: str) -> Thing:
    found: Thing | None = kind._default_manager.filter(slug=slug).first()  # noqa: SLF001 (Django's documented name)
    if found is None:
        raise SampleError(f"{where} names {slug!r}, which the programme does not have")
    return found
