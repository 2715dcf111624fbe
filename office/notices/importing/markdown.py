"""Markdown files with front matter as source items; the format is the typesetter's (docs/markdown.md)."""

from collections.abc import Callable
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from office.notices.importing.source import Files, ImportFaultError, SourceItem
from player.slides.markdown import MarkdownError, read_markdown
from playlists.item import Item

NO_ENTRY = "0"  # what read_markdown gives a file that names no catalogue entry
_NO_ISSUER = "（未注明发布单位）"  # likewise for the issuer
_NO_DATE_YEAR = 2000  # likewise for the date


def read_item(data: bytes, source_id: str, files: Files) -> SourceItem:
    """One file's item. Raises ImportFaultError naming the line."""
    try:
        text = data.decode("utf-8-sig")
        add_picture, add_document = (_as_value_error(add) for add in files)
        item = read_markdown(text, add_picture=add_picture, add_document=add_document)
    except UnicodeDecodeError as error:
        raise ImportFaultError(_("It is not UTF-8 text; save it as UTF-8.")) from error
    except MarkdownError as error:
        raise ImportFaultError(str(error)) from error
    if item.act:
        raise ImportFaultError(_("A correction or withdrawal is begun on the page of the notice it is about."))
    return SourceItem(
        id=source_id,
        title=item.title,
        body=msgspec.to_builtins(item.body),
        issuer="" if item.issuer == _NO_ISSUER else item.issuer,
        entry="" if item.entry.code == NO_ENTRY else item.entry.code,
        published_at=None if item.shown_from.year == _NO_DATE_YEAR else item.shown_from,
        fields=_fields(item),
    )


def _fields(item: Item) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "audience": item.audience.value,
        "timing": item.timing.value,
        "stage": item.stage.value,
        "shown_until": item.shown_until,
        "contact": item.contact,
    }
    if item.publicity:
        fields["publicity_begins"] = item.publicity.begins
        fields["publicity_working_days"] = item.publicity.working_days
    return fields


def _as_value_error(add: Callable[..., Any]) -> Callable[..., Any]:
    """The typesetter's ports want ValueError for a file that cannot be had."""

    def added(*words: str) -> object:
        try:
            return add(*words)
        except ImportFaultError as error:
            raise ValueError(str(error)) from error

    return added
