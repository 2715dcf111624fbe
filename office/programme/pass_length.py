"""How long one pass of a playlist takes on a screen now, and what is not live in it and why."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from office.notices.models import Notice, State, Version
from office.programme.contract import to_entry
from office.programme.models import Playlist, PlaylistEntry
from office.programme.wording import entry_title
from playlists.deck import Deck, Slide
from playlists.edition import Edition
from playlists.playlist import Playlist as WirePlaylist
from playlists.playlist import contents_of, one_pass
from playlists.schedule import day_of


class Line(NamedTuple):
    """An entry as its playlist's page shows it; ``why_not`` is empty when it is live."""

    entry: PlaylistEntry
    title: str
    why_not: str


def lines_of(playlist: Playlist, at: datetime) -> list[Line]:
    """Every entry with its title and, if it is not live at ``at``, why."""
    entries = playlist.entries.select_related("notice", "entry").prefetch_related("notice__versions")
    return [_line(entry, at) for entry in entries]


def pass_length(playlist: Playlist, edition: Edition, deck: Deck, at: datetime) -> timedelta:
    """How long one pass takes on the deck's screen at ``at``, with the edition's items."""
    screen = edition.screen(deck.screen)
    slides: dict[str, list[Slide]] = {}
    day, _window = day_of(at, ZoneInfo(screen.zone))
    for slide in (slide for slide in deck.slides if slide.is_right_on(day)):
        slides.setdefault(slide.item, []).append(slide)
    items = [item for item in edition.items if item.id in slides and screen.audience.may_see(item.audience)]
    wire = WirePlaylist(
        id=playlist.slug,
        title=playlist.title,
        entries=tuple(to_entry(entry) for entry in playlist.entries.select_related("notice", "entry")),
    )
    turns = one_pass(wire, items, at)
    contents = contents_of(turns)
    title = deck.title_of(playlist.slug, contents) if playlist.title_page and len(contents) > 1 else None
    notices_ms = sum(slide.shown_ms(turn.dwell_ms) for turn in turns for slide in slides[turn.item])
    return timedelta(milliseconds=notices_ms + (title.dwell_ms if title else 0))


def _line(entry: PlaylistEntry, at: datetime) -> Line:
    if entry.notice is None:
        return Line(entry, entry_title(entry), "")
    versions = sorted(entry.notice.versions.all(), key=lambda one: -one.number)
    newest = next(iter(versions), None)
    version = next((one for one in versions if one.state in {State.APPROVED, State.PUBLISHED}), None)
    told = version or newest
    title = told.title if told else entry.notice.code
    return Line(entry, title, _why_not(entry.notice, version, newest, at))


def _why_not(notice: Notice, version: Version | None, newest: Version | None, at: datetime) -> str:
    if notice.withdrawn_at:
        return _("withdrawn")
    if version is None:
        return _("not approved yet (%s)") % State(newest.state).label if newest else _("has no text")
    if at < version.shown_from:
        return _("begins %s") % date_format(localtime(version.shown_from), "SHORT_DATETIME_FORMAT")
    if version.shown_until and at >= version.shown_until:
        return _("ended %s") % date_format(localtime(version.shown_until), "SHORT_DATETIME_FORMAT")
    return "" if version.state == State.PUBLISHED else _("approved, goes out with the next publication")
