"""How a screen is, judged from what it last said. Pure; never better than what is known: old news is bad news.

Decides the findings and the worst of them, which colours the screen in lists.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from msgspec import ValidationError, convert

from playlists.report import Agreement, ClockTrust, Display, Heartbeat

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
    """The findings, worst first; ``level`` is OK only without any."""

    level: Level
    findings: tuple[Finding, ...]
    heartbeat: Heartbeat | None

    @property
    def word(self) -> str:
        """One word for a badge."""
        return {
            Level.OK: _("in order"),
            Level.MUTED: _("not enrolled"),
            Level.WARN: _("needs a look"),
            Level.BAD: _("trouble"),
        }[self.level]


class Known(NamedTuple):
    """What the office knows of a screen. ``published``: its group's newest edition (0: none) and when it was made."""

    is_enrolled: bool
    seen_at: datetime | None
    heartbeat: dict[str, object]
    published: int
    published_at: datetime | None
    open_incidents: int


def condition_of(known: Known, at: datetime) -> Condition:
    """How the screen is at ``at``."""
    heartbeat = read_heartbeat(known.heartbeat)
    if not known.is_enrolled:
        finding = Finding(Level.MUTED, _("No machine is enrolled for it."))
        return Condition(Level.MUTED, (finding,), heartbeat)
    findings = sorted(_findings(known, heartbeat, at), key=lambda one: -one.level)
    return Condition(findings[0].level if findings else Level.OK, tuple(findings), heartbeat)


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
    yield from _of_machine(heartbeat)
    if known.open_incidents:
        yield Finding(Level.WARN, _("Incidents not settled: %d.") % known.open_incidents)


def _of_edition(known: Known, shown: int, at: datetime) -> Iterator[Finding]:
    if not known.published:
        yield Finding(Level.WARN, _("Nothing was published for its group yet."))
    elif shown != known.published:
        is_late = known.published_at is None or at - known.published_at > SWITCH_WITHIN
        sentence = _("It shows edition %(shown)d; edition %(published)d is published.")
        yield Finding(Level.BAD if is_late else Level.WARN, sentence % {"shown": shown, "published": known.published})


def _of_machine(heartbeat: Heartbeat) -> Iterator[Finding]:
    if heartbeat.clock is ClockTrust.UNSET:
        yield Finding(Level.BAD, _("Its clock was never set: times may be wrong."))
    elif heartbeat.clock is ClockTrust.RESTORED:
        yield Finding(Level.WARN, _("Its clock runs on from the last known time, without a time source."))
    if heartbeat.display is Display.OFF:
        yield Finding(Level.BAD, _("Its display is off."))
    elif heartbeat.display is Display.UNKNOWN:
        yield Finding(Level.WARN, _("Whether its display is on is not known."))
    if heartbeat.seen and heartbeat.seen.agreement is not Agreement.RIGHT:
        yield Finding(Level.BAD, _spell_agreement(heartbeat.seen.agreement))
    if heartbeat.free_disk_mb < LOW_DISK_MB:
        yield Finding(Level.WARN, _("Only %d MB of disk are free.") % heartbeat.free_disk_mb)


def _spell_agreement(agreement: Agreement) -> str:
    return {
        Agreement.BLACK: _("Its display is black."),
        Agreement.STUCK: _("Its display is stuck on an earlier picture."),
        Agreement.WRONG: _("Its display holds another picture than it should."),
        Agreement.LOST: _("Its program has lost its window."),
    }[agreement]


def spell_span(span: timedelta) -> str:
    """A stretch of time in its largest unit that says enough."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:  # noqa: PLR2004 (two hours in minutes still read well)
        return _("%d minutes") % minutes
    if minutes < 48 * 60:
        return _("%d hours") % (minutes // 60)
    return _("%d days") % (minutes // (24 * 60))
