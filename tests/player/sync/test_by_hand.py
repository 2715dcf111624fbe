"""``player sync --from``: a feed carried by hand, to a screen that never was on a network."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from player.app import main
from player.errors import FeedError, FetchError, StoreError
from player.reports.spool import Spool
from player.sealed import current_name, load_sealed
from player.sync.enrolment import save_enrolment
from player.sync.store import EditionStore
from playlists.by_hand import ACCEPTED, FEED, Purpose, accepted_path, key_of, parcel_path, prove, proven
from playlists.item import Picture
from playlists.report import Accepted, Heartbeat, Incident, Report, Reports
from playlists.wire import MAX_REPORTS_BYTES, decode, encode
from tests.fakes.feed import Feed
from tests.player.reports.test_spool import play
from tests.player.sync.test_command import log_lines_as_before, until

__all__ = ["log_lines_as_before"]


@dataclass
class Courier:
    """A stick on its way between an office and a screen's machine."""

    stick: Path
    feed: Feed
    state: Path

    def sync(self) -> int:
        return main(["sync", "--from", str(self.stick), "--state", str(self.state)])

    def items_on_show(self) -> list[str]:
        name = current_name(self.state)
        return [slide.item for slide in load_sealed(self.state, name).deck.slides] if name else []

    def carried(self) -> list[Report]:
        """What lies on the stick for the office, from a screen whose proof holds."""
        folder = self.stick / "sunboard/reports/hall-1"
        found: list[Report] = []
        for number in range(1, len(list(folder.iterdir())) + 1):
            data = (self.stick / parcel_path("hall-1", number)).read_bytes()
            document = proven(data, Purpose.REPORTS, "hall-1", key_of(self.feed.token))
            found += decode(Reports, document, limit=MAX_REPORTS_BYTES, what="parcel").reports
        return found

    def accept(self, *ids: str, token: str | None = None) -> None:
        """The office's word on what it holds."""
        path = self.stick / accepted_path("hall-1")
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(prove(encode(Accepted(ids)), Purpose.ACCEPTED, "hall-1", key_of(token or self.feed.token)))

    def waiting(self) -> list[Report]:
        return list(Spool(self.state / "spool").waiting())


@pytest.fixture
def courier(tmp_path: Path) -> Courier:
    """Edition 1 lies on the stick; the screen shows nothing yet and its office can never be reached."""
    feed = Feed(tmp_path / "stick" / FEED)
    feed.add_item("roads")
    feed.publish()
    save_enrolment(tmp_path / "state", feed.enrolment("http://office.invalid"))
    return Courier(tmp_path / "stick", feed, tmp_path / "state")


def spool_plays(state: Path, *numbers: int) -> None:
    spool = Spool(state / "spool", "show")
    for number in numbers:
        spool.append(play(number))
    spool.close()


class TestTheEdition:
    def test_an_edition_with_its_pictures_comes_from_the_stick(
        self, courier: Courier, capsys: pytest.CaptureFixture[str]
    ) -> None:
        courier.feed.add_item("bridge", body=(Picture(blob=courier.feed.add_picture()),))
        courier.feed.publish()

        assert courier.sync() == 0

        assert capsys.readouterr().out == "edition 2 is on show: 2 slides\n0 reports for the office on the stick\n"
        assert courier.items_on_show() == ["roads", "bridge"]

    def test_the_same_stick_again_brings_nothing_new(
        self, courier: Courier, capsys: pytest.CaptureFixture[str]
    ) -> None:
        courier.sync()
        capsys.readouterr()

        assert courier.sync() == 0

        assert capsys.readouterr().out.startswith("edition 1 is on show: 1 slide, nothing new\n")

    def test_what_cuts_in_comes_too(self, courier: Courier) -> None:
        courier.sync()
        courier.feed.publish_urgent(courier.feed.add_item("flood"))

        courier.sync()

        assert "flood" in courier.items_on_show()

    def test_an_empty_stick_takes_reports_home_and_says_that_it_has_no_feed(
        self, courier: Courier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        courier.sync()
        spool_plays(courier.state, 1)
        (tmp_path / "other/sunboard").mkdir(parents=True)
        courier.stick = tmp_path / "other"

        assert courier.sync() == FetchError.exit_code

        assert "timestamp.json" in capsys.readouterr().err
        assert play(1) in courier.carried()

    def test_a_folder_that_is_no_stick_is_refused_in_one_sentence(
        self, courier: Courier, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        courier.stick = tmp_path / "nothing"

        assert courier.sync() == FetchError.exit_code

        said = capsys.readouterr().err.splitlines()
        expected = f"{tmp_path}/nothing holds no sunboard folder: is it the right stick, and still plugged in?"
        assert said[-1] == f"player sync: {expected}"


class TestBesideTheService:
    def test_a_stick_has_its_turn_while_the_service_runs(self, courier: Courier) -> None:
        words = (sys.executable, "-m", "player.app", "sync", "--every", "1", "--state", str(courier.state))
        service = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
        try:
            until(lambda: (courier.state / "feed").is_dir() or (courier.state / "sync.lock").exists())
            words = (sys.executable, "-m", "player.app", "sync", "--from", str(courier.stick), "--state")
            done = subprocess.run((*words, str(courier.state)), capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            assert courier.items_on_show() == ["roads"]
            assert service.poll() is None
        finally:
            service.kill()
            service.communicate()

    def test_a_stick_waits_for_a_round_to_end(self, courier: Courier) -> None:
        words = (sys.executable, "-m", "player.app", "sync", "--from", str(courier.stick), "--state")
        with EditionStore(courier.state).locked():
            process = subprocess.Popen((*words, str(courier.state)), stdout=subprocess.PIPE, text=True)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(2.5)
        assert process.communicate(timeout=60)[0].startswith("edition 1 is on show")

    def test_patience_has_an_end(self, courier: Courier) -> None:
        store = EditionStore(courier.state)
        with (
            store.locked(),
            pytest.raises(StoreError, match="another sync is at work"),
            EditionStore(courier.state).locked(patience_s=0.3),
        ):
            pass


class TestReports:
    def test_they_lie_on_the_stick_with_a_proof_and_stay_in_the_spool(self, courier: Courier) -> None:
        spool_plays(courier.state, 1, 2, 3)

        courier.sync()

        heartbeat, *rest = courier.carried()
        assert isinstance(heartbeat, Heartbeat)
        assert heartbeat.edition == 1
        assert rest == courier.waiting() == [play(1), play(2), play(3)]

    def test_a_lost_stick_loses_nothing(self, courier: Courier) -> None:
        spool_plays(courier.state, 1)
        courier.sync()
        (courier.stick / parcel_path("hall-1", 1)).unlink()
        spool_plays(courier.state, 2)

        courier.sync()

        assert courier.carried()[1:] == [play(1), play(2)]

    def test_they_are_forgotten_when_the_offices_word_comes_back(
        self, courier: Courier, capsys: pytest.CaptureFixture[str]
    ) -> None:
        spool_plays(courier.state, 1, 2, 3)
        courier.accept(play(1).id, play(2).id)

        courier.sync()

        assert courier.waiting() == [play(3)]
        assert courier.carried()[1:] == [play(3)]
        assert capsys.readouterr().out.endswith("1 report for the office on the stick\n")

    def test_what_is_wrong_with_the_edition_goes_along_as_an_incident(self, courier: Courier) -> None:
        path = courier.feed.path_of_edition()
        path.write_bytes(path.read_bytes() + b" ")

        assert courier.sync() == FeedError.exit_code

        assert [one.what for one in courier.carried() if isinstance(one, Incident)] != []

    def test_a_thousand_and_more_are_parted_as_the_office_takes_them(self, courier: Courier) -> None:
        spool_plays(courier.state, *range(2500))

        courier.sync()

        assert courier.carried()[1:] == [play(number) for number in range(2500)]
        sizes = [path.stat().st_size for path in (courier.stick / "sunboard/reports/hall-1").iterdir()]
        assert len(sizes) == 3
        assert max(sizes) < MAX_REPORTS_BYTES

    def test_leftovers_of_an_exchange_with_more_reports_go(self, courier: Courier) -> None:
        spool_plays(courier.state, *range(2500))
        courier.sync()
        courier.accept(*(play(number).id for number in range(2500)))

        courier.sync()

        assert [path.name for path in (courier.stick / "sunboard/reports/hall-1").iterdir()] == ["1"]

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounts")
    def test_a_full_stick_brings_its_edition_all_the_same(
        self, courier: Courier, tmp_path: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        small = tmp_path / "small"
        small.mkdir()
        subprocess.run(("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", small), check=True)
        try:
            subprocess.run(("cp", "-r", f"{courier.stick}/sunboard", small), check=True)
            with (small / "filler").open("wb") as filler, pytest.raises(OSError, match="No space"):
                filler.write(b"x" * 3_000_000)
            courier.stick = small
            spool_plays(courier.state, *range(100))
            assert courier.sync() == 0
            assert "reports wait: " in capfd.readouterr().err
            assert courier.items_on_show() == ["roads"]
            assert len(courier.waiting()) == 100
        finally:
            subprocess.run(("umount", small), check=True)


class TestForgedAcknowledgements:
    def test_one_under_another_key_makes_nothing_forgotten(self, courier: Courier) -> None:
        spool_plays(courier.state, 1)
        courier.accept(play(1).id, token="f" * 40)

        courier.sync()

        assert courier.waiting() == [play(1)]

    def test_the_screens_own_reports_put_in_its_place_make_nothing_forgotten(self, courier: Courier) -> None:
        spool_plays(courier.state, 1)
        courier.sync()
        (courier.stick / ACCEPTED).mkdir()
        (courier.stick / accepted_path("hall-1")).write_bytes((courier.stick / parcel_path("hall-1", 1)).read_bytes())

        courier.sync()

        assert courier.waiting() == [play(1)]

    @pytest.mark.parametrize("data", [b"", b"\n", b"0" * 64, b"0" * 64 + b"\n", b"\xff" * 70, b"0" * 9_000_000])
    def test_bytes_of_any_kind_make_nothing_forgotten(self, courier: Courier, data: bytes) -> None:
        spool_plays(courier.state, 1)
        (courier.stick / ACCEPTED).mkdir()
        (courier.stick / accepted_path("hall-1")).write_bytes(data)

        assert courier.sync() == 0

        assert courier.waiting() == [play(1)]
