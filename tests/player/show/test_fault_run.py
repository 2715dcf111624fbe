"""Many screens in which something goes wrong all the time. Afterwards no recorded frame is black, stale or foreign."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from player.sync.enrolment import save_enrolment
from player.sync.store import EditionStore
from tests.fakes.feed import Feed
from tests.fakes.office_server import served
from tests.player.show.lobby import COLOURS, Lobby, SealedSample, complaints, run_all
from tests.player.show.running import Frame, read_frames
from tests.player.show.stage import SAMPLE, Stage
from tests.player.show.supervised import SupervisedShow
from tests.player.show.x_server import XServer

ON_X, IN_MEMORY = 4, 14  # shows; each presents about ten frames a second at the shortest dwell
ACCIDENTS = (XServer.hide_window, XServer.shrink_window, XServer.close_window, XServer.destroy_window)


@contextmanager
def lobbies(folder: Path, chance: random.Random) -> Iterator[tuple[list[Lobby], XServer]]:
    with ExitStack() as stack:
        server = stack.enter_context(XServer())
        on_x = {"SDL_VIDEODRIVER": "x11", "DISPLAY": server.display}
        all_of_them = []
        for number in range(ON_X + IN_MEMORY):
            lobby = Lobby(folder / str(number), chance, **(on_x if number < ON_X else {}))
            all_of_them.append(lobby)
            stack.enter_context(lobby.show)
        yield all_of_them, server


def fault_run(folder: Path, wanted: int, seed: int) -> None:
    chance = random.Random(seed)

    def accident() -> None:
        if chance.random() < 0.2:
            chance.choice(ACCIDENTS)(server)

    with lobbies(folder, chance) as (several, server):
        run_all(several, wanted, accident, chance)
        frames = [frame for lobby in several for frame in lobby.show.frames()]
        wrong = [complaint for lobby in several for complaint in lobby.complaints()]
        codes = [code for lobby in several for code in lobby.show.codes]
    assert len(frames) >= wanted
    assert wrong == [], "\n".join(wrong)
    assert {frame.kind for frame in frames} == {"slide"}
    assert codes, "nothing was ever killed"


def test_five_thousand_frames_while_everything_goes_wrong(tmp_path: Path) -> None:
    fault_run(tmp_path, 5_000, seed=20261118)


@pytest.mark.long
def test_a_hundred_thousand_frames_while_everything_goes_wrong(tmp_path: Path) -> None:
    fault_run(tmp_path, 100_000, seed=20261119)


def test_with_a_clock_that_jumps_no_frame_is_black_stale_or_foreign(stage: Stage) -> None:
    chance = random.Random(7)
    for _ in range(25):
        jump = timedelta(days=chance.uniform(-400, 400), seconds=chance.uniform(0, 60))
        stage.time = max(SAMPLE.made_at, stage.time + jump)
        stage.kiosk.round()
    frames = read_frames(stage.record)
    assert len(frames) > 150
    assert len({frame.picture for frame in frames}) == len(SAMPLE.items)
    assert list(complaints(frames, [(SAMPLE.made_at, SAMPLE)], set())) == []


def test_frames_of_a_real_sync_that_is_killed_again_and_again(tmp_path: Path) -> None:
    feed, state = Feed(tmp_path / "feed"), tmp_path / "state"
    command = [sys.executable, "-m", "player.app", "sync", "--once", "--state", state]
    pictures: set[str] = set()
    with served(feed) as office:
        for number in range(1, 6):
            feed.add_item(f"item-{number}", title=f"第 {number} 项公告")
            feed.publish()
            if number == 1:
                save_enrolment(state, feed.enrolment(office.address))
                subprocess.run(command, check=True, capture_output=True)
                show = SupervisedShow(state, tmp_path / "frames", SDL_VIDEODRIVER="offscreen")
            for patience_s in (0.6, 1.0, 1.4, None):
                sync = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                try:
                    sync.wait(patience_s)
                except subprocess.TimeoutExpired:
                    sync.kill()
                    sync.wait()
                held = EditionStore(state).current()
                assert held is not None
                pictures |= {slide.sha256 for slide in (*held.deck.slides, held.deck.fallback)}
            assert held.edition.number == number
        with show:
            show.wait_until(lambda: show.frames()[-1].edition == number)
            frames = show.frames()
            show.end()
    assert not any(frame.is_black for frame in frames)
    assert {frame.kind for frame in frames} == {"slide"}
    assert {frame.picture for frame in frames} <= pictures


@pytest.mark.parametrize(
    ("spoilt", "complaint"),
    [
        ({"mean": (0, 0, 0)}, "is black"),
        ({"picture": "0" * 64}, "is of no edition"),
        ({"edition": 9}, "is of no edition"),
        ({"mean": (255, 0, 255)}, "neither the picture"),
        ({"at": datetime(2026, 11, 18, 4, 0, 5, tzinfo=UTC)}, "is stale"),
        ({"at": datetime(2026, 11, 18, 5, tzinfo=UTC)}, "had been replaced"),
    ],
)
def test_the_judge_of_frames_finds_what_is_wrong(spoilt: dict[str, object], complaint: str) -> None:
    at = datetime(2026, 11, 18, 4, 0, 1, tzinfo=UTC)
    sample = SealedSample(made_at=at)
    fields = {
        "at": at,
        "crc": 1,
        "mean": tuple(round((63 * part + 255) / 64) for part in COLOURS[0]),
        "kind": "slide",
        "edition": 1,
        "item": "roads",
        "picture": sample.slide("roads").sha256,
    }
    sealed = [(at - timedelta(days=1), sample), (at + timedelta(minutes=30), SealedSample(number=2))]
    assert list(complaints([Frame(**fields)], sealed, set())) == []  # type: ignore[arg-type]
    found = list(complaints([Frame(**(fields | spoilt))], sealed, set()))  # type: ignore[arg-type]
    assert any(complaint in one for one in found)
