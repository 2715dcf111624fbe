"""How a screen is, judged from what it last said. Pure; never better than what is known: old news is bad news.

Decides the findings and the worst of them, which colours the screen in lists.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from msgspec import ValidationError, convert

from office.screens.opening import Opening, opening_at
from playlists.report import Agreement, ClockTrust, Display, Heartbeat
from playlists.schedule import Hours

SILENT_AFTER: Final = timedelta(minutes=5)  # five rounds of a screen's sync
SWITCH_WITHIN: Final = timedelta(minutes=3)  # a new edition is fetched, drawn and up by then
LOW_DISK_MB: Final = 500  # room for two more editions with pictures
AHEAD: Final = timedelta(minutes=5)  # a clock that is further ahead than this is wrong


class Level(IntEnum):
    """From fine to broken."""

    OK = 0
    MUTED = 1
    WARN = 2
    BAD = 3

    @property
    def css(self) -> str:
        """The class of its badge."""
        return self.name.lower()


class Finding(NamedTuple):
    """One thing that somebody should know."""

    level: Level
    sentence: str


class Condition(NamedTuple):
    """The findings, worst first; those of level OK are only remarks."""

    level: Level
    findings: tuple[Finding, ...]
    heartbeat: Heartbeat | None
    is_by_hand: bool = False

    @property
    def word(self) -> str:
        """One word for a badge."""
        return {
            Level.OK: _("in order"),
            Level.MUTED: _("served by hand") if self.is_by_hand else _("not enrolled"),
            Level.WARN: _("needs a look"),
            Level.BAD: _("trouble"),
        }[self.level]


class Known(NamedTuple):
    """What the office knows of a screen. ``published``: its group's newest edition (0: none) and when it was made.

    ``seen_at``: heard over the network; ``collected_at``: a stick brought news. ``stick_within`` is how long the next
    stick may take where the screen is served by hand; None for all others.
    ``hours`` are its hours of operation in ``zone``; None: always.
    """

    is_enrolled: bool
    seen_at: datetime | None
    heartbeat: dict[str, object]
    published: int
    published_at: datetime | None
    open_incidents: int
    collected_at: datetime | None = None
    stick_within: timedelta | None = None
    hours: Hours | None = None
    zone: str = "UTC"


def condition_of(known: Known, at: datetime) -> Condition:
    """How the screen is at ``at``."""
    heartbeat = read_heartbeat(known.heartbeat)
    if not known.is_enrolled:
        finding = Finding(Level.MUTED, _("No machine is enrolled for it."))
        return Condition(Level.MUTED, (finding,), heartbeat)
    is_by_hand = known.stick_within is not None
    found = _by_hand(known, heartbeat, at) if is_by_hand else _findings(known, heartbeat, at)
    findings = sorted(found, key=lambda one: -one.level)
    return Condition(findings[0].level if findings else Level.OK, tuple(findings), heartbeat, is_by_hand)


def read_heartbeat(plain: dict[str, object]) -> Heartbeat | None:
    """The newest heartbeat as kept, or None when there is none that reads."""
    try:
        return convert(plain, Heartbeat) if plain else None
    except ValidationError:
        return None


def _findings(known: Known, heartbeat: Heartbeat | None, at: datetime) -> Iterator[Finding]:
    if known.seen_at is None or heartbeat is None:
        yield Finding(Level.WARN, _("It is enrolled, but has not reported yet."))
        return
    if at - known.seen_at > SILENT_AFTER:
        yield Finding(Level.BAD, _("Nothing was heard from it for %s.") % spell_span(at - known.seen_at))
    elif at - heartbeat.at > SILENT_AFTER:
        yield Finding(
            Level.BAD, _("Its newest report is %s old; how it is now is not known.") % spell_span(at - heartbeat.at)
        )
    elif heartbeat.at - at > AHEAD:
        yield Finding(Level.BAD, _("Its clock is ahead by %s.") % spell_span(heartbeat.at - at))
    yield from _of_edition(known, heartbeat.edition, at)
    yield from _of_machine(heartbeat, is_by_hand=False)
    yield from _of_display(heartbeat.display, opening_at(known.hours, known.zone, heartbeat.at))
    yield from _of_incidents(known)


def _of_incidents(known: Known) -> Iterator[Finding]:
    if known.open_incidents:
        yield Finding(Level.WARN, _("Incidents not settled: %d.") % known.open_incidents)


def _by_hand(known: Known, heartbeat: Heartbeat | None, at: datetime) -> Iterator[Finding]:
    """Never green: a stick tells of the day it was filled, and an older edition is no fault of the screen."""
    assert known.stick_within is not None
    if known.collected_at is None or heartbeat is None:
        yield Finding(Level.WARN, _("It is served by hand; no stick with its reports has been collected yet."))
        return
    if at - known.collected_at > known.stick_within:
        told = {"ago": spell_span(at - known.collected_at), "days": known.stick_within.days}
        sentence = _("A stick is overdue: the last was collected %(ago)s ago, and %(days)d days are allowed.")
        yield Finding(Level.WARN, sentence % told)
    told = {"shown": heartbeat.edition, "published": known.published, "when": _spell(known.collected_at)}
    yield Finding(
        Level.MUTED, _("Last stick collected at %(when)s: edition %(shown)d of %(published)d was shown.") % told
    )
    yield from _of_machine(heartbeat, is_by_hand=True)
    yield from _of_display(heartbeat.display, opening_at(known.hours, known.zone, heartbeat.at))
    yield from _of_incidents(known)


def _of_edition(known: Known, shown: int, at: datetime) -> Iterator[Finding]:
    if not known.published:
        yield Finding(Level.WARN, _("Nothing was published for its group yet."))
    elif shown != known.published:
        is_late = known.published_at is None or at - known.published_at > SWITCH_WITHIN
        sentence = _("It shows edition %(shown)d; edition %(published)d is published.")
        yield Finding(Level.BAD if is_late else Level.WARN, sentence % {"shown": shown, "published": known.published})


def _of_machine(heartbeat: Heartbeat, *, is_by_hand: bool) -> Iterator[Finding]:
    if heartbeat.clock is ClockTrust.UNSET:
        yield Finding(Level.BAD, _("Its clock was never set: times may be wrong."))
    elif heartbeat.clock is ClockTrust.RESTORED:
        level = Level.MUTED if is_by_hand else Level.WARN  # without a network there is no time source
        yield Finding(level, _("Its clock runs on from the last known time, without a time source."))
    if heartbeat.seen and heartbeat.seen.agreement is not Agreement.RIGHT:
        yield Finding(Level.BAD, _spell_agreement(heartbeat.seen.agreement))
    if heartbeat.free_disk_mb < LOW_DISK_MB:
        yield Finding(Level.WARN, _("Only %d MB of disk are free.") % heartbeat.free_disk_mb)


def _of_display(display: Display, opening: Opening) -> Iterator[Finding]:
    """Off is trouble in the hours and as planned outside them; while a screen opens or closes either is right."""
    told = {
        (Display.OFF, Opening.OPEN): Finding(Level.BAD, _("Its display is off, within its hours of operation.")),
        (Display.OFF, Opening.CLOSED): Finding(Level.OK, _("Its display is off, as planned.")),
        (Display.ON, Opening.CLOSED): Finding(Level.OK, _("Its display is on, out of its hours of operation.")),
        (Display.UNKNOWN, Opening.OPEN): Finding(Level.WARN, _("Whether its display is on is not known.")),
        (Display.UNKNOWN, Opening.CLOSED): Finding(
            Level.OK, _("Whether its display is off, as planned, is not known.")
        ),
    }.get((display, opening))
    if told:
        yield told


def spell_display(display: Display, opening: Opening) -> str:
    """The state of a display for its page."""
    if display is Display.OFF and opening is Opening.CLOSED:
        return _("off, as planned")
    return {
        Display.ON: _("on"),
        Display.OFF: _("off"),
        Display.UNKNOWN: _("not known"),
        Display.OFFSCREEN: _("none: drawn to memory, nobody sees it"),
    }[display]


def _spell_agreement(agreement: Agreement) -> str:
    return {
        Agreement.BLACK: _("Its display is black."),
        Agreement.STUCK: _("Its display is stuck on an earlier picture."),
        Agreement.WRONG: _("Its display holds another picture than it should."),
        Agreement.LOST: _("Its program has lost its window."),
    }[agreement]


def _spell(at: datetime) -> str:
    return localtime(at).strftime("%Y-%m-%d %H:%M")


def spell_span(span: timedelta) -> str:
    """A stretch of time in its largest unit that says enough."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:  # noqa: PLR2004 (two hours in minutes still read well)
        return _("%d minutes") % minutes
    if minutes < 48 * 60:
        return _("%d hours") % (minutes // 60)
    return _("%d days") % (minutes // (24 * 60))
