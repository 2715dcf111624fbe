"""Attacks on items, tokens, wires and clocks, each named: what is on disk, what is on screen.

``test_attacks`` has those on bytes, approvals, editions and their order; ``test_stolen_keys`` those with keys.
"""

import contextlib
import gzip
import json
import resource
import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from player.errors import FeedError, FetchError
from player.sync.enrolment import save_enrolment
from playlists.item import Audience, Picture, Step
from tests.fakes.office_server import Handler
from tests.player.sync.conftest import Street
from tests.player.sync.test_attacks import drip

MOST_MB = 64  # more than a round may ask for beyond what it has


class TestItems:
    def test_doubled_approvals(self, street: Street) -> None:
        item = street.feed.add_item("bridge")
        given = ((Step.REVIEW, "wang"), (Step.REVIEW, "chen"), (Step.APPROVE, "zhao"))
        approvals = tuple(street.feed.approval(item, step, person) for step, person in given)
        street.feed.put(msgspec.structs.replace(item, approvals=approvals))
        street.feed.publish()
        street.sync()

        assert street.items_on_show() == ["roads"]
        assert "needs exactly one review, has 2" in street.incidents()[0]

    def test_an_item_past_its_end(self, street: Street) -> None:
        """It ends by itself, to the instant, though the office and its feed have gone."""
        end = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        street.feed.add_item("roads", shown_until=end)
        street.feed.publish()
        street.sync()
        street.office.shutdown()
        street.office.server_close()

        assert street.on_screen(end - timedelta(microseconds=1)) == "roads"
        assert street.on_screen(end) == ""


class TestTokens:
    def test_a_screens_token_used_for_another_group(self, street: Street) -> None:
        street.feed.group = "members"
        street.feed.add_item("dues", title="党费收缴情况", audience=Audience.MEMBERS)
        street.feed.publish()
        street.office.answers["/feed/targets/members/*"] = lambda handler: handler.answer(403, b"")
        save_enrolment(street.state, street.feed.enrolment(street.office.address))

        assert "refuses this screen (HTTP 403 for /feed/targets/members/" in street.refused(FetchError)
        assert street.on_screen() is None
        assert not any("党费".encode() in path.read_bytes() for path in street.state.rglob("*") if path.is_file())

    def test_a_revoked_screen(self, street: Street) -> None:
        """It gets nothing new and cannot report; what it shows ends by its items' own dates."""
        street.feed.add_item("bridge")
        street.feed.publish()
        street.office.answers["/*"] = lambda handler: handler.answer(401, b"")

        assert "refuses this screen (HTTP 401" in street.refused(FetchError)
        assert street.items_on_show() == ["roads"]


def drip_slowly(handler: Handler) -> None:
    """A byte now and then, for as long as anybody listens."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/octet-stream")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            handler.wfile.write(b" ")
            time.sleep(0.02)
    handler.close_connection = True


def bomb(handler: Handler) -> None:
    """A hundred megabytes in 100 kB, though nobody asked for compression."""
    assert handler.headers["Accept-Encoding"] == "identity"
    packed = gzip.compress(bytes(100_000_000), compresslevel=9)
    handler.answer(200, packed, "application/json", **{"Content-Encoding": "gzip"})


class TestWire:
    @pytest.mark.parametrize("path", ["metadata/timestamp.json", "metadata/2.root.json", "targets/*"])
    def test_a_slow_drip(self, street: Street, path: str) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.office.answers[f"/feed/{path}"] = drip_slowly
        began = time.monotonic()

        told = street.refused(FetchError, lambda: street.sync_at(datetime.now(UTC), grace_s=0.3))

        assert "comes too slowly" in told
        assert time.monotonic() - began < 5

    @pytest.mark.parametrize("path", ["metadata/timestamp.json", "targets/lobby/*", "blobs/*"])
    def test_a_compressed_bomb(self, street: Street, path: str) -> None:
        street.feed.add_item("bridge", body=(Picture(blob=street.feed.add_picture()),))
        street.feed.publish()
        street.office.answers[f"/feed/{path}"] = bomb
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        street.refused(FeedError)

        grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert grown_mb < MOST_MB

    def test_a_picture_without_end(self, street: Street) -> None:
        picture = street.feed.add_picture()
        street.feed.add_item("bridge", body=(Picture(blob=picture),))
        street.feed.publish()
        street.office.answers["/feed/blobs/*"] = drip

        assert f"picture {picture[:12]} has more than 41,943,040 bytes" in street.refused(FeedError)
        assert not any((street.state / "blobs").iterdir())

    def test_a_name_that_does_not_resolve(self, street: Street) -> None:
        save_enrolment(street.state, street.feed.enrolment(street.office.address, feed="http://office.invalid/feed"))

        assert "office.invalid cannot be reached" in street.refused(FetchError)
        assert street.on_screen() == "roads"


class TestClocks:
    def test_a_clock_in_2040(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        ahead = datetime(2040, 1, 1, tzinfo=UTC)

        assert "expired" in street.refused(FeedError, lambda: street.sync_at(ahead))
        assert street.on_screen(ahead) == "roads"

    def test_a_clock_in_1970(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()

        assert street.sync_at(datetime(1970, 1, 1, tzinfo=UTC)).is_new
        assert json.loads((street.sealed().folder / "base.json").read_bytes())["number"] == 2

    def test_a_clock_that_jumps(self, street: Street) -> None:
        """To and fro between rounds: no jump loses an edition, takes one back or locks the screen out."""
        for number, year in enumerate((1970, 2040, 2026, 2040, 1970, 2026), start=2):
            at = datetime.now(UTC) if year == 2026 else datetime(year, 1, 1, tzinfo=UTC)
            street.feed.add_item("roads")
            street.feed.publish()
            if year == 2040:
                street.refused(FeedError, lambda at=at: street.sync_at(at))
            else:
                assert street.sync_at(at).sealed.edition.number == number
        assert street.on_screen() == "roads"
