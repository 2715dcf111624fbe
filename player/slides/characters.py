"""Characters as a typesetter sees them: which are marks, which are wide, which must never reach a line.

Decides classes only; where lines break is decided in ``breaking``, how wide things are in ``fonts``.
"""

import unicodedata
from typing import Final

# GB/T 15834-2011, 5.1: pause and stop marks, closing halves, middle dot, solidus and one-em connectors do not begin a
# line.
CLOSING: Final = frozenset("，。、；：？！）》〉】〕］｝」』”’·…⋯—–～々/／-%％‰℃°′″,.;:?!)]}>")
# GB/T 15834-2011, 5.1: opening halves and the solidus do not end a line; neither do signs that belong to the figure
# behind them.
OPENING: Final = frozenset("（《〈【〔［｛「『“‘([{</／￥¥$£€№")
# Typewriter quotes open and close alike, so neither side of one is a place for a break.
QUOTES: Final = frozenset("\"'")
# Marks whose ink sits in one half of their square in Simplified Chinese typography, so the other half may be given up.
HALF_CLOSING: Final = frozenset("，。、；：）》〉】〕］｝」』”’")
HALF_OPENING: Final = frozenset("（《〈【〔［｛「『“‘")
SPACES: Final = frozenset(" \u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")

_NARROW_END: Final = 0x2000  # below are the alphabets; curly quotes, dashes and CJK lie above
_TOWER: Final = 64  # combining marks looked at; no language stacks a tenth of them
_MAX_MARKS: Final = 4  # combining marks kept on one letter; more is decoration that climbs over the lines above


def is_narrow(character: str) -> bool:
    """Whether a character belongs to an alphabetic word or figure, set tight and never split."""
    return ord(character) < _NARROW_END and character not in SPACES


def clean(text: str) -> str:
    """The text as it can be set: composed (NFC), without controls, direction overrides and other invisible signs.

    A newline stays; a tab becomes a space. What is taken out has no picture, so nothing readable is lost.
    """
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", _without_towers(text)):
        marks = marks + 1 if _climbs(character) else 0
        if character in "\t\u2028\u2029":
            kept.append(" ")
        elif marks <= _MAX_MARKS and (character == "\n" or not _is_invisible(character)):
            kept.append(character)
    return "".join(kept)


def _without_towers(text: str) -> str:
    """The text with no more than ``_TOWER`` marks in a row: to bring n of them in canonical order takes n² steps."""
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if _climbs(character) else 0
        if run <= _TOWER:
            kept.append(character)
    return "".join(kept)


def _climbs(character: str) -> bool:
    """Whether a mark is set above, below or around the letter before it, however many there are."""
    return unicodedata.combining(character) != 0 or unicodedata.category(character) == "Me"


def _is_invisible(character: str) -> bool:
    category = unicodedata.category(character)
    is_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    return category in {"Cc", "Cf", "Cs"} or is_selector or character == "\u034f"
