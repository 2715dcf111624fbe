"""The signing keys: which there are, where each lies, how it is read. Making them all at once is ``keys_init``'s.

Offline (in a folder that a person keeps apart, read only while signing): ``root-N``, ``targets``, ``register``.
The office's own (settings.KEYS, mode 0600): ``snapshot``, ``timestamp``, ``editions``, ``urgent``, ``approval``.
All are Ed25519 private keys in PKCS 8 PEM.
"""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.conf import settings
from securesystemslib.signer import CryptoSigner

from office.publishing.errors import KeysMissingError, PublishingError
from office.publishing.files import SECRET_FILE, write_atomically

OWN: Final = ("snapshot", "timestamp", "editions", "urgent", "approval")
OFFLINE: Final = ("targets", "register")  # besides root-1 … root-N


def key_path(folder: Path, name: str) -> Path:
    """Where the key of that name lies in a folder of keys."""
    return folder / f"{name}.pem"


def own_signer(name: str) -> CryptoSigner:
    """One of the office's own keys, ready to sign metadata. Raises KeysMissingError."""
    return CryptoSigner(_read_own(name))


def offline_signer(folder: Path, name: str) -> CryptoSigner:
    """An offline key, ready to sign metadata. Raises KeysMissingError when the folder does not hold it."""
    return signer_at(key_path(folder, name), f"{folder} holds no key {name!r}: name the folder of office keys init")


def signer_at(path: Path, missing: str) -> CryptoSigner:
    """The key in a file, ready to sign metadata. Raises KeysMissingError with the sentence ``missing``."""
    return CryptoSigner(_read(path, missing))


def write_key(path: Path, signer: CryptoSigner) -> None:
    """Put a private key at ``path``, for its owner's eyes only. Raises PublishingError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(path, signer.private_bytes, SECRET_FILE)
    except OSError as error:
        raise PublishingError(
            f"keys cannot be written to {path.parent}: {(error.strerror or str(error)).lower()}"
        ) from error


def approval_key() -> Ed25519PrivateKey:
    """The key with which the office proves approvals. Raises KeysMissingError."""
    return _read_own("approval")


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half in lower-case hex, as registers carry it."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _read_own(name: str) -> Ed25519PrivateKey:
    return _read(
        key_path(Path(settings.KEYS), name),
        f"the office has no {name} key yet: run office keys init --offline FOLDER on this machine first",
    )


def _read(path: Path, missing: str) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError as error:
        raise KeysMissingError(missing) from error
    except (OSError, ValueError, TypeError) as error:
        raise KeysMissingError(f"the key {path} cannot be read: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysMissingError(f"the key {path} is not an Ed25519 key; restore it from the backup")
    return key
