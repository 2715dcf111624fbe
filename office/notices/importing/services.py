"""Importing a source: reads it, makes a draft of each item that is new, tells what came of each."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from django.utils import timezone
from django.utils.translation import gettext as _

from office.catalogue.models import Entry
from office.notices.documents import DocumentRefusedError, store_document
from office.notices.errors import StepRefusedError
from office.notices.importing.feeds import read_json_feed, read_xml_feed
from office.notices.importing.fetch import fetch, read_file
from office.notices.importing.markdown import read_item
from office.notices.importing.source import Files, ImportFaultError, SourceItem
from office.notices.models import Version
from office.notices.pictures import MAX_UPLOAD_BYTES, PictureError, store_picture
from office.notices.services import Content, draft_notice
from office.people.models import User
from office.publishing.models import Organisation
from player.documents import MAX_PDF_BYTES

Read = SourceItem | ImportFaultError
Load = Callable[[str, int], bytes]
"""Address of a file as the source has it, and the most bytes to read -> the bytes. Raises ImportFaultError."""

_MARKDOWN: Final = (".md", ".markdown")
_MAX_TITLE, _MAX_SOURCE = 200, 500  # characters that the database keeps


class Outcome(NamedTuple):
    """What came of one item: a draft, known already, or a fault in one sentence."""

    title: str
    version: Version | None = None
    is_known: bool = False
    fault: str = ""


def import_from(place: str, person: User, entry: Entry | None) -> Iterator[Outcome]:
    """Import a file, a folder of Markdown files, or an address. ``entry`` is for items whose source names none.

    Raises ImportFaultError when there is nothing to begin with; a bad item does not stop the others.
    """
    return _draft_all(_read_place(place, person), person, entry)


def import_upload(name: str, data: bytes, person: User, entry: Entry | None) -> list[Outcome]:
    """Import a file that came through the browser. Its pictures stay out: the office fetches nothing it names."""

    def no_picture(address: str) -> str:
        raise ImportFaultError(_("The picture %s is not part of the file.") % address[:100])

    def no_document(address: str, pages: str) -> list[str]:  # noqa: ARG001 (the port's signature)
        raise ImportFaultError(_("The PDF %s is not part of the file.") % address[:100])

    files = Files(no_picture, no_document)
    safe_name = PurePosixPath(name).name or "upload"
    return list(_draft_all(_read_document(data, safe_name, f"upload:{safe_name}", files), person, entry))


def _read_place(place: str, person: User) -> Iterable[Read]:
    if place.lower().startswith(("http://", "https://")):
        data = fetch(place)
        return _read_document(data, urlsplit(place).path, f"markdown:{place}", _files_of(_fetcher(place), person))
    path = Path(place)
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in _MARKDOWN and file.is_file())
        if not files:
            raise ImportFaultError(_("%s holds no .md files.") % place)
        return (read for file in files for read in _read_one(file, person))
    return _read_document(read_file(path), path.name, _file_id(path), _files_of(_reader(path), person))


def _read_one(file: Path, person: User) -> Iterator[Read]:
    try:
        yield from _read_document(read_file(file), file.name, _file_id(file), _files_of(_reader(file), person))
    except ImportFaultError as error:
        yield ImportFaultError(f"{file.name}: {error}")


def _read_document(data: bytes, name: str, source_id: str, files: Files) -> Iterable[Read]:
    """Tell the formats apart: Markdown by its name or its first line, JSON and XML by their first character."""
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:4]
    if name.endswith(_MARKDOWN) or start.startswith(b"---"):
        return [read_item(data, source_id, files)]
    if start.startswith(b"{"):
        return read_json_feed(data, files.add_picture)
    if start.startswith(b"<"):
        return read_xml_feed(data, files.add_picture)
    raise ImportFaultError(_("It is none of Markdown with front matter, JSON Feed, RSS, Atom."))


def _draft_all(items: Iterable[Read], person: User, entry: Entry | None) -> Iterator[Outcome]:
    for item in items:
        if isinstance(item, ImportFaultError):
            yield Outcome("—", fault=str(item))
        elif Version.objects.filter(source=item.id[:_MAX_SOURCE]).exists():
            yield Outcome(item.title, is_known=True)
        else:
            yield _draft(item, person, entry)


def _draft(item: SourceItem, person: User, default: Entry | None) -> Outcome:
    entry = Entry.objects.filter(code=item.entry).first() if item.entry else default
    if entry is None:
        unknown = _("The catalogue has no entry %s.") % item.entry
        return Outcome(
            item.title, fault=unknown if item.entry else _("It names no catalogue entry; choose one for it.")
        )
    organisation = Organisation.objects.first()
    content = Content(
        title=item.title[:_MAX_TITLE],
        issuer=(item.issuer or (organisation.name if organisation else "") or str(person))[:_MAX_TITLE],
        entry=entry,
        shown_from=item.published_at or timezone.now().replace(second=0, microsecond=0),
        body=item.body,
        **item.fields,
    )
    try:
        return Outcome(item.title, version=draft_notice(person, content, source=item.id[:_MAX_SOURCE]))
    except StepRefusedError as error:
        return Outcome(item.title, fault=str(error))


def _file_id(path: Path) -> str:
    return f"markdown:{path.resolve()}"


def _reader(file: Path) -> Load:
    """Files in the file's own folder or below; others, and those of feeds on the web, by their address."""

    def load(address: str, limit: int) -> bytes:
        if urlsplit(address).scheme:
            return fetch(address, limit)
        folder = file.resolve().parent
        path = (folder / address).resolve()
        if not path.is_relative_to(folder):
            raise ImportFaultError(_("%s lies outside the folder of its file.") % address)
        return read_file(path, limit)

    return load


def _fetcher(base: str) -> Load:
    return lambda address, limit: fetch(urljoin(base, address), limit)


def _files_of(load: Load, person: User) -> Files:
    def add_picture(address: str) -> str:
        name = address.rsplit("/", 1)[-1]
        try:
            return store_picture(load(address, MAX_UPLOAD_BYTES), name, person).sha256
        except PictureError as error:
            raise ImportFaultError(_("Picture %(name)s: %(why)s") % {"name": name, "why": error}) from error

    def add_document(address: str, pages: str) -> list[str]:
        name = address.rsplit("/", 1)[-1]
        try:
            kept = store_document(load(address, MAX_PDF_BYTES), pages, name, person)
        except DocumentRefusedError as error:
            raise ImportFaultError(f"{name}: {error}") from error
        return [one.sha256 for one in kept]

    return Files(add_picture, add_document)
