"""An item (公开事项): one matter that is disclosed, in one frozen version.

Decides what an item may hold and what its digest is. Who approved it is checked in ``approval``; when it is on air is
decided in ``on_air``.
"""

import hashlib
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
import rfc8785
from msgspec import Meta

from playlists.act import Act, Withdrawal, reference_of
from playlists.figures import Appraisal, Chart
from playlists.video import Video
from playlists.wire import (
    Address,
    Code,
    Identifier,
    Line,
    Name,
    Ordinal,
    Record,
    Sha256,
    Text,
    refuse_far_times,
    to_plain,
)

Instant = Annotated[datetime, Meta(tz=True, description="an instant, with its offset")]
Range = tuple[Annotated[int, Meta(ge=0)], Annotated[int, Meta(ge=0)]]
Percent = Annotated[int, Meta(ge=0, le=100)]

MAX_BLOCKS: Final = 500  # a 200-page report has about 2,000 paragraphs and belongs in an attachment, not on a screen

MAX_PAGES: Final = 20  # of an attached document: three slides a page make a quarter of an hour on a lobby screen


class Audience(StrEnum):
    """公开范围, from the narrowest to the widest (first inside the Party, then outside: 先党内、后党外)."""

    MEMBERS = "members"
    UNIT = "unit"
    PUBLIC = "public"

    def may_see(self, item_audience: "Audience") -> bool:
        """Whether a screen standing before this audience may show an item meant for ``item_audience``.

        Members see all; the unit's staff see what is for the unit or for society; passers-by only what is for society.
        """
        widths = list(Audience)
        return widths.index(item_audience) >= widths.index(self)


class Timing(StrEnum):
    """公开时限: how an item comes to be disclosed in time."""

    ROUTINE = "routine"
    STAGED = "staged"
    TEMPORARY = "temporary"
    URGENT = "urgent"


class Stage(StrEnum):
    """阶段 of a matter: before the decision, the decision, its result."""

    PROPOSAL = "proposal"
    DECISION = "decision"
    RESULT = "result"
    NONE = "none"


class Heading(Record, frozen=True, tag_field="kind", tag="heading"):
    """A heading inside the body; level 1 is the largest."""

    text: Name
    level: Annotated[int, Meta(ge=1, le=3)] = 1


class Paragraph(Record, frozen=True, tag_field="kind", tag="paragraph"):
    """A paragraph; a newline inside is a forced line break.

    ``strong`` is what is set in bold: ranges [start, end) of its characters (code points), in order, apart.
    """

    text: Text
    strong: Annotated[tuple[Range, ...], Meta(max_length=100)] = ()

    def __post_init__(self) -> None:
        free = 0
        for start, end in self.strong:
            if not free <= start < end <= len(self.text):
                raise ValueError(
                    f"[{start}, {end}) is no range of the paragraph's {len(self.text)} characters, in order"
                )
            free = end


class Listing(Record, frozen=True, tag_field="kind", tag="list"):
    """A list, numbered when ``ordered``."""

    entries: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=200)]
    ordered: bool = False


class Table(Record, frozen=True, tag_field="kind", tag="table"):
    """A table of text cells; every row is as long as ``header``. ``unit`` holds for all figures (e.g. 万元)."""

    header: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=40)]
    rows: Annotated[tuple[tuple[Line, ...], ...], Meta(max_length=2000)]
    caption: Line = ""
    unit: Line = ""

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.header):
                raise ValueError(f"row {number} has {len(row)} cells, the header has {len(self.header)}")


class Picture(Record, frozen=True, tag_field="kind", tag="picture"):
    """A picture, by the hash of its file. The focus is what must survive a crop, in percent from the top left."""

    blob: Sha256
    caption: Line = ""
    focus_x: Percent = 50
    focus_y: Percent = 50


class Document(Record, frozen=True, tag_field="kind", tag="document"):
    """An attached document (附件) as pictures of its pages, by the hashes of their files: pixels were approved."""

    pages: Annotated[tuple[Sha256, ...], Meta(min_length=1, max_length=MAX_PAGES)]
    caption: Line = ""


class Pledge(Record, frozen=True):
    """承诺: who promises what by when, and how far it is."""

    owner: Name
    target: Line
    percent: Percent
    due: date


class Pledges(Record, frozen=True, tag_field="kind", tag="pledges"):
    """Pledges with their progress."""

    pledges: Annotated[tuple[Pledge, ...], Meta(min_length=1, max_length=300)]


class Person(Record, frozen=True):
    """Somebody proposed for a post or for membership; ``photo`` is the hash of a picture file."""

    name: Name
    post: Line
    proposed: Line = ""
    photo: Sha256 | None = None


class People(Record, frozen=True, tag_field="kind", tag="people"):
    """People under a publicity period (拟任职人员, 拟发展党员)."""

    people: Annotated[tuple[Person, ...], Meta(min_length=1, max_length=100)]


class Exchange(Record, frozen=True, tag_field="kind", tag="exchange"):
    """问答: a question or an opinion and the reply to it, who replied and on which day."""

    question: Annotated[Text, Meta(min_length=1)]
    answer: Annotated[Text, Meta(min_length=1)]
    answerer: Line = ""
    answered_on: date | None = None


Block = (
    Heading | Paragraph | Listing | Table | Picture | Pledges | People | Appraisal | Exchange | Chart | Document | Video
)


class Entry(Record, frozen=True):
    """目录项: the catalogue entry under which an item is disclosed."""

    code: Annotated[Code, Meta(min_length=1)]
    title: Name


class Publicity(Record, frozen=True):
    """公示期: first and last day, both included, and the working days between them."""

    begins: date
    ends: date
    working_days: Annotated[int, Meta(ge=1, le=60)]

    def __post_init__(self) -> None:
        if self.ends < self.begins:
            raise ValueError(f"the publicity period ends on {self.ends}, before it begins on {self.begins}")


class Step(StrEnum):
    """The two steps that an item needs before it is shown (2017 regulation, art. 15: 审核, 审批)."""

    REVIEW = "review"
    APPROVE = "approve"


class Method(StrEnum):
    """How an approval was proven. ``office``: signed by the office's approval key after a login."""

    OFFICE = "office"


class Approval(Record, frozen=True):
    """审批: one person's step, with a proof over the item's digest. ``proof`` is an Ed25519 signature in hex."""

    step: Step
    person: Identifier
    at: Instant
    method: Method
    key: Identifier
    proof: Annotated[str, Meta(pattern=r"^[0-9a-f]{128}$")]


class Item(Record, frozen=True):
    """公开事项 in one version. Shown in [shown_from, shown_until); without ``shown_until`` until it is withdrawn.

    ``link`` is the address of its opinion form, empty when opinions are not asked for. ``drafter`` is the id of the
    person who wrote it, who can neither review nor approve it. ``act`` is what it says about an earlier version.
    """

    id: Identifier
    version: Ordinal
    entry: Entry
    title: Name
    issuer: Name
    audience: Audience
    timing: Timing
    drafter: Identifier
    shown_from: Instant
    body: Annotated[tuple[Block, ...], Meta(max_length=MAX_BLOCKS)]
    shown_until: Instant | None = None
    stage: Stage = Stage.NONE
    contact: Line = ""
    link: Address = ""
    publicity: Publicity | None = None
    act: Act | None = None
    approvals: Annotated[tuple[Approval, ...], Meta(max_length=20)] = ()

    def __post_init__(self) -> None:
        refuse_far_times(self.shown_from, self.shown_until)
        if self.shown_until is not None and self.shown_until <= self.shown_from:
            raise ValueError(f"item {self.id}: shown until {self.shown_until}, which is not after {self.shown_from}")
        if self.act is not None:
            _refuse_stray_act(self, self.act)

    def is_live(self, at: datetime) -> bool:
        """Whether its dates allow it at ``at`` (half open)."""
        return self.shown_from <= at and (self.shown_until is None or at < self.shown_until)


def _refuse_stray_act(item: Item, act: Act) -> None:
    named = reference_of(act)
    if named.item != item.id or named.version >= item.version:
        raise ValueError(
            f"item {item.id} version {item.version}: its act names {named.item} version {named.version}, "
            "which is no earlier version of it"
        )
    if isinstance(act, Withdrawal) and item.publicity is not None:
        raise ValueError(f"item {item.id} version {item.version}: a withdrawal has no publicity period")


def digest(item: Item) -> str:
    """SHA-256 in hex over the RFC 8785 JSON of the item without its approvals: what an approver puts a name to."""
    bare = msgspec.structs.replace(item, approvals=())
    return hashlib.sha256(rfc8785.dumps(to_plain(bare))).hexdigest()


def blobs_of(item: Item) -> tuple[str, ...]:
    """Hashes of the files the item needs, in order of first use, without doubles."""
    wanted: dict[str, None] = {}
    for block in item.body:
        match block:
            case Picture(blob=blob):
                wanted[blob] = None
            case Document(pages=pages):
                wanted.update(dict.fromkeys(pages))
            case People(people=people):
                wanted.update(dict.fromkeys(person.photo for person in people if person.photo))
            case Video(blob=blob, poster=poster):
                wanted.update(dict.fromkeys((poster, blob)))
            case _:
                pass
    return tuple(wanted)


def videos_of(item: Item) -> tuple[Video, ...]:
    """The item's videos, in order."""
    return tuple(block for block in item.body if isinstance(block, Video))
