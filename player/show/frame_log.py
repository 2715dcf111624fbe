"""``--record``: one line of JSON for each presented frame, to prove afterwards what was on the display and when."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

from player.errors import ConfigError
from player.show.cover import Cover
from player.show.film import Film
from player.show.projection import Scene
from player.show.sight import checksum, checksum_rgb
from player.show.silent_pygame import pygame

FRAMES_FILE: Final = "frames.jsonl"


class FrameLog:
    """Appends to ``<folder>/frames.jsonl``. Raises ConfigError when the folder cannot be written."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = (folder / FRAMES_FILE).open("a", encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"frames cannot be recorded in {folder}: {error}") from error

    def add(self, surface: pygame.Surface, scene: Scene, at: datetime, cover: Cover | None, film: Film | None) -> None:
        """One frame: ``crc`` over its pixels, ``mean`` colour, and the scene that it shows or turns to.

        Where a cover lies over the slides, both are of the slide's part, so that the same slide gives the same again;
        ``band`` is then the checksum of the rest. Where a video plays, ``video`` is of its place alone.
        """
        slide = scene.slide
        seen = surface.subsurface(cover.stage) if cover else surface
        line = {
            "at": at.isoformat(),
            "crc": checksum(seen),
            "mean": pygame.transform.average_color(seen)[:3],
            "kind": scene.kind.value,
            "edition": scene.edition,
            "item": slide.item if slide else None,
            "page": slide.page if slide else None,
            "picture": scene.picture,
        }
        if cover:
            line["band"] = checksum(surface.subsurface(cover.box))
        if film:
            place = surface.subsurface(film.box)
            line["video"] = {"crc": checksum_rgb(place), "mean": pygame.transform.average_color(place)[:3]}
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()

    def close(self) -> None:
        """End the file."""
        self._file.close()
