"""The office's proof that a person granted a step after a login: a signature with the approval key.

Decides how a statement is signed and how the key is named; what a statement says is ``playlists.approval``'s, and who
may grant what is the workflow's.
"""

import hashlib

from office.publishing.errors import KeysMissingError
from office.publishing.keys import approval_key, public_hex

__all__ = ["KeysMissingError", "key_id_of", "sign_statement"]


def sign_statement(message: bytes) -> tuple[str, str]:
    """(id of the key, Ed25519 signature in hex) over ``message``. Raises KeysMissingError when there is no key yet."""
    key = approval_key()
    return key_id_of(public_hex(key)), key.sign(message).hex()


def key_id_of(public: str) -> str:
    """The id under which registers list an approval key: the beginning of the hash of its public half (hex)."""
    return f"office-{hashlib.sha256(bytes.fromhex(public)).hexdigest()[:16]}"
