"""Which approvals let an item be shown, with real Ed25519 keys."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from playlists.approval import ApprovalKey, Approver, Register, fault_of, statement
from playlists.item import Approval, Item, Method, Step, digest
from tests.playlists.programmes import make_item

NOW = datetime(2026, 9, 21, 9, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
REGISTER = Register(
    number=1,
    made_at=NOW,
    approvers=(
        Approver("li", "李", (Step.REVIEW,), NOW - timedelta(days=9)),
        Approver("wang", "王", (Step.REVIEW, Step.APPROVE), NOW - timedelta(days=9)),
        Approver("gone", "离", (Step.APPROVE,), NOW - timedelta(days=9), NOW - timedelta(days=1)),
        Approver("zhou", "周", (Step.REVIEW, Step.APPROVE), NOW - timedelta(days=9)),
    ),
    keys=(ApprovalKey("office-1", Method.OFFICE, KEY.public_key().public_bytes_raw().hex(), NOW - timedelta(days=9)),),
)


def verify(public: str, message: bytes, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except InvalidSignature:
        return False
    return True


def granted(item: Item, step: Step, person: str, at: datetime = NOW, key: Ed25519PrivateKey = KEY) -> Approval:
    proof = key.sign(statement(digest(item), step, person, at, Method.OFFICE)).hex()
    return Approval(step, person, at, Method.OFFICE, "office-1", proof)


def with_approvals(item: Item, *approvals: Approval) -> Item:
    return msgspec.structs.replace(item, approvals=approvals)


def fault(item: Item) -> str | None:
    return fault_of(item, REGISTER, verify)


ITEM = make_item("a")
REVIEWED, APPROVED = granted(ITEM, Step.REVIEW, "li"), granted(ITEM, Step.APPROVE, "wang")


def test_a_review_and_an_approval_by_two_others_let_it_be_shown() -> None:
    assert fault(with_approvals(ITEM, REVIEWED, APPROVED)) is None
    assert fault(with_approvals(ITEM, APPROVED, REVIEWED)) is None


@pytest.mark.parametrize(
    ("approvals", "told"),
    [
        ((), "needs exactly one review"),
        ((REVIEWED,), "needs exactly one approve"),
        ((APPROVED,), "needs exactly one review"),
        ((REVIEWED, REVIEWED, APPROVED), "needs exactly one review, has 2"),
        ((granted(ITEM, Step.REVIEW, "wang"), APPROVED), "wang both reviewed and approved"),
        ((granted(ITEM, Step.REVIEW, "zhou"), APPROVED), "zhou drafted it"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "zhou")), "zhou drafted it"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "li")), "li is not in the register for approve"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "nobody")), "nobody is not in the register"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "gone")), "gone is not in the register"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "wang", NOW - timedelta(days=10))), "not in the register"),
        ((REVIEWED, granted(ITEM, Step.APPROVE, "wang", key=Ed25519PrivateKey.generate())), "proof does not hold"),
        ((REVIEWED, msgspec.structs.replace(APPROVED, key="office-2")), "key office-2 is not in the register"),
        ((REVIEWED, msgspec.structs.replace(APPROVED, at=NOW + timedelta(seconds=1))), "proof does not hold"),
    ],
)
def test_anything_less_does_not(approvals: tuple[Approval, ...], told: str) -> None:
    sentence = fault(with_approvals(ITEM, *approvals))
    assert sentence is not None
    assert sentence.startswith("item a version 1")
    assert told in sentence


def test_approvals_do_not_move_to_another_version() -> None:
    edited = msgspec.structs.replace(ITEM, version=2, title="改过的标题")
    assert "does not hold over this version" in (fault(with_approvals(edited, REVIEWED, APPROVED)) or "")


@pytest.mark.parametrize(
    ("since_s", "until_s", "holds"),
    [(0, None, True), (1, None, False), (-9, 1, True), (-9, 0, False)],
    ids=["from now on", "a second late", "a second left", "just over"],
)
def test_a_key_counts_from_its_first_instant_to_before_its_last(
    since_s: int, until_s: int | None, *, holds: bool
) -> None:
    key = msgspec.structs.replace(
        REGISTER.keys[0],
        since=NOW + timedelta(seconds=since_s),
        until=None if until_s is None else NOW + timedelta(seconds=until_s),
    )
    told = fault_of(with_approvals(ITEM, REVIEWED, APPROVED), msgspec.structs.replace(REGISTER, keys=(key,)), verify)
    assert (told is None) == holds
    assert holds or "key office-1 is not in the register for that time" in (told or "")
