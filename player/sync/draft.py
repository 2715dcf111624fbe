"""An edition in the making: its documents and every slide of one screen, drawn into a scratch folder.

Decides which slides of the former edition are still right (same item, screen and program), and what a person in the
office should know about the slides. Making it the edition on show is the store's.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from player.errors import StoreError
from player.sealed import DECK_FILE, SealedEdition
from player.slides import DrawError, Drawing, Kit, draw_fallback, draw_pages, qr_reads, to_png, to_slide
from player.sync.inspection import Fault
from playlists.deck import Deck, Slide
from playlists.item import Item, digest
from playlists.screen import Screen
from playlists.wire import encode

UNREADABLE_QR: Final = "its QR code could not be read back from the slide; it is shown without one"
_KEY_CHARACTERS: Final = 24  # 96 bits of a hash: no two slides of a screen share a name

_logger = logging.getLogger(__name__)


class DrawnDeck(NamedTuple):
    """The deck as written, and what the office should know about it."""

    deck: Deck
    faults: tuple[Fault, ...]


class Draft:
    """Draws into ``folder``; ``former`` is the edition on show, ``program`` names what draws."""

    def __init__(self, folder: Path, screen: Screen, former: SealedEdition | None, program: str) -> None:
        self._folder, self._screen = folder, screen
        self._program = program
        self._former = former
        self._former_slides: dict[str, list[Slide]] = {}
        for slide in (*former.deck.slides, former.deck.fallback) if former else ():
            self._former_slides.setdefault(slide.file[:_KEY_CHARACTERS], []).append(slide)

    def draw(self, items: Iterable[Item], kit: Callable[[], Kit], progress: Callable[[], None]) -> DrawnDeck:
        """Draw or take over every slide and write ``deck.json``; ``progress`` is called after each item.

        ``kit`` is asked for only when something has to be drawn. Raises OSError, and ConfigError from ``kit``.
        """
        fallback = self._slides_of(None, kit)[0]
        slides: list[Slide] = []
        faults: list[Fault] = []
        warnings: dict[str, dict[str, str]] = {}
        for item in items:
            try:
                drawn = self._slides_of(item, kit)
            except DrawError as error:
                faults.append(Fault(f"item {item.id}", f"{error}; it is not shown"))
            else:
                slides += drawn
                warnings[item.id] = _warnings_of(item, drawn)
            progress()
        deck = Deck(screen=self._screen.id, fallback=fallback, slides=tuple(slides))
        (self._folder / DECK_FILE).write_bytes(encode(deck))
        return DrawnDeck(deck, (*faults, *_faults_of(warnings, self._screen)))

    def _slides_of(self, item: Item | None, kit: Callable[[], Kit]) -> list[Slide]:
        key = self._key(item)
        return self._take_over(key) or self._draw(item, key, kit())

    def _draw(self, item: Item | None, key: str, kit: Kit) -> list[Slide]:
        """Draw and write slide by slide; when one's code does not read, all of them again without codes."""
        if item is None:
            return [self._write(key, draw_fallback(self._screen, kit))]
        slides = []
        try:
            for drawing in draw_pages(item, self._screen, kit):
                if not qr_reads(drawing):
                    plain = draw_pages(item, self._screen, kit, with_qr=False)
                    return [self._write(key, _with_warning(one)) for one in plain]
                slides.append(self._write(key, drawing))
        except (DrawError, OSError):
            raise
        except Exception as error:  # one item must never keep all the others from being shown
            what = f"item {item.id} version {item.version} cannot be drawn: a fault in the program"
            _logger.exception(what)
            raise DrawError(f"{what} ({type(error).__name__})") from error
        return slides

    def _write(self, key: str, drawing: Drawing) -> Slide:
        file, png = f"{key}-{drawing.page}.png", to_png(drawing)
        (self._folder / file).write_bytes(png)
        return to_slide(drawing, file, png)

    def _take_over(self, key: str) -> list[Slide]:
        """The former edition's slides of that key, when all of them are there and whole."""
        slides = self._former_slides.get(key, [])
        if self._former is None or len(slides) != (slides[0].of if slides else 0):
            return []
        try:
            for slide in slides:
                self._former.read_slide(slide)
        except StoreError:
            return []
        for slide in slides:
            os.link(self._former.folder / slide.file, self._folder / slide.file)
        return slides

    def _key(self, item: Item | None) -> str:
        """Names all that a picture depends on."""
        geometry = msgspec.structs.replace(self._screen, hours=None, rotation=0)
        parts = (self._program, digest(item) if item else "fallback", encode(geometry).hex())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_KEY_CHARACTERS]


def _with_warning(drawing: Drawing) -> Drawing:
    return drawing._replace(warnings=(*drawing.warnings, UNREADABLE_QR))


def _warnings_of(item: Item, slides: list[Slide]) -> dict[str, str]:
    """What the slides warn of, each with the sentence that names the item."""
    return {
        warning: f"item {item.id} version {item.version}: {warning}" for slide in slides for warning in slide.warnings
    }


def _faults_of(warnings: dict[str, dict[str, str]], screen: Screen) -> list[Fault]:
    """A warning that every item has is the screen's, and told once."""
    shared = set.intersection(*map(set, warnings.values())) if len(warnings) > 1 else set()
    faults = [Fault(f"screen {screen.id}", f"screen {screen.id}: {warning}") for warning in sorted(shared)]
    for item_id, sentences in warnings.items():
        faults += [Fault(f"item {item_id}", what) for warning, what in sentences.items() if warning not in shared]
    return faults
