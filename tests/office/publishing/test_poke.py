"""``office poke`` as a process: whom it tells, and what strangers can do to it."""

import asyncio
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from office.environment_bucket import Bucket
from office.publishing.poke import mark_of_feed
from office.publishing.standing import Memory, place_of, remember
from tests.office.publishing.lines import ASK, held, office_poke, poked
from tests.office.street import Street

SCREENS = 500


@pytest.fixture
def timestamp(tmp_path: Path) -> Path:
    path = tmp_path / "feed" / "metadata" / "timestamp.json"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    return path


def publish(timestamp: Path) -> None:
    """As the office does: another file in its place."""
    new = timestamp.with_suffix(".new")
    new.write_text("2")
    new.replace(timestamp)


def test_five_hundred_screens_are_told_by_one_process(timestamp: Path, tmp_path: Path) -> None:
    async def all_hear(port: int) -> int:
        async with held(port, SCREENS) as lines:
            publish(timestamp)
            return len(await asyncio.gather(*(poked(line) for line in lines)))

    with office_poke(tmp_path) as (port, _):
        assert asyncio.run(all_hear(port)) == SCREENS


def test_strangers_are_sent_away_and_screens_go_on_hearing(timestamp: Path, tmp_path: Path) -> None:
    async def try_all(port: int) -> None:
        async with held(port, 2) as lines:
            for said, answer in {
                b"GET /feed/metadata/timestamp.json HTTP/1.1\r\n\r\n": b"HTTP/1.1 404 Not Found",
                ASK.replace(b"GET", b"POST"): b"HTTP/1.1 404 Not Found",
                b"\x00" * 100_000: b"",  # no request at all, and longer than one may be
                ASK + b"and more": b"HTTP/1.1 200 OK",  # then hung up on
            }.items():
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(said)
                try:
                    assert (await reader.read()).split(b"\r\n")[0] == answer
                except ConnectionResetError:
                    assert answer == b""
                writer.close()
            publish(timestamp)
            await asyncio.gather(*(poked(line) for line in lines))

    with office_poke(tmp_path) as (port, _):
        asyncio.run(try_all(port))


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
