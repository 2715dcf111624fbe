"""Corrections and withdrawals in the contract: what they must name, and that a signature covers them."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from playlists.act import Act, Change, Correction, Reference, Withdrawal
from playlists.item import Item, Publicity, digest
from playlists.wire import ContractError, decode, encode, to_plain
from tests.playlists.programmes import make_item

SINCE = datetime(2026, 11, 20, 1, tzinfo=UTC)
NAMED = Reference(item="a", version=1, title="开放时间", published_on=date(2026, 11, 2))
CORRECTION = Correction(corrects=NAMED, changes=(Change(wrong="17:00", right="12:00"),), reason="误", since=SINCE)
WITHDRAWAL = Withdrawal(withdraws=NAMED, reason="误", since=SINCE)


def second(act: Act, **changes: Any) -> Item:
    return msgspec.structs.replace(make_item("a"), **{"version": 2, "act": act, **changes})


def read(item: dict[str, Any]) -> Item:
    return decode(Item, msgspec.json.encode(item), limit=100_000, what="item")


@pytest.mark.parametrize("act", [CORRECTION, WITHDRAWAL])
def test_an_act_survives_the_wire(act: Act) -> None:
    item = second(act)
    assert read(to_plain(item)) == item
    assert decode(Item, encode(item), limit=100_000, what="item") == item


@pytest.mark.parametrize("named", [{"item": "b"}, {"version": 2}, {"version": 3}])
@pytest.mark.parametrize("act", [CORRECTION, WITHDRAWAL])
def test_an_act_names_an_earlier_version_of_its_own_item(act: Act, named: dict[str, Any]) -> None:
    key = "corrects" if isinstance(act, Correction) else "withdraws"
    stray = msgspec.structs.replace(act, **{key: msgspec.structs.replace(NAMED, **named)})
    with pytest.raises(ValueError, match="no earlier version of it"):
        second(stray)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("reason",), ""),
        (("changes",), []),
        (("changes", 0, "wrong"), ""),
        (("changes", 0, "colour"), "red"),
        (("since",), "2026-11-20T09:00:00"),
        (("corrects", "version"), 0),
        (("corrects", "title"), ""),
        (("corrects", "published_on"), "gestern"),
        (("kind",), "apology"),
    ],
)
def test_an_act_is_decoded_strictly(path: tuple[Any, ...], value: object) -> None:
    plain = to_plain(second(CORRECTION))
    place = plain["act"] = msgspec.to_builtins(CORRECTION)
    for key in path[:-1]:
        place[key] = list(place[key]) if isinstance(place[key], tuple) else place[key]
        place = place[key]
    place[path[-1]] = value
    with pytest.raises(ContractError):
        read(plain)


def test_a_withdrawal_has_no_publicity_period() -> None:
    days = Publicity(begins=date(2026, 11, 20), ends=date(2026, 11, 26), working_days=5)
    with pytest.raises(ValueError, match="no publicity period"):
        second(WITHDRAWAL, publicity=days)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "另一原因"},
        {"since": datetime(2026, 11, 20, 2, tzinfo=UTC)},
        {"corrects": msgspec.structs.replace(NAMED, title="别的")},
    ],
)
def test_the_digest_covers_every_word_of_an_act(change: dict[str, Any]) -> None:
    assert digest(second(CORRECTION)) != digest(second(msgspec.structs.replace(CORRECTION, **change)))
    assert digest(second(CORRECTION)) != digest(second(WITHDRAWAL)) != digest(make_item("a"))
