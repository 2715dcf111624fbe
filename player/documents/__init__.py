"""Attached documents: a PDF becomes pictures of its pages, once, where it is attached. No screen ever reads a PDF.

Decides what is taken in and at what size a page is kept. How pages look on a screen is ``player.slides``'s.
"""

from player.documents.faults import DocumentError, Fault
from player.documents.limits import MAX_PDF_BYTES
from player.documents.rasteriser import Sheet, rasterise
from player.documents.selection import Selection, parse_selection

__all__ = ["MAX_PDF_BYTES", "DocumentError", "Fault", "Selection", "Sheet", "parse_selection", "rasterise"]
