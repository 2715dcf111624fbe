"""What draws the slides, as one name: when it changes, every slide is drawn anew."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import player.slides


def drawing_program(environ: Mapping[str, str]) -> str:
    """A hash over the release, the typesetter's sources and the fonts that were chosen."""
    fonts = sorted(f"{name}={value}" for name, value in environ.items() if name.startswith("SUNBOARD_FONT_"))
    return hashlib.sha256("\n".join((_sources(), _decoder(), *fonts)).encode()).hexdigest()


def _decoder() -> str:
    """Which videos can be played depends on it."""
    return f"video {version('av')}" if find_spec("av") else "no video"


@cache  # what this process runs is what it read when it started, whatever an update puts there meanwhile
def _sources() -> str:
    found = hashlib.sha256(version("sunboard").encode())
    for source in sorted(Path(player.slides.__file__).parent.rglob("*.py")):
        found.update(source.read_bytes())
    return found.hexdigest()
