"""The typesetter: an item, a screen's geometry and a theme become pictures with a description of what is on them.

Decides how a slide looks, how many an item needs and how long each stays up. No files, network or window; reading and
writing files is ``command``'s, and ``find_fonts`` only opens what the system's settings name.
"""

from player.slides.band import DrawnBand, band_height, draw_band, lay_band
from player.slides.drawing import Drawing, Kit, to_png, to_slide
from player.slides.errors import DrawError
from player.slides.fallback import draw_fallback, draw_last_resort
from player.slides.fonts import Fonts, find_fonts
from player.slides.period import sayings_of
from player.slides.qr import opinion_address, qr_reads
from player.slides.telling import Telling, Words, tell
from player.slides.title_page import draw_title_page
from player.slides.typesetter import draw_item, draw_pages

__all__ = [
    "DrawError",
    "Drawing",
    "DrawnBand",
    "Fonts",
    "Kit",
    "Telling",
    "Words",
    "band_height",
    "draw_band",
    "draw_fallback",
    "draw_item",
    "draw_last_resort",
    "draw_pages",
    "draw_title_page",
    "find_fonts",
    "lay_band",
    "opinion_address",
    "qr_reads",
    "sayings_of",
    "tell",
    "to_png",
    "to_slide",
]
