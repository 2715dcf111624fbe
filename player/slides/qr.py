"""The QR code on a slide: where it leads, how large it is, and whether it reads.

Level M, or Q where light falls on the screen, and a quiet zone of 4 modules (ISO/IEC 18004). At equal size level H
reads worse, as its modules shrink. A module is at least 10 px on a 1080p screen, scaled with the short side, and
otherwise as large as the distance demands: telephones need three pixels of their camera a module, which is a
460th of the distance (on 55 inches of 1080p: 10 px from 3 m, 12 px from 3.5 m, 14 px from 4 m). Who reads from
farther than 4 m comes nearer to scan. A code never takes more than half of the short side.
"""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

import qrcode
import zxingcpp
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

from player.slides.type_scale import is_strip, pixel_mm
from playlists.deck import Box, QrCode
from playlists.item import Item
from playlists.screen import Screen

if TYPE_CHECKING:
    from player.slides.drawing import Drawing

_QUIET_MODULES: Final = 4
_LEVELS: Final = {"M": ERROR_CORRECT_M, "Q": ERROR_CORRECT_Q}
_KEPT: Final = 256  # codes of 2 kB; making one takes 4 to 10 ms of CPU, and every page of an item needs it again
_REACH: Final = 460  # modules' sizes to the farthest place from which telephones read them
_FARTHEST_MM: Final = 4_000  # from where people scan
_LEAST_MODULE_PX: Final = 10  # at 1080p
_REFERENCE_SHORT_PX: Final = 1080
_USUAL_MODULES: Final = 45  # version 5 with its quiet zone: an address of up to 84 characters
_MOST_OF_SHORT_SIDE: Final = 0.5
_MOST_OF_STRIP: Final = 0.66  # of its height: whatever stands below the line above the text
_LEAST_STRIP_MODULE_PX: Final = 2  # diodes are millimetres wide, so few pixels make a large module


class Code(NamedTuple):
    """A code ready to be placed: a mask of its dark modules, one pixel each, and pixels per module.

    ``floor_px`` is what a module may shrink to where other things need the room.
    """

    address: str
    modules: Image.Image
    module_px: int
    floor_px: int

    @property
    def side_px(self) -> int:
        """Width and height with the quiet zone."""
        return self.modules.width * self.module_px

    def sizes(self) -> Iterator["Code"]:
        """The code and its smaller forms, the largest first."""
        for module_px in range(self.module_px, self.floor_px - 1, -1):
            yield self._replace(module_px=module_px)

    def at(self, x: int, y: int) -> QrCode:
        """Its description when its top left corner is at ``x``, ``y``."""
        box: Box = (x, y, self.side_px, self.side_px)
        return QrCode(address=self.address, box=box, module_px=self.module_px)


def opinion_address(item: Item, screen: Screen) -> str:
    """Where the item's QR code leads: its opinion form, with the screen it was scanned from. Empty without a form.

    Capitals and digits take two thirds of the room of small letters in a code. Scheme and host may always be written
    in capitals (RFC 3986, 6.2.2.1); a site that reads the whole address so gives its links in capitals itself.
    """
    if not item.link:
        return ""
    scheme, _, rest = item.link.rstrip("/").partition("://")
    host, slash, path = rest.partition("/")
    is_capital = item.link == item.link.upper()
    place = screen.id.upper() if is_capital else screen.id
    return f"{scheme.upper()}://{host.upper() if host.isascii() else host}{slash}{path}/{place}"


def readable_address(item: Item) -> str:
    """What stands beside the code for those who type: the form's address without its scheme, in small letters."""
    address = item.link.partition("://")[2].rstrip("/")
    return address.lower() if address == address.upper() else address


def usual_side(screen: Screen) -> int:
    """Pixels that a code for an ordinary address needs at most; the column for it is made this wide."""
    return _USUAL_MODULES * least_module(screen)


def least_module(screen: Screen) -> int:
    """Smallest module on this screen, in pixels, from however near it is scanned."""
    short = min(screen.width_px, screen.height_px)
    return max(2, -(-_LEAST_MODULE_PX * short // _REFERENCE_SHORT_PX))


def demanded_module(screen: Screen) -> int:
    """Pixels a module needs to be read from where people scan."""
    return ceil(min(screen.distance_mm, _FARTHEST_MM) / _REACH / pixel_mm(screen))


def reach_mm(code: QrCode, screen: Screen) -> int:
    """From how far the code is read by a telephone."""
    return round(code.module_px * pixel_mm(screen) * _REACH)


def make_code(address: str, screen: Screen) -> Code | None:
    """The code for an address, or None when the address is too long for one that can be read on this screen."""
    modules = _modules_of(address, "Q" if screen.has_glare else "M")
    if modules is None:
        return None
    floor, wanted = _module_range(modules.width, screen)
    return Code(address, modules, wanted, floor) if wanted else None


@lru_cache(maxsize=_KEPT)
def _modules_of(address: str, level: str) -> Image.Image | None:
    """The dark modules as a mask, quiet zone included; None when no code can hold the address."""
    code = qrcode.QRCode(error_correction=_LEVELS[level], border=_QUIET_MODULES)
    code.add_data(address)
    try:
        matrix = code.get_matrix()
    except (ValueError, DataOverflowError):
        return None
    cells = bytes(255 if is_dark else 0 for row in matrix for is_dark in row)
    return Image.frombytes("L", (len(matrix), len(matrix)), cells)


def _module_range(side: int, screen: Screen) -> tuple[int, int]:
    """Least and wanted pixels per module of a code ``side`` modules wide; 0 when it would need more room than it may.

    What an ordinary address leaves free of its column a shorter one fills.
    """
    if is_strip(screen):
        module = int(screen.height_px * _MOST_OF_STRIP) // side
        return (module, module) if module >= _LEAST_STRIP_MODULE_PX else (0, 0)
    most = int(min(screen.width_px, screen.height_px) * _MOST_OF_SHORT_SIDE) // side
    floor = max(usual_side(screen) // side, least_module(screen))
    return (
        (min(floor, most), min(max(floor, demanded_module(screen)), most)) if most >= least_module(screen) else (0, 0)
    )


def qr_reads(drawing: "Drawing") -> bool:
    """Whether a decoder reads the code from the finished picture. True when the slide has none."""
    if drawing.qr is None:
        return True
    x, y, width, height = drawing.qr.box
    module = drawing.qr.module_px  # as much again around its quiet zone as the zone is wide: what stands there matters
    around = _QUIET_MODULES * module
    box = (max(x - around, 0), max(y - around, 0), width + 2 * around, height + 2 * around)
    found = zxingcpp.read_barcodes(drawing.raster.rgb(box).convert("L"))
    return any(code.text == drawing.qr.address for code in found)
