"""Whether an Ed25519 signature holds: the ``Verify`` that ``playlists.approval`` asks for."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def holds(public: str, message: bytes, signature: str) -> bool:
    """``public`` and ``signature`` in hex; anything malformed does not hold."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
