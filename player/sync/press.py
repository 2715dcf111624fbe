"""From signed documents to the sealed edition: inspect, fetch pictures, draw, seal; videos come last. Knows no network.

Decides when nothing is to be done: same edition, same register, same screen, same program, nothing damaged.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Annotated, Final, NamedTuple

from msgspec import Meta

from player.durable import disk_errors_told
from player.sealed import VIDEO_SUFFIX, SealedEdition, video_name
from player.slides import Kit, find_fonts
from player.sync.blobs import VIDEO, Blobs, FetchBlob, Wanted, files_of
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
from player.sync.inspection import Fault, Inspection, inspect, screen_of
from player.sync.program import drawing_program
from player.sync.proof import Proof, write_proof
from player.sync.signature import holds
from player.sync.store import EditionStore
from player.sync.videos import Reels, Videos
from playlists.edition import Edition, blobs_named
from playlists.report import Enrolment
from playlists.screen import Screen
from playlists.wire import ContractError, Record, Sha256, decode, encode

ORIGIN_FILE: Final = "origin.json"
_MAX_ORIGIN_BYTES: Final = 4 * 1024 * 1024  # 2,000 items with a fault each


class _Told(Record, frozen=True):
    subject: str
    what: str


class Origin(Record, frozen=True):
    """Kept beside a sealed edition: for whom and by what it was made from its documents, and what was wrong.

    ``missing``: hashes of the videos that were not here yet.
    """

    enrolment: str
    program: str
    faults: Annotated[tuple[_Told, ...], Meta(max_length=10_000)] = ()
    missing: Annotated[tuple[Sha256, ...], Meta(max_length=10_000)] = ()


class Printed(NamedTuple):
    """The sealed edition, what the office should know about it, and whether it was made just now.

    ``is_fetching``: a video made way for something newer, and the next round should begin at once.
    """

    sealed: SealedEdition
    faults: tuple[Fault, ...]
    is_new: bool
    is_fetching: bool = False


class _Sheet(NamedTuple):
    """What is to be printed."""

    documents: Documents
    proof: Proof
    edition: Edition
    screen: Screen
    inspection: Inspection


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

    def print(
        self,
        documents: Documents,
        proof: Proof,
        held: SealedEdition | None,
        *,
        is_sound: bool,
        is_in_between: bool = False,
    ) -> Printed:
        """Seal what ``documents`` say, with ``proof``, unless ``held`` is that already and sound.

        ``is_in_between``: more is printed in this round, so videos wait and no file goes that may be wanted yet.

        Videos that are not here come afterwards, and are sealed when they do; until then the edition shows their
        posters. Raises FeedError, FetchError or StoreError; then ``held`` is untouched and stays on show.
        """
        origin = load_origin(held) if held else None
        is_made = bool(is_sound and held and origin and self._made(origin) and load_documents(held) == documents)
        if held and origin and is_made and not origin.missing:
            return Printed(held, _faults_of(origin), is_new=False)
        sheet = self._lay_out(documents, proof, held, origin)
        if not is_in_between:
            self.sweep(sheet.edition, held.edition if held else None)
        self._fetch_pictures(sheet)
        videos = Videos(self._blobs, sheet.inspection.items, sheet.screen, self._known(held, origin))
        if held and origin and is_made:
            printed, sealed_with = Printed(held, _faults_of(origin), is_new=False), origin.missing
        else:
            reels = videos.look()
            printed, sealed_with = self._seal(sheet, held, reels), reels.missing
        if not sealed_with or is_in_between:
            return printed
        is_fetching = videos.fetch(self._fetch_blob, self._progress)
        reels = videos.look()
        if reels.missing != sealed_with:
            printed = self._seal(sheet, printed.sealed, reels)
        return printed._replace(is_fetching=is_fetching and bool(reels.missing))

    def sweep(self, *editions: Edition | None) -> None:
        """Delete the files, and what came of files, that none of the editions names."""
        self._blobs.keep_only({blob for edition in editions if edition for blob in blobs_named(edition)})

    def _lay_out(self, documents: Documents, proof: Proof, held: SealedEdition | None, origin: Origin | None) -> _Sheet:
        content = read_content(documents)
        refuse_foreign(content, self._enrolment.group, self._former(held, origin))
        screen = screen_of(content.edition, self._enrolment.screen)
        inspection = inspect(content.edition, content.register, screen, holds)
        return _Sheet(documents, proof, content.edition, screen, inspection)

    def _seal(self, sheet: _Sheet, held: SealedEdition | None, reels: Reels) -> Printed:
        items, edition = sheet.inspection.items, sheet.edition
        with self._store.scratch() as scratch, disk_errors_told(scratch):
            draft = Draft(scratch, sheet.screen, held, self._program, edition)
            drawn = draft.draw(items, self._kit_maker(edition), self._progress)
            faults = sheet.inspection.faults + drawn.faults + reels.faults
            told = tuple(_Told(*fault) for fault in faults)
            write_documents(scratch, sheet.documents, edition)
            write_proof(scratch, sheet.proof)
            for sha256 in reels.playable:
                os.link(self._blobs.path(sha256), scratch / video_name(sha256))
            origin = Origin(self._identity, self._program, told, reels.missing)
            (scratch / ORIGIN_FILE).write_bytes(encode(origin))
            sealed = self._store.seal(scratch, sheet.screen.id)
        return Printed(sealed, faults, is_new=True)

    def _known(self, held: SealedEdition | None, origin: Origin | None) -> list[str]:
        """The videos that were looked at for the former edition, by the same program."""
        is_ours = held is not None and origin is not None and origin.program == self._program
        return [name.removesuffix(VIDEO_SUFFIX) for name in held.videos] if held and is_ours else []

    def _made(self, origin: Origin) -> bool:
        """Whether the same documents would be made into the same again."""
        return (origin.enrolment, origin.program) == (self._identity, self._program)

    def _former(self, held: SealedEdition | None, origin: Origin | None) -> Content | None:
        """What must not be gone back behind: nothing when another enrolment put it here, or it is damaged."""
        is_ours = origin is None or origin.enrolment == self._identity
        return load_content(held) if held and is_ours and held.edition.group == self._enrolment.group else None

    def _fetch_pictures(self, sheet: _Sheet) -> None:
        for item in sheet.inspection.items:
            for wanted in files_of(item):
                if wanted.kind != VIDEO:
                    self._fetch_picture(wanted, f" of item {item.id} version {item.version}")
        if sheet.edition.look.emblem:
            self._fetch_picture(Wanted(sheet.edition.look.emblem), ", the emblem")

    def _fetch_picture(self, wanted: Wanted, whose: str) -> None:
        if not self._blobs.has(wanted.sha256):
            self._blobs.fetch(wanted, partial(self._fetch_blob, wanted), f"{wanted.name}{whose}")

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


def _faults_of(origin: Origin) -> tuple[Fault, ...]:
    return tuple(Fault(told.subject, told.what) for told in origin.faults)
