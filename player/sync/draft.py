"""An edition in the making: its documents and every slide of one screen, drawn into a scratch folder.

Decides which slides of the former edition are still right (same item, screen and program), and what a person in the
office should know about the slides. Making it the edition on show is the store's.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from player.errors import StoreError
from player.sealed import DECK_FILE, SealedEdition
from player.slides import (
    DrawError,
    Drawing,
    Kit,
    band_height,
    draw_fallback,
    draw_pages,
    draw_title_page,
    qr_reads,
    sayings_of,
    to_png,
    to_slide,
)
from player.sync.inspection import Fault
from playlists.deck import Deck, Slide, TitlePage
from playlists.edition import Edition
from playlists.item import Item, digest
from playlists.overlays import Overlays, Transition
from playlists.screen import Screen
from playlists.title_page import openings_of
from playlists.wire import encode

UNREADABLE_QR: Final = "its QR code could not be read back from the slide; it is shown without one"
_KEY_CHARACTERS: Final = 24  # 96 bits of a hash: no two slides of a screen share a name

_logger = logging.getLogger(__name__)


class DrawnDeck(NamedTuple):
    """The deck as written, and what the office should know about it."""

    deck: Deck
    faults: tuple[Fault, ...]


class Draft:
    """Draws ``edition`` into ``folder``; ``former`` is the edition on show, ``program`` names what draws."""

    def __init__(
        self, folder: Path, screen: Screen, former: SealedEdition | None, program: str, edition: Edition
    ) -> None:
        self._folder, self._screen, self._edition = folder, screen, edition
        self._program = f"{program} {edition.organisation} {encode(edition.look).decode()}"
        self._former = former
        self._former_slides: dict[str, list[Slide]] = {}
        for slide in former.deck.pictures if former else ():
            self._former_slides.setdefault(slide.file[:_KEY_CHARACTERS], []).append(slide)

    def draw(self, items: Sequence[Item], kit: Callable[[], Kit], progress: Callable[[], None]) -> DrawnDeck:
        """Draw or take over every slide and write ``deck.json``; ``progress`` is called after each item.

        ``kit`` is asked for only when something has to be drawn. Raises OSError, and ConfigError from ``kit``.
        """
        fallback = self._picture("fallback", lambda: draw_fallback(self._screen, kit()))
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
        titles = self._titles([item for item in items if item.id in warnings], kit)
        progress()
        deck = Deck(screen=self._screen.id, fallback=fallback, slides=tuple(slides), titles=titles)
        (self._folder / DECK_FILE).write_bytes(encode(deck))
        return DrawnDeck(deck, (*faults, *_faults_of(warnings, self._screen)))

    def _slides_of(self, item: Item, kit: Callable[[], Kit]) -> list[Slide]:
        try:
            sayings = sayings_of(item, self._screen, self._edition.workdays)
        except OverflowError as error:
            raise DrawError(
                f"item {item.id} version {item.version}: its dates are at the end of the calendar"
            ) from error
        key = self._key(digest(item), *map(str, sayings))
        return self._take_over(key) or self._draw(item, key, kit())

    def _titles(self, drawn: Sequence[Item], kit: Callable[[], Kit]) -> tuple[TitlePage, ...]:
        """The title pages of the playlists that have them, over the items that were drawn."""
        return tuple(
            TitlePage(playlist.id, tuple(item.id for item in items), self._title(playlist.title, items, kit))
            for playlist, items in openings_of(self._edition, self._screen, drawn)
        )

    def _title(self, name: str, items: Sequence[Item], kit: Callable[[], Kit]) -> Slide:
        titles = [item.title for item in items]
        return self._picture(
            "\0".join(("title", name, *titles)), lambda: draw_title_page(name, titles, self._screen, kit())
        )

    def _picture(self, what: str, draw: Callable[[], Drawing]) -> Slide:
        """A slide that belongs to no item."""
        key = self._key(what)
        return (self._take_over(key) or [self._write(key, draw())])[0]

    def _draw(self, item: Item, key: str, kit: Kit) -> list[Slide]:
        """Draw and write slide by slide; when one's code does not read, all of them again without codes."""
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
        file, png = f"{key}-{drawing.page_name}.png", to_png(drawing)
        (self._folder / file).write_bytes(png)
        return to_slide(drawing, file, png)

    def _take_over(self, key: str) -> list[Slide]:
        """The former edition's slides of that key, when all of them are there and whole."""
        slides = self._former_slides.get(key, [])
        if self._former is None or not slides:
            return []
        try:
            for slide in slides:
                self._former.read_slide(slide)
        except StoreError:
            return []
        for slide in slides:
            os.link(self._former.folder / slide.file, self._folder / slide.file)
        return slides

    def _key(self, *shown: str) -> str:
        """Names all that a picture depends on: what is ``shown``, where, and by what it is drawn."""
        geometry = msgspec.structs.replace(
            self._screen, hours=None, rotation=0, transition=Transition.FADE, is_calm=False, overlays=Overlays()
        )
        parts = (self._program, *shown, encode(geometry).hex(), f"band {band_height(self._screen)}")
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
