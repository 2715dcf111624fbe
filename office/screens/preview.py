"""What a screen shows at a time, answered in the office by the screens' own code: the same slides, the same ``on_air``.

Decides which edition held at that time and how drawings are kept between looks; nothing is written.
"""

import io
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from office.notices.pictures import read_blob
from office.publishing.models import Publication
from office.screens.models import Group, Screen
from player.slides import (
    DrawError,
    Drawing,
    Fonts,
    Kit,
    band_height,
    draw_band,
    draw_fallback,
    draw_item,
    draw_title_page,
    find_fonts,
    lay_band,
    sayings_of,
    tell,
    to_slide,
)
from playlists.deck import Deck, Slide, TitlePage
from playlists.edition import Edition, parse_edition
from playlists.item import Item
from playlists.look import Look
from playlists.publicity import ALWAYS
from playlists.screen import Screen as WireScreen
from playlists.title_page import openings_of
from playlists.urgent import laid_over
from playlists.workdays import YearTable

KEPT_ITEMS: Final = 4000  # descriptions, about 2 kB each; pictures are drawn when they are looked at
JPEG_QUALITY: Final = 90  # no difference to be seen beside the PNG, a tenth of its size with photographs
NO_PICTURE: Final = b""  # a description's picture is drawn anew when somebody looks, so no bytes vouch for it here


class Fault(NamedTuple):
    """What could not be drawn: item id and why."""

    item: str
    sentence: str


class _Voice(NamedTuple):
    """What of an edition every slide depends on, beside its item; ``workdays`` only where a period is counted."""

    organisation: str
    look: Look
    workdays: tuple[YearTable, ...]


def edition_at(group: Group, at: datetime) -> Edition | None:
    """What the group's screens had at ``at``: the newest edition under the newest urgent one; None before the first."""
    held = Publication.objects.filter(group=group, made_at__lte=at).order_by("-number")
    base, urgent = held.filter(is_urgent=False).first(), held.filter(is_urgent=True).first()
    if base is None:
        return None
    return laid_over(parse_edition(bytes(base.document)), parse_edition(bytes(urgent.document)) if urgent else None)


def deck_of(edition: Edition, screen: Screen) -> tuple[Deck, tuple[Fault, ...]]:
    """Every slide of the edition as this screen draws it, described; and what cannot be drawn.

    Raises KeyError when the edition is not for the screen, ConfigError when this machine lacks the fonts.
    """
    wire = edition.screen(screen.slug)
    slides: list[Slide] = []
    faults: list[Fault] = []
    drawn: list[Item] = []
    for item in edition.items:
        if wire.audience.may_see(item.audience):
            try:
                slides.extend(_described(item, wire, _voice_of(edition, is_dated=item.publicity is not None)))
                drawn.append(item)
            except DrawError as error:
                faults.append(Fault(item.id, str(error)))
    fallback = to_slide(draw_fallback(wire, _kit(_voice_of(edition))), "fallback.png", NO_PICTURE)
    titles = tuple(_title_pages(edition, wire, drawn))
    return Deck(screen=screen.slug, fallback=fallback, slides=tuple(slides), titles=titles), tuple(faults)


def picture_of(edition: Edition, deck: Deck, slide: Slide, at: datetime) -> bytes:
    """What the deck's screen shows with the slide up at ``at``, as JPEG. Raises KeyError when the edition lacks it."""
    screen, kit = edition.screen(deck.screen), _kit(_voice_of(edition, is_dated=True))
    picture = _drawing_of(edition, deck, slide, kit).picture
    if band_height(screen):
        lay_band(picture, draw_band(screen, tell(edition, deck, at).words, kit.fonts, edition.look))
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=JPEG_QUALITY)
    return data.getvalue()


def _drawing_of(edition: Edition, deck: Deck, slide: Slide, kit: Kit) -> Drawing:
    wire = edition.screen(deck.screen)
    items = {item.id: item for item in edition.items}
    title = next((title for title in deck.titles if title.slide == slide), None)
    if title is not None:
        name = next(one.title for one in edition.playlists if one.id == title.playlist)
        return draw_title_page(name, [items[item].title for item in title.items], wire, kit)
    if not slide.item:
        return draw_fallback(wire, kit)
    if slide.item not in items:
        raise KeyError(f"edition {edition.number} of {edition.group} has no item {slide.item}")
    return draw_item(items[slide.item], wire, kit, day=slide.since_day)[slide.page - 1]


@lru_cache(maxsize=KEPT_ITEMS)
def _described(item: Item, screen: WireScreen, voice: _Voice) -> tuple[Slide, ...]:
    """An item's slides. Pages that say where a publicity period stands differ in nothing else, so are drawn once."""
    days = [saying.days for saying in sayings_of(item, screen, voice.workdays)]
    return tuple(
        to_slide(one, f"{item.id}-{one.page_name}.png", NO_PICTURE)
        for drawing in draw_item(item, screen, _kit(voice))
        for one in ([drawing._replace(days=span) for span in days] if drawing.days != ALWAYS else [drawing])
    )


def _title_pages(edition: Edition, screen: WireScreen, drawn: Sequence[Item]) -> Iterator[TitlePage]:
    for number, (playlist, items) in enumerate(openings_of(edition, screen, drawn)):
        titles = tuple(item.title for item in items)
        slide = _described_title(f"title-{number}.png", playlist.title, titles, screen, _voice_of(edition))
        yield TitlePage(playlist.id, tuple(item.id for item in items), slide)


@lru_cache(maxsize=KEPT_ITEMS)
def _described_title(file: str, name: str, titles: tuple[str, ...], screen: WireScreen, voice: _Voice) -> Slide:
    return to_slide(draw_title_page(name, titles, screen, _kit(voice)), file, NO_PICTURE)


def _voice_of(edition: Edition, *, is_dated: bool = False) -> _Voice:
    return _Voice(edition.organisation, edition.look, edition.workdays if is_dated else ())


def _kit(voice: _Voice) -> Kit:
    return Kit(_fonts(), voice.organisation, read_blob, voice.look, voice.workdays)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return find_fonts(os.environ)
