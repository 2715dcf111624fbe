"""A whole feed in a folder, made by an office in memory: real Ed25519 keys, real TUF metadata, real approvals.

Every fault a test wants is made by changing what this office signs or by changing files in the folder afterwards.
"""

import base64
import copy
import hashlib
import io
import os
import secrets
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from player.sealed import SealedEdition
from player.sync.blobs import Wanted
from player.sync.documents import Documents
from player.sync.enrolment import save_enrolment
from player.sync.press import Press
from player.sync.proof import Proof, Voucher
from player.sync.store import EditionStore
from player.sync.transfer import Part
from playlists.approval import ApprovalKey, Approver, Register, statement
from playlists.edition import Edition
from playlists.feed import (
    BLOBS,
    EDITIONS_PATTERN,
    EDITIONS_ROLE,
    METADATA,
    REGISTER_ROLE,
    REGISTER_TARGET,
    TARGETS,
    URGENT_PATTERN,
    URGENT_ROLE,
    blob_path,
    edition_target,
    urgent_target,
)
from playlists.item import (
    Approval,
    Audience,
    Entry,
    Item,
    Method,
    Paragraph,
    Step,
    Timing,
    digest,
)
from playlists.look import Look
from playlists.playlist import ItemEntry, Playlist
from playlists.report import Enrolment
from playlists.schedule import Priority, Rule
from playlists.screen import Screen
from playlists.video import Video
from playlists.wire import encode

ZONE = "Asia/Shanghai"
BEFORE = datetime(2026, 1, 5, 1, tzinfo=UTC)
ROLES = ("root", "timestamp", "snapshot", "targets", REGISTER_ROLE, EDITIONS_ROLE, URGENT_ROLE)
LOBBY = Screen(
    id="hall-1",
    title="政务大厅一号屏",
    width_px=960,
    height_px=540,
    diagonal_mm=1397,
    distance_mm=4000,
    audience=Audience.PUBLIC,
    zone=ZONE,
)


class Feed:
    """One office and its feed. ``publish`` makes what was added since count."""

    def __init__(self, folder: Path, *, group: str = "lobby", screens: Sequence[Screen] = (LOBBY,)) -> None:
        self.folder, self.group, self.screens = folder, group, tuple(screens)
        self.organisation = "青溪区委办公室"
        self.look = Look()
        self.items: dict[str, Item] = {}
        self.playlists: tuple[Playlist, ...] = ()  # empty: one with every item
        self.rules: tuple[Rule, ...] = ()  # empty: that one, always
        self.number = 0
        self.document = b""  # of the newest edition
        self.token = secrets.token_hex(20)
        self.holds = timedelta(days=30)
        self.signers = {role: CryptoSigner.generate_ed25519() for role in ROLES}
        self._approval_key = Ed25519PrivateKey.generate()
        self._versions = dict.fromkeys(ROLES, 0)
        self._blobs: dict[str, bytes] = {}
        self.register = self._make_register()
        self._write_keys()

    # What is disclosed

    def add_item(
        self, item_id: str = "roads", *, reviewer: str = "wang", approver: str = "zhao", **fields: Any
    ) -> Item:
        """An approved item; adding one of the same id makes its next version. ``fields`` are Item's."""
        version = self.items[item_id].version + 1 if item_id in self.items else 1
        plain: dict[str, Any] = {
            "id": item_id,
            "version": version,
            "entry": Entry(code="2.1", title="重要事项"),
            "title": f"关于{item_id}有关事项的公告",
            "issuer": "青溪区交通运输局",
            "audience": Audience.PUBLIC,
            "timing": Timing.ROUTINE,
            "drafter": "li",
            "shown_from": BEFORE,
            "body": (Paragraph(text="青溪大桥维修工程定于本月二十日开工，请过往车辆绕行滨河路。"),),
        }
        item = self.approved(Item(**(plain | fields)), reviewer=reviewer, approver=approver)
        return self.put(item)

    def put(self, item: Item) -> Item:
        """Take an item as it is, with the approvals that it has."""
        self.items[item.id] = item
        return item

    def approved(self, item: Item, *, reviewer: str = "wang", approver: str = "zhao") -> Item:
        """The item with a review and an approval by the office's key."""
        steps = ((Step.REVIEW, reviewer), (Step.APPROVE, approver))
        return msgspec.structs.replace(item, approvals=tuple(self.approval(item, step, who) for step, who in steps))

    def approval(self, item: Item, step: Step, person: str, at: datetime = BEFORE) -> Approval:
        """One step, truly signed."""
        proof = self._approval_key.sign(statement(digest(item), step, person, at, Method.OFFICE))
        return Approval(step=step, person=person, at=at, method=Method.OFFICE, key="office-1", proof=proof.hex())

    def add_picture(self, data: bytes | None = None) -> str:
        """A picture for items' bodies; returns its hash. Without ``data``: a small gradient."""
        data = data or _gradient()
        sha256 = _sha256(data)
        self._blobs[sha256] = data
        return sha256

    def add_video(self, data: bytes, **changes: Any) -> Video:
        """A video for items' bodies, of three seconds and 320 × 180 pixels."""
        fields = {"width_px": 320, "height_px": 180, "duration_ms": 3000, "poster": self.add_picture()}
        return Video(blob=self.add_picture(data), size_bytes=len(data), **(fields | changes))

    def edition(self, number: int) -> Edition:
        """The edition as it would be published."""
        everything = Playlist(id="all", title="全部", entries=tuple(ItemEntry(item=item) for item in self.items))
        return Edition(
            format=1,
            number=number,
            group=self.group,
            made_at=datetime.now(UTC).replace(microsecond=0),
            organisation=self.organisation,
            items=tuple(self.items.values()),
            playlists=self.playlists or (everything,),
            rules=self.rules or (Rule(id="always", title="每天", playlist="all", zone=ZONE),),
            screens=self.screens,
            look=self.look,
        )

    # What is signed

    def publish(self, number: int | None = None) -> Edition:
        """Make an edition and sign everything that follows from it."""
        edition = self.edition(number or self.number + 1)
        self.publish_document(encode(edition))
        self.number = edition.number
        return edition

    def publish_document(self, document: bytes, *, length: int | None = None) -> None:
        """Sign any bytes as the group's edition; ``length`` for one that is signed wrongly."""
        self.document = document
        self._write_blobs()
        target = self._write_target(edition_target(self.group), document)
        if length is not None:
            target.length = length
        self._sign_targets(EDITIONS_ROLE, {target.path: target})
        self.sign_snapshot()

    def publish_urgent(self, *items: Item, number: int | None = None, rules: Sequence[Rule] | None = None) -> Edition:
        """Sign an urgent edition that shows ``items`` from now on, or by ``rules``, which name the playlist ``urgent``.

        No ``items``: an urgent edition without rules, which ends the one before.
        """
        entries = tuple(ItemEntry(item=item.id) for item in items)
        always = Rule(id="urgent", title="紧急插播", playlist="urgent", zone=ZONE, priority=Priority.URGENT)
        edition = msgspec.structs.replace(
            self.edition(number or self.number + 1),
            items=items,
            playlists=(Playlist(id="urgent", title="紧急插播", entries=entries),),
            rules=tuple(rules) if rules is not None else (always,) if items else (),
        )
        self.number = edition.number
        self._write_blobs()
        target = self._write_target(urgent_target(self.group), encode(edition))
        self._sign_targets(URGENT_ROLE, {target.path: target})
        self.sign_snapshot()
        return edition

    def sign_no_urgent(self) -> None:
        """Sign that there is no urgent edition, as if there had never been one."""
        self._sign_targets(URGENT_ROLE, {})
        self.sign_snapshot()

    def publish_register(self, register: Register) -> None:
        """Sign another approvers' register."""
        self.register = register
        target = self._write_target(REGISTER_TARGET, encode(register))
        self._sign_targets(REGISTER_ROLE, {target.path: target})
        self.sign_snapshot()

    def sign_snapshot(self, more: Mapping[str, MetaFile] = MappingProxyType({})) -> None:
        """Sign the snapshot, with ``more`` in it, and the timestamp anew."""
        roles = ("targets", REGISTER_ROLE, EDITIONS_ROLE, URGENT_ROLE)
        meta = {f"{role}.json": MetaFile(self._versions[role]) for role in roles if self._versions[role]}
        meta.update(more)
        self.sign("snapshot", Snapshot(version=self._next("snapshot"), expires=self._expiry(), meta=meta))
        self.sign_timestamp()

    def sign_timestamp(self, expires: datetime | None = None) -> None:
        """Sign the timestamp anew; ``expires`` may lie in the past."""
        snapshot = MetaFile(self._versions["snapshot"])
        expiry = expires or self._expiry()
        self.sign("timestamp", Timestamp(version=self._next("timestamp"), expires=expiry, snapshot_meta=snapshot))

    def sign(self, role: str, signed: Any) -> None:
        """Sign any metadata by a role's key and put it where screens look for it."""
        self._versions[role] = signed.version
        self.sign_as(role, self.signers[role], signed)

    def sign_as(self, role: str, signer: CryptoSigner, signed: Any) -> None:
        """As ``sign``, by any key and in the name of a role that need not exist."""
        metadata = Metadata(copy.deepcopy(signed))
        metadata.sign(signer)
        name = "timestamp.json" if role == "timestamp" else f"{signed.version}.{quote(role, '')}.json"
        _write(self.folder / METADATA / name, metadata.to_bytes())

    def replace_targets_key(self) -> None:
        """Another key for the targets role, in another root, as after a theft."""
        self.signers["targets"] = CryptoSigner.generate_ed25519()
        root: Root = Metadata[Root].from_bytes(self.root).signed
        root.version = self._next("root")
        root.roles["targets"].keyids = []
        root.add_key(self.signers["targets"].public_key, "targets")
        self.sign("root", root)
        newest = self.folder / METADATA / f"{self._versions['targets']}.targets.json"
        targets: Targets = Metadata[Targets].from_file(str(newest)).signed
        targets.version = self._next("targets")
        self.sign("targets", targets)
        self.sign_snapshot()

    def set_version(self, role: str, version: int) -> None:
        """Pretend that this is the newest version of a role."""
        self._versions[role] = version

    def proof(self) -> Proof:
        """What a screen would keep of the newest metadata."""
        folder = self.folder / METADATA
        read = {role: (folder / f"{self._versions[role]}.{role}.json").read_text("utf-8") for role in ROLES[2:]}
        roles = (REGISTER_ROLE, EDITIONS_ROLE, URGENT_ROLE)
        return Proof(self._versions["root"], {role: Voucher(read["targets"], read[role]) for role in roles})

    @property
    def root(self) -> bytes:
        """The bytes of the first root, which enrolment pins."""
        return (self.folder / METADATA / "1.root.json").read_bytes()

    def enrolment(self, office: str, feed: str | None = None, screen: str | None = None) -> Enrolment:
        """What this office answers to a new screen."""
        return Enrolment(
            screen=screen or self.screens[0].id,
            group=self.group,
            organisation=self.organisation,
            feed=feed or f"{office}/feed",
            office=office,
            token=self.token,
            root=base64.b64encode(self.root).decode(),
        )

    def path_of_edition(self) -> Path:
        """The file that screens fetch."""
        return self.folder / TARGETS / self.group / f"{_sha256(self.document)}.edition.json"

    def path_of_blob(self, sha256: str) -> Path:
        """The file that screens fetch."""
        return self.folder / BLOBS / self.group / sha256

    def read_blob(self, wanted: Wanted, start: int) -> Part:
        """A blob as a fetch would give it."""
        return Part(start, (data for data in (self._blobs[wanted.sha256][start:],)))

    def _make_register(self) -> Register:
        people = ("li", "wang", "zhao", "chen")
        public = self._approval_key.public_key().public_bytes_raw().hex()
        return Register(
            number=1,
            made_at=BEFORE,
            approvers=tuple(
                Approver(id=one, name=one, steps=(Step.REVIEW, Step.APPROVE), since=BEFORE - timedelta(days=30))
                for one in people
            ),
            keys=(ApprovalKey(id="office-1", method=Method.OFFICE, public=public, since=BEFORE - timedelta(days=30)),),
        )

    def _write_keys(self) -> None:
        root = Root(version=self._next("root"), expires=self._expiry(), consistent_snapshot=True)
        for role in ("root", "timestamp", "snapshot", "targets"):
            root.add_key(self.signers[role].public_key, role)
        self.sign("root", root)
        targets = Targets(version=self._next("targets"), expires=self._expiry())
        patterns = {
            REGISTER_ROLE: REGISTER_TARGET,
            EDITIONS_ROLE: EDITIONS_PATTERN,
            URGENT_ROLE: URGENT_PATTERN,
        }
        roles = {role: DelegatedRole(role, [], 1, terminating=True, paths=[paths]) for role, paths in patterns.items()}
        targets.delegations = Delegations({}, roles)
        for role in patterns:
            targets.add_key(self.signers[role].public_key, role)
        self.sign("targets", targets)
        self._sign_targets(URGENT_ROLE, {})
        self.publish_register(self.register)

    def _write_blobs(self) -> None:
        for sha256, data in self._blobs.items():
            _write(self.folder / blob_path(self.group, sha256), data)

    def _sign_targets(self, role: str, targets: dict[str, TargetFile]) -> None:
        self.sign(role, Targets(version=self._next(role), expires=self._expiry(), targets=targets))

    def _write_target(self, path: str, data: bytes) -> TargetFile:
        target = TargetFile.from_data(path, data, ["sha256"])
        _write(self.folder / TARGETS / target.get_prefixed_paths()[0], data)
        return target

    def _next(self, role: str) -> int:
        self._versions[role] += 1
        return self._versions[role]

    def _expiry(self) -> datetime:
        return (datetime.now(UTC) + self.holds).replace(microsecond=0)


def seal_sample(state: Path, items: Sequence[Item] = (), screen: Screen = LOBBY, number: int = 1) -> SealedEdition:
    """Seal an edition in ``state`` by the real press, without a network. No ``items``: three small ones.

    ``items`` need no approvals (they get them here) and no pictures. The folder is an enrolled screen's afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        feed = Feed(Path(folder), screens=(screen,))
        for item in items:
            feed.put(feed.approved(item))
        for item_id in () if items else ("roads", "budget", "posts"):
            feed.add_item(item_id)
        feed.publish(number)
        return seal_feed(state, feed)


def seal_feed(state: Path, feed: Feed) -> SealedEdition:
    """Seal a feed's newest edition in ``state`` by the real press, without a network."""
    enrolment = feed.enrolment("http://office.invalid")
    save_enrolment(state, enrolment)
    store = EditionStore(state)
    press = Press(state, enrolment, environ=os.environ, fetch_blob=feed.read_blob)
    documents = Documents(feed.document, encode(feed.register))
    with store.locked():
        return press.print(documents, feed.proof(), store.current(), is_sound=True).sealed


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _gradient() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "JPEG")
    return file.getvalue()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
