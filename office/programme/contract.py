"""The office's playlists and rules as the contract has them. Decides how the forms' fields become local wall time."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from office.programme.models import Playlist, PlaylistEntry, Rule
from playlists import playlist as wire_playlist
from playlists import schedule
from playlists.schedule import DayPart, Days, Hours, Priority

MIDNIGHT = time(0)


def to_playlist(playlist: Playlist, items: Collection[str]) -> wire_playlist.Playlist:
    """The playlist; entries of items that are not among ``items`` (ids that may be shown) are left out."""
    entries = playlist.entries.select_related("notice", "entry")
    return wire_playlist.Playlist(
        id=playlist.slug,
        title=playlist.title,
        entries=tuple(to_entry(entry) for entry in entries if entry.notice is None or entry.notice.code in items),
        title_page=playlist.title_page,
    )


def to_entry(entry: PlaylistEntry) -> wire_playlist.ItemEntry | wire_playlist.Selection:
    """One entry: an item, or a selection."""
    dwell_ms = entry.dwell_s * 1000 if entry.dwell_s else None
    if entry.notice is not None:
        return wire_playlist.ItemEntry(item=entry.notice.code, dwell_ms=dwell_ms, weight=entry.weight)
    return wire_playlist.Selection(
        newest=entry.newest,
        entry=entry.entry.code if entry.entry else "",
        issuer=entry.issuer,
        dwell_ms=dwell_ms,
        weight=entry.weight,
    )


def to_rule(rule: Rule) -> schedule.Rule:
    """The rule. Raises ValueError when it ends before it begins."""
    return schedule.Rule(
        id=rule.slug,
        title=rule.title,
        playlist=rule.playlist.slug,
        zone=rule.zone,
        hours=Hours(days=_days(rule), parts=_parts(rule)),
        since=since_of(rule),
        until=until_of(rule),
        screens=tuple(sorted(screen.slug for screen in rule.screens.all())),
        groups=tuple(sorted(group.slug for group in rule.groups.all())),
        priority=Priority(rule.priority),
        weight=rule.weight,
    )


def since_of(rule: Rule) -> datetime | None:
    """Wall time from which the rule can be in force: its first day, at midnight unless a time is given."""
    return datetime.combine(rule.since_day, rule.since_time or MIDNIGHT) if rule.since_day else None


def until_of(rule: Rule) -> datetime | None:
    """Wall time at which the rule ends: a time on its last day, or without one that day's end."""
    if rule.until_day is None:
        return None
    if rule.until_time is None:
        return datetime.combine(rule.until_day + timedelta(days=1), MIDNIGHT)
    return datetime.combine(rule.until_day, rule.until_time)


def _days(rule: Rule) -> Days:
    if rule.days == "working":
        return "working"
    return tuple(int(day) for day in sorted(set(rule.weekdays))) if rule.days == "weekdays" else "all"


def _parts(rule: Rule) -> tuple[DayPart, ...]:
    if rule.day_since is None and rule.day_until is None:
        return ()
    return (DayPart(since=rule.day_since or MIDNIGHT, until=rule.day_until or MIDNIGHT),)
