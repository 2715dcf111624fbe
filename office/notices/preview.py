"""What a screen will show of a version: drawn by the screens' own typesetter. Decides nothing about how slides look."""

import base64
import io
import os
import re
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from office.notices.pictures import read_blob
from office.programme.workdays import tables
from office.publishing.models import Organisation
from office.screens import incident_words
from office.screens.contract import to_screen
from office.screens.models import Screen as ScreenRow
from player.slides import Drawing, Fonts, Kit, draw_item, find_fonts
from playlists.item import Audience, Item
from playlists.screen import Screen

_MM_PER_INCH: Final = 25.4
_WORDS: Final = (
    (r"screen .* is too small to be read from (.*)", gettext_noop("This screen is too small to be read from %s.")),
    (r"the opinion address has (\d+) characters.*", gettext_noop("The opinion address (%s characters) is too long.")),
    (r"a person's card is too long.*", gettext_noop("A person’s card does not fit; all are shown as plain lines.")),
    (r"the photo of (.*) is missing", gettext_noop("The photo of %s is missing.")),
    (r"the photo of (.*) cannot be read.*", gettext_noop("The photo of %s cannot be read.")),
    (r"picture \S+ is missing.*", gettext_noop("A picture is missing and left out.")),
    (r"picture \S+ cannot be read.*", gettext_noop("A picture cannot be read and is left out.")),
    (r"an appraisal does not fit.*", gettext_noop("The appraisal does not fit; it is told in plain lines.")),
    (r"a chart does not fit.*", gettext_noop("The chart does not fit; it is told in plain lines.")),
    (r"a pledge is longer.*", gettext_noop("A pledge is too long; all are shown as plain lines.")),
    (
        r".* with (\d+) columns does not fit.*",
        gettext_noop("A table with %s columns does not fit; it is told by rows."),
    ),
    (r"no font has (.*)", gettext_noop("No font has these characters: %s")),
)


class Page(NamedTuple):
    """One slide: the picture as a data address, its place among all, its text for those who cannot see it.

    ``video``: where one plays on it, left, top, width and height in parts of the slide's own.
    """

    picture: str
    number: int
    of: int
    text: str
    seconds: float
    video: tuple[float, float, float, float] | None
    warnings: tuple[str, ...]


def draw_page(item: Item, screen: Screen, number: int, day: date) -> Page:
    """The ``number``-th slide of an item on a screen on a local day, or the last. Raises player.slides.DrawError."""
    drawings = draw_item(item, screen, office_kit(), day=day)
    drawing = drawings[min(max(number, 1), len(drawings)) - 1]
    return Page(
        picture=data_address(drawing),
        number=drawing.page,
        of=drawing.of,
        text="\n".join(run.text for run in drawing.texts),
        seconds=drawing.dwell_ms / 1000,
        video=_place_of_video(drawing),
        warnings=tuple(dict.fromkeys(told(warning) for one in drawings for warning in one.warnings)),
    )


def _place_of_video(drawing: Drawing) -> tuple[float, float, float, float] | None:
    if drawing.clip is None:
        return None
    (x, y, width, height), (wide, high) = drawing.clip.box, drawing.raster.drawn.size
    return x / wide, y / high, width / wide, height / high


def preview_day(text: str, screen: Screen) -> date:
    """The day that was asked for, as 2026-10-09, or today where the screen stands."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return timezone.localdate(timezone=ZoneInfo(screen.zone))


def preview_screen(slug: str) -> Screen:
    """The screen of that id, or an ordinary lobby screen: 1080p, 55 inches, read from 4 m."""
    row = ScreenRow.objects.filter(slug=slug).first() if slug else None
    if row:
        return to_screen(row)
    return Screen(
        id="preview",
        title="55″",
        width_px=1920,
        height_px=1080,
        diagonal_mm=round(55 * _MM_PER_INCH),
        distance_mm=4000,
        audience=Audience.MEMBERS,  # so that every draft can be looked at
        zone="Asia/Shanghai",
    )


def office_kit() -> Kit:
    """What the typesetter needs here: fonts, the organisation's name and look, the uploaded pictures, working days."""
    organisation = Organisation.objects.first() or Organisation()
    return Kit(_fonts(), organisation.name, read_blob, organisation.look, tables())


def told(warning: str) -> str:
    """A drawing's warning in the reader's language; one we have no words for stays as it is."""
    for pattern, words in _WORDS:
        match = re.fullmatch(pattern, warning)
        if match:
            return _(words) % match.groups() if match.groups() else _(words)
    return incident_words.told(warning)


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return find_fonts(os.environ)


def data_address(drawing: Drawing) -> str:
    """The slide as the address of an ``img``."""
    buffer = io.BytesIO()
    drawing.picture.save(buffer, "PNG", compress_level=4)  # a third of the typesetter's fast PNG, for the network
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
