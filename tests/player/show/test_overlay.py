"""The show under a clock: what changes on the display, when, and what the records say of it."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from player.show.healer import LOOK_EVERY_S
from player.show.silent_pygame import pygame
from playlists.overlays import Calendar, Overlays
from playlists.report import Healing
from tests.fakes.sealed import COLOURS, SealedSample
from tests.player.show.running import RunningShow
from tests.player.show.stage import NOON, Stage
from tests.player.show.windows import upright

SIZE = (1280, 720)
CLOCK = Overlays(calendar=Calendar.DATE)
ONE_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    yield
    pygame.quit()


def staged(state: Path, overlays: Overlays, *, dwell_ms: int = 600_000, **changes: object) -> Stage:
    sample = SealedSample(
        size=SIZE,
        dwell_ms=dwell_ms,
        overlays=overlays,
        made_at=NOON - timedelta(hours=1),
        **changes,  # type: ignore[arg-type]
    )
    sample.seal(state)
    return Stage(state, sample)


def parts(stage: Stage) -> tuple[Image.Image, Image.Image]:
    """The slide's part of the display and the band."""
    cover = stage.window.cover
    assert cover is not None
    picture = upright(stage.window.surface)
    return tuple(picture.crop((one.left, one.top, one.right, one.bottom)) for one in (cover.stage, cover.box))  # type: ignore[return-value]


def test_each_minute_the_band_changes_and_nothing_else(tmp_path: Path) -> None:
    stage = staged(tmp_path, CLOCK)
    stage.kiosk.round()
    before, frames = parts(stage), stage.window.frames
    stage.time += ONE_MINUTE - timedelta(microseconds=1)
    stage.kiosk.round()
    assert stage.window.frames == frames
    stage.time += timedelta(microseconds=1)
    stage.kiosk.round()
    assert stage.window.frames == frames + 1
    after = parts(stage)
    assert after[0].tobytes() == before[0].tobytes()
    assert after[1].tobytes() != before[1].tobytes()


def test_the_same_band_lies_over_one_slide_after_another(tmp_path: Path) -> None:
    stage = staged(tmp_path, CLOCK, dwell_ms=2000)
    stage.kiosk.round()
    first, picture = stage.window.cover, parts(stage)[0].tobytes()
    stage.time += timedelta(seconds=2)
    stage.kiosk.round()
    assert stage.window.cover is first
    assert parts(stage)[0].tobytes() != picture


def test_without_fonts_the_slides_are_shown_and_the_office_hears_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SUNBOARD_FONT_REGULAR", str(tmp_path / "none.ttc"))
    stage = staged(tmp_path / "state", CLOCK)
    stage.kiosk.round()
    assert stage.window.cover is None
    assert stage.is_right()
    assert "fonts-noto-cjk')); they are shown without it" in caplog.text


def test_an_edition_without_overlays_takes_the_band_away(tmp_path: Path) -> None:
    stage = staged(tmp_path, CLOCK)
    stage.kiosk.round()
    SealedSample(size=SIZE, dwell_ms=600_000, number=2, items=("roads",), made_at=NOON).seal(tmp_path)
    stage.kiosk.round()
    assert stage.window.cover is None
    assert upright(stage.window.surface).getpixel((9, SIZE[1] - 2)) == COLOURS[0]


def test_the_record_proves_which_slide_was_up_whatever_the_band_said(tmp_path: Path) -> None:
    urgent = Overlays(calendar=Calendar.LUNAR, has_ticker=True)
    titles = ("roads-and-bridges-below-the-dam-are-closed-from-noon-on", "schools-in-the-lower-town-send-children-home")
    sample = SealedSample(items=titles, size=SIZE, overlays=urgent, urgent=titles)
    sample.seal(tmp_path / "state")
    with RunningShow(tmp_path / "state", tmp_path / "frames") as show:
        show.wait_for(lambda frames: len({frame.item for frame in frames}) == 2 and len(frames) > 200)
        assert show.end() == 0
    lines = [json.loads(line) for line in (tmp_path / "frames" / "frames.jsonl").read_text().splitlines()]
    finished = {}
    for item in titles:
        crcs = [line["crc"] for line in lines if line["item"] == item]
        most = max(set(crcs), key=crcs.count)
        finished[item] = most
        assert crcs.count(most) > 0.6 * len(crcs)  # the rest are the fades
    assert len(set(finished.values())) == 2
    assert len({line["band"] for line in lines if "band" in line}) > 100  # the ticker moved
    assert [play.item for play in show.plays()][:2] in ([*titles], [*reversed(titles)])


def test_the_slide_is_read_back_beside_the_band_and_healed_there(tmp_path: Path) -> None:
    stage = staged(tmp_path, CLOCK)
    for _ in range(4):
        stage.time += ONE_MINUTE
        stage.seconds += LOOK_EVERY_S
        stage.kiosk.round()
    assert stage.health.healing == Healing()
    assert stage.window.cover is not None
    stage.window.surface.fill((90, 90, 90), stage.window.cover.stage)
    stage.seconds += LOOK_EVERY_S
    for _ in range(2):
        stage.kiosk.round()
    assert stage.health.healing == Healing(wrong=1, redrawn=1)
    assert stage.is_right()
    assert stage.window.cover is not None
