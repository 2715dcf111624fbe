"""The connectors of the graphics card that show itself holds (KMSDRM), through their property "DPMS".

Only who holds the card may set it, so the request goes over the very file that SDL has opened. What the kernel says of
the connectors is read by ``display.panel_state``. Numbers and layouts: the kernel's ``include/uapi/drm/drm_mode.h``.
"""

import array
import fcntl
import os
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from player.device.power.program import PowerError

_GET_RESOURCES: Final = 0xC04064A0
_GET_PROPERTIES: Final = 0xC02064B9
_GET_PROPERTY: Final = 0xC04064AA
_SET_PROPERTY: Final = 0xC01064AB
_RESOURCES: Final = struct.Struct("=QQQQIIIIIIII")  # addresses and counts of frame buffers, CRTCs, connectors, encoders
_PROPERTIES: Final = struct.Struct("=QQIIII")  # addresses of ids and values, count, object, its type, padding
_PROPERTY: Final = struct.Struct("=QQII32sII")  # two addresses, id, flags, name, two counts
_SETTING: Final = struct.Struct("=QII")  # value, property, connector
_CONNECTOR: Final = 0xC0C0C0C0
_ON, _OFF = 0, 3
_MAJOR: Final = 226  # of the kernel's graphics devices; minors from 64 on are not for showing
_FIRST_RENDER_NODE: Final = 64
_OPEN_FILES: Final = Path("/proc/self/fd")


class Kms:
    """Every connector of every card that this process has open."""

    name = "the kernel's display driver (DPMS)"

    def state(self) -> None:
        """Nothing: ``panel_state`` knows."""

    def switch(self, *, is_on: bool) -> None:
        """Raises PowerError when no card is held, or the kernel refuses."""
        why = "show holds no card"
        for card in _cards():
            try:
                if _switch(card, _ON if is_on else _OFF):
                    return
                why = "no connector has DPMS"
            except OSError as error:
                why = error.strerror or "no reason was given"
        raise PowerError(f"the kernel does not switch the display: {why}")


def _cards() -> Iterator[int]:
    for path in _OPEN_FILES.iterdir():
        with suppress(OSError):  # the file through which the folder is listed is gone already
            found = path.stat()
            number = (os.major(found.st_rdev), os.minor(found.st_rdev))
            if stat.S_ISCHR(found.st_mode) and number[0] == _MAJOR and number[1] < _FIRST_RENDER_NODE:
                yield int(path.name)


def _switch(card: int, value: int) -> int:
    """How many connectors were set."""
    count = 0
    for connector in _connectors(card):
        for prop in _properties(card, connector):
            if _name_of(card, prop) == "DPMS":
                fcntl.ioctl(card, _SET_PROPERTY, _SETTING.pack(value, prop, connector))
                count += 1
    return count


def _connectors(card: int) -> list[int]:
    """Asked twice, as the kernel wants it: how many, then which."""
    counts = _RESOURCES.unpack(fcntl.ioctl(card, _GET_RESOURCES, bytes(_RESOURCES.size)))[4:8]
    ids = array.array("I", bytes(4 * counts[2]))
    wanted = _RESOURCES.pack(0, 0, ids.buffer_info()[0], 0, 0, 0, len(ids), 0, 0, 0, 0, 0)
    fcntl.ioctl(card, _GET_RESOURCES, wanted)
    return list(ids)


def _properties(card: int, connector: int) -> list[int]:
    asked = fcntl.ioctl(card, _GET_PROPERTIES, _PROPERTIES.pack(0, 0, 0, connector, _CONNECTOR, 0))
    count = _PROPERTIES.unpack(asked)[2]
    ids, values = array.array("I", bytes(4 * count)), array.array("Q", bytes(8 * count))
    places = (ids.buffer_info()[0], values.buffer_info()[0])
    fcntl.ioctl(card, _GET_PROPERTIES, _PROPERTIES.pack(*places, count, connector, _CONNECTOR, 0))
    return list(ids)


def _name_of(card: int, prop: int) -> str:
    told = _PROPERTY.unpack(fcntl.ioctl(card, _GET_PROPERTY, _PROPERTY.pack(0, 0, prop, 0, b"", 0, 0)))
    name: bytes = told[4]
    return name.rstrip(b"\0").decode("ascii", "replace")
