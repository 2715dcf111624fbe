"""Making all signing keys and the feed's first metadata, once in the life of an office.

Decides the root of trust: which key signs what, and how many of the root keys must agree. Screens pin version 1 of the
root, so nothing here ever runs a second time over existing keys.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Signed,
    Snapshot,
    Targets,
)

from office.publishing import expiries
from office.publishing.errors import KeysExistError, PublishingError
from office.publishing.keys import OFFLINE, OWN, key_path, write_key
from office.publishing.metadata import feed_lock, metadata_folder, write_timestamp, write_version
from playlists.feed import (
    EDITIONS_PATTERN,
    EDITIONS_ROLE,
    REGISTER_ROLE,
    REGISTER_TARGET,
    URGENT_PATTERN,
    URGENT_ROLE,
)

_DELEGATED: Final = {
    REGISTER_ROLE: (REGISTER_TARGET, expiries.REGISTER),
    EDITIONS_ROLE: (EDITIONS_PATTERN, expiries.EDITIONS),
    URGENT_ROLE: (URGENT_PATTERN, expiries.URGENT),
}
"""Role -> what it may sign, and how long its first metadata holds. Each role has the key of its own name."""

Keys = Mapping[str, CryptoSigner]


def init_keys(offline: Path, root_keys: int, threshold: int, at: datetime) -> None:
    """Make every key and the first metadata. Raises KeysExistError; PublishingError for a wrong folder or threshold."""
    offline = offline.expanduser().absolute()
    roots = tuple(f"root-{number}" for number in range(1, root_keys + 1))
    with feed_lock():
        _refuse(offline, roots, threshold)
        keys = {name: CryptoSigner.generate_ed25519() for name in (*roots, *OFFLINE, *OWN)}
        for name, signer in keys.items():
            write_key(key_path(Path(settings.KEYS) if name in OWN else offline, name), signer)
        _write_metadata(keys, roots, threshold, at)


def _refuse(offline: Path, roots: Sequence[str], threshold: int) -> None:
    if not 1 <= threshold <= len(roots):
        raise PublishingError(
            f"{threshold} of {len(roots)} root keys cannot sign: the threshold must lie between 1 and {len(roots)}"
        )
    data = Path(settings.DATA).resolve()
    if offline.resolve().is_relative_to(data):
        raise PublishingError(
            f"{offline} lies inside the office's own folder {data}: name one to keep apart, e.g. on a USB stick"
        )
    places = [key_path(offline, name) for name in (*roots, *OFFLINE)]
    places += [key_path(Path(settings.KEYS), name) for name in OWN]
    places.append(metadata_folder() / "1.root.json")
    there = next((path for path in places if path.exists()), None)
    if there:
        raise KeysExistError(f"{there} is there already; nothing was changed, as new keys would lock out every screen")


def _write_metadata(keys: Keys, roots: Sequence[str], threshold: int, at: datetime) -> None:
    _write_signed("root", _root(keys, roots, threshold, at), [keys[name] for name in roots])
    _write_signed("targets", _targets(keys, at), [keys["targets"]])
    for role, (_pattern, holds) in _DELEGATED.items():
        _write_signed(role, Targets(expires=at + holds), [keys[role]])
    meta = {f"{role}.json": MetaFile(1) for role in ("targets", *_DELEGATED)}
    _write_signed("snapshot", Snapshot(expires=at + expiries.SNAPSHOT, meta=meta), [keys["snapshot"]])
    write_timestamp(1, 1, at)


def _root(keys: Keys, roots: Sequence[str], threshold: int, at: datetime) -> Root:
    root = Root(expires=at + expiries.ROOT, consistent_snapshot=True)
    for name in roots:
        root.add_key(keys[name].public_key, "root")
    root.roles["root"].threshold = threshold
    for role in ("targets", "snapshot", "timestamp"):
        root.add_key(keys[role].public_key, role)
    return root


def _targets(keys: Keys, at: datetime) -> Targets:
    """The top role has no targets of its own: it hands the register and both kinds of editions to other keys."""
    delegated = {
        name: DelegatedRole(name, [], threshold=1, terminating=True, paths=[pattern])
        for name, (pattern, _holds) in _DELEGATED.items()
    }
    targets = Targets(expires=at + expiries.TARGETS, delegations=Delegations(keys={}, roles=delegated))
    for name in delegated:
        targets.add_key(keys[name].public_key, name)
    return targets


def _write_signed(role: str, signed: Signed, signers: Sequence[CryptoSigner]) -> None:
    metadata: Metadata[Any] = Metadata(signed)
    for signer in signers:
        metadata.sign(signer, append=True)
    write_version(role, metadata)
