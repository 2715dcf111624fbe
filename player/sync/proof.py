"""What vouches for a sealed edition without a network: the signed metadata that named its documents, sealed with it.

Decides whether the documents are the office's and the slides those of approved items. How fresh they are cannot be
known without a network, and the pictures were only ever as good as the drawing: neither is looked at here.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from msgspec import Meta
from securesystemslib.exceptions import StorageError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Targets

from player.errors import FeedError, StoreError
from player.sealed import SealedEdition
from player.sync.documents import load_documents, read_content, refuse_foreign
from player.sync.inspection import inspect, screen_of
from player.sync.signature import holds
from playlists.feed import EDITIONS_ROLE, REGISTER_ROLE, REGISTER_TARGET, URGENT_ROLE, edition_target, urgent_target
from playlists.report import Enrolment
from playlists.wire import ContractError, Record, decode, encode

PROOF_FILE: Final = "proof.json"
ROOT_HISTORY: Final = "root_history"  # below the kept metadata: every root since the pinned one
_MAX_BYTES: Final = (
    16 * 1024 * 1024
)  # three times targets and role metadata at the feed client's limits, as JSON in JSON
_MAX_ROOTS: Final = 256  # rotations that the library walks through as well


class Voucher(Record, frozen=True):
    """The targets role's metadata and the delegated role's, as signed, that name one document."""

    targets: str
    role: str


class Proof(Record, frozen=True):
    """By role, what vouches for its document; ``root`` is the version of the root that held then."""

    root: Annotated[int, Meta(ge=1)]
    vouchers: dict[str, Voucher]


def write_proof(folder: Path, proof: Proof) -> None:
    """Put it among the files to be sealed."""
    (folder / PROOF_FILE).write_bytes(encode(proof))


def load_proof(held: SealedEdition) -> Proof | None:
    """The proof sealed with an edition; None when it does not read."""
    try:
        return decode(Proof, held.read_files(PROOF_FILE)[0], limit=_MAX_BYTES, what=PROOF_FILE)
    except (StoreError, ContractError):
        return None


def fault_of_sealed(held: SealedEdition, enrolment: Enrolment, root: bytes, kept: Path) -> str | None:
    """Why a sealed edition is not what the office signed and two people approved; None when it is.

    ``root`` is the pinned one and ``kept`` the folder of the metadata that was verified. What is merely damaged, and so
    does not read, is no fault: it is made anew.
    """
    documents, proof = load_documents(held), load_proof(held)
    if documents is None or proof is None:
        return None if _is_damaged(held) else "nothing vouches for its documents"
    named = {
        EDITIONS_ROLE: (edition_target(enrolment.group), documents.edition),
        REGISTER_ROLE: (REGISTER_TARGET, documents.register),
        URGENT_ROLE: (urgent_target(enrolment.group), documents.urgent),
    }
    try:
        _check_documents(proof, {role: what for role, what in named.items() if what[1]}, newest_root(root, kept))
        content = read_content(documents)
        refuse_foreign(content, enrolment.group, None)
        approved = inspect(content.edition, content.register, screen_of(content.edition, enrolment.screen), holds).items
    except (RepositoryError, StorageError, FeedError, KeyError, ValueError) as error:
        return f"its documents are not those that were signed ({error})"
    if content.edition != held.edition:
        return "it is not what its documents make together"
    strange = {(slide.item, slide.version) for slide in held.deck.slides} - {(one.id, one.version) for one in approved}
    return f"it has slides of item {min(strange)[0]}, which nobody approved" if strange else None


def newest_root(pinned: bytes, kept: Path) -> Root:
    """The last root of the chain that the pinned one begins. Raises RepositoryError."""
    root = _root(pinned)
    root.signed.verify_delegate("root", root.signed_bytes, root.signatures)
    for version in range(root.signed.version + 1, root.signed.version + _MAX_ROOTS):
        try:
            following = _root((kept / ROOT_HISTORY / f"{version}.root.json").read_bytes())
            for signer in (root.signed, following.signed):
                signer.verify_delegate("root", following.signed_bytes, following.signatures)
        except (OSError, RepositoryError):  # the last one, or damaged: the next round asks for it again
            break
        root = following
    return root.signed


def _check_documents(proof: Proof, named: Mapping[str, tuple[str, bytes]], root: Root) -> None:
    """Raise RepositoryError, KeyError or ValueError unless ``root`` vouches for what names each document."""
    for role, (target, document) in named.items():
        voucher = proof.vouchers[role]
        targets = _targets(voucher.targets)
        root.verify_delegate("targets", targets.signed_bytes, targets.signatures)
        signed = _targets(voucher.role)
        targets.signed.verify_delegate(role, signed.signed_bytes, signed.signatures)
        delegations = targets.signed.delegations
        if not delegations or not delegations.roles or not delegations.roles[role].is_delegated_path(target):
            raise RepositoryError(f"role {role} does not speak for {target}")
        signed.signed.targets[target].verify_length_and_hashes(document)


def _root(data: bytes) -> Metadata[Root]:
    return _metadata(data, "root")


def _targets(text: str) -> Metadata[Targets]:
    return _metadata(text.encode(), "targets")


def _metadata(data: bytes, kind: str) -> Metadata[Any]:
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    if metadata.signed.type != kind:
        raise RepositoryError(f"{metadata.signed.type} metadata stands for {kind} metadata")
    return metadata


def _is_damaged(held: SealedEdition) -> bool:
    """Whether a sealed file is gone or not what the seal says, as opposed to never sealed."""
    try:
        held.read_files(PROOF_FILE)
    except StoreError as error:
        return not isinstance(error.__cause__, KeyError)
    return load_documents(held) is None
