"""Attached PDF files: their pages are kept as pictures, the file itself is not. Decides how faults are told."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from office.notices.models import PictureFile
from office.notices.pictures import keep
from office.people.models import User
from player.documents import DocumentError, Fault, parse_selection, rasterise

_SENTENCES: Final = {
    Fault.NOT_PDF: gettext_noop("This is not a PDF. Save the document as PDF first."),
    Fault.TOO_LARGE: gettext_noop("The file is larger than %(number)d MB."),
    Fault.ENCRYPTED: gettext_noop("The PDF is locked by a password. Save it without one."),
    Fault.DAMAGED: gettext_noop("The PDF is damaged and cannot be read. Save it as PDF anew."),
    Fault.NO_SUCH_PAGE: gettext_noop("The PDF has only %(number)d pages."),
    Fault.TOO_MANY: gettext_noop("At most %(number)d pages can be shown. Say which ones before you choose the file."),
    Fault.ODD_PAGE: gettext_noop("Page %(number)d is too narrow, too small or of no size."),
    Fault.TOO_HEAVY: gettext_noop(
        "The PDF takes too much memory to draw. Print it to PDF anew, or scan it at 300 dpi."
    ),
    Fault.TOO_SLOW: gettext_noop("The PDF takes too long to draw. Print it to PDF anew."),
    Fault.NO_READER: gettext_noop("This office cannot read PDF files: the package pypdfium2 is not installed."),
    Fault.BAD_SELECTION: gettext_noop("Write the pages like 2 or 1-3."),
}


class DocumentRefusedError(Exception):
    """The file is not taken; the message is one sentence for whoever chose it."""


def store_document(data: bytes, pages: str, name: str, person: User) -> list[PictureFile]:
    """Keep the pages asked for (``1-3``, empty for all) of a PDF, in order. Raises DocumentRefusedError."""
    try:
        sheets = rasterise(data, parse_selection(pages))
    except DocumentError as error:
        raise DocumentRefusedError(_(_SENTENCES[error.fault]) % {"number": error.number}) from error
    with transaction.atomic():
        return [keep(one.data, one.media_type, (one.width_px, one.height_px), name, person) for one in sheets]
