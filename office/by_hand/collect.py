"""``office feed collect``: what screens wrote onto a stick, through the same intake as what comes over the network.

Decides that only what a screen's proof vouches for is read, that one bad report or file does not keep the others out,
and what the screen may forget. The stick itself is not changed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from office.screens.condition import read_heartbeat
from office.screens.errors import ReportError
from office.screens.intake import accept
from office.screens.models import Carried, Screen
from player.errors import FetchError
from player.stick import AbsentError, Stick
from playlists.by_hand import (
    MAX_PARCEL_BYTES,
    MAX_PARCELS,
    REPORTS,
    Purpose,
    parcel_path,
    proven,
)
from playlists.report import Heartbeat, Report, Reports
from playlists.wire import MAX_REPORTS_BYTES, ContractError, decode

_MOST_SCREENS: Final = 20_000  # twice a prefecture's


class Collected(NamedTuple):
    """What a screen's folder gave: reports, how many of them were new, and a sentence for each thing left out."""

    screen: str
    reports: int
    new: int
    faults: tuple[str, ...]


class _Taken(NamedTuple):
    ids: tuple[str, ...]
    faults: tuple[str, ...]


def collect(folder: Path, at: datetime) -> Iterator[Collected]:
    """Take in every screen's reports, one screen after another. Raises FetchError when there is nothing to read."""
    stick = Stick(folder)
    names = stick.names(REPORTS, _MOST_SCREENS)
    if not names:
        raise FetchError(f"{folder} carries no reports: no screen has written any onto it yet")
    for name in names:
        screen = Screen.objects.filter(slug=name).first()
        why = _why_not(screen, name)
        yield Collected(name, 0, 0, (why,)) if why or screen is None else _collect_from(stick, screen, at)


def _why_not(screen: Screen | None, name: str) -> str:
    if screen is None:
        return f"this office has no screen {name}: its reports were not taken"
    if not screen.token_digest:
        return f"no machine is enrolled as screen {name}, or it was shut out: its reports were not taken"
    return ""


def _collect_from(stick: Stick, screen: Screen, at: datetime) -> Collected:
    before, known = _count(screen), screen.heartbeat
    is_known = False
    ids: list[str] = []
    faults: list[str] = []
    for number in range(1, MAX_PARCELS + 1):
        try:
            reports = _read(stick, screen, number)
        except AbsentError:
            break
        except (FetchError, ContractError) as error:
            faults.append(f"{parcel_path(screen.slug, number)} was not taken: {error}")
            continue
        is_known = True
        taken = _take(screen, _without_stale(reports, screen, at))
        ids += taken.ids
        faults += taken.faults
    if is_known:
        Carried.objects.update_or_create(screen=screen, defaults={"ids": ids, "at": at})
    if screen.heartbeat != known:  # the same stick once more tells nothing of how the screen is
        Screen.objects.filter(pk=screen.pk).update(collected_at=at)
    return Collected(screen.slug, len(ids), _count(screen) - before, tuple(faults))


def _read(stick: Stick, screen: Screen, number: int) -> tuple[Report, ...]:
    data = stick.read(parcel_path(screen.slug, number), MAX_PARCEL_BYTES)
    document = proven(data, Purpose.REPORTS, screen.slug, screen.token_digest)
    return decode(Reports, document, limit=MAX_REPORTS_BYTES, what="it").reports


def _without_stale(reports: Sequence[Report], screen: Screen, at: datetime) -> tuple[Report, ...]:
    """Leave out heartbeats from before the one that is known: sticks do not come in the order they were filled."""
    known = read_heartbeat(screen.heartbeat)
    if known is None or known.at > at:  # it was said by a clock that ran ahead
        return tuple(reports)
    return tuple(one for one in reports if not isinstance(one, Heartbeat) or one.at > known.at)


def _take(screen: Screen, reports: Sequence[Report]) -> _Taken:
    """Take all that can be true. What cannot is told and need not come again: it would never be taken."""
    if not reports:
        return _Taken((), ())
    try:
        accept(screen, Reports(tuple(reports)))
    except ReportError as error:
        if len(reports) == 1:
            return _Taken((reports[0].id,), (f"{error}; it was given up",))
        middle = len(reports) // 2
        first, second = _take(screen, reports[:middle]), _take(screen, reports[middle:])
        return _Taken(first.ids + second.ids, first.faults + second.faults)
    return _Taken(tuple(one.id for one in reports if not isinstance(one, Heartbeat)), ())


def _count(screen: Screen) -> int:
    return screen.plays.count() + screen.incidents.count()
