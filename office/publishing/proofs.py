"""Whether screens will accept an item's approvals: the screens' own rule, asked before publishing instead of after."""

from functools import lru_cache, partial

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from office.publishing.errors import CompileError
from office.publishing.register import signed_register
from playlists.approval import Register, fault_of
from playlists.item import Item


def register_in_force() -> Register:
    """The signed register. Raises CompileError before the first: screens would refuse every item."""
    register = signed_register()
    if register is None:
        raise CompileError("the approvers' register is not signed yet: run office register sign --offline FOLDER first")
    return register


def fault_on_screens(item: Item, register: Register) -> str | None:
    """Why screens would refuse the item, as one sentence, or None."""
    return fault_of(item, register, _holds)


@lru_cache(maxsize=20_000)  # two for each of 10,000 notices, which are asked about at every look at the publishing page
def _holds(public: str, message: bytes, signature: str) -> bool:
    verify = partial(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify, bytes.fromhex(signature))
    try:
        verify(message)
    except InvalidSignature:
        return False
    return True
