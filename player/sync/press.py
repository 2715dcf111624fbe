"""From signed documents to the sealed edition: inspect, fetch pictures, draw, seal. Knows no network.

Decides when nothing is to be done: same edition, same register, same screen, same program, nothing damaged.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from player.durable import disk_errors_told
from player.sealed import SealedEdition
from player.slides import Kit, find_fonts
from player.sync.blobs import Blobs
from player.sync.documents import (
    Content,
    Documents,
    load_content,
    load_documents,
    read_content,
    refuse_foreign,
    write_documents,
)
from player.sync.draft import Draft
from player.sync.enrolment import identity_of
from player.sync.inspection import Fault, inspect, screen_of
from player.sync.program import drawing_program
from player.sync.proof import Proof, write_proof
from player.sync.signature import holds
from player.sync.store import EditionStore
from playlists.edition import Edition, blobs_named
from playlists.item import Item, blobs_of
from playlists.look import Look
from playlists.report import Enrolment
from playlists.wire import ContractError, Record, decode, encode

ORIGIN_FILE: Final = "origin.json"
_MAX_ORIGIN_BYTES: Final = 4 * 1024 * 1024  # 2,000 items with a fault each

FetchBlob = Callable[[str], Iterator[bytes]]
"""SHA-256 -> the blob's bytes as they come. Raises FetchError or FeedError."""


class _Told(Record, frozen=True):
    subject: str
    what: str


class Origin(Record, frozen=True):
    """Kept beside a sealed edition: for whom and by what it was made from its documents, and what was wrong."""

    enrolment: str
    program: str
    faults: Annotated[tuple[_Told, ...], Meta(max_length=10_000)] = ()


class Printed(NamedTuple):
    """The sealed edition, what the office should know about it, and whether it was made just now."""

    sealed: SealedEdition
    faults: tuple[Fault, ...]
    is_new: bool


class Press:
    """Makes sealed editions for one enrolled screen."""

    def __init__(
        self,
        state: Path,
        enrolment: Enrolment,
        *,
        environ: Mapping[str, str],
        fetch_blob: FetchBlob,
        progress: Callable[[], None] = lambda: None,
    ) -> None:
        """``progress`` is called after each item that was drawn."""
        self._enrolment, self._environ = enrolment, environ
        self._store, self._blobs = EditionStore(state), Blobs(state)
        self._fetch_blob, self._progress = fetch_blob, progress
        self._identity, self._program = identity_of(enrolment), drawing_program(environ)

    def print(self, documents: Documents, proof: Proof, held: SealedEdition | None, *, is_sound: bool) -> Printed:
        """Seal what ``documents`` say, with ``proof``, unless ``held`` is that already and sound.

        Raises FeedError, FetchError or StoreError; then ``held`` is untouched and stays on show.
        """
        origin = load_origin(held) if held else None
        if held and is_sound and origin and self._made(origin) and load_documents(held) == documents:
            return Printed(held, _faults_of(origin), is_new=False)
        content = read_content(documents)
        refuse_foreign(content, self._enrolment.group, self._former(held, origin))
        edition = content.edition
        screen = screen_of(edition, self._enrolment.screen)
        inspection = inspect(edition, content.register, screen, holds)
        self._fetch_blobs(inspection.items)
        self._fetch_emblem(edition.look)
        with self._store.scratch() as scratch, disk_errors_told(scratch):
            draft = Draft(scratch, screen, held, self._program, edition)
            drawn = draft.draw(inspection.items, self._kit_maker(edition), self._progress)
            faults = inspection.faults + drawn.faults
            told = tuple(_Told(*fault) for fault in faults)
            write_documents(scratch, documents, edition)
            write_proof(scratch, proof)
            (scratch / ORIGIN_FILE).write_bytes(encode(Origin(self._identity, self._program, told)))
            sealed = self._store.seal(scratch, screen.id)
        self._blobs.keep_only(_blobs_of(sealed.edition, held.edition if held else None))
        return Printed(sealed, faults, is_new=True)

    def _made(self, origin: Origin) -> bool:
        """Whether the same documents would be made into the same again."""
        return (origin.enrolment, origin.program) == (self._identity, self._program)

    def _former(self, held: SealedEdition | None, origin: Origin | None) -> Content | None:
        """What must not be gone back behind: nothing when another enrolment put it here, or it is damaged."""
        is_ours = origin is None or origin.enrolment == self._identity
        return load_content(held) if held and is_ours and held.edition.group == self._enrolment.group else None

    def _fetch_blobs(self, items: Iterable[Item]) -> None:
        for item in items:
            for sha256 in blobs_of(item):
                if not self._blobs.has(sha256):
                    what = f"picture {sha256[:12]} of item {item.id} version {item.version}"
                    self._blobs.keep(sha256, self._fetch_blob(sha256), what)

    def _fetch_emblem(self, look: Look) -> None:
        if look.emblem and not self._blobs.has(look.emblem):
            self._blobs.keep(look.emblem, self._fetch_blob(look.emblem), f"picture {look.emblem[:12]}, the emblem")

    def _kit_maker(self, edition: Edition) -> Callable[[], Kit]:
        """Fonts are opened when the first slide has to be drawn, and once."""
        return cache(
            lambda: Kit(
                find_fonts(self._environ), edition.organisation, self._blobs.read, edition.look, edition.workdays
            )
        )


def load_origin(held: SealedEdition) -> Origin | None:
    """What a sealed edition was made of; None when that does not read."""
    try:
        data = (held.folder / ORIGIN_FILE).read_bytes()
        return decode(Origin, data, limit=_MAX_ORIGIN_BYTES, what=ORIGIN_FILE)
    except (OSError, ContractError):
        return None


def _blobs_of(*editions: Edition | None) -> set[str]:
    return {blob for edition in editions if edition for blob in blobs_named(edition)}


def _faults_of(origin: Origin) -> tuple[Fault, ...]:
    return tuple(Fault(told.subject, told.what) for told in origin.faults)
