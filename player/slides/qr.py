"""The QR code on a slide: where it leads, how large it is, and whether it reads.

Level M and a quiet zone of 4 modules (ISO/IEC 18004). A module is at least 10 px on a 1080p screen, scaled with the
short side: on 55 inches a telephone then reads it from 3 m. At equal size level H reads worse, as its modules shrink.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError

from player.slides.type_scale import is_strip
from playlists.deck import Box, QrCode
from playlists.item import Item
from playlists.screen import Screen

if TYPE_CHECKING:
    from player.slides.drawing import Drawing

_QUIET_MODULES: Final = 4
_KEPT: Final = 256  # codes of 2 kB; making one takes 10 ms of CPU, and every page of an item and every preview needs it
_LEAST_MODULE_PX: Final = 10  # at 1080p
_REFERENCE_SHORT_PX: Final = 1080
_USUAL_MODULES: Final = 45  # version 5 with its quiet zone: an address of up to 84 characters
_MOST_OF_SHORT_SIDE: Final = 0.5
_MOST_OF_STRIP: Final = 0.66  # of its height: whatever stands below the line above the text
_LEAST_STRIP_MODULE_PX: Final = 2  # diodes are millimetres wide, so few pixels make a large module


class Code(NamedTuple):
    """A code ready to be placed: a mask of its dark modules, one pixel each, and pixels per module."""

    address: str
    modules: Image.Image
    module_px: int

    @property
    def side_px(self) -> int:
        """Width and height with the quiet zone."""
        return self.modules.width * self.module_px

    def at(self, x: int, y: int) -> QrCode:
        """Its description when its top left corner is at ``x``, ``y``."""
        box: Box = (x, y, self.side_px, self.side_px)
        return QrCode(address=self.address, box=box, module_px=self.module_px)


def opinion_address(item: Item, screen: Screen) -> str:
    """Where the item's QR code leads: its opinion form, with the screen it was scanned from. Empty without a form."""
    return f"{item.link.rstrip('/')}/{screen.id}" if item.link else ""


def readable_address(item: Item) -> str:
    """What stands beside the code for those who type: the form's address without its scheme."""
    return item.link.partition("://")[2].rstrip("/")


def usual_side(screen: Screen) -> int:
    """Pixels that a code for an ordinary address needs at most; the column for it is made this wide."""
    return _USUAL_MODULES * least_module(screen)


def least_module(screen: Screen) -> int:
    """Smallest module on this screen, in pixels."""
    short = min(screen.width_px, screen.height_px)
    return max(2, -(-_LEAST_MODULE_PX * short // _REFERENCE_SHORT_PX))


def make_code(address: str, screen: Screen) -> Code | None:
    """The code for an address, or None when the address is too long for one that can be read on this screen."""
    modules = _modules_of(address)
    module = _module(modules.width, screen) if modules else 0
    return Code(address, modules, module) if modules and module else None


@lru_cache(maxsize=_KEPT)
def _modules_of(address: str) -> Image.Image | None:
    """The dark modules as a mask, quiet zone included; None when no code can hold the address."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(address)
    try:
        matrix = code.get_matrix()
    except (ValueError, DataOverflowError):
        return None
    cells = bytes(255 if is_dark else 0 for row in matrix for is_dark in row)
    return Image.frombytes("L", (len(matrix), len(matrix)), cells)


def _module(side: int, screen: Screen) -> int:
    """Pixels per module of a code ``side`` modules wide; 0 when it would need more room than it may have."""
    if is_strip(screen):
        module = int(screen.height_px * _MOST_OF_STRIP) // side
        return module if module >= _LEAST_STRIP_MODULE_PX else 0
    module = max(least_module(screen), usual_side(screen) // side)
    return module if side * module <= min(screen.width_px, screen.height_px) * _MOST_OF_SHORT_SIDE else 0


def qr_reads(drawing: "Drawing") -> bool:
    """Whether a decoder reads the code from the finished picture. True when the slide has none."""
    if drawing.qr is None:
        return True
    import zxingcpp  # noqa: PLC0415 (only those who check need it)

    x, y, width, height = drawing.qr.box
    module = drawing.qr.module_px  # as much again around its quiet zone as the zone is wide: what stands there matters
    around = _QUIET_MODULES * module
    box = (max(x - around, 0), max(y - around, 0), width + 2 * around, height + 2 * around)
    found = zxingcpp.read_barcodes(drawing.raster.rgb(box).convert("L"))
    return any(code.text == drawing.qr.address for code in found)
