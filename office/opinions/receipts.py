"""Receipt codes (查询码): what a citizen keeps to read the reply. Decides their form; who holds one is ``services``'s.

Digits alone, in fours: they can be read aloud over a telephone in any dialect, and a phone shows its number pad.
"""

import secrets
import unicodedata
from typing import Final

DIGITS: Final = (
    16  # 53 bits: a thousand guesses a second find one of a million codes in 100 days, and guesses are limited
)
_GROUP: Final = 4  # as on a bank card


def new_receipt() -> str:
    """A code nobody can guess, as bare digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def parse_receipt(typed: str) -> str | None:
    """The bare digits of a code as people type it (spaces, hyphens, full-width digits), or None if it is none."""
    plain = unicodedata.normalize("NFKC", typed[: 8 * DIGITS])
    digits = "".join(character for character in plain if not character.isspace() and character not in "-–—.")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def spell_receipt(receipt: str) -> str:
    """The code in groups, as shown: ``1234 5678 9012 3456``."""
    return " ".join(receipt[start : start + _GROUP] for start in range(0, len(receipt), _GROUP))
