"""The band over the slides: where it lies on the panel, and how what is in it moves."""

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from PIL import Image, ImageChops

from player.show.cover import TICKER_HZ
from player.show.silent_pygame import pygame
from tests.player.show.windows import LONG, NOON, SIZE, cover, opened, plain, upright

RED = (160, 20, 30)
ROTATIONS = pytest.mark.parametrize("rotation", [0, 90, 180, 270])
STEP = timedelta(seconds=1 / TICKER_HZ)


@pytest.fixture(autouse=True)
def _closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that what open_window sets is undone
    yield
    pygame.quit()


def seen(rotation: int, urgent: tuple[str, ...], at_step: int) -> Image.Image:
    """The whole picture, upright, with the band as it is so many steps after noon."""
    window = opened(rotation)
    window.now = lambda: NOON + at_step * STEP + STEP / 2
    window.bring_up(plain(window, RED, RED), cover=cover(window, urgent))
    return upright(window.surface, rotation)


@ROTATIONS
@pytest.mark.parametrize("urgent", [(), LONG], ids=["still", "running"])
def test_however_the_panel_hangs_people_see_the_same(rotation: int, urgent: tuple[str, ...]) -> None:
    for at_step in (0, 7, 500):
        difference = ImageChops.difference(seen(rotation, urgent, at_step), seen(0, urgent, at_step))
        assert difference.getbbox() is None


def test_a_larger_panel_shows_it_larger_at_the_same_place() -> None:
    small, large = opened(), opened(size=(SIZE[0] * 2, SIZE[1] * 2))
    boxes = [cover(window).box for window in (small, large)]
    assert [edge * 2 for edge in boxes[0]] == list(boxes[1])


def test_the_ticker_moves_by_the_same_whole_pixels_each_step() -> None:
    over = cover(opened(), LONG)
    places = [over.place(NOON + number * STEP + STEP / 2) for number in range(3000)]
    moves = [after - before for before, after in pairwise(place for place in places if place is not None)]
    assert len({move for move in moves if move > 0}) == 1
    assert sum(move < 0 for move in moves) >= 3  # it begins again


def test_two_screens_side_by_side_run_in_step() -> None:
    one, other = cover(opened(), LONG), cover(opened(90), LONG)
    for number in range(0, 1000, 77):
        assert one.place(NOON + number * STEP) == other.place(NOON + number * STEP)


def test_holding_shows_every_step_and_only_the_band_changes() -> None:
    window = opened()
    over = cover(window, LONG)
    window.bring_up(plain(window, RED, RED), cover=over)
    frames: list[tuple[float, Image.Image]] = []
    window.on_presented = lambda surface: frames.append((window.now().timestamp(), upright(surface)))
    for _ in range(8):
        window.hold(0.25)
    top = over.box.top
    assert {frame.crop((0, 0, SIZE[0], top)).getcolors()[0][1] for _, frame in frames} == {RED}  # type: ignore[index]
    assert 50 <= len(frames) <= 61  # 30 a second for 2 s
    late_s = sorted(at_s * TICKER_HZ % 1 / TICKER_HZ for at_s, _ in frames)
    assert late_s[len(late_s) // 2] < 0.01  # frames follow the clock, so they come evenly


def test_on_a_calm_screen_nothing_moves_between_steps() -> None:
    over = cover(opened(), LONG, is_calm=True)
    assert not over.is_moving
    places = [over.place(NOON + timedelta(seconds=number / 4)) for number in range(400)]
    changed = [number / 4 for number, (before, after) in enumerate(pairwise(places)) if before != after]
    assert len(changed) > 5
    assert min(after - before for before, after in pairwise(changed)) >= 4


def test_a_band_that_stands_still_is_drawn_once() -> None:
    window = opened()
    window.bring_up(plain(window, RED, RED), cover=cover(window))
    before = window.frames
    for _ in range(4):
        window.hold(0.25)
    assert window.frames == before
