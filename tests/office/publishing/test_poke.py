"""``office poke`` as a process: whom it tells, and what strangers can do to it."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.management import CommandError, call_command

from office.environment_bucket import Bucket
from office.publishing.poke import mark_of_feed
from office.publishing.standing import Memory, place_of, remember
from tests.office.publishing.lines import ASK, held, office_poke, poked
from tests.office.street import Street

SCREENS = 500


class Office(NamedTuple):
    """A running ``office poke`` and the file that it watches."""

    port: int
    timestamp: Path

    def publish(self) -> None:
        """As the office does: another file in its place."""
        new = self.timestamp.with_suffix(".new")
        new.write_text(self.timestamp.read_text() + "another")
        new.replace(self.timestamp)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    timestamp = folder / "feed" / "metadata" / "timestamp.json"
    timestamp.parent.mkdir(parents=True)
    timestamp.write_text("one")
    with office_poke(folder) as (port, _):
        yield Office(port, timestamp)


def test_five_hundred_screens_are_told_by_one_process(office: Office) -> None:
    async def all_hear() -> int:
        async with held(office.port, SCREENS) as lines:
            office.publish()
            return len(await asyncio.gather(*(poked(line) for line in lines)))

    assert asyncio.run(all_hear()) == SCREENS


def test_strangers_are_sent_away_and_screens_go_on_hearing(office: Office) -> None:
    async def try_all() -> None:
        async with held(office.port, 2) as lines:
            for said, answer in {
                b"GET /feed/metadata/timestamp.json HTTP/1.1\r\n\r\n": b"HTTP/1.1 404 Not Found",
                ASK.replace(b"GET", b"POST"): b"HTTP/1.1 404 Not Found",
                b"\x00" * 100_000: b"",  # no request at all, and longer than one may be
                ASK + b"and more": b"HTTP/1.1 200 OK",  # then hung up on
            }.items():
                reader, writer = await asyncio.open_connection("127.0.0.1", office.port)
                writer.write(said)
                try:
                    assert (await reader.read()).split(b"\r\n")[0] == answer
                except ConnectionResetError:
                    assert answer == b""
                writer.close()
            office.publish()
            await asyncio.gather(*(poked(line) for line in lines))

    asyncio.run(try_all())


def test_screens_of_the_bucket_are_told_again_when_the_copy_is_there(street: Street, bucket: Bucket) -> None:
    before = mark_of_feed()
    remember(Memory(place_of(bucket), fault="unreachable"))
    assert mark_of_feed() == before
    remember(Memory(place_of(bucket), snapshot=2, timestamp=2))
    assert mark_of_feed() != before
    assert street.lobby


@pytest.mark.parametrize("place", ["nowhere", "127.0.0.1:0", "127.0.0.1:99999", "203.0.113.1:8002"])
def test_a_place_where_nothing_can_be_held_is_told_in_one_sentence(place: str) -> None:
    with pytest.raises(CommandError, match=f"{place}.*(is no place to listen|cannot assign requested address)"):
        call_command("poke", listen=place)
