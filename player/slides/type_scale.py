"""How large type must be, from the screen's size, its pixels and the distance it is read from.

The rule: ISO 9241 (part 3, now 303) asks of letters at least 16 minutes of arc in the reader's eye and prefers 20 to
22. Han characters carry several times a letter's strokes, so body text is set at 25' and never below 20' (tables may
shrink to that); what repeats on every slide (masthead, facts, address: read by those who step nearer) is at least 16'.
A screen seen from close by still gets a composed page: never less than a 22nd of its short side.
"""

from math import ceil, hypot, pi
from typing import Final, NamedTuple

from playlists.screen import Screen

_ARC_MINUTE: Final = pi / 180 / 60  # radians; the tangent of so small an angle is the angle
_HAN_HEIGHT: Final = 0.92  # of the em: how much of its square a Han glyph of Noto Sans CJK fills
_BODY_ARC: Final = 25
_LEAST_BODY_ARC: Final = 20
_LEAST_SMALL_ARC: Final = 16
_COMPOSED: Final = 22  # lines of body type a short side would hold solid: about 25 characters a line beside the QR code
_COARSEST: Final = 12  # larger than a 12th of the short side is a poster, not a page: 5 lines would not fit any more
_COARSEST_SMALL: Final = 30  # who wants to use code or address comes near; larger furniture would crowd out the text
_LEAST_PX: Final = 16  # pixels below which strokes of dense Han characters run together
_SMALL: Final = 0.66
_TITLE: Final = 1.6
_STRIP_PX: Final = 360  # a page with masthead and foot needs more height to be read from anywhere but up close
_STRIP_RATIO: Final = 3  # width over height
_LOW_STRIP_PX: Final = 240  # below, not even two lines fit between masthead and foot
_LOW_STRIP_RATIO: Final = 2
_STRIP_BODY: Final = 0.34  # of a strip's height: one line of type, nine characters on four heights beside a code
_STRIP_CHARACTERS: Final = 8  # that a line should hold beside the code before its type is that large
_STRIP_CODE: Final = 0.66  # of the height: the code's width
_LEAST_STRIP_BODY: Final = 0.2
_STRIP_SMALL: Final = 0.13


class TypeScale(NamedTuple):
    """Type sizes in pixels per em. ``floor`` and ``small`` are the least for body text and for furniture.

    ``readable`` is the least that can be read from the screen's distance, however the page then looks.
    """

    title: int
    body: int
    floor: int
    small: int
    is_reached: bool
    readable: int

    def enlarged(self, factor: float) -> "TypeScale":
        """The same with larger body type, for pages with little on them; the title grows by half as much."""
        return self._replace(body=round(self.body * factor), title=round(self.title * (1 + (factor - 1) / 2)))


def is_strip(screen: Screen) -> bool:
    """Whether the screen is so low that it shows one line of large type at a time."""
    least_ratio = _LOW_STRIP_RATIO if screen.height_px < _LOW_STRIP_PX else _STRIP_RATIO
    return screen.height_px < _STRIP_PX and screen.width_px >= screen.height_px * least_ratio


def type_scale(screen: Screen) -> TypeScale:
    """Sizes for a screen; ``is_reached`` is whether it is near enough for 20 minutes of arc."""
    if is_strip(screen):
        body = _strip_body(screen)
        small = max(round(screen.height_px * _STRIP_SMALL), _LEAST_PX)
        return TypeScale(body, body, round(body * 0.8), small, _em(_LEAST_BODY_ARC, screen) <= body, body)
    short = min(screen.width_px, screen.height_px)
    coarsest = max(short // _COARSEST, _LEAST_PX)
    body = min(max(_em(_BODY_ARC, screen), short // _COMPOSED, _LEAST_PX), coarsest)
    least = _em(_LEAST_BODY_ARC, screen)
    floor = min(max(least, round(body * 0.8), _LEAST_PX), coarsest)
    small = min(
        max(_em(_LEAST_SMALL_ARC, screen), round(body * _SMALL), _LEAST_PX),
        floor,
        max(short // _COARSEST_SMALL, _LEAST_PX),
    )
    return TypeScale(round(body * _TITLE), body, floor, small, least <= coarsest, max(least, _LEAST_PX))


def _strip_body(screen: Screen) -> int:
    """As large as the height allows; on a short strip smaller, so that words need not be read in halves."""
    height = screen.height_px
    largest = round(height * _STRIP_BODY)
    roomy = int((screen.width_px - height * _STRIP_CODE) / _STRIP_CHARACTERS)
    needed = max(_em(_BODY_ARC, screen), round(height * _LEAST_STRIP_BODY))
    return max(min(largest, max(roomy, needed)), _LEAST_PX)


def pixel_mm(screen: Screen) -> float:
    """Size of one of the screen's pixels."""
    return screen.diagonal_mm / hypot(screen.width_px, screen.height_px)


def _em(arc_minutes: int, screen: Screen) -> int:
    """Pixels per em at which a Han glyph is so high in the eye of somebody at the screen's distance."""
    return ceil(screen.distance_mm * arc_minutes * _ARC_MINUTE / _HAN_HEIGHT / pixel_mm(screen))
