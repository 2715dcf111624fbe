"""One round of syncing: what the feed holds now becomes the edition on show, or the old one stays.

Decides the order: mend what is damaged from what is here, ask the feed, verify, print what is urgent before anything
else is fetched, print the rest, remember the time. Sending reports comes afterwards and is the command's.
"""

import logging
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from player.durable import disk_errors_told
from player.errors import FeedError, FetchError, PlayerError, StoreError
from player.sealed import SealedEdition
from player.sync import trusted_time
from player.sync.blobs import Wanted
from player.sync.documents import Documents, load_documents
from player.sync.enrolment import identity_of
from player.sync.feed_client import FeedClient, FeedPlace, Source, fetch_blob
from player.sync.lookout import LOOK_EVERY_S, Lookout
from player.sync.press import Press, Printed
from player.sync.proof import Proof, fault_of_sealed, load_proof
from player.sync.store import EditionStore
from player.sync.transfer import Part
from playlists.feed import (
    EDITIONS_ROLE,
    REGISTER_ROLE,
    REGISTER_TARGET,
    URGENT_ROLE,
    edition_target,
    urgent_target,
)
from playlists.report import Enrolment

FEED_FOLDER: Final = "feed"  # <state>/feed/<enrolment>/: the metadata that was verified
GLANCE_FOLDER: Final = "glance"
HEAL_FILE: Final = "heal"  # show makes it when a sealed file turned out damaged

_log = logging.getLogger(__name__)


class Round:
    """Built once per round. Use it while the store is locked."""

    def __init__(
        self,
        state: Path,
        enrolment: Enrolment,
        root: bytes,
        connection: Source,
        *,
        at: datetime,
        environ: Mapping[str, str],
        progress: Callable[[], None],
        meanwhile: Callable[[], bool] = lambda: False,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """``at`` is the clock's time; ``progress`` is called after each item that was drawn.

        ``meanwhile`` is done each ``look_every_s`` while files come, and says whether the round has to end.
        """
        self._state, self._enrolment, self._root, self._connection = state, enrolment, root, connection
        self._environ = environ
        self._kept = state / FEED_FOLDER / identity_of(enrolment)
        self._time = trusted_time.reference_time(state, at)
        self._store = EditionStore(state)
        self._press = Press(state, enrolment, environ=environ, fetch_blob=self._fetch_blob, progress=progress)
        self._meanwhile, self._lookout = meanwhile, Lookout(self._look, look_every_s)
        self._bench = Path()
        self._known: dict[str, bytes] = {}  # the documents that are being printed, by target

    def run(self, *, is_doubted: bool) -> Printed:
        """Do it; when ``is_doubted`` all that is sealed is looked at. Raises FeedError, FetchError or StoreError.

        Raises UnfinishedError when a large file made way: another round should begin at once.
        """
        with disk_errors_told(self._state):
            held = self._store.current()
            if is_doubted:
                self._store.tidy()
            is_sound = held is None or not is_doubted or self._is_sound(held)
            held = self._store.current() if is_doubted else held  # as it was mended
            with self._store.workbench(self._environ) as bench, self._feed(bench) as feed:
                self._bench = bench
                feed.refresh()
                urgent = self._print_urgent(feed, held)
                printed = self._print_all(feed, urgent or held, is_sound=is_sound or bool(urgent))
            if urgent:  # laid over the edition before anything could go
                self._press.sweep(printed.sealed.edition, held.edition if held else None)
            self._forget_other_enrolments()
            return printed._replace(is_new=printed.is_new or bool(urgent))

    def _is_sound(self, held: SealedEdition) -> bool:
        """Whether all that is sealed is whole, if need be after mending. Raises StoreError when it is forged."""
        self._refuse_forged(held)
        return self._store.is_whole(held) or self._mend(held)

    def _refuse_forged(self, held: SealedEdition) -> None:
        """Take off what nobody signed or approved, without asking the network. Raises StoreError after that."""
        fault = fault_of_sealed(held, self._enrolment, self._root, self._kept)
        if fault:
            self._store.withdraw()
            raise StoreError(f"edition {held.edition.number} on this disk: {fault}; it is taken off and fetched anew")

    def _mend(self, held: SealedEdition) -> bool:
        """Draw what is damaged anew from what is here, without the network; whether that worked."""
        documents, proof = load_documents(held), load_proof(held)
        if documents is None or proof is None:
            return False
        try:
            self._press.print(documents, proof, held, is_sound=False, is_in_between=True)
        except (FeedError, FetchError) as error:
            _log.warning("edition %d is damaged and cannot be mended from here: %s", held.edition.number, error)
            return False
        _log.warning("edition %d was damaged on disk and is whole again", held.edition.number)
        return True

    def _feed(self, bench: Path) -> FeedClient:
        return FeedClient(
            self._kept,
            bench / FEED_FOLDER,
            place=FeedPlace.below(self._enrolment.feed),
            root=self._root,
            connection=self._connection,
            at=self._time,
        )

    def _print_urgent(self, feed: FeedClient, held: SealedEdition | None) -> SealedEdition | None:
        """Lay a new urgent edition over the one on show, before anything large is fetched; None when there is none.

        Whatever is wrong with that comes up again when all of it is printed.
        """
        here, former = (load_documents(held), load_proof(held)) if held else (None, None)
        if here is None or former is None:
            return None
        urgent = feed.fetch_if_any(urgent_target(self._enrolment.group), here.urgent)
        if urgent in (None, here.urgent):
            return None
        self._known = {urgent_target(self._enrolment.group): urgent or b""}
        register = feed.fetch(REGISTER_TARGET, here.register)
        vouchers = {role: feed.voucher(role) for role in (REGISTER_ROLE, URGENT_ROLE)}
        proof = Proof(feed.root_version, former.vouchers | vouchers)
        documents = Documents(here.edition, register, urgent)
        try:
            return self._press.print(documents, proof, held, is_sound=True, is_in_between=True).sealed
        except FeedError as error:
            _log.warning("the urgent edition cannot be laid over the one on show: %s", error)
            return None

    def _print_all(self, feed: FeedClient, held: SealedEdition | None, *, is_sound: bool) -> Printed:
        here = (load_documents(held) if held else None) or Documents(b"", b"")
        register = feed.fetch(REGISTER_TARGET, here.register)
        edition = feed.fetch(edition_target(self._enrolment.group), here.edition)
        urgent = feed.fetch_if_any(urgent_target(self._enrolment.group), here.urgent) or b""
        self._known = {edition_target(self._enrolment.group): edition, urgent_target(self._enrolment.group): urgent}
        trusted_time.remember_good(self._state, self._time)
        former = load_proof(held) if held else None
        is_vouched = former is not None and former.root == feed.root_version
        roles = (EDITIONS_ROLE, REGISTER_ROLE, *([URGENT_ROLE] if urgent else []))
        proof = Proof(feed.root_version, {role: feed.voucher(role) for role in roles})
        documents = Documents(edition, register, urgent)
        return self._press.print(documents, proof, held, is_sound=is_sound and is_vouched)

    def _forget_other_enrolments(self) -> None:
        for folder in (self._state / FEED_FOLDER).iterdir():
            if folder.name != identity_of(self._enrolment):
                shutil.rmtree(folder, ignore_errors=True)

    def _fetch_blob(self, wanted: Wanted, start: int) -> Part:
        part = fetch_blob(self._connection, self._enrolment.feed, self._enrolment.group, wanted, start)
        return part._replace(chunks=self._lookout.over(part.chunks))

    def _look(self) -> str:
        """While a large file comes: why it has to make way; empty when it need not."""
        if self._meanwhile():
            return "something else is to be done"
        return "the feed has something newer" if self._is_outdated() else ""

    def _is_outdated(self) -> bool:
        """Whether the feed has newer documents than those that are being printed. A feed that does not answer has not.

        Nothing of it is kept: what it found, the next round verifies for good.
        """
        if not self._known:
            return False
        glance = FeedClient(
            self._bench / FEED_FOLDER,
            self._bench / GLANCE_FOLDER,
            place=FeedPlace.below(self._enrolment.feed),
            root=self._root,
            connection=self._connection,
            at=self._time,
            is_glance=True,
        )
        try:
            with glance as feed:
                feed.refresh()
                return any(feed.has_other(target, held) for target, held in self._known.items())
        except PlayerError as error:
            _log.debug("the feed was looked at in vain: %s", error)
            return False
