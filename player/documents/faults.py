"""Why a document cannot be attached, each in one sentence."""

from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """What is wrong; ``DocumentError`` says it in words."""

    NOT_PDF = "not-pdf"
    TOO_LARGE = "too-large"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NO_SUCH_PAGE = "no-such-page"
    TOO_MANY = "too-many"
    ODD_PAGE = "odd-page"
    TOO_HEAVY = "too-heavy"
    TOO_SLOW = "too-slow"
    NO_READER = "no-reader"
    BAD_SELECTION = "bad-selection"


_SENTENCES: Final = {
    Fault.NOT_PDF: "it is not a PDF",
    Fault.TOO_LARGE: "it has more than {number} MB",
    Fault.ENCRYPTED: "it is locked by a password; save it without one",
    Fault.DAMAGED: "it is damaged and cannot be read; save it as PDF anew",
    Fault.NO_SUCH_PAGE: "it has {number} pages, fewer than were asked for",
    Fault.TOO_MANY: "at most {number} pages are shown; say which, as in pages 1-3",
    Fault.ODD_PAGE: "page {number} is too narrow, too small or of no size",
    Fault.TOO_HEAVY: "drawing it takes too much memory; print it to PDF anew, or scan it at 300 dots per inch",
    Fault.TOO_SLOW: "drawing it takes too long; print it to PDF anew",
    Fault.NO_READER: "reading PDF files needs the extra pdf: pip install sunboard[pdf]",
    Fault.BAD_SELECTION: "the pages are told like 2 or 1-3",
}


class DocumentError(ValueError):
    """The document is not taken; the message is one sentence. ``number`` is what the sentence counts, else 0."""

    def __init__(self, fault: Fault, number: int = 0) -> None:
        super().__init__(_SENTENCES[fault].format(number=f"{number:,}"))
        self.fault = fault
        self.number = number
