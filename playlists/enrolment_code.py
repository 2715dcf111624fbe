"""The code that makes a machine a screen of an office: ``XXXX-XXXX-FFFF-FFFF``.

Decides its alphabet and its two halves: a secret that the office honours once, and a fingerprint of the feed's root
metadata. A technician reads the code on the office's own page, so the root is pinned by what a person saw, even where
the network in between is not to be trusted. Making secrets and honouring them is the office's.
"""

import hashlib
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
HALF: Final = 8  # characters: 40 bits each for the secret and the fingerprint
_GROUP: Final = 4  # characters between hyphens: what people carry over in one glance
_BITS: Final = 5  # per character
_MISREAD: Final = str.maketrans("OIL", "011")


def fingerprint(root: bytes) -> str:
    """The first 40 bits of the SHA-256 of the bytes of ``root.json``, in 8 characters."""
    number = int.from_bytes(hashlib.sha256(root).digest()[: HALF * _BITS // 8], "big")
    return "".join(ALPHABET[number >> shift & (len(ALPHABET) - 1)] for shift in range((HALF - 1) * _BITS, -1, -_BITS))


def join_code(secret: str, root: bytes) -> str:
    """The code for a one-time secret (8 characters of the alphabet) and a root. Raises ValueError."""
    if len(secret) != HALF or not set(secret) <= set(ALPHABET):
        raise ValueError(f"a secret has {HALF} characters of {ALPHABET}")
    return spell(secret, fingerprint(root))


def split_code(code: str) -> tuple[str, str]:
    """(secret, fingerprint) of a code as typed: any case, spaces or hyphens anywhere, O for 0, I or L for 1.

    Raises ValueError, without repeating the code, when it is not a code.
    """
    plain = "".join(code.split()).replace("-", "").upper().translate(_MISREAD)
    if len(plain) != 2 * HALF or not set(plain) <= set(ALPHABET):
        raise ValueError(f"an enrolment code has {2 * HALF} letters and digits in four groups, XXXX-XXXX-XXXX-XXXX")
    return plain[:HALF], plain[HALF:]


def spell(secret: str, root_fingerprint: str) -> str:
    """Both halves as the office shows them, with hyphens."""
    plain = secret + root_fingerprint
    return "-".join(plain[start : start + _GROUP] for start in range(0, len(plain), _GROUP))
