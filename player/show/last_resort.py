"""The last-resort slide with its clock: what is up when nothing sealed can be read.

Pillow and the fonts are loaded only here. Where even they fail, a plain coloured frame with the time is left.
"""

import logging
import os
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from player.show.silent_pygame import pygame

if TYPE_CHECKING:
    from player.slides import Fonts

_LOG = logging.getLogger(__name__)
_PAPER: Final = (251, 247, 238)  # as the slides' red-gold theme
_INK: Final = (146, 20, 25)
_CLOCK_PART: Final = 12  # the clock's height is a twelfth of the shorter side: read from as far as a title
_CLOCK_PLACE: Final = 0.86  # of the height: its middle, below everything the slide itself says

Size = tuple[int, int]


def draw_last_resort(size: Size, organisation: str, local: datetime) -> pygame.Surface:
    """The slide, upright, with the clock at ``local``. Never fails."""
    try:
        return _typeset(size, organisation, local)
    except Exception:  # noqa: BLE001 (a font, a library: whatever it is, a frame is better than none)
        _tell_once()
        return _plain(size, local)


def _typeset(size: Size, organisation: str, local: datetime) -> pygame.Surface:
    from player.slides import draw_last_resort as draw_slide  # noqa: PLC0415 (Pillow costs 10 MB that are rarely needed)

    fonts = _load_fonts()
    picture = draw_slide(size, organisation, fonts)
    ink = fonts.ink(f"{local:%H:%M}", min(size) // _CLOCK_PART, is_bold=False)
    if ink.mask is not None:
        left = (size[0] - ink.mask.width) // 2
        picture.paste(_INK, (left, round(size[1] * _CLOCK_PLACE) - ink.mask.height // 2), ink.mask)
    return pygame.image.frombytes(picture.tobytes(), picture.size, "RGB")


@cache
def _load_fonts() -> "Fonts":
    from player.slides import find_fonts  # noqa: PLC0415

    return find_fonts(os.environ)


def _plain(size: Size, local: datetime) -> pygame.Surface:
    surface = pygame.Surface(size)
    surface.fill(_PAPER)
    pygame.font.init()
    clock = pygame.font.Font(None, min(size) // 4).render(f"{local:%H:%M}", True, _INK)
    surface.blit(clock, clock.get_rect(center=(size[0] // 2, size[1] // 2)))
    return surface


@cache
def _tell_once() -> None:
    _LOG.exception("the last-resort slide cannot be typeset; only the time is shown")
