"""PDF files as they come, and as an attacker would write them."""

import zlib
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw


def scan(pages: int = 1, size: tuple[int, int] = (620, 877), colour: str = "black") -> bytes:
    """A scan at 75 dots per inch: each page has as many bars across as its number says."""
    drawn = [Image.new("RGB", size, "white") for _ in range(pages)]
    for number, page in enumerate(drawn, start=1):
        for bar in range(number):
            ImageDraw.Draw(page).rectangle((80, 100 + 60 * bar, size[0] - 80, 120 + 60 * bar), fill=colour)
    file = BytesIO()
    drawn[0].save(file, "PDF", save_all=True, append_images=drawn[1:], resolution=75)
    return file.getvalue()


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    parts, places = [b"%PDF-1.7\n"], []
    for number, body in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))
    return b"".join(parts)


def page_of(
    box: bytes = b"0 0 595 842", content: bytes = b"", more: Sequence[bytes] = (), resources: bytes = b""
) -> bytes:
    """One page with packed content; ``more`` are objects from number 5 on."""
    packed = zlib.compress(content, 9)
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<<%s>>>>" % (box, resources),
            b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
            *more,
        ]
    )


def many_pages(kids: int, count: int) -> bytes:
    """``kids`` pages where the file says that there are ``count``."""
    names = b" ".join(b"%d 0 R" % (at + 3) for at in range(kids))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (names, count)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", pages, *[page] * kids])


def locked() -> bytes:
    """A file that opens with a password only."""
    lock = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"x" * 32, b"y" * 32)
    return written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"], lock)


def picture_bomb(side: int) -> bytes:
    """Some kilobytes that are ``side`` × ``side`` pixels."""
    packer = zlib.compressobj(9)
    row = bytes(side * 3)
    packed = [packer.compress(row) for _ in range(side)]
    data = b"".join([*packed, packer.flush()])
    picture = (
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
        b"/Length %d>>stream\n%s\nendstream" % (side, side, len(data), data)
    )
    return page_of(content=b"500 0 0 500 0 0 cm /P Do", more=[picture], resources=b"/XObject<</P 5 0 R>>")
