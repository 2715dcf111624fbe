"""A page of a document as a picture: where its ink lies, between which rows it may be cut, how large its type is.

Works on scans as on drawn pages: paper is the commonest bright tone, ink is what is clearly darker. Linear in pixels.
"""

from itertools import groupby, pairwise
from statistics import median
from typing import Final, NamedTuple

from PIL import Image

Area = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the page's picture."""

_BRIGHT: Final = 128  # paper is at least so bright, of 255
_DARKER: Final = 56  # ink is darker than paper by so much; less is the back of the sheet, a watermark, yellowed paper
_EDGE: Final = 0.012  # of the page's width left around the ink
_HAN_HEIGHT: Final = 0.92  # of the em: what of its square a Han character fills
_LEAST_LINE: Final = 0.0045  # of the page's height: 4 points of A4; less is a ruled line
_TALLEST_LINE: Final = 0.06  # more is a picture or a table
_LEAST_LINES: Final = 3  # fewer tell nothing about the type
_USUAL_TYPE: Final = 16 / 595  # of the short side: 三号, which GB/T 9704-2012 asks of official documents, on A4
_LEAST_BLANK: Final = 0.12  # em: less is the gap within a character

_APART: Final = 1.0  # em of empty rows above a page's number
_LARGEST_NUMBER: Final = 1.1  # em
_LONGEST_NUMBER: Final = 5  # em, for — 12 —


class Leaf(NamedTuple):
    """``ink`` is the area with anything on it; ``blanks`` are runs of empty rows in it, [start, end); ``em`` in px."""

    ink: Area
    blanks: tuple[tuple[int, int], ...]
    lines: tuple[tuple[int, int], ...]
    em: float

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of what is shown."""
        left, top, right, bottom = self.ink
        return right - left, bottom - top

    def reading_ems(self, top: int, bottom: int) -> float:
        """About how many characters stand between two rows: its lines of text, three quarters full."""
        full = sum(end - start >= self.em / 2 for start, end in self.lines if top <= start and end <= bottom)
        return full * self.size[0] / self.em * 0.75


def read_leaf(page: Image.Image) -> Leaf:
    """Look at a page in grey (mode L)."""
    tones = page.histogram()
    paper = max(range(_BRIGHT, 256), key=tones.__getitem__)
    inked = page.point([255 * (tone < paper - _DARKER) for tone in range(256)])
    columns = inked.resize((page.width, 1), Image.Resampling.BOX).tobytes()
    left, right = _extent(columns)
    rows = inked.resize((1, page.height), Image.Resampling.BOX, box=(left, 0, right, page.height)).tobytes()
    top, bottom = _extent(rows)
    em = _type_size(_lines(rows, top, bottom, 0), page)
    lines = _lines(rows, top, bottom, round(em * _LEAST_BLANK))
    if _ends_in_number(lines, em, inked):
        lines = lines[:-1]
        bottom = lines[-1][1]
    blanks = tuple((one[1], other[0]) for one, other in pairwise(lines))
    edge = round(page.width * _EDGE)
    ink = (max(left - edge, 0), max(top - edge, 0), min(right + edge, page.width), min(bottom + edge, page.height))
    return Leaf(ink, blanks, lines, em)


def _ends_in_number(lines: tuple[tuple[int, int], ...], em: float, inked: Image.Image) -> bool:
    """Whether the last line is the page's number: small, short, apart. The slide says it in larger type."""
    if len(lines) <= _LEAST_LINES or lines[-1][0] - lines[-2][1] < em * _APART:
        return False
    start, end = lines[-1]
    place = inked.crop((0, start, inked.width, end)).getbbox()
    return place is not None and end - start < em * _LARGEST_NUMBER and place[2] - place[0] < em * _LONGEST_NUMBER


def _extent(profile: bytes) -> tuple[int, int]:
    """From the first to behind the last place with ink; the whole where there is none."""
    inked = [at for at, ink in enumerate(profile) if ink]
    return (inked[0], inked[-1] + 1) if inked else (0, len(profile))


def _lines(rows: bytes, top: int, bottom: int, least_blank: int) -> tuple[tuple[int, int], ...]:
    """Runs of rows with ink; fewer than ``least_blank`` empty rows do not part them."""
    lines: list[tuple[int, int]] = []
    at = top
    for is_ink, run in groupby(rows[top:bottom], key=bool):
        start, at = at, at + sum(1 for _row in run)
        if is_ink and lines and start - lines[-1][1] < least_blank:
            lines[-1] = (lines[-1][0], at)
        elif is_ink:
            lines.append((start, at))
    return tuple(lines)


def _type_size(lines: tuple[tuple[int, int], ...], page: Image.Image) -> float:
    """Pixels per em of most lines; where no lines can be told apart, what official documents are set in."""
    likely = [
        end - start for start, end in lines if page.height * _LEAST_LINE <= end - start <= page.height * _TALLEST_LINE
    ]
    if len(likely) < _LEAST_LINES:
        return min(page.size) * _USUAL_TYPE
    return median(likely) / _HAN_HEIGHT
