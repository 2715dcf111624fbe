"""Sets an item: chooses sizes, lays out the frame, flows the body over pages, draws every page.

Pure: the same item, screen and kit always give the same pictures.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from player.slides.band import band_height, slide_part
from player.slides.blocks.act import act_pieces, act_title_pieces
from player.slides.blocks.text import paragraph_pieces, title_gap, title_pieces
from player.slides.body import body_pieces
from player.slides.canvas import Canvas
from player.slides.drawing import Drawing, Kit
from player.slides.dwell import dwell_ms, playing_ms
from player.slides.emblem import Emblem
from player.slides.errors import DrawError
from player.slides.facts import DEADLINE, marked_title
from player.slides.flow import Page, Piece, paginate
from player.slides.frame import Frame, make_frame
from player.slides.lines import Style, one_line
from player.slides.missing import characters_in, missing_characters
from player.slides.period import Saying, make_panel, make_strip_panels, sayings_of
from player.slides.photograph import Album
from player.slides.qr import Code, make_code, opinion_address
from player.slides.setting import Setting
from player.slides.strip import make_strip
from player.slides.themes import fault_of, themed
from player.slides.type_scale import TypeScale, is_strip, type_scale
from playlists.deck import Role
from playlists.figures import Appraisal, Chart
from playlists.item import Document, Heading, Item, Listing, Paragraph, Picture, Table
from playlists.schedule import day_of
from playlists.screen import Screen
from playlists.video import Video

_ENLARGE: Final = (1.12, 1.25, 1.4, 1.55)  # of the body size; more would be a poster, and pages would differ too much
_MOST_CHARACTERS: Final = 200_000  # a book of 300 pages: 11 hours of reading
_MOST_SLIDES: Final = 500  # four hours on the screen: whoever sends more has mistaken the screen for a shelf
_LEAST_GROWTH: Final = 1.06  # of text's height at the first step: the title's half of 1.12, body text more
_PICTURE_SHARES: Final = (1.0, 0.9, 0.8, 0.7, 0.62, 0.55)  # of a page's height; the largest that costs no further page


@dataclass(frozen=True)
class _Layout:
    """An item's pages before they are drawn, and the pixels that stay free below them."""

    frame: Frame
    setting: Setting
    pages: list[Page]
    below: int = 0


def draw_item(item: Item, screen: Screen, kit: Kit, *, with_qr: bool = True, day: date | None = None) -> list[Drawing]:
    """The slides of an item as a screen shows them on a local ``day`` (None: its first), in order, one for each page.

    Raises DrawError when the item cannot be drawn at all; lesser faults become warnings on its slides.
    """
    with _faults_told(item):
        day = day or day_of(item.shown_from, ZoneInfo(screen.zone))[0]
    return list(draw_pages(item, screen, kit, with_qr=with_qr, day=day))


def draw_pages(
    item: Item, screen: Screen, kit: Kit, *, with_qr: bool = True, day: date | None = None
) -> Iterator[Drawing]:
    """Every picture of an item, or those that are right on a local ``day``; page by page, and within it by day.

    One after another: a small board has no room for a long item's pictures at once. Raises as ``draw_item`` does.
    """
    with _faults_told(item):
        layout = _lay_out(item, slide_part(screen), kit, with_qr=with_qr)
        layout = replace(layout, below=band_height(screen))
        for number in range(1, len(layout.pages) + 1):
            yield from _draw_variants(layout, number, kit, day)


@contextmanager
def _faults_told(item: Item) -> Iterator[None]:
    try:
        yield
    except (ArithmeticError, LookupError, MemoryError, OSError, RuntimeError, TypeError, ValueError) as error:
        raise DrawError(f"item {item.id} version {item.version} cannot be drawn: {error}") from error


def _lay_out(item: Item, screen: Screen, kit: Kit, *, with_qr: bool) -> _Layout:
    length = characters_in(item)
    if length > _MOST_CHARACTERS:
        raise ValueError(f"it has {length:,} characters; more than {_MOST_CHARACTERS:,} belong in an attachment")
    scale = type_scale(screen)
    warnings: list[str] = []
    code = _code(item, screen, warnings) if with_qr else None
    make = make_strip if is_strip(screen) else make_frame
    emblem = Emblem(kit)
    sayings = sayings_of(item, screen, kit.workdays)
    frame = make(item, screen, scale, organisation=kit.organisation, fonts=kit.fonts, code=code, sayings=sayings)
    frame = replace(frame, emblem=emblem)
    warnings += filter(None, (emblem.fault, fault_of(kit.look)))
    if not scale.is_reached:
        warnings.append(f"screen {screen.id} is too small to be read from {screen.distance_mm / 1000:g} m")
    warnings += frame.side.warnings
    warnings += missing_characters(item, kit.fonts)
    album = Album(kit.read_blob)
    plain = [_try(frame, scale, share, album, warnings) for share in _picture_shares(item)]
    best = min(plain, key=lambda layout: (len(layout.pages), _leaves_title_alone(layout)))
    if len(best.pages) > _MOST_SLIDES:
        raise ValueError(f"it would take {len(best.pages)} slides; more than {_MOST_SLIDES} belong in an attachment")
    return best if is_strip(screen) else _enlarged(best, warnings)


def _picture_shares(item: Item) -> tuple[float, ...]:
    """Heights that pictures may have, as a share of a page's; the largest first."""
    return _PICTURE_SHARES if any(isinstance(block, Picture) for block in item.body) else (1.0,)


def _enlarged(layout: _Layout, warnings: list[str]) -> _Layout:
    """The same in the largest body type that needs no further page: room on a slide is for the reader."""
    body = layout.frame.item.body
    if body and isinstance(body[0], Video):  # it shares its page with the title, and needs the room itself
        return layout
    has_table = any(isinstance(block, Table | Appraisal | Chart) for block in body)
    is_text = all(isinstance(block, Heading | Paragraph | Listing) for block in body)
    if is_text and _fullness(layout) > 1 / _LEAST_GROWTH:
        return layout
    for factor in _ENLARGE[:1] if has_table else _ENLARGE:
        scale = layout.frame.scale.enlarged(factor)
        larger = _try(layout.frame, scale, layout.setting.picture_share, layout.setting.album, warnings)
        is_worse = (len(larger.pages), _leaves_title_alone(larger)) > (len(layout.pages), _leaves_title_alone(layout))
        if is_worse or larger.setting.warnings != layout.setting.warnings:
            break
        layout = larger
    return layout


def _leaves_title_alone(layout: _Layout) -> bool:
    """Whether the first page holds nothing but the title."""
    title = _title_pieces(layout.frame, layout.setting)
    return len(layout.pages) > 1 and len(layout.pages[0].pieces) <= len(title)


def _fullness(layout: _Layout) -> float:
    """How much of its pages' height the layout fills, 0 to 1."""
    _, _, _, height = layout.frame.grid.text
    room = height + (len(layout.pages) - 1) * layout.setting.height
    return sum(page.height for page in layout.pages) / room


def _try(frame: Frame, scale: TypeScale, share: float, album: Album, warnings: list[str]) -> _Layout:
    _, _, width, height = frame.grid.text
    later_px = height - frame.running_title_px
    setting = Setting(
        frame.fonts, scale, width, later_px, album, share, is_strip(frame.screen), warnings=list(warnings)
    )
    return _Layout(frame, setting, paginate(_pieces(frame.item, frame, setting), height, later_px))


def _title_pieces(frame: Frame, setting: Setting) -> list[Piece]:
    item = frame.item
    return act_title_pieces(item, frame.screen, setting) if item.act else title_pieces(item.title, setting)


def _pieces(item: Item, frame: Frame, setting: Setting) -> list[Piece]:
    title = _title_pieces(frame, setting)
    if item.body and isinstance(item.body[0], Document | Video) and not item.act:
        below_title = frame.grid.text[3] - Page(tuple(title)).height - title_gap(setting)
        setting = replace(setting, sheet_height=min(below_title, setting.height))
    body = _period_pieces(frame, setting) + act_pieces(item, frame.screen, setting) + body_pieces(item.body, setting)
    for fact in frame.spilled:
        told = paragraph_pieces(Paragraph(text=f"{fact.label}：{fact.value}"), setting)
        body = told + body if fact.label == DEADLINE else body + told
    if body:
        body[0] = replace(body[0], gap=title_gap(setting))
    return title + body


def _period_pieces(frame: Frame, setting: Setting) -> list[Piece]:
    """The panel of a publicity period as the first of the body, where the side has no room for it."""
    if frame.side.panel or not frame.sayings:
        return []
    if setting.is_strip:
        panels = make_strip_panels(frame.sayings, frame.grid.text[2:], setting.scale.small, setting.fonts)
    else:
        panels = [make_panel(frame.sayings, setting.width, setting.scale.body, setting.fonts)]
    return [Piece(panel.height, panel.draw, gap=setting.leading // 2) for panel in panels]


def _code(item: Item, screen: Screen, warnings: list[str]) -> Code | None:
    address = opinion_address(item, screen)
    if not address:
        return None
    code = make_code(address, screen)
    if code is None:
        warnings.append(f"the opinion address has {len(address)} characters: too long for a code on screen {screen.id}")
    return code


def _draw_variants(layout: _Layout, number: int, kit: Kit, day: date | None) -> Iterator[Drawing]:
    """A page's pictures: one where it does not say how far a publicity period is, else one for each thing to say."""
    sayings = tuple(saying for saying in layout.frame.sayings if day is None or saying.days.holds(day))
    for saying in sayings or (None,):
        drawing, is_dated = _draw_page(layout, number, kit, saying)
        yield drawing._replace(days=saying.days) if saying and is_dated else drawing
        if not is_dated:
            return


def _draw_page(layout: _Layout, number: int, kit: Kit, saying: Saying | None) -> tuple[Drawing, bool]:
    """The page with what is to be said of a publicity period, and whether it says it."""
    frame, page, of = layout.frame, layout.pages[number - 1], len(layout.pages)
    grid, screen, item = frame.grid, frame.screen, frame.item
    size, theme = (screen.width_px, screen.height_px), themed(screen.theme, kit.look)
    canvas = Canvas(size, theme, kit.fonts, saying, below=layout.below)
    qr = frame.draw(canvas, number, of)
    x, y, width, height = grid.text
    if frame.is_centred:
        y += max(height - page.height, 0) // 2
    elif number > 1:
        title = one_line(marked_title(item), Style(frame.scale.body, is_bold=True), width, kit.fonts)
        canvas.line(title, x + (width - title.width if title.runs_left else 0), y, canvas.theme.accent, Role.TITLE)
        y += frame.running_title_px
    page.draw(canvas, x, y)
    pictures = sum(piece.pictures for piece in page.pieces)
    reading_ms = dwell_ms(
        canvas.texts,
        characters_per_s=screen.characters_per_s,
        pictures=pictures,
        has_code=qr is not None,
        is_strip=is_strip(screen),
        more_characters=sum(piece.reading_ems for piece in page.pieces),
    )
    drawing = Drawing(
        raster=canvas.finished(),
        item=item.id,
        version=item.version,
        page=number,
        of=of,
        dwell_ms=playing_ms(canvas.clip, reading_ms) if canvas.clip else reading_ms,
        theme=screen.theme,
        texts=tuple(canvas.texts),
        qr=qr,
        warnings=(*layout.setting.warnings, *canvas.warnings),
        clip=canvas.clip,
    )
    return drawing, canvas.is_dated
