"""PDF files, honest and hostile, become pictures or one sentence, in bounded time and memory."""

import resource
import time
from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from player.documents import MAX_PDF_BYTES, DocumentError, Fault, Selection, parse_selection, rasterise
from player.documents.limits import SHORT_SIDE_PX
from playlists.item import MAX_PAGES
from tests.player.documents.papers import locked, many_pages, page_of, picture_bomb, scan

SQUARE = b"0 0 1 rg 100 100 300 300 re f"


def test_each_page_becomes_a_sharp_picture_in_order() -> None:
    sheets = rasterise(scan(3))
    assert len({sheet.data for sheet in sheets}) == 3
    for number, sheet in enumerate(sheets, start=1):
        picture = Image.open(BytesIO(sheet.data))
        assert picture.size == (sheet.width_px, sheet.height_px)
        assert picture.format == {"image/png": "PNG", "image/jpeg": "JPEG"}[sheet.media_type]
        assert abs(min(picture.size) - SHORT_SIDE_PX) <= 1
        column = picture.convert("L").resize((1, picture.height)).point(lambda tone: 255 * (tone < 128)).tobytes()
        assert sum(one > other for other, one in pairwise(column)) == number


def test_a_grey_page_is_kept_grey_and_a_red_head_red() -> None:
    grey, red = (Image.open(BytesIO(rasterise(scan(colour=colour))[0].data)) for colour in ("black", "#c01010"))
    assert (grey.mode, red.mode) == ("L", "RGB")


def test_the_same_file_gives_the_same_pictures() -> None:
    assert rasterise(scan(2)) == rasterise(scan(2))


def test_only_the_pages_asked_for_are_drawn() -> None:
    every = rasterise(scan(4))
    assert rasterise(scan(4), Selection(2, 3)) == every[1:3]
    assert rasterise(scan(4), Selection(3)) == every[2:]


def test_a_page_drawn_by_programs_is_read_as_well_as_a_scan() -> None:
    picture = Image.open(BytesIO(rasterise(page_of(content=SQUARE))[0].data)).convert("RGB")
    assert picture.getpixel((picture.width // 2, picture.height * 6 // 10)) == (0, 0, 255)
    assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("box", [b"0 0 14400 14400", b"0 0 200000 200000"])
def test_a_huge_page_makes_no_larger_a_picture(box: bytes) -> None:
    (sheet,) = rasterise(page_of(box, SQUARE))
    assert SHORT_SIDE_PX <= sheet.width_px == sheet.height_px <= SHORT_SIDE_PX + 1


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.NOT_PDF),
        (b"garbage" * 100, Fault.NOT_PDF),
        (b"%PDF-1.7", Fault.DAMAGED),
        (scan(2)[:900], Fault.DAMAGED),
        (b"%PDF-1.7\n" + bytes(range(256)) * 400, Fault.DAMAGED),
        (locked(), Fault.ENCRYPTED),
        (many_pages(0, 0), Fault.DAMAGED),
        (many_pages(MAX_PAGES + 1, MAX_PAGES + 1), Fault.TOO_MANY),
        (many_pages(10_000, 10_000), Fault.TOO_MANY),
        (many_pages(1, 1_000_000), Fault.TOO_MANY),
        (many_pages(1, 5), Fault.DAMAGED),
        (page_of(b"0 0 10000 100"), Fault.ODD_PAGE),
        (page_of(b"0 0 10 10"), Fault.ODD_PAGE),
        (picture_bomb(30_000), Fault.TOO_HEAVY),
        (scan() + bytes(MAX_PDF_BYTES), Fault.TOO_LARGE),
    ],
    ids=[
        "empty",
        "garbage",
        "bare",
        "cut",
        "noise",
        "locked",
        "no page",
        "one too many",
        "10,000",
        "claims a million",
        "claims five",
        "strip",
        "stamp",
        "bomb",
        "large",
    ],
)
def test_what_cannot_be_attached_is_told_in_one_sentence_and_soon(data: bytes, fault: Fault) -> None:
    before, own = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentError) as told:
        rasterise(data)
    assert told.value.fault is fault
    assert str(told.value).count(".") == 0
    assert time.monotonic() - before < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - own < 100 * 1024  # KiB: whatever it was, not here


def test_a_page_that_is_drawn_for_ever_is_given_up() -> None:
    endless = page_of(content=b"0 0 595 842 re 300 400 m 1 1 l 5 800 l b*\n" * 2_000_000)
    before = time.monotonic()
    with pytest.raises(DocumentError) as told:
        rasterise(endless, wall_s=2)
    assert told.value.fault is Fault.TOO_SLOW
    assert time.monotonic() - before < 6


def test_a_form_that_contains_itself_is_given_up_soon() -> None:
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F 5 0 R>>>>/Length 13>>stream\n"
        b"/F Do /F Do \nendstream"
    )
    with pytest.raises(DocumentError):
        rasterise(page_of(content=b"/F Do", more=[form], resources=b"/XObject<</F 5 0 R>>"))


def test_pages_past_the_end_are_told_with_how_many_there_are() -> None:
    with pytest.raises(DocumentError, match="it has 2 pages, fewer"):
        rasterise(scan(2), Selection(2, 5))
    with pytest.raises(DocumentError, match="it has 2 pages, fewer"):
        rasterise(scan(2), Selection(3))


@pytest.mark.parametrize(
    ("text", "selection"),
    [("", Selection()), ("2", Selection(2, 2)), ("1-3", Selection(1, 3)), (" 2 – 4 ", Selection(2, 4))],
)
def test_pages_are_written_as_people_write_them(text: str, selection: Selection) -> None:
    assert parse_selection(text) == selection


@pytest.mark.parametrize("text", ["0", "3-1", "a", "1,3", "-2", "1-"])
def test_other_words_for_pages_are_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="like 2 or 1-3"):
        parse_selection(text)
