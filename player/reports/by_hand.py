"""Reports that go to the office on a stick. Decides that one is forgotten only when the office's word of it came back.

What lies on a stick may be lost, so all that waits is written each time; the ids make it count once.
"""

import logging
from collections.abc import Iterable, Iterator
from itertools import islice

from player.errors import FetchError
from player.reports.spool import MOST_BATCH_BYTES, MOST_REPORTS, Spool
from player.stick import AbsentError, Stick
from playlists.by_hand import (
    MAX_ACCEPTED_BYTES,
    MAX_PARCELS,
    Purpose,
    accepted_path,
    key_of,
    parcel_path,
    prove,
    proven,
)
from playlists.report import Accepted, Heartbeat, Report, Reports
from playlists.wire import ContractError, decode, encode

_log = logging.getLogger(__name__)


class Carrier:
    """One screen's exchange with the office over sticks."""

    def __init__(self, screen: str, token: str) -> None:
        self._screen, self._key = screen, key_of(token)

    def exchange(self, stick: Stick, spool: Spool, heartbeat: Heartbeat) -> int:
        """Forget what the office holds, put the rest on the stick; how many reports lie there. Raises StoreError."""
        accepted = self._load_accepted(stick)
        spool.send(lambda reports: Accepted(tuple(one.id for one in reports.reports if one.id in accepted)))
        carried, number = 0, 0
        for number, parcel in enumerate(islice(_parcels(spool.waiting(), heartbeat), MAX_PARCELS), 1):
            data = prove(encode(parcel), Purpose.REPORTS, self._screen, self._key)
            stick.write(parcel_path(self._screen, number), data)
            carried += len(parcel.reports)
        while number < MAX_PARCELS and stick.remove(parcel_path(self._screen, number + 1)):
            number += 1  # of an earlier exchange, when more was waiting
        return carried - 1  # the heartbeat is no news that anybody could lose

    def _load_accepted(self, stick: Stick) -> frozenset[str]:
        path = accepted_path(self._screen)
        try:
            data = stick.read(path, MAX_ACCEPTED_BYTES)
            document = proven(data, Purpose.ACCEPTED, self._screen, self._key)
            return frozenset(decode(Accepted, document, limit=MAX_ACCEPTED_BYTES, what=path).ids)
        except AbsentError:
            return frozenset()
        except (FetchError, ContractError) as error:
            _log.warning("what the stick says the office holds does not count: %s", error)
            return frozenset()


def _parcels(waiting: Iterable[Report], heartbeat: Heartbeat) -> Iterator[Reports]:
    """Reports in the sizes that an office takes, the heartbeat first."""
    parcel: list[Report] = [heartbeat]
    size = 0
    for report in waiting:
        size += len(encode(report))
        if len(parcel) == MOST_REPORTS or size > MOST_BATCH_BYTES:
            yield Reports(tuple(parcel))
            parcel, size = [], len(encode(report))
        parcel.append(report)
    yield Reports(tuple(parcel))
