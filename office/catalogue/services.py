"""Keeping the catalogue (公开目录). Decides what a catalogue file may hold and that entries in use stay."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from msgspec import Meta

from office.catalogue.models import Entry
from office.journal.services import record
from office.people.models import User
from playlists.wire import Code, Name, refuse_doubles

MAX_FILE_BYTES: Final = 1024 * 1024  # 10,000 entries of 100 bytes; real catalogues have under a hundred


class CatalogueError(Exception):
    """A catalogue file or entry cannot be used; the message is one sentence."""


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of a catalogue file."""

    code: Annotated[Code, Meta(min_length=1)]
    title: Name
    publicity_working_days: Annotated[int, Meta(ge=0, le=60)] = 0


class CatalogueFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A catalogue as it is shipped from place to place."""

    entries: Annotated[tuple[FileEntry, ...], Meta(min_length=1, max_length=2000)]

    def __post_init__(self) -> None:
        refuse_doubles(tuple(entry.code for entry in self.entries), "code")


class Loaded(NamedTuple):
    """What loading a file did."""

    added: int
    changed: int
    unchanged: int


def read_catalogue(path: Path) -> CatalogueFile:
    """Read a ``.toml`` or ``.json`` catalogue. Raises CatalogueError naming what is wrong where."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CatalogueError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MAX_FILE_BYTES:
        raise CatalogueError(f"{path} has more than {MAX_FILE_BYTES:,} bytes")
    try:
        plain: Any = json.loads(data) if path.suffix == ".json" else tomllib.loads(data.decode())
        return msgspec.convert(plain, CatalogueFile)
    except (
        ValueError,
        RecursionError,
        msgspec.ValidationError,
    ) as error:  # syntax errors are ValueErrors
        raise CatalogueError(f"{path}: {error}") from error


@transaction.atomic
def load_catalogue(by: User | None, catalogue: CatalogueFile) -> Loaded:
    """Add the file's entries and bring known ones up to date; entries it does not name stay."""
    known = {entry.code: entry for entry in Entry.objects.all()}
    added = changed = 0
    for wanted in catalogue.entries:
        entry = known.get(wanted.code)
        if entry is None:
            added += 1
        elif (entry.title, entry.publicity_working_days) != (wanted.title, wanted.publicity_working_days):
            changed += 1
        else:
            continue
        save_entry(by, entry or Entry(), wanted.code, wanted.title, wanted.publicity_working_days)
    return Loaded(added, changed, len(catalogue.entries) - added - changed)


@transaction.atomic
def save_entry(by: User | None, entry: Entry, code: str, title: str, publicity_working_days: int) -> Entry:
    """Add (an unsaved ``entry``) or change one. Raises CatalogueError."""
    is_new = entry.pk is None
    entry.code, entry.title, entry.publicity_working_days = code, title, publicity_working_days
    try:
        entry.full_clean()
    except ValidationError as error:
        raise CatalogueError("; ".join(error.messages)) from error
    entry.save()
    record(
        by,
        "catalogue.added" if is_new else "catalogue.changed",
        f"catalogue:{code}",
        title=title,
        publicity_working_days=publicity_working_days,
    )
    return entry


@transaction.atomic
def delete_entry(by: User, entry: Entry) -> None:
    """Take an entry out of the catalogue. Raises CatalogueError when a notice or a playlist uses it."""
    code, title = entry.code, entry.title
    try:
        entry.delete()
    except ProtectedError as error:
        raise CatalogueError(_("It is in use by notices or playlists, so it stays.")) from error
    record(by, "catalogue.deleted", f"catalogue:{code}", title=title)
