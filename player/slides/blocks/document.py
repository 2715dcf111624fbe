"""Attached documents, page by page: each as large as its column, in as many views as it takes to be read from afar.

A page's empty margins are left out. What is still too small is cut between lines of text into views from top to
bottom; a view repeats the last line of the one before, so that a reader finds the place again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from player.slides.blocks.text import paragraph_pieces
from player.slides.canvas import Canvas
from player.slides.characters import clean
from player.slides.flow import Piece
from player.slides.leaf import Leaf
from player.slides.lines import Style, one_line
from player.slides.photograph import PictureError
from player.slides.setting import Setting
from player.slides.views import View, views_of
from playlists.deck import Role
from playlists.item import Document, Paragraph

_LABEL: Final = 1.75  # small ems: the line above a view, with the air below it
_CAPTION: Final = 12  # small ems that a caption has beside the page's place, however narrow the page
_LARGEST: Final = 1.5  # of the body size: a page with three lines on it is no poster
_NEARLY: Final = 0.88  # of the largest type that fits; the rest is not worth cutting a page for
_NEARLY_UPRIGHT: Final = 0.7  # on an upright screen, where a whole page is expected
_STEPS: Final = 8  # between the largest type and type that is just large enough


@dataclass(frozen=True)
class _Sheet:
    """A page to be shown: where it is in the document, its views, and how many pixels of the slide one of it takes."""

    page: str
    place: str
    caption: str
    leaf: Leaf
    views: list[View]
    zoom: float
    setting: Setting

    @property
    def type_px(self) -> float:
        """Its type size on the slide."""
        return self.leaf.em * self.zoom

    def pieces(self) -> Iterator[Piece]:
        """One for each view."""
        for view, name in zip(self.views, _names(len(self.views)), strict=True):
            yield self._piece(view, f"{self.place}{name}")

    def _piece(self, view: View, place: str) -> Piece:
        left, _, right, _ = self.leaf.ink
        size = (max(round((right - left) * self.zoom), 1), max(round((view.bottom - view.top) * self.zoom), 1))
        label, thin = _label_px(self.setting), max(1, self.setting.scale.small // 18)

        def draw(canvas: Canvas, x: int, y: int) -> None:
            self._draw_label(canvas, x, y, place, width=size[0])
            canvas.fill((x - thin, y + label - thin, size[0] + 2 * thin, size[1] + 2 * thin), canvas.theme.rule)
            area = (left, view.top, right, view.bottom)
            canvas.picture_at(self.setting.album.excerpt(self.page, area, size), x, y + label)

        reading = self.leaf.reading_ems(view.top, view.bottom)
        return Piece(label + size[1], draw, gap=self.setting.scale.small, reading_ems=reading)

    def _draw_label(self, canvas: Canvas, x: int, y: int, place: str, *, width: int) -> None:
        """The document's name, and at the view's right edge which page this is."""
        small, fonts = self.setting.scale.small, self.setting.fonts
        where = one_line(place, Style(small, is_bold=True), self.setting.width, fonts)
        wide = max(width, min(self.setting.width, where.width + small * _CAPTION))
        canvas.line(where, x + wide - where.width, y, canvas.theme.accent, Role.FURNITURE)
        name = one_line(self.caption, Style(small), wide - where.width - 2 * small, fonts)
        canvas.line(name, x, y, canvas.theme.muted, Role.FURNITURE)


def document_pieces(document: Document, setting: Setting) -> list[Piece]:
    """A piece for each view of each page; a page that cannot be read is left out with a warning."""
    of = len(document.pages)
    if setting.is_strip:
        setting.warn("a strip shows no attached document, only its name")
        return paragraph_pieces(Paragraph(text=f"附件：{clean(document.caption)}（{of} 页，请扫码查看）"), setting)
    pieces: list[Piece] = []
    for number, page in enumerate(document.pages, start=1):
        try:
            leaf = setting.album.leaf(page)
        except PictureError as error:
            setting.warn(f"page {number} of an attached document is left out: {error}")
            continue
        views, zoom = _plan(leaf, setting, is_first=number == 1)
        place = f"第 {number} 页 / 共 {of} 页"
        sheet = _Sheet(page, place, clean(document.caption), leaf, views, zoom, setting)
        if round(sheet.type_px) < setting.scale.readable:
            share = round(100 * sheet.type_px / setting.scale.readable)
            told = f"its type has {share} percent of the size that can be read from here"
            setting.warn(f"page {number} of an attached document: {told}")
        pieces += sheet.pieces()
    return pieces


def _plan(leaf: Leaf, setting: Setting, *, is_first: bool) -> tuple[list[View], float]:
    """The fewest views in which the type is large enough to be read, or nearly as large as it can be; and the zoom.

    In as many views, the largest. The first page may have to share its slide with the title.
    """
    label = _label_px(setting)
    first_px = setting.sheet_height if is_first and setting.sheet_height else setting.height
    widest = min(setting.width / leaf.size[0], setting.scale.body * _LARGEST / leaf.em)
    nearly = _NEARLY_UPRIGHT if setting.width < setting.height else _NEARLY
    enough = min(setting.scale.readable / leaf.em, widest * nearly)
    zooms = [widest - (widest - enough) * step / _STEPS for step in range(_STEPS + 1)]
    plans = [
        (views_of(leaf, int((first_px - label) / zoom), int((setting.height - label) / zoom)), zoom) for zoom in zooms
    ]
    return min(plans, key=lambda plan: len(plan[0]))


def _names(views: int) -> list[str]:
    """What the views of one page are called."""
    known = {1: [""], 2: ["（上）", "（下）"], 3: ["（上）", "（中）", "（下）"]}
    return known.get(views) or [f"（{number}/{views}）" for number in range(1, views + 1)]


def _label_px(setting: Setting) -> int:
    return round(setting.scale.small * _LABEL)
