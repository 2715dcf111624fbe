"""Attacks by who holds some of the keys, or old answers of them all: what is on disk, what is on screen."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import DelegatedRole, Metadata, MetaFile, Snapshot, Targets

from player.errors import FeedError
from playlists.approval import ApprovalKey, statement
from playlists.feed import EDITIONS_ROLE, METADATA, REGISTER_ROLE
from playlists.item import Approval, Item, Method, Step, digest
from tests.fakes.feed import BEFORE
from tests.player.sync.conftest import Street


def newest(street: Street, role: str) -> Path:
    """The newest metadata file of a role in the feed."""
    return max((street.feed.folder / METADATA).glob(f"*.{role}.json"), key=lambda path: int(path.name.split(".")[0]))


class TestMixedFeeds:
    @pytest.mark.parametrize("role", [EDITIONS_ROLE, REGISTER_ROLE, "targets", "snapshot"])
    def test_mixed_editions(self, street: Street, role: str) -> None:
        """The newest timestamp with an older part: what was once valid, under a newer name."""
        old = newest(street, role).read_bytes()
        street.feed.publish_register(msgspec.structs.replace(street.feed.register, number=2))
        street.feed.add_item("bridge")
        street.feed.publish()
        if role == "targets":
            street.feed.sign("targets", Targets(version=2, expires=datetime.now(UTC).replace(microsecond=0)))
            street.feed.sign_snapshot()
        assert newest(street, role).read_bytes() != old
        newest(street, role).write_bytes(old)

        assert "was changed or is not the office's" in street.refused(FeedError)
        assert street.on_screen() == "roads"

    def test_a_frozen_feed(self, street: Street, tmp_path: Path) -> None:
        """The same valid answers for ever, while the office goes on: from their expiry on it is told."""
        frozen = tmp_path / "frozen"
        shutil.copytree(street.feed.folder, frozen)
        street.feed.add_item("bridge")
        street.feed.publish()
        street.feed.folder = frozen

        assert not street.sync().is_new
        ahead = datetime.now(UTC) + street.feed.holds
        assert "expired; the office has to sign again" in street.refused(FeedError, lambda: street.sync_at(ahead))
        assert street.on_screen() == "roads"


class TestStolenKeys:
    def test_a_stolen_timestamp_key_names_an_older_snapshot(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()
        street.feed.set_version("snapshot", 2)
        street.feed.sign_timestamp()

        assert "was changed or is not the office's" in street.refused(FeedError)
        assert street.items_on_show() == ["roads", "bridge"]

    def test_a_stolen_timestamp_key_makes_up_a_snapshot(self, street: Street) -> None:
        street.feed.signers["snapshot"] = street.feed.signers["timestamp"]
        street.feed.add_item("lies")
        street.feed.publish()

        assert "was changed or is not the office's" in street.refused(FeedError)

    def test_a_stolen_office_key_approves_nothing(self, street: Street) -> None:
        """Whoever has the editions' key can publish an edition, and no item that two people did not sign."""
        thief = Ed25519PrivateKey.generate()
        lies = street.feed.add_item("lies")
        street.feed.put(msgspec.structs.replace(lies, approvals=tuple(forged(lies, step, thief) for step in Step)))
        street.feed.publish()
        street.sync()

        assert street.items_on_show() == ["roads"]
        assert street.on_screen() == "roads"
        assert "item lies version 1: the review's proof does not hold" in street.incidents()[0]

    def test_a_stolen_office_key_cannot_add_its_own_approval_key(self, street: Street) -> None:
        public = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()
        key = ApprovalKey(id="office-2", method=Method.OFFICE, public=public, since=BEFORE)
        street.feed.signers[REGISTER_ROLE] = street.feed.signers[EDITIONS_ROLE]
        street.feed.publish_register(msgspec.structs.replace(street.feed.register, number=2, keys=(key,)))

        assert "was changed or is not the office's" in street.refused(FeedError)

    def test_a_stolen_targets_key_with_a_role_named_like_a_path(self, street: Street) -> None:
        """Role and file names come from signed metadata; none leads out of the metadata folder."""
        hostile = ("../../../current", "/etc/cron.d/x", "..", "a/../../b", "x\n")
        targets: Targets = Metadata[Targets].from_file(str(newest(street, "targets"))).signed
        assert targets.delegations is not None
        assert targets.delegations.roles is not None
        honest = targets.delegations.roles
        targets.delegations.roles = {
            name: DelegatedRole(name, [], 1, terminating=False, paths=["*", "*/*"]) for name in hostile
        } | honest
        signer = CryptoSigner.generate_ed25519()
        for name in hostile:
            targets.add_key(signer.public_key, name)
            street.feed.sign_as(name, signer, Targets(version=1, expires=targets.expires))
        targets.version += 1
        street.feed.sign("targets", targets)
        street.feed.sign_snapshot(more={f"{name}.json": MetaFile(1) for name in hostile})
        outside = sorted(path for path in street.state.parent.rglob("*") if path.is_relative_to(street.state) is False)

        assert not street.sync().is_new

        assert street.on_screen() == "roads"
        assert outside == sorted(
            path for path in street.state.parent.rglob("*") if not path.is_relative_to(street.state)
        )
        kept = {path.name for path in (street.state / "feed").rglob("*.json")}
        assert "..%2F..%2F..%2Fcurrent.json" in kept


def forged(item: Item, step: Step, key: Ed25519PrivateKey) -> Approval:
    person = {Step.REVIEW: "wang", Step.APPROVE: "zhao"}[step]
    proof = key.sign(statement(digest(item), step, person, BEFORE, Method.OFFICE)).hex()
    return Approval(step=step, person=person, at=BEFORE, method=Method.OFFICE, key="office-1", proof=proof)


def test_a_snapshot_that_leaves_the_urgent_role_out(street: Street) -> None:
    """Whoever has timestamp and snapshot keys cannot make an urgent edition vanish."""
    street.feed.publish_urgent(street.feed.add_item("flood"))
    street.sync()
    snapshot: Snapshot = Metadata[Snapshot].from_file(str(newest(street, "snapshot"))).signed
    del snapshot.meta["urgent.json"]
    snapshot.version += 1
    street.feed.sign("snapshot", snapshot)
    street.feed.set_version("snapshot", snapshot.version)
    street.feed.sign_timestamp()

    assert "was changed or is not the office's" in street.refused(FeedError)
    assert street.on_screen() == "flood"
