"""Whatever an item holds, it gives slides or one clear sentence, in bounded time and memory."""

import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from player.slides import DrawError, Kit, draw_item, draw_pages, to_png
from player.slides.characters import clean
from playlists.deck import Role
from playlists.item import Block, Item, Listing, Paragraph, Picture, Table
from tests.player.slides.samples import REPORT, Blobs, make_item, make_picture, make_screen
from tests.player.slides.test_typesetter import assert_sound, words

LOBBY = make_screen()
SMALL = make_screen(854, 480, inches=20, metres=1.5)


@contextmanager
def bounded(*, cpu_s: float, mebibytes: float) -> Iterator[None]:
    """Fails when the work takes more CPU, or more memory on top of what the process has, than it may."""
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark starts anew from here (proc(5))
    before, began = memory_kib("VmRSS"), time.process_time()
    yield
    assert time.process_time() - began < cpu_s
    assert memory_kib("VmHWM") - before < mebibytes * 1024


def memory_kib(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith(what)))


def test_a_text_of_two_hundred_pages_is_refused_in_a_sentence(kit: Kit) -> None:
    item = make_item(*(Paragraph(text=REPORT * 4) for _ in range(240)))  # 200 pages of some 700 characters
    with (
        bounded(cpu_s=30, mebibytes=300),
        pytest.raises(DrawError, match=r"item notice-7 version 2 .* would take \d+ slides; .* belong in an attachment"),
    ):
        draw_item(item, LOBBY, kit)


def test_a_library_of_text_is_refused_before_it_is_set(kit: Kit) -> None:
    item = make_item(*(Paragraph(text="条" * 100_000) for _ in range(100)))
    with bounded(cpu_s=2, mebibytes=50), pytest.raises(DrawError, match=r"has 10,00\d,\d+ characters"):
        draw_item(item, LOBBY, kit)


def test_slides_come_one_by_one_so_that_a_long_item_needs_the_memory_of_one(kit: Kit) -> None:
    pages = draw_pages(make_item(Paragraph(text=REPORT * 40), publicity=None), SMALL, kit)
    assert next(pages).of > 10
    assert next(pages).page == 2


def test_a_table_of_forty_columns_is_told_row_by_row_and_loses_no_cell(kit: Kit) -> None:
    header = tuple(f"第{number}列" for number in range(1, 41))
    rows = tuple(tuple(f"{row}行{column}值" for column in range(1, 41)) for row in range(1, 6))
    with bounded(cpu_s=20, mebibytes=300):
        drawings = draw_item(make_item(Table(header=header, rows=rows)), LOBBY, kit)
    assert "40 columns does not fit this screen" in drawings[0].warnings[0]
    said = words(drawings, Role.BODY)
    assert all(f"第{column}列：{row}行{column}值" in said for row in range(1, 6) for column in range(1, 41))


def large() -> bytes:
    """100 million pixels in some 12 kB."""
    file = BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "PNG")
    return file.getvalue()


def bomb() -> bytes:
    """A PNG whose 3,000 × 3,000 pixels of data unpack to a hundred times as much."""
    header = struct.pack(">II5B", 3_000, 3_000, 8, 2, 0, 0, 0)
    packer = zlib.compressobj(9)
    data = b"".join([packer.compress(bytes(2**20)) for _ in range(512)]) + packer.flush()
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def text_bomb() -> bytes:
    """A PNG with a comment that unpacks to 256 MiB."""
    whole = make_picture(400, 300, kind="PNG")
    body = b"Comment\0\0" + zlib.compress(bytes(2**28), 9)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
    return whole[:33] + chunk + whole[33:]


def lying() -> bytes:
    """Says 40,000 × 1,000 pixels and holds 64 × 64."""
    whole = bytearray(make_picture(64, 64, kind="PNG"))
    whole[16:24] = struct.pack(">II", 40_000, 1_000)
    whole[29:33] = struct.pack(">I", zlib.crc32(bytes(whole[12:29])))
    return bytes(whole)


FILES = {
    "a hundred megapixels": large,
    "truncated": lambda: make_picture(1600, 900)[:5000],
    "lying about its size": lying,
    "a comment that is a bomb": text_bomb,
    "SVG": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "SVG behind a declaration": lambda: b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aa">]><svg>&a;</svg>',
    "PDF": lambda: b"%PDF-1.7\n",
    "zeros": lambda: bytes(100_000),
}


@pytest.mark.parametrize("make", FILES.values(), ids=FILES.keys())
def test_a_bad_picture_is_left_out_and_the_text_shown(make: object, kit: Kit, blobs: Blobs) -> None:
    assert callable(make)
    blob = blobs.add(make())
    item = make_item(Picture(blob=blob, caption="清理河岸"), Paragraph(text="活动圆满结束。"))
    with bounded(cpu_s=5, mebibytes=60):
        drawings = draw_item(item, SMALL, kit)
    assert any("is left out" in warning for drawing in drawings for warning in drawing.warnings)
    assert "清理河岸活动圆满结束。" in words(drawings, Role.BODY)


def test_a_picture_with_more_data_than_pixels_costs_no_more_than_its_pixels(kit: Kit, blobs: Blobs) -> None:
    item = make_item(Picture(blob=blobs.add(bomb()), caption="清理河岸"))
    with bounded(cpu_s=20, mebibytes=160):
        assert "清理河岸" in words(draw_item(item, SMALL, kit), Role.BODY)


@pytest.mark.parametrize("title", ["\u200b", "\u200b\u200d\ufeff\u2060", "\u3000", "\u202e"])
def test_a_title_without_width_leaves_a_sound_slide(title: str, kit: Kit) -> None:
    for drawing in draw_item(make_item(Paragraph(text=REPORT), title=title), LOBBY, kit):
        assert_sound(drawing, LOBBY)
        assert REPORT[:20] in words([drawing], Role.BODY) or drawing.page > 1


HIDDEN: dict[str, tuple[str, str]] = {
    "control characters": ("金额\x9b12\x85345\x80元", "金额12345元"),
    "an override of direction": ("金额\u202e12345\u202c元", "金额12345元"),
    "isolates": ("金额\u206712345\u2069元", "金额12345元"),
    "tags": ("金额\U000e004112345元", "金额12345元"),
}


@pytest.mark.parametrize(("dirty", "plain"), HIDDEN.values(), ids=HIDDEN.keys())
@pytest.mark.parametrize("place", [lambda text: Paragraph(text=text), lambda text: Listing(entries=(text,))])
def test_what_cannot_be_seen_changes_nothing_that_can(place: object, dirty: str, plain: str, kit: Kit) -> None:
    assert callable(place)
    first, second = (draw_item(item_of(place(text)), SMALL, kit)[0] for text in (dirty, plain))
    assert to_png(first) == to_png(second)
    assert words([first], Role.BODY) == words([second], Role.BODY)


def item_of(block: Block) -> Item:
    return make_item(block, link="", contact="", publicity=None)


@pytest.mark.parametrize("marks", ["\u0301", "\u0316\u0301", "\u0301\u0316\u0327", "\u20dd", "\u0e48"])
def test_a_million_combining_marks_become_a_letter_with_a_few(marks: str, kit: Kit) -> None:
    tower = "青a" + marks * (1_000_000 // len(marks)) + "溪"
    with bounded(cpu_s=5, mebibytes=60):
        assert len(clean(tower)) < 10
    item = make_item(*(Paragraph(text="字" + marks * (18_000 // len(marks))) for _ in range(10)))
    with bounded(cpu_s=5, mebibytes=60):
        for drawing in draw_item(item, SMALL, kit):
            assert_sound(drawing, SMALL)


def test_a_million_combining_marks_in_an_item_are_too_many_characters(kit: Kit) -> None:
    item = make_item(*(Paragraph(text="字" + "\u0316\u0301" * 49_999) for _ in range(10)))
    with bounded(cpu_s=2, mebibytes=60), pytest.raises(DrawError, match="characters"):
        draw_item(item, SMALL, kit)
