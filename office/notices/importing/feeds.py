"""JSON Feed 1.1, RSS and Atom as source items."""

import json
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import feedparser
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from office.notices.importing.hypertext import blocks_of, text_of
from office.notices.importing.source import AddPicture, ImportFaultError, SourceItem

_JSON_FEED: Final = "https://jsonfeed.org/version/1"
MAX_ITEMS: Final = 500  # a feed with more is an archive; import it in parts

Read = SourceItem | ImportFaultError


def read_json_feed(data: bytes, add_picture: AddPicture) -> Iterator[Read]:
    """The items of a JSON Feed, each or why it cannot be used. Raises ImportFaultError when it is no JSON Feed."""
    try:
        feed = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ImportFaultError(_("It is not valid JSON: %s") % error) from error
    if not isinstance(feed, dict) or not str(feed.get("version", "")).startswith(_JSON_FEED):
        raise ImportFaultError(_("It is JSON but not a JSON Feed: its version does not name jsonfeed.org."))
    items = feed.get("items", [])
    if not isinstance(items, list):
        raise ImportFaultError(_("Its items are not a list."))
    return (_json_item(item, str(feed.get("title", "")), add_picture) for item in items[:MAX_ITEMS])


def read_xml_feed(data: bytes, add_picture: AddPicture) -> Iterator[Read]:
    """The entries of an RSS or Atom feed. Raises ImportFaultError when it is neither."""
    feed = feedparser.parse(data)
    if not feed.version:
        raise ImportFaultError(_("It is neither RSS nor Atom."))
    title = text_of(str(feed.feed.get("title", "")))
    return (_xml_item(entry, title, add_picture) for entry in feed.entries[:MAX_ITEMS])


def _json_item(item: Any, feed_title: str, add_picture: AddPicture) -> Read:
    if not isinstance(item, dict) or not item.get("id"):
        return ImportFaultError(_("An item has no id."))
    html, text = item.get("content_html"), item.get("content_text")
    if isinstance(html, str):
        body = blocks_of(html, add_picture)
    elif isinstance(text, str):
        body = [{"kind": "paragraph", "text": line.strip()} for line in text.splitlines() if line.strip()]
    else:
        return ImportFaultError(_("Item %s has neither content_html nor content_text.") % item["id"])
    authors = item.get("authors")
    author = authors[0].get("name") if isinstance(authors, list) and authors and isinstance(authors[0], dict) else ""
    published = item.get("date_published")
    return _checked(
        SourceItem(
            id=f"feed:{item['id']}",
            title=str(item.get("title") or ""),
            body=body,
            issuer=str(author or feed_title),
            published_at=_aware(published) if isinstance(published, str) else None,
        )
    )


def _xml_item(entry: Any, feed_title: str, add_picture: AddPicture) -> Read:
    own_id = entry.get("id") or entry.get("link")
    if not own_id:
        return ImportFaultError(_("“%s” has neither an id nor a link.") % entry.get("title", ""))
    contents = entry.get("content")
    html = contents[0].get("value", "") if contents else entry.get("summary", "")
    published = entry.get("published_parsed") or entry.get("updated_parsed")
    return _checked(
        SourceItem(
            id=f"feed:{own_id}",
            title=text_of(entry.get("title", "")),
            body=blocks_of(html, add_picture),
            issuer=text_of(entry.get("author", "")) or feed_title,
            published_at=datetime.fromtimestamp(timegm(published), UTC) if published else None,
        )
    )


def _checked(item: SourceItem) -> Read:
    if not item.title.strip():
        return ImportFaultError(_("Item %s has no title.") % item.id.removeprefix("feed:"))
    if not item.body:
        return ImportFaultError(_("“%s” has no text.") % item.title)
    return item


def _aware(text: str) -> datetime | None:
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)
