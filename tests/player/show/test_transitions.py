"""How slides follow one another, by the pixels of every frame."""

import os
from collections.abc import Iterator
from itertools import cycle, islice

import msgspec
import pytest
from PIL import Image, ImageChops

from player.show.silent_pygame import pygame
from player.show.transitions import transition_of
from player.show.window import Window
from player.slides import Kit, draw_item
from playlists.item import Paragraph, Timing
from playlists.overlays import Transition
from playlists.screen import ThemeName
from tests.player.show.flashes import MOST_FLASHES, Seen, look, most_flashes
from tests.player.show.windows import LONG, SIZE, cover, fonts, opened, plain, screen, upright
from tests.player.slides.samples import REPORT, make_item

RED, GREEN, BLUE, GOLD = (160, 20, 30), (20, 120, 40), (20, 40, 160), (200, 160, 40)
ROTATIONS = pytest.mark.parametrize("rotation", [0, 90, 180, 270])


@pytest.fixture(autouse=True)
def _closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that what open_window sets is undone
    yield
    pygame.quit()


def watched(window: Window, rotation: int = 0) -> list[Image.Image]:
    """The frames to come, as people see them."""
    frames: list[Image.Image] = []
    window.on_presented = lambda surface: frames.append(upright(surface, rotation))
    return frames


def bands(frame: Image.Image, top: int) -> tuple[bytes, bytes]:
    return frame.crop((0, 0, SIZE[0], top)).tobytes(), frame.crop((0, top, *SIZE)).tobytes()


def test_a_cut_is_one_frame() -> None:
    window = opened()
    window.bring_up(plain(window, RED, RED))
    frames = watched(window)
    window.bring_up(plain(window, BLUE, BLUE), Transition.CUT)
    assert [frame.getpixel((9, 9)) for frame in frames] == [BLUE]


@ROTATIONS
def test_a_push_moves_old_and_new_to_the_left_without_a_gap(rotation: int) -> None:
    window = opened(rotation)
    window.bring_up(plain(window, RED, GREEN))
    frames = watched(window, rotation)
    window.bring_up(plain(window, BLUE, GOLD), Transition.PUSH, seconds=0.4)
    wide = Image.new("RGB", (SIZE[0] * 2, SIZE[1]))
    for place, colour in enumerate((RED, GREEN, BLUE, GOLD)):
        wide.paste(colour, (place * SIZE[0] // 2, 0, (place + 1) * SIZE[0] // 2, SIZE[1]))
    shifts = [shift_of(frame, wide) for frame in frames]
    assert len(shifts) > 4
    assert shifts == sorted(shifts)
    assert shifts[-1] == SIZE[0]


def shift_of(frame: Image.Image, wide: Image.Image) -> int:
    """By how many whole pixels both pictures have moved in this frame; fails when that is not what it shows."""
    for shift in range(SIZE[0] + 1):
        seen = wide.crop((shift, 0, shift + SIZE[0], SIZE[1]))
        if ImageChops.difference(frame, seen).getbbox() is None:
            return shift
    raise AssertionError("the frame is no part of old and new side by side")


@pytest.mark.parametrize("transition", [Transition.FADE, Transition.PUSH])
def test_the_last_frame_stays_until_the_next_comes_over_it(transition: Transition) -> None:
    window = opened()
    window.bring_up(plain(window, RED, RED))
    frames = watched(window)
    ready = plain(window, GREEN, GREEN)
    assert frames == []  # making a picture ready shows nothing
    window.bring_up(ready, transition)
    assert shares(frames[0], RED) > 0.9 or frames[0].getpixel((9, 9))[0] > 0.8 * RED[0]  # type: ignore[index]
    darkest = min(min(frame.convert("L").getextrema()) for frame in frames)  # type: ignore[type-var]
    assert darkest >= min(Image.new("RGB", (1, 1), colour).convert("L").getextrema()[0] for colour in (RED, GREEN)) - 1


def shares(frame: Image.Image, colour: tuple[int, int, int]) -> float:
    counts = {one: count for count, one in frame.getcolors(1 << 20) or []}
    return counts.get(colour, 0) / (SIZE[0] * SIZE[1])


@pytest.mark.parametrize("transition", list(Transition))
@ROTATIONS
def test_what_lies_over_the_slides_stays_while_they_turn(transition: Transition, rotation: int) -> None:
    window = opened(rotation)
    clock = cover(window)
    window.bring_up(plain(window, RED, RED), transition, clock)
    frames = watched(window, rotation)
    top = SIZE[1] - min(clock.box.size)
    window.present()
    window.bring_up(plain(window, BLUE, GOLD), transition, clock, seconds=0.2)
    assert len({bands(frame, top)[1] for frame in frames}) == 1
    assert len({bands(frame, top)[0] for frame in frames}) >= 2
    assert frames[-1].getpixel((9, top - 1)) == BLUE


def test_a_cover_comes_and_goes_with_the_slides_it_belongs_to() -> None:
    window = opened()
    clock = cover(window)
    window.bring_up(window.dark())
    window.bring_up(plain(window, RED, RED), cover=clock, seconds=0.1)
    with_clock = upright(window.surface)
    top = SIZE[1] - clock.box.height
    assert shares(with_clock, RED) == pytest.approx(top / SIZE[1])
    window.bring_up(window.dark(), seconds=0.1)
    assert upright(window.surface).getbbox() is None


@pytest.mark.parametrize(
    ("transition", "is_calm", "expected"),
    [
        (Transition.PUSH, False, Transition.PUSH),
        (Transition.PUSH, True, Transition.FADE),
        (Transition.FADE, True, Transition.FADE),
        (Transition.CUT, True, Transition.CUT),
    ],
)
def test_on_a_calm_screen_nothing_is_pushed(transition: Transition, expected: Transition, *, is_calm: bool) -> None:
    wished = msgspec.structs.replace(screen(is_calm=is_calm), transition=transition)
    assert transition_of(wished) is expected


def notices(window: Window) -> list[pygame.Surface]:
    """Slides as different as can be: light, dark, urgent."""
    kit = Kit(fonts(), "中共青溪区委员会", lambda _: b"")
    drawings = []
    for theme, timing in ((ThemeName.RED_GOLD, Timing.ROUTINE), (ThemeName.CONTRAST, Timing.URGENT)):
        wished = msgspec.structs.replace(screen(), theme=theme)
        drawings += draw_item(make_item(Paragraph(text=REPORT), timing=timing), wished, kit)[:1]
    pictures = [pygame.image.frombytes(one.picture.tobytes(), one.picture.size, "RGB") for one in drawings]
    return [window.fit(picture) for picture in pictures]


def recorded(window: Window, transition: Transition, shortest_s: float) -> list[Seen]:
    """Frames of slides that follow one another as fast as they may, under a clock and a running ticker."""
    over = cover(window, LONG)
    frames: list[Seen] = []
    window.on_presented = lambda surface: frames.append(look(upright(surface), window.now().timestamp()))
    for slide in islice(cycle(notices(window)), 4):
        began = window.now().timestamp()
        window.bring_up(slide, transition, over)
        while (left := shortest_s - (window.now().timestamp() - began)) > 0:
            window.hold(left)
    return frames


@pytest.mark.parametrize("transition", list(Transition))
def test_nothing_flashes_more_than_three_times_a_second(transition: Transition) -> None:
    """WCAG 2.2, 2.3.1. Slides stay up for at least two seconds; here for a third of that, to be on the safe side."""
    frames = recorded(opened(), transition, shortest_s=0.7)
    assert len(frames) > 30
    assert most_flashes(frames) <= MOST_FLASHES


@pytest.mark.parametrize(("hertz", "is_dangerous"), [(5, True), (3, False)])
def test_a_stroboscope_would_be_found_out(hertz: int, *, is_dangerous: bool) -> None:
    """A tenth of the luminance, over a quarter of a field somewhere in the picture."""
    dark = Image.new("RGB", (1024, 768), (80, 80, 80))
    lit = dark.copy()
    lit.paste((124, 124, 124), (500, 300, 500 + 171, 300 + 128))  # relative luminance 0.20 on 0.08
    two = (look(dark, 0), look(lit, 0))
    frames = [two[number % 2]._replace(at_s=number / (2 * hertz)) for number in range(6 * hertz)]
    assert (most_flashes(frames) > MOST_FLASHES) is is_dangerous
