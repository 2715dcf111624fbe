"""A sample's Markdown file as what a drafter would have typed. Decides dates; ``player.slides`` reads the Markdown."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Final

from office.catalogue.models import Entry
from office.notices.documents import DocumentRefusedError, store_document
from office.notices.item import ZONE
from office.notices.models import Version
from office.notices.pictures import PictureError, store_picture
from office.notices.services import Content, with_words
from office.people.models import User
from office.sample.programme_file import ItemEntry, SampleError
from player.slides.markdown import MarkdownError, read_markdown
from playlists.act import Correction
from playlists.item import Item
from playlists.wire import to_plain

_MORNING: Final = time(8, 30)  # when the office's day begins


def draft_of(folder: Path, entry: ItemEntry, person: User, at: datetime) -> Content:
    """The content of an entry's file, its pictures stored. Raises SampleError naming the file."""
    path = folder / entry.file
    item = _read(path, person)
    since = shown_from(entry.age_days, at)
    return Content(
        title=item.title,
        issuer=item.issuer,
        entry=_entry(entry, path),
        shown_from=since,
        shown_until=since + timedelta(days=entry.lasts_days) if entry.lasts_days else None,
        audience=entry.audience,
        timing=entry.timing,
        stage=entry.stage,
        contact=item.contact,
        opinions=entry.opinions,
        publicity_working_days=entry.publicity_working_days,
        body=to_plain(item)["body"],
    )


def is_correction(path: Path, person: User) -> bool:
    """Whether the file corrects something; else it withdraws it. Raises SampleError naming the file."""
    return isinstance(_read(path, person).act, Correction)


def act_content(path: Path, draft: Version, person: User) -> Content:
    """The draft of a correction or a withdrawal with the words of a file. Raises SampleError naming the file."""
    item = _read(path, person)
    if item.act is None:
        raise SampleError(f"{path} neither corrects nor withdraws anything")
    changes = item.act.changes if isinstance(item.act, Correction) else ()
    act = with_words(draft.act, item.act.reason, [(change.wrong, change.right) for change in changes])
    return replace(Content.of(draft), title=item.title, body=to_plain(item)["body"], act=act)


def _read(path: Path, person: User) -> Item:
    def add_picture(name: str) -> str:
        return store_picture((path.parent / name).read_bytes(), Path(name).name, person).sha256

    def add_document(name: str, pages: str) -> list[str]:
        kept = store_document((path.parent / name).read_bytes(), pages, Path(name).name, person)
        return [one.sha256 for one in kept]

    try:
        return read_markdown(path.read_text("utf-8"), add_picture=add_picture, add_document=add_document)
    except (OSError, UnicodeDecodeError, MarkdownError, PictureError, DocumentRefusedError) as error:
        raise SampleError(f"{path} cannot be loaded: {error}") from error


def shown_from(age_days: int, at: datetime) -> datetime:
    """The morning ``age_days`` before ``at``; today's only if it has come, else midnight, so that it is shown now."""
    day = at.astimezone(ZONE).date() - timedelta(days=age_days)
    morning = datetime.combine(day, _MORNING, ZONE)
    return morning if morning <= at else datetime.combine(day, time(0), ZONE)


def _entry(entry: ItemEntry, path: Path) -> Entry:
    found = Entry.objects.filter(code=entry.entry).first()
    if found is None:
        raise SampleError(f"{path} belongs to the catalogue entry {entry.entry}, which the catalogue does not have")
    return found
