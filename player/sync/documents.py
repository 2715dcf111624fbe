"""What an edition is made of: the signed documents, read, kept beside the sealed edition, and laid together.

Decides that a set of documents is consistent and never goes back behind the former one. Who signed them was The Update
Framework's to find out; what of their content may be shown is ``inspection``'s.
"""

from pathlib import Path
from typing import Final, NamedTuple

from player.errors import FeedError, StoreError
from player.sealed import EDITION_FILE, SealedEdition
from playlists.approval import Register
from playlists.edition import Edition, parse_edition
from playlists.urgent import fault_of_rules, laid_over
from playlists.wire import MAX_REGISTER_BYTES, ContractError, decode, encode

BASE_FILE: Final = "base.json"
URGENT_FILE: Final = "urgent.json"
REGISTER_FILE: Final = "register.json"


class Documents(NamedTuple):
    """A group's edition, the approvers' register and the group's urgent edition (empty: none yet), as signed."""

    edition: bytes
    register: bytes
    urgent: bytes = b""


class Content(NamedTuple):
    """What documents say."""

    base: Edition
    urgent: Edition | None
    register: Register

    @property
    def edition(self) -> Edition:
        """What is to be shown: the urgent edition laid over the other."""
        return laid_over(self.base, self.urgent)


def read_content(documents: Documents) -> Content:
    """Read the documents and all that they make together. Raises FeedError."""
    try:
        register = decode(Register, documents.register, limit=MAX_REGISTER_BYTES, what="the approvers' register")
        urgent = parse_edition(documents.urgent) if documents.urgent else None
        content = Content(parse_edition(documents.edition), urgent, register)
        parse_edition(encode(content.edition))  # two editions within the limits can exceed them together
    except ContractError as error:
        raise FeedError(f"{error}; the edition on show stays") from error
    return content


def refuse_foreign(content: Content, group: str, former: Content | None) -> None:
    """Raise FeedError when a document is another group's, of the wrong kind, or no later than ``former``'s.

    ``former``'s own may come again: they are made anew when the register, the program or the disk asks for that.
    """
    _refuse(content.base, group, former.base if former else None, is_urgent=False)
    if content.urgent is not None:
        _refuse(content.urgent, group, former.urgent if former else None, is_urgent=True)
    elif former is not None and former.urgent is not None:
        raise FeedError(f"the feed no longer has urgent edition {former.urgent.number}; the old one stays")


def write_documents(folder: Path, documents: Documents, edition: Edition) -> None:
    """Put them, and the edition that they make, among the files to be sealed."""
    (folder / EDITION_FILE).write_bytes(encode(edition))
    (folder / BASE_FILE).write_bytes(documents.edition)
    (folder / REGISTER_FILE).write_bytes(documents.register)
    (folder / URGENT_FILE).write_bytes(documents.urgent)


def load_documents(held: SealedEdition) -> Documents | None:
    """The documents that a sealed edition was made of; None when they do not read."""
    try:
        return Documents(*held.read_files(BASE_FILE, REGISTER_FILE, URGENT_FILE))
    except StoreError:
        return None


def load_content(held: SealedEdition) -> Content | None:
    """What the documents of a sealed edition say; None when they do not read."""
    documents = load_documents(held)
    try:
        return read_content(documents) if documents else None
    except FeedError:
        return None


def _refuse(edition: Edition, group: str, former: Edition | None, *, is_urgent: bool) -> None:
    if edition.group != group:
        raise FeedError(f"edition {edition.number} is for group {edition.group}, not for {group}; the old one stays")
    fault = fault_of_rules(edition, is_urgent=is_urgent)
    if fault:
        raise FeedError(f"{fault}, which its key may not sign; the old one stays")
    if former is not None and edition.number < former.number:
        raise FeedError(f"edition {edition.number} is older than edition {former.number}, which stays")
    if former is not None and edition.number == former.number and edition != former:
        raise FeedError(f"edition {edition.number} came with other content than before; the old one stays")
