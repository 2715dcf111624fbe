"""The pains that people tell of other bulletin screens, one by one: none of them can happen to a whole screen here.

Wi-Fi (10) is looked at in ``tests/deploy/test_wifi.py``.
"""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from itertools import groupby
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

import msgspec
import pytest

from player.device.power.ways import find_ways
from player.errors import FetchError
from player.sealed import EDITION_FILE, SEALED
from player.sync.enrolment import save_enrolment
from playlists.deck import Deck
from playlists.edition import Edition
from playlists.on_air import on_air
from playlists.playlist import ItemEntry, Playlist
from playlists.report import Agreement, Display, Heartbeat, Play
from playlists.schedule import DayPart, Hours, Priority, Rule
from tests.fakes.feed import Feed
from tests.fakes.office_server import served
from tests.fakes.sealed import COLOURS, ZONE, SealedSample, write_sealed
from tests.player.device.television import OFF, ON, Television, wait_until
from tests.player.show.lobby import complaints
from tests.player.show.running import Frame, RunningShow
from tests.player.show.stage import SAMPLE, Stage
from tests.player.show.supervised import SupervisedShow
from tests.player.show.x_server import XServer
from tests.player.sync.conftest import Street

LARGE = SealedSample(size=(1920, 1080))
SAMPLE_NOW = SealedSample()
THEIRS = set(COLOURS[:3])
Pair = tuple[RunningShow, RunningShow]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Two screens side by side, one switched on later, that ran for some slides."""
    folder = tmp_path_factory.mktemp("pair")
    for name in ("left", "right"):
        LARGE.seal(folder / name)
    with RunningShow(folder / "left", folder / "left-frames") as left:
        time.sleep(0.7)
        with RunningShow(folder / "right", folder / "right-frames") as right:
            right.wait_for(lambda frames: len(turns(frames)) >= 4)
            left.measure()
            assert (left.end(), right.end()) == (0, 0)
            yield left, right


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A kiosk with a hand on its clock."""
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    SAMPLE.seal(tmp_path / "stage")
    stage = Stage(tmp_path / "stage", SAMPLE)
    yield stage
    stage.close()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """An office with two items on a real feed, and a screen that has them."""
    feed = Feed(tmp_path / "feed")
    items = [feed.add_item(item).id for item in ("roads", "budget")]
    entries = tuple(ItemEntry(item=item, dwell_ms=2000) for item in items)
    feed.playlists = (Playlist(id="all", title="全部", entries=entries),)
    feed.publish()
    with served(feed) as office:
        save_enrolment(tmp_path / "state", feed.enrolment(office.address))
        street = Street(feed, office, tmp_path / "state")
        street.sync()
        yield street


def turns(frames: list[Frame]) -> list[list[Frame]]:
    """Frames by what was coming or up."""
    return [list(run) for _, run in groupby(frames, key=lambda frame: frame.picture)]


def items_of(frames: list[Frame]) -> set[str | None]:
    return {frame.item for frame in frames}


def seal_rules(state: Path, *rules: Rule) -> None:
    """An edition with a playlist of the same name for each item, and these rules."""
    sample = SealedSample(items=("roads", "budget"))
    playlists = tuple(Playlist(id=item, title=item, entries=(ItemEntry(item=item),)) for item in sample.items)
    edition = msgspec.structs.replace(sample.edition(), playlists=playlists, rules=rules)
    pictures = {slide.file: sample.picture(slide.item) for slide in sample.deck().pictures}
    write_sealed(state, edition, sample.deck(), pictures)


def rule(item: str, since: datetime, priority: Priority = Priority.BASE) -> Rule:
    return Rule(id=item, title=item, playlist=item, zone=ZONE, since=since.replace(tzinfo=None), priority=priority)


def files_of(state: Path) -> dict[str, tuple[int, int]]:
    """Every file with its inode and the time of its last change; reports are always written."""
    files = [path for path in state.rglob("*") if path.is_file() and path.parent.name != "spool"]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def is_due(frame: Frame, edition: Edition, deck: Deck) -> bool:
    slide = on_air(edition, deck, frame.at).slide
    return slide is not None and slide.sha256 == frame.picture


def test_pain_01_no_frame_is_black_white_or_wrong_between_items(pair: Pair) -> None:
    for screen in pair:
        assert len(screen.frames()) > 30
        assert list(complaints(screen.frames(), [(LARGE.made_at, LARGE)], set())) == []


def test_pain_02_a_screen_that_freezes_or_dies_comes_back_to_what_is_due(state: Path, tmp_path: Path) -> None:
    folder = state / SEALED / SAMPLE_NOW.seal(state)
    with SupervisedShow(state, tmp_path / "frames", WATCHDOG_USEC="2000000", SDL_VIDEODRIVER="offscreen") as show:
        show.wait_for_frames(1)
        for path in folder.glob("*.png"):
            path.unlink()
            os.mkfifo(path)  # reading it never ends
        show.wait_until(lambda: len(show.codes) == 1)
        SAMPLE_NOW.seal(state)
        before = len(show.frames())
        show.wait_for_frames(before + 1)
        show.process.send_signal(signal.SIGKILL)
        show.wait_until(lambda: len(show.codes) == 2)
        died = len(show.frames())
        show.wait_for_frames(died + 1)
        show.end()
        assert is_due(show.frames()[before], SAMPLE_NOW.edition(), SAMPLE_NOW.deck())
        assert is_due(show.frames()[died], SAMPLE_NOW.edition(), SAMPLE_NOW.deck())


def test_pain_03_little_memory_at_1080p(pair: Pair) -> None:
    assert 10 * 1024 < pair[0].pss_kib < 44 * 1024


def test_pain_04_a_display_that_goes_and_comes_back_in_another_mode_is_filled(state: Path, tmp_path: Path) -> None:
    SAMPLE_NOW.seal(state)
    with XServer() as display:
        there = {"SDL_VIDEODRIVER": "x11", "DISPLAY": display.display}
        with SupervisedShow(state, tmp_path / "frames", **there) as show:
            display.wait_for(THEIRS)
            display.kill()
            time.sleep(1)
            display.start("1024x768")
            display.wait_for(THEIRS)
            assert display.grab().getpixel((1020, 384)) in THEIRS
            show.end()


def test_pain_05_without_a_network_it_starts_and_shows_for_a_year(street: Street, tmp_path: Path) -> None:
    street.office.shutdown()
    street.office.server_close()
    street.refused(FetchError, lambda: street.sync_at(datetime.now(UTC) + timedelta(days=365), grace_s=0.5))
    with RunningShow(street.state, tmp_path / "frames") as show:
        first = show.wait_for(len)[0]
        assert is_due(first, street.sealed().edition, street.sealed().deck)
    assert street.on_screen(datetime.now(UTC) + timedelta(days=365)) in {"roads", "budget"}


def test_pain_06_the_screens_zone_counts_and_a_machine_that_wakes_in_1970_is_not_believed(
    state: Path, tmp_path: Path, stage: Stage
) -> None:
    now = datetime.now(ZoneInfo(ZONE))
    begun, ahead = now - timedelta(minutes=1), now + timedelta(minutes=10)
    seal_rules(state, rule("roads", begun), rule("budget", ahead, Priority.URGENT))
    with RunningShow(state, tmp_path / "frames", TZ="America/New_York") as show:
        assert items_of(show.wait_for(len)) == {"roads"}
    stage.time = datetime(1970, 1, 1, tzinfo=UTC)
    stage.kiosk.round()
    stage.time = stage.window.now()
    assert stage.time - SAMPLE.made_at < timedelta(minutes=1)
    assert stage.is_right()


def test_pain_07_what_another_version_of_the_program_left_breaks_nothing(state: Path, tmp_path: Path) -> None:
    SAMPLE_NOW.seal(state)
    newer = SealedSample(number=2, items=("other",)).seal(state)
    sealed = state / SEALED / newer / EDITION_FILE
    sealed.write_bytes(sealed.read_bytes().replace(b"{", b'{"invented":1,', 1))
    (state / "live").mkdir()
    for kept in ("live/show.json", "tally.json", "clock.json"):
        (state / kept).write_bytes(b'{"invented":1}')
    with RunningShow(state, tmp_path / "frames") as show:
        frames = show.wait_for(lambda frames: len(items_of(frames)) >= 2)
        assert {frame.edition for frame in frames} == {1}
        assert {frame.kind for frame in frames} == {"slide"}


def test_pain_08_slides_turn_on_time_in_many_small_steps(pair: Pair) -> None:
    fades = turns(pair[0].frames())[1:-1]
    late = [turn[0].at - on_air(LARGE.edition(), LARGE.deck(), turn[0].at).since for turn in fades]
    assert median(late) < timedelta(seconds=1 / 15)
    assert median(len({frame.crc for frame in turn}) for turn in fades) >= 10


def test_pain_09_a_television_sleeps_and_wakes_with_the_hours_whoever_holds_its_remote_control(
    tmp_path: Path, stage: Stage, television: Television
) -> None:
    opening = Hours(parts=(DayPart(since=time_of_day(8), until=time_of_day(18)),))
    SealedSample(size=SAMPLE.size, made_at=SAMPLE.made_at, number=2, hours=opening).seal(tmp_path / "stage")
    stage.ways = list(find_ways("cec", "kmsdrm", television.dev))
    stage.kiosk.round()
    stage.power.start()
    wait_until(lambda: stage.power.display is Display.ON)
    television.power = OFF
    wait_until(lambda: television.power == ON)
    stage.time += timedelta(hours=6)
    stage.kiosk.round()
    wait_until(lambda: stage.power.display is Display.OFF)
    assert television.power == OFF
    television.power = ON
    wait_until(lambda: television.power == OFF)
    stage.time += timedelta(hours=14)
    stage.kiosk.round()
    wait_until(lambda: stage.power.display is Display.ON)
    assert television.power == ON
    assert stage.is_right()


def test_pain_11_a_turned_panel_has_an_upright_picture_that_fills_it(tmp_path: Path) -> None:
    with XServer() as display:
        for rotation in (90, 180, 270):
            state, upright = tmp_path / str(rotation), (640, 360) if rotation == 180 else (360, 640)
            SealedSample(("roads",), size=upright, rotation=rotation).seal(state)
            there = {"SDL_VIDEODRIVER": "x11", "DISPLAY": display.display}
            with RunningShow(state, tmp_path / f"frames-{rotation}", **there) as show:
                show.wait_for(len)  # before it has a window, whoever looks and goes makes the server start afresh
                display.wait_for({COLOURS[0]})
                seen = display.grab().rotate(rotation, expand=True)
                assert seen.size == upright
                assert seen.getpixel((2, 2)) == (255, 255, 255)
                assert seen.getpixel((upright[0] - 3, upright[1] - 3)) == COLOURS[0]
                show.end()
            display.wait_for({(0, 0, 0)})


def test_pain_12_a_rotten_card_is_healed_and_a_quiet_feed_writes_nothing(street: Street, tmp_path: Path) -> None:
    with RunningShow(street.state, tmp_path / "frames") as show:
        show.wait_for(lambda frames: len(items_of(frames)) == 2)
        for path in street.sealed().folder.glob("*.png"):
            path.write_bytes(path.read_bytes()[:-9] + b"?" * 9)
        show.wait_until((street.state / "heal").exists)
        street.sync()
        assert show.end() == 0
        assert {frame.kind for frame in show.frames()} == {"slide"}
    with RunningShow(street.state, tmp_path / "healed") as show:
        show.wait_for(lambda frames: items_of(frames) == {"roads", "budget"})
        assert show.end() == 0
    before = files_of(street.state)
    street.sync()
    assert files_of(street.state) == before


def test_pain_13_what_is_scheduled_is_up_at_its_second_and_cuts_in(state: Path, tmp_path: Path) -> None:
    now = datetime.now(ZoneInfo(ZONE))
    due = now + timedelta(seconds=4)
    seal_rules(state, rule("roads", now - timedelta(hours=1)), rule("budget", due, Priority.URGENT))
    with RunningShow(state, tmp_path / "frames") as show:
        frames = show.wait_for(lambda frames: "budget" in items_of(frames))
        (late,) = {run[0].at - due for run in turns(frames) if run[0].item == "budget"}
        assert timedelta(0) <= late < timedelta(seconds=0.2)
        assert items_of(turns(frames)[0]) == {"roads"}


def test_pain_14_the_office_is_told_what_really_was_on_the_display(street: Street, tmp_path: Path) -> None:
    with RunningShow(street.state, tmp_path / "frames") as show:
        show.wait_for(lambda frames: len(turns(frames)) >= 3)
        show.end()
        up = [run[0].item for run in turns(show.frames())]
    street.sync()
    assert [play.item for play in street.office.reported(Play)] == up
    seen = street.office.reported(Heartbeat)[-1].seen
    assert (seen.item, seen.agreement) == (up[-1], Agreement.RIGHT)
    assert street.office.screenshots


def test_pain_15_screens_side_by_side_turn_together(pair: Pair) -> None:
    left, right = ({run[0].picture: run[0].at for run in turns(screen.frames())[-2:]} for screen in pair)
    both = left.keys() & right.keys()
    assert both
    assert all(abs(left[picture] - right[picture]) < timedelta(seconds=0.1) for picture in both)
