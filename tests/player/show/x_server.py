"""A real X server without a GPU, and the hands of somebody else on the same display: another client's requests."""

import ctypes
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Self

import pytest
from PIL import Image, ImageGrab

_SIZE = "640x360"


class XServer:
    """Xvfb on a display of its own; ``start`` after ``kill`` gives the same display again."""

    def __init__(self) -> None:
        if shutil.which("Xvfb") is None:
            pytest.skip("Xvfb is not installed")
        self.number = next(n for n in range(200, 400) if not Path(f"/tmp/.X11-unix/X{n}").exists())
        self.display = f":{self.number}"
        self.start()

    def start(self, size: str = _SIZE) -> None:
        command = ["Xvfb", self.display, "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + 20
        while not Path(f"/tmp/.X11-unix/X{self.number}").exists():
            assert time.monotonic() < ends
            time.sleep(0.02)

    def kill(self) -> None:
        """As a crash does it: nothing is tidied up."""
        self.process.kill()
        self.process.wait()
        for path in (Path(f"/tmp/.X11-unix/X{self.number}"), Path(f"/tmp/.X{self.number}-lock")):
            path.unlink(missing_ok=True)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def cont(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cont()
        self.kill()

    def grab(self) -> Image.Image:
        """What the server really shows."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def centre(self) -> tuple[int, ...]:
        picture = self.grab()
        pixel = picture.getpixel((picture.width // 2, picture.height // 2))
        assert isinstance(pixel, tuple)
        return pixel

    def wait_for(self, colours: set[tuple[int, int, int]], within_s: float = 20) -> None:
        """Until one of the colours is in the middle of the panel."""
        ends = time.monotonic() + within_s
        while not self._shows(colours):
            assert time.monotonic() < ends, self.centre()
            time.sleep(0.1)

    def _shows(self, colours: set[tuple[int, int, int]]) -> bool:
        try:
            return self.centre() in colours
        except OSError:  # it starts afresh when its last window has gone, and refuses meanwhile
            return False

    def hide_window(self) -> None:
        self._ask("XUnmapWindow")

    def shrink_window(self) -> None:
        self._ask("XResizeWindow", 300, 200)

    def close_window(self) -> None:
        """As a window manager's close button does: a message that the program may follow."""
        x11, display = self._connect()
        window = _top_window(x11, display)
        event = _ClientMessage(type=33, window=window, format=32)
        event.message_type = x11.XInternAtom(display, b"WM_PROTOCOLS", 0)
        event.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
        x11.XSendEvent(display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(event))
        x11.XSync(display, 0)
        x11.XCloseDisplay(display)

    def destroy_window(self) -> None:
        """The program cannot outlive that: Xlib ends it."""
        self._ask("XDestroyWindow")

    def _ask(self, request: str, *arguments: int) -> None:
        x11, display = self._connect()
        getattr(x11, request)(display, ctypes.c_ulong(_top_window(x11, display)), *arguments)
        x11.XSync(display, 0)
        x11.XCloseDisplay(display)

    def _connect(self) -> tuple[Any, ctypes.c_void_p]:
        x11 = ctypes.CDLL("libX11.so.6")
        x11.XOpenDisplay.restype = ctypes.c_void_p
        x11.XInternAtom.restype = ctypes.c_ulong
        x11.XDefaultRootWindow.restype = ctypes.c_ulong
        display = ctypes.c_void_p(x11.XOpenDisplay(self.display.encode()))
        assert display
        return x11, display


class _ClientMessage(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("pad", ctypes.c_long * 24),  # XSendEvent reads a whole XEvent
    )


def _top_window(x11: Any, display: ctypes.c_void_p) -> int:
    """The largest child of the root: the show's window, or one of several shows'; waits for it."""
    ends = time.monotonic() + 20
    while not (sizes := _window_sizes(x11, display)):
        assert time.monotonic() < ends
        time.sleep(0.1)
    return random.choice([window for window, size in sizes.items() if size == max(sizes.values())])


def _window_sizes(x11: Any, display: ctypes.c_void_p) -> dict[int, int]:
    root, parent, count = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_uint()
    children = ctypes.POINTER(ctypes.c_ulong)()
    numbers = (ctypes.byref(root), ctypes.byref(parent), ctypes.byref(children), ctypes.byref(count))
    x11.XQueryTree(display, ctypes.c_ulong(x11.XDefaultRootWindow(display)), *numbers)
    sizes = {}
    for window in children[: count.value]:
        place = [ctypes.c_int() for _ in range(6)]
        x11.XGetGeometry(display, ctypes.c_ulong(window), ctypes.byref(root), *map(ctypes.byref, place))
        sizes[window] = place[2].value * place[3].value
    return sizes
