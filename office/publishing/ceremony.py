"""What is done with the offline keys after ``office keys init``: replacing a key, renewing what only they can sign.

Decides what must be signed anew and in which order. A new key lies beside the old one, as ``NAME.new.pem``, until
screens are told of it; so whatever is cut off is finished by doing it again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from django.conf import settings
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, Root, Targets

from office.journal.services import record
from office.publishing import expiries
from office.publishing.errors import KeysMissingError, PublishingError
from office.publishing.keys import OFFLINE, OWN, key_path, signer_at, write_key
from office.publishing.metadata import (
    OWN_TARGETS,
    feed_lock,
    read_root,
    read_snapshot,
    read_targets,
    read_timestamp,
    replace_roles,
    write_snapshot,
    write_version,
)
from office.publishing.register_signing import sign_register
from playlists.feed import REGISTER_ROLE

TARGETS_ROLE: Final = "targets"
SOON: Final = timedelta(days=60)  # before root, targets or register expire, somebody has to fetch the offline keys
_TOP: Final = ("snapshot", "timestamp", TARGETS_ROLE)  # the root says who signs these; targets say who signs the others
_HOLDS: Final = {**OWN_TARGETS, REGISTER_ROLE: expiries.REGISTER, TARGETS_ROLE: expiries.TARGETS}


class Expiry(msgspec.Struct, frozen=True):
    """When what only offline keys can sign runs out."""

    role: str
    expires: datetime


class Line(msgspec.Struct, frozen=True):
    """A role: the ids of its keys, how many of them have to sign, until when its metadata holds."""

    role: str
    keys: tuple[str, ...]
    asked: int
    expires: datetime


class Safe:
    """The folders with offline keys that somebody has brought."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folder.expanduser().absolute() for folder in folders)

    def path(self, name: str) -> Path:
        """Where the key of that name lies, or would lie."""
        places = [key_path(folder, name) for folder in self._folders]
        return next((place for place in places if place.exists()), places[0])

    def signer(self, name: str) -> CryptoSigner:
        """A key, ready to sign. Raises KeysMissingError."""
        folders = ", ".join(map(str, self._folders))
        return signer_at(self.path(name), f"no key {name!r} in {folders}: name every folder that holds offline keys")

    def roots(self) -> dict[str, CryptoSigner]:
        """Every root key that is here, by name."""
        names = {path.stem for folder in self._folders for path in folder.glob("root-*.pem")}
        return {name: self.signer(name) for name in sorted(names) if name.count(".") == 0}


def replace_key(name: str, safe: Safe, at: datetime) -> None:
    """Make a new key of that name, have screens believe it, and forget the old one.

    Raises PublishingError when there is no such key, or an offline key that must sign is not in the safe.
    """
    if name == "approval":
        _replace_approval_key(safe, at)
    elif name in _HOLDS and name != TARGETS_ROLE:
        _replace_delegated(name, safe, at)
    elif name in _TOP:
        _replace_top(name, safe, at)
    elif name.startswith("root-"):
        _replace_root(name, safe, at)
    else:
        raise PublishingError(f"there is no key {name!r}; there are: {', '.join((*OWN, *OFFLINE, 'root-1 …'))}")
    record(None, "key.replaced", f"key:{name}")


def renew(safe: Safe, at: datetime) -> None:
    """Sign root and targets anew, for as long as at first. Raises KeysMissingError."""
    with feed_lock():
        _sign_root(read_root().signed, safe.roots(), at)
        _sign_targets(read_targets(TARGETS_ROLE).signed, {}, safe.signer(TARGETS_ROLE), at)
    record(None, "keys.renewed", "feed")


def overview() -> list[Line]:
    """Every role; root and targets first. Raises KeysMissingError before ``office keys init``."""
    root, targets = read_root().signed, read_targets(TARGETS_ROLE).signed
    assert targets.delegations is not None
    assert targets.delegations.roles is not None
    expires = {
        "root": root.expires,
        "snapshot": read_snapshot().signed.expires,
        "timestamp": read_timestamp().signed.expires,
    }
    roles = {"root": root.roles["root"], TARGETS_ROLE: root.roles[TARGETS_ROLE]} | root.roles
    return [
        Line(name, tuple(role.keyids), role.threshold, expires.get(name) or read_targets(name).signed.expires)
        for name, role in (roles | targets.delegations.roles).items()
    ]


def expiring(at: datetime) -> list[Expiry]:
    """What only the offline keys can renew and runs out soon, the first to do so first."""
    found = [Expiry("root", read_root().signed.expires)]
    found += [Expiry(role, read_targets(role).signed.expires) for role in (TARGETS_ROLE, REGISTER_ROLE)]
    return sorted((one for one in found if one.expires - at < SOON), key=lambda one: one.expires)


def _replace_approval_key(safe: Safe, at: datetime) -> None:
    """The register names it, so the register's key has to be here before the old one is gone."""
    folder = safe.path("register").parent
    safe.signer("register")
    write_key(key_path(Path(settings.KEYS), "approval"), CryptoSigner.generate_ed25519())
    sign_register(folder, at)


def _replace_delegated(role: str, safe: Safe, at: datetime) -> None:
    targets = safe.signer(TARGETS_ROLE)
    place = safe.path(role) if role in OFFLINE else key_path(Path(settings.KEYS), role)
    with feed_lock():
        new = _new_key(place)
        signed = read_targets(TARGETS_ROLE).signed
        _swap(signed, role, new)
        _sign_targets(signed, {role: (read_targets(role).signed, new)}, targets, at)
        _settle(place)


def _replace_top(role: str, safe: Safe, at: datetime) -> None:
    place = safe.path(role) if role in OFFLINE else key_path(Path(settings.KEYS), role)
    with feed_lock():
        new = _new_key(place)
        root = read_root().signed
        _swap(root, role, new)
        _sign_root(root, safe.roots(), at)
        _settle(place)
        if role == TARGETS_ROLE:
            _sign_targets(read_targets(TARGETS_ROLE).signed, {}, new, at)
        else:
            write_snapshot(read_snapshot().signed.meta, at)


def _replace_root(name: str, safe: Safe, at: datetime) -> None:
    with feed_lock():
        old = safe.roots()
        new = _new_key(safe.path(name))
        root = read_root().signed
        if new.public_key.keyid not in root.roles["root"].keyids:
            root.revoke_key(_id_of_root(name, root, old), "root")
            root.add_key(new.public_key, "root")
        _sign_root(root, {**old, f"new {name}": new}, at, before=read_root().signed)
        _settle(safe.path(name))


def _id_of_root(name: str, root: Root, here: dict[str, CryptoSigner]) -> str:
    """The id of the root key of that name; a lost one is the only one that is not here."""
    if name in here and here[name].public_key.keyid in root.roles["root"].keyids:
        return str(here[name].public_key.keyid)
    lost = set(root.roles["root"].keyids) - {signer.public_key.keyid for signer in here.values()}
    if len(lost) != 1:
        raise KeysMissingError(f"which of the root keys {name} was cannot be told: name the folders of all others")
    return lost.pop()


def _new_key(place: Path) -> CryptoSigner:
    """The key that shall replace the one at ``place``: the one that was begun with, or a new one."""
    waiting = _waiting(place)
    if not waiting.exists():
        write_key(waiting, CryptoSigner.generate_ed25519())
    return signer_at(waiting, f"the key {waiting} is gone")


def _settle(place: Path) -> None:
    """The old key is of no use any more."""
    write_key(place, signer_at(_waiting(place), f"the key {_waiting(place)} is gone"))
    _waiting(place).unlink()


def _waiting(place: Path) -> Path:
    return place.with_name(f"{place.stem}.new.pem")


def _swap(signed: Root | Targets, role: str, new: CryptoSigner) -> None:
    """Let ``new`` alone sign for ``role``."""
    assert isinstance(signed, Root) or signed.delegations is not None
    held = signed.roles[role] if isinstance(signed, Root) else signed.delegations.roles[role]  # type: ignore[index, union-attr]
    for keyid in list(held.keyids):
        signed.revoke_key(keyid, role)
    signed.add_key(new.public_key, role)


def _sign_root(root: Root, signers: dict[str, CryptoSigner], at: datetime, before: Root | None = None) -> None:
    """The next root, by as many of its keys as it asks for, and of the keys ``before``."""
    former = before or root
    root.version += 1
    root.expires = at + expiries.ROOT
    metadata: Metadata[Root] = Metadata(root)
    for signer in {one.public_key.keyid: one for one in signers.values()}.values():
        metadata.sign(signer, append=True)
    for asked in (root, former):
        found = {signer.public_key.keyid for signer in signers.values()} & set(asked.roles["root"].keyids)
        if len(found) < asked.roles["root"].threshold:
            raise KeysMissingError(
                f"{asked.roles['root'].threshold} root keys have to sign and {len(found)} are here: "
                "name every folder that holds one; nothing was changed"
            )
    write_version("root", metadata)


def _sign_targets(
    signed: Targets, others: dict[str, tuple[Targets, CryptoSigner]], signer: CryptoSigner, at: datetime
) -> None:
    roles = {TARGETS_ROLE: (signed, signer), **others}
    for role, (one, _signer) in roles.items():
        one.expires = at + _HOLDS[role]
    replace_roles(roles, at)
