"""What draws the slides, as one name: when it changes, every slide is drawn anew."""

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

import player.slides


def drawing_program(environ: Mapping[str, str]) -> str:
    """A hash over the release, the typesetter's sources and the fonts that were chosen."""
    found = hashlib.sha256(version("sunboard").encode())
    for source in sorted(Path(player.slides.__file__).parent.rglob("*.py")):
        found.update(source.read_bytes())
    fonts = sorted(f"{name}={value}" for name, value in environ.items() if name.startswith("SUNBOARD_FONT_"))
    found.update("\n".join(fonts).encode())
    return found.hexdigest()
