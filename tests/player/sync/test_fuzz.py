"""Whatever bytes come from outside: the contract's error or a value that everything after it can work with."""

import itertools
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from player.errors import FeedError
from player.sealed import Seal, SealedEdition
from player.sync.connection import MAX_ANSWER_BYTES, RefusedError
from player.sync.documents import Documents, read_content, refuse_foreign
from player.sync.enrolment import MAX_ENROLMENT_BYTES, root_of
from player.sync.feed_client import FeedClient, FeedPlace
from player.sync.inspection import inspect, screen_of
from player.sync.signature import holds
from playlists.deck import Deck
from playlists.edition import parse_edition
from playlists.item import (
    Block,
    Exchange,
    Heading,
    Item,
    Listing,
    Paragraph,
    People,
    Person,
    Pledge,
    Pledges,
    Publicity,
    Table,
    digest,
)
from playlists.on_air import on_air
from playlists.report import Accepted, Enrolment
from playlists.urgent import laid_over
from playlists.wire import MAX_EDITION_BYTES, ContractError, decode, encode
from tests.fakes.feed import Feed, seal_feed
from tests.player.sync.mutator import Mutator

SLOWEST_S = 1.0
MOST_MB = 64  # grown by, over a whole run
MILLION = 1_000_000
TODAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FOR_EVER = datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)


class Bytes(NamedTuple):
    """What a parser is given: a valid document to bend, and what is done with it; ``share`` of all inputs."""

    valid: bytes
    use: Callable[[bytes], object]
    share: float


class Stage:
    """A sealed edition and its parts, and for each kind of bytes from outside what a screen does with them."""

    def __init__(self, folder: Path) -> None:
        self.feed = Feed(folder / "feed")
        self.feed.add_item("full", body=full_body(), publicity=Publicity(TODAY, TODAY, 1), link="http://x.example/o")
        self.feed.add_item("roads", shown_until=FOR_EVER)
        self.feed.publish()
        self.sealed: SealedEdition = seal_feed(folder / "state", self.feed)
        self.documents = Documents(self.feed.document, encode(self.feed.register), self._urgent())
        self.folder = folder

    def kinds(self) -> dict[str, Bytes]:
        enrolment = self.feed.enrolment("http://office.example")
        answer = Accepted(ids=("a" * 32, "b" * 32))
        deck, seal = self.sealed.read_files("deck.json"), (self.sealed.folder / "seal.json").read_bytes()
        return {
            "edition": Bytes(self.documents.edition, lambda data: self._use(edition=data), 0.3),
            "urgent edition": Bytes(self.documents.urgent, lambda data: self._use(urgent=data or b"{"), 0.15),
            "register": Bytes(self.documents.register, lambda data: self._use(register=data), 0.15),
            "item": Bytes(encode(self.feed.items["full"]), use_item, 0.2),
            "heartbeat answer": Bytes(encode(answer), use_answer, 0.1),
            "enrolment": Bytes(encode(enrolment), use_enrolment, 0.04),
            "deck": Bytes(deck[0], use_deck, 0.03),
            "seal": Bytes(seal, use_seal, 0.02),
            **{role: self._metadata(role) for role in ("root", "timestamp", "snapshot", "targets", "editions")},
        }

    def _urgent(self) -> bytes:
        flood = self.feed.add_item("flood")
        edition = encode(self.feed.publish_urgent(flood))
        del self.feed.items["flood"]
        return edition

    def _use(self, **changed: bytes) -> None:
        """What a round does with documents, and what show then does with the edition."""
        content = read_content(self.documents._replace(**changed))
        refuse_foreign(content, self.feed.group, None)
        edition = laid_over(content.base, content.urgent)
        screen = screen_of(edition, self.feed.screens[0].id)
        inspect(edition, content.register, screen, holds)
        for at in (AT, edition.made_at):
            on_air(edition, self.sealed.deck, at)

    def _metadata(self, role: str) -> Bytes:
        numbered = sorted((self.feed.folder / "metadata").glob(f"*.{role}.json"))
        path = numbered[-1] if numbered else self.feed.folder / "metadata" / f"{role}.json"
        return Bytes(path.read_bytes(), lambda data: self._use_metadata(path.name, data), 0.002)

    def _use_metadata(self, name: str, data: bytes) -> None:
        place = FeedPlace.below("http://office.example/feed")
        root = data if name == "1.root.json" else self.feed.root
        wire: Any = Served(self.feed.folder, name, data)
        with TemporaryDirectory(dir=self.folder) as folder:
            kept, scratch = Path(folder) / "kept", Path(folder) / "scratch"
            with FeedClient(kept, scratch, place=place, root=root, connection=wire, at=datetime.now(UTC)) as client:
                client.refresh()
                client.fetch("lobby/edition.json", b"")


def full_body() -> tuple[Block, ...]:
    """A block of every kind."""
    return (
        Heading("标题"),
        Paragraph("文字"),
        Listing(("一", "二")),
        Table(("项目", "金额"), (("道路", "12.5"),), unit="万元"),
        Pledges((Pledge("张三", "修路", 80, TODAY),)),
        People((Person("李四", "科员"),)),
        Exchange("何时开工？", "本月。", answered_on=TODAY),
    )


class Served:
    """The wire's port: the feed's files, one of them bent."""

    def __init__(self, folder: Path, name: str, data: bytes) -> None:
        self._folder, self._name, self._data = folder, name, data

    def get(self, address: str, limit: int) -> Iterator[bytes]:
        path = self._folder / address.removeprefix("http://office.example/feed/")
        if not path.is_file():
            raise RefusedError(f"nothing at {address}", 404, "")
        data = self._data if path.name == self._name else path.read_bytes()
        assert len(data) <= limit
        return iter((data,))


def use_item(data: bytes) -> None:
    digest(decode(Item, data, limit=MAX_EDITION_BYTES, what="item"))


def use_answer(data: bytes) -> None:
    decode(Accepted, data, limit=MAX_ANSWER_BYTES, what="the answer")


def use_enrolment(data: bytes) -> None:
    root_of(decode(Enrolment, data, limit=MAX_ENROLMENT_BYTES, what="the answer"))


def use_deck(data: bytes) -> None:
    decode(Deck, data, limit=MAX_EDITION_BYTES, what="deck")


def use_seal(data: bytes) -> None:
    decode(Seal, data, limit=MAX_EDITION_BYTES, what="seal")


def is_taken(use: Callable[[bytes], object], data: bytes) -> bool:
    """Whether it is; fails when it is neither taken nor refused as it should be, or takes too long."""
    began = time.perf_counter()
    try:
        use(data)
    except (ContractError, FeedError):
        return False
    finally:
        assert time.perf_counter() - began < SLOWEST_S, data[:2000]
    return True


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("fuzz"))


KINDS = ("edition", "urgent edition", "register", "item", "heartbeat answer", "enrolment", "deck", "seal")
ROLES = ("root", "timestamp", "snapshot", "targets", "editions")


@pytest.mark.parametrize("kind", [*KINDS, *ROLES])
def test_the_document_itself_is_taken(stage: Stage, kind: str) -> None:
    assert is_taken(stage.kinds()[kind].use, stage.kinds()[kind].valid)


@pytest.mark.parametrize("kind", KINDS)
def test_bent_documents(stage: Stage, kind: str) -> None:
    valid, use, _ = stage.kinds()[kind]
    mutator = Mutator(valid)

    @settings(max_examples=500)
    @given(st.randoms(use_true_random=False, note_method_calls=False))
    def bend(random: Random) -> None:
        is_taken(use, mutator.mutant(random))

    bend()


@pytest.mark.parametrize("kind", ROLES)
def test_bent_metadata(stage: Stage, kind: str) -> None:
    valid, use, _ = stage.kinds()[kind]
    mutator = Mutator(valid)
    for seed in range(30):
        is_taken(use, mutator.mutant(Random(seed)))


@pytest.mark.parametrize("kind", KINDS)
@given(st.binary(max_size=200))
def test_any_bytes(stage: Stage, kind: str, data: bytes) -> None:
    is_taken(stage.kinds()[kind].use, data)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * MAX_EDITION_BYTES,
        b'{"a":' * (MAX_EDITION_BYTES // 5),
        b'"' + b"\\u4e00" * (MAX_EDITION_BYTES // 6 - 1) + b'"',
        b"9" * MAX_EDITION_BYTES,
        b'{"format":1,' + b'"number":1,' * (MAX_EDITION_BYTES // 12),
        b"x" * (MAX_EDITION_BYTES + 1),
    ],
    ids=["nested lists", "nested objects", "one text", "one number", "one field again and again", "too long"],
)
def test_the_longest_documents(data: bytes) -> None:
    assert not is_taken(parse_edition, data)


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 1e6


@pytest.mark.long
def test_a_million_inputs(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    random = Random(20261124)
    kinds = stage.kinds()
    mutators = {kind: Mutator(what.valid) for kind, what in kinds.items()}
    before_mb, began = resident_mb(), time.perf_counter()
    taken: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    shares = list(itertools.accumulate(what.share for what in kinds.values()))
    for _ in range(MILLION):
        (kind,) = random.choices(list(kinds), cum_weights=shares)
        tried[kind] += 1
        taken[kind] += is_taken(kinds[kind].use, mutators[kind].mutant(random))
    grown_mb = resident_mb() - before_mb
    told = [
        f"{MILLION:,} inputs in {time.perf_counter() - began:.0f} s; memory grew by {grown_mb:.1f} MB",
        *(f"{kind}: {taken[kind]:,} of {tried[kind]:,} taken" for kind in kinds),
    ]
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *told, ""]))
    assert grown_mb < MOST_MB
    assert all(tried[kind] > taken[kind] > 0 for kind in KINDS)
