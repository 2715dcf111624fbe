"""What a screen shows at a time, answered in the office by the screens' own code: the same slides, the same ``on_air``.

Decides which edition held at that time and how drawings are kept between looks; nothing is written.
"""

import io
import os
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from office.notices.pictures import read_blob
from office.publishing.models import Publication
from office.screens.models import Group, Screen
from player.slides import DrawError, Drawing, Fonts, Kit, draw_fallback, draw_item, find_fonts, to_slide
from playlists.deck import Deck, Slide
from playlists.edition import Edition, parse_edition
from playlists.item import Item
from playlists.look import Look
from playlists.screen import Screen as WireScreen
from playlists.urgent import laid_over

KEPT_ITEMS: Final = 4000  # descriptions, about 2 kB each; pictures are drawn when they are looked at
JPEG_QUALITY: Final = 90  # no difference to be seen beside the PNG, a tenth of its size with photographs
NO_PICTURE: Final = b""  # a description's picture is drawn anew when somebody looks, so no bytes vouch for it here


class Fault(NamedTuple):
    """What could not be drawn: item id and why."""

    item: str
    sentence: str


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
    for item in edition.items:
        if wire.audience.may_see(item.audience):
            try:
                slides.extend(_described(item, wire, edition.organisation, edition.look))
            except DrawError as error:
                faults.append(Fault(item.id, str(error)))
    fallback = to_slide(draw_fallback(wire, _kit(edition.organisation, edition.look)), "fallback.png", NO_PICTURE)
    return Deck(screen=screen.slug, fallback=fallback, slides=tuple(slides)), tuple(faults)


def picture_of(edition: Edition, screen: Screen, slide: Slide) -> bytes:
    """The slide as JPEG, for a page. Raises KeyError when the edition does not have it."""
    wire, kit = edition.screen(screen.slug), _kit(edition.organisation, edition.look)
    if not slide.item:
        return _jpeg(draw_fallback(wire, kit))
    item = next((item for item in edition.items if item.id == slide.item), None)
    if item is None:
        raise KeyError(f"edition {edition.number} of {edition.group} has no item {slide.item}")
    return _jpeg(draw_item(item, wire, kit)[slide.page - 1])


@lru_cache(maxsize=KEPT_ITEMS)
def _described(item: Item, screen: WireScreen, organisation: str, look: Look) -> tuple[Slide, ...]:
    drawings: list[Drawing] = draw_item(item, screen, _kit(organisation, look))
    return tuple(to_slide(drawing, f"{item.id}-{drawing.page}.png", NO_PICTURE) for drawing in drawings)


def _jpeg(drawing: Drawing) -> bytes:
    data = io.BytesIO()
    drawing.picture.save(data, "JPEG", quality=JPEG_QUALITY)
    return data.getvalue()


def _kit(organisation: str, look: Look) -> Kit:
    return Kit(_fonts(), organisation, read_blob, look)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return find_fonts(os.environ)
