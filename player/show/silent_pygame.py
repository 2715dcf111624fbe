"""pygame without its sound: a bulletin screen is silent, and mixer with its decoders costs 3 MB of memory.

A module that is None in ``sys.modules`` counts as not installed, which pygame allows for. Nothing is started here.
"""

import os
import sys
from typing import Final

_UNUSED: Final = ("pygame.mixer", "pygame.mixer_music")

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
if "pygame" not in sys.modules:
    sys.modules.update(dict.fromkeys(_UNUSED))  # type: ignore[arg-type]

import pygame  # noqa: E402 (after the above)

__all__ = ["pygame"]
