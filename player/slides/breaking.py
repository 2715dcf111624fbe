"""Where a line may begin: a Chinese-first breaker in the spirit of UAX 14 and GB/T 15834-2011, in linear time.

Decides what stays whole (words, figures with their units, dates, addresses, two-em marks) and which neighbours stay
together. How much fits on a line is decided in ``lines``.
"""

import re
from typing import Final, NamedTuple

from player.slides.characters import CLOSING, OPENING, SPACES, is_narrow

# Units that a reader loses when they stand on the next line. Counters (项, 期, 件) are plain words and may.
_UNIT: Final = (
    "(?:个百分点|平方公里|平方米|立方米|千瓦时|公里|千米|毫米|厘米|公顷|公斤|千克|小时|分钟"
    "|[万亿千百]?(?:元|亩|吨|米|人次|平方米|公里)|[万亿]|[米亩吨克升号%％‰℃°])?"
)
_WORD: Final = (
    r"(?:https?://[!-~]*[0-9A-Za-z/]"
    r"|\d{1,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?|\d{1,2}月\d{1,2}日|\d{1,2}[时点]\d{1,2}分"
    rf"|\d[\d,.:/]*(?:[—–~～-]\d[\d,.:/]*)*(?![A-Za-z@]){_UNIT}"
    r"|[0-9A-Za-z\u00c0-\u1fff](?:[!-~\u00a1-\u1fff\u0300-\u036f]|[’‑](?=[A-Za-z]))*)"
)
_TOKEN: Final = re.compile(rf"[ \u2002-\u200a\u205f\u3000]+|{_WORD}|—+|…+|⋯+|.[\u0300-\u036f\u20d0-\u20ff]*", re.DOTALL)
_PAIR: Final = 2  # a dash or an ellipsis is two ems wide; a line may begin with it, not with the one-em connector


class Atom(NamedTuple):
    """The smallest thing that is placed: one glyph, or a word. ``breaks``: a line may begin with it."""

    text: str
    breaks: bool


def atoms(text: str) -> list[Atom]:
    """Split one line of cleaned text (no newline); joined, the atoms' texts are the text again."""
    found: list[Atom] = []
    before = ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        found.append(Atom(token, bool(before) and _may_part(before, token)))
        before = token
    return found


def pieces(text: str) -> list[str]:
    """The text in pieces between which a line may be broken."""
    parts: list[str] = []
    for atom in atoms(text):
        if atom.breaks or not parts:
            parts.append(atom.text)
        else:
            parts[-1] += atom.text
    return parts


def _may_part(before: str, after: str) -> bool:
    if after[0] in SPACES:
        return False
    if before[-1] in SPACES:
        return after[0] not in CLOSING
    if before[-1] in OPENING or _is_tied_to_line_before(after):
        return False
    return not (is_narrow(before[-1]) and is_narrow(after[0]))


def _is_tied_to_line_before(token: str) -> bool:
    return token[0] in CLOSING and not (token[0] == "—" and len(token) >= _PAIR)
