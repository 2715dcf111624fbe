"""The code that makes a machine a screen of an office: ``XXXX-XXXX-FFFF-FFFF``.

Decides its alphabet and its two halves: a secret that the office honours once, and a fingerprint of the feed's root
metadata under that secret. A technician reads the code on the office's own page, so the root is pinned by what a person
saw, even where the network in between is not to be trusted. Making secrets and honouring them is the office's.
"""

import hashlib
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U to misread
HALF: Final = 8  # characters: 40 bits each for the secret and the fingerprint
_GROUP: Final = 4  # characters between hyphens: what people carry over in one glance
_BITS: Final = 5  # per character
_SCRYPT_COST: Final = 2**15  # 32 MB and about a tenth of a second a try: bearable once on a small board
_SCRYPT_MEMORY: Final = 64 * 1024 * 1024  # bytes; what OpenSSL may use for that cost
_MISREAD: Final = str.maketrans("OIL", "011")


def fingerprint(secret: str, root: bytes) -> str:
    """40 bits of scrypt (RFC 7914) over the bytes of ``root.json``, salted with the secret, in 8 characters.

    Somebody in the network learns the secret only when the screen sends it, and would then have to find another root
    with the same fingerprint before the screen stops waiting: 2^40 costly tries in two minutes.
    """
    derived = hashlib.scrypt(
        root, salt=secret.encode("ascii"), n=_SCRYPT_COST, r=8, p=1, maxmem=_SCRYPT_MEMORY, dklen=HALF * _BITS // 8
    )
    number = int.from_bytes(derived, "big")
    return "".join(ALPHABET[number >> shift & (len(ALPHABET) - 1)] for shift in range((HALF - 1) * _BITS, -1, -_BITS))


def join_code(secret: str, root: bytes) -> str:
    """The code for a one-time secret (8 characters of the alphabet) and a root. Raises ValueError."""
    if len(secret) != HALF or not set(secret) <= set(ALPHABET):
        raise ValueError(f"a secret has {HALF} characters of {ALPHABET}")
    return spell(secret, fingerprint(secret, root))


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
