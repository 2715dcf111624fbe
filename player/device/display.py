"""How to reach the display: SDL's driver, whether a real GPU helps, whether a panel is there. Opens nothing itself."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

from player.errors import ConfigError
from playlists.report import Display

DRIVER: Final = "SDL_VIDEODRIVER"
ACCELERATION: Final = "SDL_FRAMEBUFFER_ACCELERATION"
RENDERER: Final = "SDL_RENDER_DRIVER"
LOGGING: Final = "SDL_LOGGING"  # else SDL complains of each frame that a card refuses while its display is off
DRAWN_TO_MEMORY: Final = frozenset({"offscreen", "dummy"})

# Kernel drivers behind which GL is computed by the CPU: a fade costs five times as much through it as without.
_NO_GPU: Final = frozenset(
    {"ast", "bochs", "cirrus", "hyperv_drm", "mgag200", "qxl", "simpledrm", "vboxvideo", "vgem", "virtio_gpu", "vkms"}
)


Panels = frozenset[tuple[str, str]]
"""(connector, its modes) of each panel that is connected"""


class DisplayPath(NamedTuple):
    """The driver, the environment SDL must see before it starts, and the reason in words."""

    driver: str
    environment: dict[str, str]
    reason: str


def choose_display(environ: Mapping[str, str], dev: Path = Path("/dev"), sys: Path = Path("/sys")) -> DisplayPath:
    """Which way to draw. What the technician set stays. Raises ConfigError when this machine has no display at all."""
    driver = environ.get(DRIVER) or _find_driver(environ, dev)
    wanted, reason = _acceleration(driver.lower(), sys)
    chosen = {DRIVER: driver} | {name: environ.get(name) or value for name, value in wanted.items()}
    return DisplayPath(driver.lower(), chosen, reason)


def panel_state(driver: str, sys: Path = Path("/sys")) -> Display:
    """What the kernel knows of the panel: off when every one that is connected was sent to sleep (DPMS).

    No panel at all is unknown: some televisions hide while they sleep. So is a window on somebody's desktop.
    """
    if driver in DRAWN_TO_MEMORY:
        return Display.OFFSCREEN
    signals = {_read(connector / "dpms").lower() for connector in _connected(sys)} if driver == "kmsdrm" else set()
    if not signals:
        return Display.UNKNOWN
    return Display.ON if signals & {"on", ""} else Display.OFF


def is_unplugged(driver: str, sys: Path = Path("/sys")) -> bool:
    """Whether the kernel knows of connectors, and that no panel is on any."""
    told = {_read(path) for path in sys.glob("class/drm/card*-*/status")} - {"unknown", ""}
    return driver == "kmsdrm" and bool(told) and "connected" not in told


def read_panels(driver: str, sys: Path = Path("/sys")) -> Panels:
    """The connectors that hold a panel, each with its modes: when they are others, the window has to be opened again.

    Empty where the kernel does not tell, or where somebody else minds the display.
    """
    if driver != "kmsdrm":
        return frozenset()
    return frozenset((connector.name, _read(connector / "modes")) for connector in _connected(sys))


def has_gpu(sys: Path = Path("/sys")) -> bool:
    """Whether some render node belongs to a real GPU."""
    nodes = sys.glob("class/drm/renderD*/device/driver")
    return any(node.resolve().name not in _NO_GPU for node in nodes)


def _connected(sys: Path) -> list[Path]:
    return [path.parent for path in sys.glob("class/drm/card*-*/status") if _read(path) == "connected"]


def _find_driver(environ: Mapping[str, str], dev: Path) -> str:
    if environ.get("WAYLAND_DISPLAY"):
        return "wayland"
    if environ.get("DISPLAY"):
        return "x11"
    if any(dev.glob("dri/card*")):
        return "kmsdrm"
    raise ConfigError(
        f"no display was found: no Wayland or X11 session and no {dev}/dri/card*; connect one, "
        f"or set {DRIVER}=offscreen to draw without one"
    )


def _acceleration(driver: str, sys: Path) -> tuple[dict[str, str], str]:
    if driver == "kmsdrm":  # SDL's own first choice there, desktop GL, can report success and show black
        drawn = {RENDERER: "opengles2", ACCELERATION: "opengles2", LOGGING: "video=critical"}
        return drawn, "KMSDRM is drawn through OpenGL ES 2"
    if driver in DRAWN_TO_MEMORY or not has_gpu(sys):
        return {ACCELERATION: "0"}, "no GPU was found: drawn by the CPU without OpenGL"
    return {}, "a GPU was found: SDL chooses"


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
