"""The process that reads a PDF: ``python -m player.documents.worker FIRST LAST``, PDF on standard input.

Decides nothing but what PDFium makes of the file. It first gives up what it does not need (memory, time, writing
files, more processes), so that a hostile file that gets hold of it gets hold of nothing. Answers with raw pixels, which
cannot be hostile, as records: ``P`` and a page, or ``F`` and a fault, or ``E`` at the end.
"""

import contextlib
import resource
import struct
import sys
from typing import BinaryIO, Final

from player.documents.faults import Fault
from player.documents.limits import CPU_S, MAX_ASPECT, MAX_IMAGE_PIXELS, MEMORY_BYTES, MIN_SIDE_POINTS, SHORT_SIDE_PX
from playlists.item import MAX_PAGES

PAGE: Final = struct.Struct(">cIII")  # P, width, height, bytes in a row
FAULT: Final = struct.Struct(">cI16s")  # F, number, fault
END: Final = b"E"


def main() -> None:
    """Draw the pages asked for."""
    _give_up_rights()
    first, last = int(sys.argv[1]), int(sys.argv[2])  # last is 0 for the end
    out = sys.stdout.buffer
    try:
        import pypdfium2  # noqa: PLC0415 (after the limits are set; and it may be absent)
    except ImportError:
        _tell(out, Fault.NO_READER)
        return
    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        count = len(document)
    except pypdfium2.PdfiumError as error:
        _tell(out, Fault.ENCRYPTED if "password" in str(error).lower() else Fault.DAMAGED)
        return
    last = last or count
    if count < 1:
        _tell(out, Fault.DAMAGED)
    elif max(first, last) > count:
        _tell(out, Fault.NO_SUCH_PAGE, count)
    elif last - first + 1 > MAX_PAGES:
        _tell(out, Fault.TOO_MANY, MAX_PAGES)
    else:
        _draw(document, first, last, out)


def _draw(document: "pypdfium2.PdfDocument", first: int, last: int, out: BinaryIO) -> None:  # type: ignore[name-defined]  # noqa: F821
    import pypdfium2  # noqa: PLC0415 (as above)

    for number in range(first, last + 1):
        try:
            page = document[number - 1]
            width, height = page.get_size()
            if not _is_page(width, height):
                _tell(out, Fault.ODD_PAGE, number)
                return
            if _has_bomb(page):
                _tell(out, Fault.TOO_HEAVY)
                return
            bitmap = page.render(scale=SHORT_SIDE_PX / min(width, height), rev_byteorder=True)
            page.close()
        except pypdfium2.PdfiumError:
            _tell(out, Fault.DAMAGED)
            return
        out.write(PAGE.pack(b"P", bitmap.width, bitmap.height, bitmap.stride))
        out.write(bitmap.buffer)
        out.flush()
        bitmap.close()
    out.write(END)
    out.flush()


def _is_page(width: float, height: float) -> bool:
    """Whether somebody could read a page of that size; not a number is none."""
    return min(width, height) >= MIN_SIDE_POINTS and max(width, height) <= MAX_ASPECT * min(width, height)


def _has_bomb(page: "pypdfium2.PdfPage") -> bool:  # type: ignore[name-defined]  # noqa: F821
    """Whether the page has a picture that is larger than any scanner makes."""
    import pypdfium2.raw as raw  # noqa: PLC0415, PLR0402 (as above)

    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])
    return any(width * height > MAX_IMAGE_PIXELS for width, height in (one.get_px_size() for one in pictures))


def _tell(out: BinaryIO, fault: Fault, number: int = 0) -> None:
    out.write(FAULT.pack(b"F", number, fault.value.encode()))
    out.flush()


def _give_up_rights() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # a system that has set less already
            resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))  # SIGXCPU first, then SIGKILL


if __name__ == "__main__":
    main()
