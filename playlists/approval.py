"""Which approvals let an item be shown, and what exactly is signed.

The rule (2017 regulation on Party affairs disclosure, art. 15: 审核 then 审批): one review and one approval, by two
people who are in the register for that step at that time, neither of them the drafter, each with a proof that holds
over the item's digest. Verifying a signature is the caller's (``Verify``); the register is signed offline and travels
with the feed.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

import rfc8785
from msgspec import Meta

from playlists.item import Approval, Instant, Item, Method, Step, digest
from playlists.wire import Identifier, Name, Ordinal, Record, refuse_doubles

Verify = Callable[[str, bytes, str], bool]
"""(public key in hex, message, signature in hex) -> whether the signature holds."""


class Approver(Record, frozen=True):
    """Somebody allowed to review or approve in [since, until). Whoever's steps change is listed again from then on."""

    id: Identifier
    name: Name
    steps: tuple[Step, ...]
    since: Instant
    until: Instant | None = None

    def may(self, step: Step, at: datetime) -> bool:
        """Whether this person was entitled to ``step`` at ``at``."""
        return step in self.steps and self.since <= at and (self.until is None or at < self.until)


class ApprovalKey(Record, frozen=True):
    """A key that proves approvals of one method in [since, until); Ed25519, public part in hex."""

    id: Identifier
    method: Method
    public: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    since: Instant
    until: Instant | None = None


class Register(Record, frozen=True):
    """The approvers' register: who may review and approve, and with which keys that is proven."""

    number: Ordinal
    made_at: Instant
    approvers: Annotated[tuple[Approver, ...], Meta(max_length=5000)]
    keys: Annotated[tuple[ApprovalKey, ...], Meta(max_length=100)]

    def __post_init__(self) -> None:
        refuse_doubles(tuple(f"{person.id} since {person.since}" for person in self.approvers), "approver")
        refuse_doubles(tuple(key.id for key in self.keys), "approval key")


def statement(item_digest: str, step: Step, person: str, at: datetime, method: Method) -> bytes:
    """The bytes an approval's proof is made over: RFC 8785 JSON of who did which step, when, to which digest."""
    return rfc8785.dumps(
        {
            "sunboard": "approval/1",
            "digest": item_digest,
            "step": step.value,
            "person": person,
            "at": at.isoformat(),
            "method": method.value,
        }
    )


def fault_of(item: Item, register: Register, verify: Verify) -> str | None:
    """Why the item may not be shown, as one sentence, or None when both steps hold."""
    reviewer, fault = _holder(item, Step.REVIEW, register, verify)
    if fault:
        return fault
    approver, fault = _holder(item, Step.APPROVE, register, verify)
    if fault:
        return fault
    if reviewer == approver:
        return f"item {item.id} version {item.version}: {reviewer} both reviewed and approved it"
    return None


def _holder(item: Item, step: Step, register: Register, verify: Verify) -> tuple[str, str | None]:
    where = f"item {item.id} version {item.version}"
    given = [approval for approval in item.approvals if approval.step is step]
    if len(given) != 1:
        return "", f"{where}: needs exactly one {step.value}, has {len(given)}"
    approval = given[0]
    fault = _fault_of_proof(item, approval, register, verify)
    return approval.person, f"{where}: {fault}" if fault else None


def _fault_of_proof(item: Item, approval: Approval, register: Register, verify: Verify) -> str | None:
    step, person = approval.step, approval.person
    if person == item.drafter:
        return f"{person} drafted it and cannot {step.value} it"
    entitled = any(one.id == person and one.may(step, approval.at) for one in register.approvers)
    if not entitled:
        return f"{person} is not in the register for {step.value} at {approval.at.isoformat()}"
    key = next((key for key in register.keys if key.id == approval.key and key.method is approval.method), None)
    if key is None or approval.at < key.since or (key.until is not None and approval.at >= key.until):
        return f"the {step.value}'s key {approval.key} is not in the register for that time"
    signed = statement(digest(item), step, person, approval.at, approval.method)
    if not verify(key.public, signed, approval.proof):
        return f"the {step.value}'s proof does not hold over this version"
    return None
