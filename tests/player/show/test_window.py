"""The window against real pixels: SDL's offscreen surface, and what an X server really shows."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageGrab

from player.device.display import choose_display
from player.errors import StoreError
from player.show.silent_pygame import pygame
from player.show.window import Window, open_window
from tests.fakes.sealed import COLOURS, SealedSample
from tests.player.show.running import PATIENCE_S, RunningShow

WHITE = (255, 255, 255)
RED = COLOURS[0]
SIZE = (320, 180)


def opened(rotation: int, size: tuple[int, int]) -> Window:
    path = choose_display({"SDL_VIDEODRIVER": "offscreen"})
    return open_window(path, windowed=None, memory_size=size, rotation=rotation)


@pytest.fixture(autouse=True)
def _closed_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("SDL_VIDEODRIVER", "SDL_FRAMEBUFFER_ACCELERATION", "SDL_RENDER_DRIVER"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # so that what open_window sets is undone
    yield
    pygame.quit()


def colour_at(surface: pygame.Surface, part_x: float, part_y: float) -> tuple[int, ...]:
    width, height = surface.get_size()
    return tuple(surface.get_at((round(part_x * (width - 1)), round(part_y * (height - 1)))))[:3]


@pytest.mark.parametrize(
    ("rotation", "panel", "corner"),
    [(0, SIZE, (0, 0)), (90, SIZE[::-1], (1, 0)), (180, SIZE, (1, 1)), (270, SIZE[::-1], (0, 1))],
)
def test_a_picture_is_turned_clockwise_for_the_panel(
    rotation: int, panel: tuple[int, int], corner: tuple[int, int]
) -> None:
    window = opened(rotation, panel)
    ready = window.decode(SealedSample(size=SIZE).picture("roads"))
    corners = {place: colour_at(ready, *place) for place in ((0, 0), (1, 0), (0, 1), (1, 1))}
    assert corners == {place: WHITE if place == corner else RED for place in corners}
    assert window.panel.upright_size == SIZE


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_screenshot_is_upright(rotation: int, tmp_path: Path) -> None:
    window = opened(rotation, SIZE if rotation in {0, 180} else SIZE[::-1])
    window.bring_up(window.decode(SealedSample(size=SIZE).picture("roads")))
    (tmp_path / "it.jpg").write_bytes(window.read_jpeg())
    with Image.open(tmp_path / "it.jpg") as screenshot:
        assert screenshot.size == (SIZE[0] // 2, SIZE[1] // 2)
        corner = screenshot.getpixel((3, 3))
    assert isinstance(corner, tuple)
    assert min(corner) > 240


def test_a_picture_of_another_shape_is_shown_whole_and_in_the_middle() -> None:
    window = opened(0, (640, 200))
    ready = window.decode(SealedSample(size=SIZE).picture("roads"))
    assert colour_at(ready, 0.5, 0.5) == RED
    assert colour_at(ready, 0.5, 1) == RED
    assert colour_at(ready, 0, 0.5) == (0, 0, 0)


def test_bytes_that_are_no_picture_are_a_damaged_store() -> None:
    with pytest.raises(StoreError, match="does not decode"):
        opened(0, SIZE).decode(b"\x89PNG\r\n\x1a\n nothing")


def test_a_fade_mixes_both_pictures_and_ends_on_the_new_one() -> None:
    window = opened(0, SIZE)
    sample = SealedSample(size=SIZE)
    seen: list[tuple[int, ...]] = []
    window.on_presented = lambda surface: seen.append(colour_at(surface, 0.5, 0.5))
    window.bring_up(window.decode(sample.picture("roads")))
    window.bring_up(window.decode(sample.picture("posts")), seconds=0.3)
    reds = [colour[0] for colour in seen]
    assert seen[0] == RED
    assert seen[-1] == COLOURS[2]
    assert reds == sorted(reds, reverse=True)
    assert len(set(reds)) > 4


@pytest.fixture
def x_server() -> Iterator[str]:
    """A display of a real X server without a GPU."""
    binary = shutil.which("Xvfb")
    if binary is None:
        pytest.skip("Xvfb is not installed")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [binary, "-displayfd", str(writing), "-screen", "0", "640x360x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        yield f":{pipe.readline().strip()}"
    server.terminate()
    server.wait()


def test_an_x_server_really_shows_the_picture_full_screen(x_server: str, tmp_path: Path) -> None:
    SealedSample(items=("roads",), dwell_ms=600_000).seal(tmp_path / "state")
    with RunningShow(tmp_path / "state", tmp_path / "frames", SDL_VIDEODRIVER="", DISPLAY=x_server) as show:
        show.wait_for(len)
        ends = time.monotonic() + PATIENCE_S
        while (grabbed := ImageGrab.grab(xdisplay=x_server)).getpixel((320, 180)) != RED and time.monotonic() < ends:
            time.sleep(0.1)
        assert grabbed.getpixel((320, 180)) == RED
        assert grabbed.getpixel((2, 2)) == WHITE
        assert grabbed.getpixel((637, 357)) == RED
        assert show.end() == 0


def test_systemd_hears_of_the_first_frame_and_of_every_sign_of_life(tmp_path: Path) -> None:
    SealedSample(items=("roads",), dwell_ms=600_000).seal(tmp_path / "state")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(PATIENCE_S)
        environ = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000"}
        with RunningShow(tmp_path / "state", tmp_path / "frames", **environ) as show:
            assert manager.recv(100) == b"READY=1"
            show.wait_for(len)
            heard = [(manager.recv(100), time.monotonic()) for _ in range(3)]
            assert {message for message, _ in heard} == {b"WATCHDOG=1"}
            assert heard[2][1] - heard[1][1] < 3
            show.process.send_signal(15)
            assert manager.recv(100) == b"STOPPING=1"
