"""The window: SDL's thin side. Puts pictures up, turns to others, holds, reads back. Decides nothing about content.

In memory at once: the display's own surface, which is also the last good frame, and the picture made ready; where there
are overlays, the cover that lies over both.
"""

import io
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from player.device.display import DRAWN_TO_MEMORY, DisplayPath
from player.errors import ConfigError, DisplayError, StoreError
from player.show.cover import Cover
from player.show.film import Film
from player.show.panel import Panel, Size
from player.show.sight import Wanted, checksum, checksum_around, checksum_rgb, joined
from player.show.silent_pygame import pygame
from player.show.transitions import TURN_S, begin
from playlists.overlays import Transition

FRAME_S: Final = 1 / 30  # smooth for a fade between two still pictures, and half the work of 60 a second
HOLD_S: Final = 0.25  # events are pumped this often; SDL's own waiting polls each millisecond
_OPEN_PAUSES_S: Final = (0.1, 0.2, 0.4)  # an X server starts afresh when its last window has gone, and refuses
_IN_MEMORY: Final = "/dev/shm"  # noqa: S108 (a folder of an unforeseeable name is made there)
_JPEG_SCALE: Final = 2  # a screenshot has half the sides

LOST_BY: Final = {
    pygame.QUIT: "its window was closed",
    pygame.WINDOWHIDDEN: "its window was hidden",
    pygame.WINDOWMINIMIZED: "its window was minimised",
}
NOT_WHOLE: Final = "its window has another size than the display"
NOT_REOPENED: Final = "its window could not be opened again"
_HEARD: Final = (pygame.KEYDOWN, pygame.WINDOWSIZECHANGED, *LOST_BY)
_NEARLY_BLACK: Final = (8, 8, 8)  # no eye tells that from black across a hall


class Window:
    """The one window; use ``open_window``. ``surface`` holds what was presented last.

    ``lost`` says in words why the window is no longer of use, until it was reopened; ``is_blank`` is a surface on which
    nothing was presented yet.
    """

    def __init__(self, open_surface: Callable[[], pygame.Surface], rotation: int, *, is_windowed: bool) -> None:
        self._open_surface = open_surface
        self._is_windowed = is_windowed
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.frames = 0
        self.is_closed = False
        self._is_replaced = False
        self.on_presented: Callable[[pygame.Surface], None] = _ignore
        self._open(rotation)

    def _open(self, rotation: int) -> None:
        surface = self._open_surface()
        self.driver = pygame.display.get_driver().lower()
        self.panel = Panel(surface.get_size(), rotation)
        self.lost = ""
        self._begin_on(surface)

    def _begin_on(self, surface: pygame.Surface) -> None:
        self.surface = surface
        self.panel = self.panel._replace(size=surface.get_size())
        self.cover: Cover | None = None
        self.film: Film | None = None
        self.is_blank = True
        is_full_screen = bool(surface.get_flags() & pygame.FULLSCREEN)
        if is_full_screen and surface.get_size() != pygame.display.get_desktop_sizes()[0]:
            self.lost = NOT_WHOLE

    def reopen(self) -> None:
        """Begin afresh with the display, as if just started: another mode, another server. Raises DisplayError."""
        pygame.display.quit()
        self.lost = NOT_REOPENED
        for pause_s in _OPEN_PAUSES_S:
            with suppress(ConfigError):
                return self._open(self.panel.rotation)
            time.sleep(pause_s)
        raise DisplayError(f"{self.lost}; that is tried again")

    @property
    def stage(self) -> pygame.Rect:
        """The part of the panel that is the slides': all that the cover leaves."""
        return self.cover.stage if self.cover else self.surface.get_rect()

    def checksum(self) -> int:
        """Over the stage's pixels as presented last."""
        stage = self._staged(self.surface)
        if self._frame() is None or self.film is None:
            return checksum(stage)
        return joined(checksum_around(stage, self.film.box), checksum_rgb(self.surface.subsurface(self.film.box)))

    def wanted(self, ready: pygame.Surface) -> Wanted:
        """What is to be seen of a picture made ready; where a video plays on it, that is not."""
        stage = self._staged(ready)
        return Wanted(checksum(stage), checksum_around(stage, self.film.box) if self.film else 0)

    def wanted_sum(self, wanted: Wanted) -> int:
        """What ``checksum`` must be at this moment: with a video, the frame of it that was handed over last."""
        frame = self._frame()
        return wanted.whole if frame is None else joined(wanted.around, checksum_rgb(frame))

    def _frame(self) -> pygame.Surface | None:
        return self.film.shown_picture() if self.film else None

    def is_black(self) -> bool:
        """Whether nothing at all is to be seen on the stage."""
        stage = self._staged(self.surface)
        return pygame.mask.from_threshold(stage, (0, 0, 0), _NEARLY_BLACK).count() == stage.width * stage.height

    def turn(self, rotation: int) -> bool:
        """Turn pictures clockwise by ``rotation`` degrees from now on; whether that is another way than before."""
        is_other = rotation != self.panel.rotation
        self.panel = self.panel._replace(rotation=rotation)
        return is_other

    def decode(self, data: bytes) -> pygame.Surface:
        """A finished picture as a surface that fits the panel. Raises StoreError when it is no picture."""
        try:
            picture = pygame.image.load(io.BytesIO(data), "slide.png")
        except pygame.error as error:
            raise StoreError(f"a picture does not decode: {error}") from error
        return self.fit(picture)

    def fit(self, picture: pygame.Surface) -> pygame.Surface:
        """The picture turned, scaled to the panel without distortion, and in the display's pixel format."""
        size = picture.get_size()
        box = self.panel.rect_of((0, 0, *size), size)
        ready = pygame.Surface(self.surface.get_size(), 0, self.surface)
        ready.blit(self.panel.lay(picture, box.size), box)
        return ready

    def bring_up(
        self,
        ready: pygame.Surface,
        transition: Transition = Transition.FADE,
        cover: Cover | None = None,
        film: Film | None = None,
        seconds: float = TURN_S,
    ) -> None:
        """Turn to ``ready``; the last frame is exactly ``ready`` under ``cover``. Onto a blank surface it is cut to.

        Where the surface is replaced meanwhile, it is left blank, to be begun again.
        A film plays on it from the first step on, in a push from the last. A cover that lay there before stays while
        the slides turn below it; another comes and goes with them.
        """
        is_staying = cover is not None and self.cover is not None and self.cover.box == cover.box
        stage = cover.stage if cover and is_staying else self.surface.get_rect()
        self.film = None
        if film:
            film.paint_first(ready, self.now())
        if cover and not is_staying:
            cover.paint(ready, self.now())
        self._lay(cover if is_staying else None)
        turning = begin(transition, self.surface, ready, stage, self.panel.left) if not self.is_blank else None
        began = time.monotonic()
        self._is_replaced = False
        while turning and not self._is_replaced and (part := (time.monotonic() - began + FRAME_S) / seconds) < 1:
            if film and transition is Transition.FADE:
                film.advance(ready, self.now())
            self.surface.set_clip(stage)
            is_drawn = turning.draw(part)
            self.surface.set_clip(None)
            if self._advance() or is_drawn:
                self.present()
            self.pump()
            time.sleep(max(0.0, FRAME_S - (time.monotonic() - began) % FRAME_S))
        if self._is_replaced:
            return
        self.surface.blit(ready, stage, stage)
        self.film = film
        self._lay(cover)
        self.present()

    def change_film(self, film: Film | None) -> bool:
        """Have another video play on the picture that is up; whether it has a frame to begin with."""
        self.film = film
        box = film.advance(self.surface, self.now()) if film else None
        if box:
            self._hand_over([box])
        return self._frame() is not None

    def lay_over(self, cover: Cover) -> None:
        """Have ``cover`` over the picture that is up; nothing is presented when it lies there already."""
        if cover is not self.cover:
            self._lay(cover)
            self.present()

    def dark(self) -> pygame.Surface:
        """A plain dark frame, for the hours in which the screen is not in operation."""
        return pygame.Surface(self.surface.get_size(), 0, self.surface)

    def present(self) -> None:
        """Hand the surface to the display and count the frame. Raises DisplayError when it is not taken."""
        self._hand_over(None)
        self.is_blank = False

    def _hand_over(self, boxes: list[pygame.Rect] | None) -> None:
        try:
            if boxes:
                pygame.display.update(boxes)
            else:
                pygame.display.flip()
        except pygame.error as error:
            raise DisplayError(f"the display does not take pictures: {error}") from error
        self.frames += 1
        self.on_presented(self.surface)

    def hold(self, seconds: float) -> None:
        """Let time pass; what moves over the picture goes on."""
        ends = time.monotonic() + min(HOLD_S, max(0.0, seconds))
        while (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, self._seconds_to_move()))
            boxes = self._advance()
            if boxes:
                self._hand_over(boxes)
        self.pump()

    def pump(self) -> None:
        """Take the events that have come. A person may close a window, but not a screen: that is an accident."""
        is_emptied = False
        for event in pygame.event.get():  # of kinds that are allowed; asked for by kind, none of a window would come
            if self._is_windowed:
                is_escape = event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE
                self.is_closed |= is_escape or event.type == pygame.QUIT
            elif event.type in LOST_BY:
                self.lost = LOST_BY[event.type]
            is_emptied |= event.type == pygame.WINDOWSIZECHANGED  # SDL begins an empty surface, even of equal size
        surface = pygame.display.get_surface()
        if surface is not None and (is_emptied or surface is not self.surface):
            self._is_replaced = True
            self._begin_on(surface)

    def read_jpeg(self) -> bytes:
        """What was presented last, upright, at half size, as JPEG. Raises StoreError when there is no room for it."""
        width, height = self.surface.get_size()
        small = pygame.transform.smoothscale(self.surface, (width // _JPEG_SCALE, height // _JPEG_SCALE))
        if self.panel.rotation:
            small = pygame.transform.rotate(small, self.panel.rotation)
        return _jpeg_of(small)

    def close(self) -> None:
        """Give the display back."""
        pygame.quit()

    def _lay(self, cover: Cover | None) -> None:
        self.cover = cover
        if cover:
            cover.paint(self.surface, self.now())

    def _advance(self) -> list[pygame.Rect]:
        """Move what moves; where something was drawn."""
        moving = (self.cover, self.film)
        boxes = [one.advance(self.surface, self.now()) for one in moving if one]
        return [box for box in boxes if box]

    def _seconds_to_move(self) -> float:
        """Until something moves, or may."""
        moving = (self.cover if self.cover and self.cover.is_moving else None, self.film)
        return min((one.seconds_to_move(self.now()) for one in moving if one), default=HOLD_S)

    def _staged(self, surface: pygame.Surface) -> pygame.Surface:
        return surface.subsurface(self.cover.stage) if self.cover else surface


def open_window(path: DisplayPath, *, windowed: Size | None, memory_size: Size, rotation: int) -> Window:
    """Open it full screen, or ``windowed``. Where it is only memory it is of ``memory_size``. Raises ConfigError."""
    os.environ.update(path.environment)
    size = windowed or (memory_size if path.driver in DRAWN_TO_MEMORY else (0, 0))
    flags = 0 if windowed or path.driver in DRAWN_TO_MEMORY else pygame.FULLSCREEN
    return Window(partial(_open_surface, path.driver, size, flags), rotation, is_windowed=windowed is not None)


def _jpeg_of(picture: pygame.Surface) -> bytes:
    """Through a file in memory: pygame-ce 2.5.8 never lets go of a Python file that it has saved a picture to."""
    try:
        with TemporaryDirectory(dir=_IN_MEMORY, prefix="sunboard-") as folder:
            path = Path(folder, "picture.jpg")
            pygame.image.save(picture, path)
            return path.read_bytes()
    except (OSError, pygame.error) as error:
        raise StoreError(f"a screenshot cannot be made in {_IN_MEMORY}: {error}") from error


def _open_surface(driver: str, size: Size, flags: int) -> pygame.Surface:
    try:
        pygame.display.init()
        surface = pygame.display.set_mode(size, flags)
    except pygame.error as error:
        raise ConfigError(f"the display cannot be opened through {driver}: {error}; see player doctor") from error
    pygame.display.set_caption("阳光公告")
    pygame.mouse.set_visible(not flags)
    pygame.event.set_blocked(None)
    pygame.event.set_allowed(_HEARD)
    pygame.event.clear()
    return surface


def _ignore(_: pygame.Surface) -> None:
    """Nobody watches the frames yet."""
