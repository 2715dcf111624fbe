"""One test per attack by a stick: what is on show stays, nothing outside is read or written, nothing hangs."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from player.errors import FeedError, FetchError, PlayerError
from player.reports.spool import Spool
from player.stick import AbsentError, Stick
from player.sync.connection import RefusedError, TooLongError
from player.sync.enrolment import load_enrolment, save_enrolment
from player.sync.folder import Folder
from player.sync.round import Round
from playlists.by_hand import FEED, parcel_path
from playlists.feed import BLOBS, METADATA, TARGETS
from playlists.item import Audience, Picture
from tests.fakes.feed import LOBBY, Feed
from tests.player.reports.test_spool import play
from tests.player.sync.test_by_hand import Courier, courier, spool_plays
from tests.player.sync.test_command import log_lines_as_before

__all__ = ["courier", "log_lines_as_before"]

TIMESTAMP = f"{FEED}/{METADATA}/timestamp.json"


@pytest.fixture
def showing(courier: Courier) -> Courier:
    """Edition 1 is on show; edition 2, with a picture, lies on the stick."""
    assert courier.sync() == 0
    courier.feed.add_item("bridge", body=(Picture(blob=courier.feed.add_picture()),))
    courier.feed.publish()
    return courier


def refused(courier: Courier, error: type[PlayerError]) -> None:
    """One exchange that is refused and changes nothing on show."""
    assert courier.sync() == error.exit_code
    assert courier.items_on_show() == ["roads"]


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


class TestLinks:
    def test_a_file_that_is_a_link_to_the_screens_own_secret_is_not_read(
        self, showing: Courier, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = showing.stick / TIMESTAMP
        path.unlink()
        path.symlink_to(showing.state / "enrolment.json")

        refused(showing, FetchError)

        assert showing.feed.token not in "".join(capsys.readouterr())

    @pytest.mark.parametrize("part", ["sunboard", FEED, f"{FEED}/{METADATA}", f"{FEED}/{TARGETS}/lobby"])
    def test_a_folder_that_is_a_link_is_not_entered(self, showing: Courier, part: str) -> None:
        place = showing.stick / part
        place.rename(showing.stick / "elsewhere")
        place.symlink_to(showing.stick / "elsewhere")

        refused(showing, FetchError)

    def test_reports_are_not_written_through_a_link(self, showing: Courier, tmp_path: Path) -> None:
        outside = tmp_path / "outside"
        outside.mkdir()
        spool_plays(showing.state, 1)
        shutil.rmtree(showing.stick / "sunboard/reports")
        (showing.stick / "sunboard/reports").symlink_to(outside)

        assert showing.sync() == 0

        assert list(outside.iterdir()) == []
        assert showing.waiting() == [play(1)]

    def test_reports_are_not_written_over_what_their_links_point_to(self, showing: Courier) -> None:
        before = (showing.state / "enrolment.json").read_bytes()
        for name in ("1", ".1.new", "2"):
            path = showing.stick / "sunboard/reports/hall-1" / name
            path.unlink(missing_ok=True)
            path.symlink_to(showing.state / "enrolment.json")

        assert showing.sync() == 0

        assert (showing.state / "enrolment.json").read_bytes() == before
        assert not (showing.stick / parcel_path("hall-1", 1)).is_symlink()


class TestStrangeFiles:
    def test_a_pipe_does_not_keep_it_waiting(self, showing: Courier) -> None:
        (showing.stick / TIMESTAMP).unlink()
        os.mkfifo(showing.stick / TIMESTAMP)

        refused(showing, FetchError)

    @pytest.mark.skipif(os.geteuid() != 0, reason="makes device files")
    def test_a_device_is_not_read(self, showing: Courier) -> None:
        (showing.stick / TIMESTAMP).unlink()
        os.mknod(showing.stick / TIMESTAMP, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero

        refused(showing, FetchError)

    def test_a_socket_is_not_read(self, showing: Courier, monkeypatch: pytest.MonkeyPatch) -> None:
        (showing.stick / TIMESTAMP).unlink()
        monkeypatch.chdir((showing.stick / TIMESTAMP).parent)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("timestamp.json")

            refused(showing, FetchError)

    def test_a_folder_in_the_place_of_a_file_is_not_read(self, showing: Courier) -> None:
        (showing.stick / TIMESTAMP).unlink()
        (showing.stick / TIMESTAMP).mkdir()

        refused(showing, FetchError)

    def test_a_folder_in_the_place_of_reports_only_makes_them_wait(self, showing: Courier) -> None:
        spool_plays(showing.state, 1)
        (showing.stick / parcel_path("hall-1", 1)).unlink()
        (showing.stick / parcel_path("hall-1", 1) / "x").mkdir(parents=True)

        assert showing.sync() == 0

        assert showing.waiting() == [play(1)]

    def test_a_file_without_end_is_read_up_to_its_limit(self, showing: Courier) -> None:
        with (showing.stick / TIMESTAMP).open("wb") as file:
            file.truncate(10**12)  # a sparse one

        refused(showing, FeedError)


class TestNames:
    @pytest.mark.parametrize(
        "path",
        [
            "../../../etc/passwd",
            "metadata/../../../x",
            "/etc/passwd",
            "metadata//timestamp.json",
            "metadata/./x",
            "metadata/.hidden",
            "metadata/%2e%2e/x",
            "metadata/x\0",
            "metadata/x\ny",
            "metadata\\x",
            "",
            "x" * 300,
        ],
    )
    def test_no_name_leads_out_of_the_feed(self, courier: Courier, path: str) -> None:
        folder = Folder(Stick(courier.stick), "http://office.invalid/feed")

        with pytest.raises(FetchError):
            folder.get(f"http://office.invalid/feed/{path}", 100)

    @pytest.mark.parametrize(
        "address", ["http://elsewhere/feed/metadata/timestamp.json", "http://office.invalid/feedx"]
    )
    def test_no_other_address_is_answered(self, courier: Courier, address: str) -> None:
        with pytest.raises(FetchError, match="lies outside the feed"):
            Folder(Stick(courier.stick), "http://office.invalid/feed").get(address, 100)

    def test_a_missing_file_is_told_as_the_web_does(self, courier: Courier) -> None:
        with pytest.raises(RefusedError) as caught:
            Folder(Stick(courier.stick), "http://o/feed").get("http://o/feed/metadata/9.root.json", 100)
        assert caught.value.status == 404

    def test_bytes_past_the_limit_are_refused_while_they_come(self, courier: Courier) -> None:
        with pytest.raises(TooLongError):
            list(Folder(Stick(courier.stick), "http://o/feed").get("http://o/feed/metadata/timestamp.json", 100))


class TestManyFiles:
    @pytest.fixture
    def listings(self) -> Iterator[list[str]]:
        """Folders that anything in this process lists; Python reports each to its audit hooks, which are for ever."""
        heard: list[str] = []
        is_on = [True]

        def hear(event: str, arguments: tuple[object, ...]) -> None:
            if is_on[0] and event in {"os.listdir", "os.scandir"}:
                listed = arguments[0]
                heard.append(
                    str(Path(f"/proc/self/fd/{listed}").readlink()) if isinstance(listed, int) else str(listed)
                )

        sys.addaudithook(hear)
        yield heard
        is_on[0] = False

    def test_a_million_files_cost_nothing_as_no_folder_of_a_stick_is_listed(
        self, showing: Courier, listings: list[str]
    ) -> None:
        assert showing.sync() == 0

        assert any(str(showing.state) in folder for folder in listings)  # the hook hears
        assert not [folder for folder in listings if str(showing.stick) in folder]


class TestWrongContent:
    def test_a_truncated_picture_is_refused(self, showing: Courier) -> None:
        path = only_file(showing.stick / FEED / BLOBS / "lobby")
        path.write_bytes(path.read_bytes()[:-1])

        refused(showing, FeedError)

    @pytest.mark.parametrize("size", [0, 100, -1])
    def test_a_truncated_edition_is_refused(self, showing: Courier, size: int) -> None:
        path = showing.feed.path_of_edition()
        path.write_bytes(path.read_bytes()[:size])

        refused(showing, FeedError)

    def test_truncated_metadata_is_refused(self, showing: Courier) -> None:
        path = showing.stick / TIMESTAMP
        path.write_bytes(path.read_bytes()[:-20])

        refused(showing, FeedError)

    def test_another_offices_feed_is_refused(self, showing: Courier, tmp_path: Path) -> None:
        other = Feed(tmp_path / "other" / FEED)
        other.add_item("forged")
        for _ in range(5):
            other.publish()
        showing.stick = tmp_path / "other"

        refused(showing, FeedError)

    def test_a_members_edition_laid_in_the_public_groups_place_is_refused(
        self, showing: Courier, tmp_path: Path
    ) -> None:
        inside = msgspec.structs.replace(LOBBY, audience=Audience.MEMBERS)
        members = Feed(tmp_path / "members", group="members", screens=(inside,))
        members.add_item("secret", audience=Audience.MEMBERS)
        members.publish()
        shutil.copy(members.path_of_edition(), showing.feed.path_of_edition())

        refused(showing, FeedError)

    def test_a_members_item_that_was_signed_for_the_public_group_is_not_shown(self, courier: Courier) -> None:
        courier.feed.add_item("secret", audience=Audience.MEMBERS)
        courier.feed.publish()

        assert courier.sync() == 0

        assert courier.items_on_show() == ["roads"]

    def test_an_old_feed_played_back_is_refused(self, courier: Courier, tmp_path: Path) -> None:
        old = tmp_path / "old"
        shutil.copytree(courier.stick, old)
        courier.feed.items.clear()
        courier.feed.add_item("news")
        courier.feed.publish()
        assert courier.sync() == 0
        courier.stick = old

        assert courier.sync() == FeedError.exit_code

        assert courier.items_on_show() == ["news"]

    def test_an_old_feed_is_refused_also_when_the_newer_one_came_by_the_network(
        self, courier: Courier, tmp_path: Path
    ) -> None:
        """Both come to be trusted in the same place, so neither goes back behind the other."""
        assert courier.sync() == 0
        kept = only_file(courier.state / "feed")
        old = tmp_path / "old"
        shutil.copytree(courier.stick, old)
        courier.feed.publish()
        newest = courier.feed.folder / METADATA / "timestamp.json"
        shutil.copy(newest, kept / "timestamp.json")  # as a round over the wire leaves it, cut off just after
        courier.stick = old

        refused(courier, FeedError)

    def test_a_feed_whose_signatures_are_over_is_refused(self, showing: Courier) -> None:
        showing.feed.sign_timestamp(datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1))

        refused(showing, FeedError)

    def test_a_stick_for_another_enrolment_of_this_machine_binds_nothing(
        self, showing: Courier, tmp_path: Path
    ) -> None:
        other = Feed(tmp_path / "other" / FEED)
        other.add_item("elsewhere")
        other.publish()
        save_enrolment(showing.state, other.enrolment("http://other.invalid"))
        showing.stick, showing.feed = tmp_path / "other", other

        assert showing.sync() == 0

        assert showing.items_on_show() == ["elsewhere"]


class TestPulledOut:
    """The folder vanishes, as a mount does; what was being read then is answered by nobody."""

    @pytest.mark.parametrize("after", range(1, 12))
    def test_a_stick_pulled_out_in_the_middle_leaves_the_old_edition_or_the_new_one(
        self, showing: Courier, after: int
    ) -> None:
        chunks = 0
        before = showing.items_on_show()

        def pull() -> None:
            nonlocal chunks
            chunks += 1
            if chunks == after:
                showing.stick.rename(showing.stick.with_name("in a pocket"))
                showing.stick.mkdir()  # the empty mount point

        code = round_with(showing, pull)

        assert code in {None, FetchError}
        assert showing.items_on_show() == (["roads", "bridge"] if code is None else before)
        assert not (showing.state / "scratch").exists()

    def test_the_next_stick_makes_it_good(self, showing: Courier) -> None:
        kept = showing.stick.with_name("in a pocket")
        showing.stick.rename(kept)
        assert showing.sync() == FetchError.exit_code
        kept.rename(showing.stick)

        assert showing.sync() == 0

        assert showing.items_on_show() == ["roads", "bridge"]


def round_with(courier: Courier, progress: Callable[[], None]) -> type[PlayerError] | None:
    """A round over the stick that tells of every chunk; the kind of error it ended with."""
    enrolment, root = load_enrolment(courier.state)
    source = Folder(Stick(courier.stick), enrolment.feed, progress=progress)
    work = Round(
        courier.state, enrolment, root, source, at=datetime.now(UTC), environ=os.environ, progress=lambda: None
    )
    try:
        work.run(is_doubted=False)
    except PlayerError as error:
        return type(error)
    return None


def test_names_of_a_folder_are_counted_before_they_are_kept(tmp_path: Path) -> None:
    (tmp_path / "sunboard").mkdir()
    for number in range(30):
        (tmp_path / "sunboard" / f"n{number}").touch()

    assert len(Stick(tmp_path).names("sunboard", 10)) == 10
    assert Stick(tmp_path).names("sunboard/nothing", 10) == []


def test_removing_tells_whether_it_was_there(tmp_path: Path) -> None:
    stick = Stick(tmp_path)
    stick.write("sunboard/reports/a/1", b"x")

    assert stick.remove("sunboard/reports/a/1")
    assert not stick.remove("sunboard/reports/a/1")
    assert stick.remove("sunboard/reports/a")
    with pytest.raises(AbsentError):
        stick.open("sunboard/reports/a/1")
    assert not list(Spool(tmp_path / "spool").waiting())
