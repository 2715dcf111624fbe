"""Strict decoding: what is refused, and how the refusal names the field."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.edition import Edition, parse_edition
from playlists.item import MAX_PAGES, Audience, Document, Item, Paragraph, Picture, blobs_of, digest
from playlists.playlist import ItemEntry, Playlist
from playlists.report import Reports
from playlists.schema import schema
from playlists.screen import Screen
from playlists.wire import MAX_EDITION_BYTES, ContractError, decode, encode, to_plain
from tests.playlists.programmes import make_edition, make_item, make_rule, programmes

SCHEMA_FILE = Path(__file__).parents[2] / "docs" / "feed.schema.json"
PUBLISHED = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text("utf-8")))


def edition_with(**item_changes: object) -> bytes:
    edition = to_plain(make_edition(items=(make_item("a"),)))
    edition["items"][0].update(item_changes)
    return json.dumps(edition).encode()


def test_an_edition_survives_the_wire_unchanged() -> None:
    edition = make_edition(
        items=(make_item("a"),), playlists=(Playlist("p", "p", (ItemEntry("a"),)),), rules=(make_rule("r", "p"),)
    )
    assert parse_edition(encode(edition)) == edition


@given(programmes())
def test_any_edition_survives_the_wire_unchanged(programme: tuple[Edition, object]) -> None:
    assert parse_edition(encode(programme[0])) == programme[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": 7}, "$.items[0].title"),
        ({"title": "a\u0000b"}, "$.items[0].title"),
        ({"audience": "everybody"}, "$.items[0].audience"),
        ({"shown_from": "2026-09-21T08:00:00"}, "$.items[0].shown_from"),
        ({"secret": 1}, "secret"),
        ({"shown_until": "2000-01-01T00:00:00Z"}, "shown until"),
        ({"body": [{"kind": "marquee", "text": "x"}]}, "$.items[0].body[0]"),
        ({"body": [{"kind": "table", "header": ["a", "b"], "rows": [["1"]]}]}, "row 1 has 1 cells"),
        ({"link": "javascript:alert(1)"}, "$.items[0].link"),
        ({"id": "../../etc/passwd"}, "$.items[0].id"),
        ({"version": 0}, "$.items[0].version"),
        ({"version": 2**53}, "$.items[0].version"),
        ({"shown_from": "1999-12-31T23:59:59Z"}, "is not between the years 2000 and 2200"),
        ({"shown_until": "2200-01-01T00:00:00Z"}, "is not between the years 2000 and 2200"),
    ],
)
def test_a_fault_is_told_with_the_fields_name(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ContractError) as caught:
        parse_edition(edition_with(**changes))
    assert told in str(caught.value)
    assert str(caught.value).startswith("edition")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"items": (make_item("a"), make_item("a"))}, "item 'a' stands twice"),
        ({"playlists": (Playlist("p", "p", (ItemEntry("ghost"),)),)}, "names item ghost"),
        ({"rules": (make_rule("r", "ghost"),)}, "names playlist ghost"),
        ({"made_at": datetime(9999, 12, 31, tzinfo=UTC)}, "is not between the years"),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(changes: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make_edition(**changes)


@pytest.mark.parametrize("border", ["since", "until"])
@pytest.mark.parametrize("time", [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59)])
def test_a_rule_that_no_calendar_can_carry_out_is_refused(border: str, time: datetime) -> None:
    with pytest.raises(ValueError, match="is not between the years"):
        make_rule("r", "p", **{border: time})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"items":' * 50_000,
        b"<html><body>Please log in</body></html>",
    ],
)
def test_garbage_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(ContractError):
        parse_edition(data)


def test_a_document_over_its_limit_is_not_even_parsed() -> None:
    with pytest.raises(ContractError, match="at most 16,777,216"):
        parse_edition(b" " * (MAX_EDITION_BYTES + 1))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_contract_error(data: bytes) -> None:
    with contextlib.suppress(ContractError):
        decode(Reports, data, limit=200, what="reports")


def test_the_digest_covers_everything_but_the_approvals() -> None:
    item = make_item("a")
    changed = msgspec.structs.replace(item, title="另一个标题")
    assert digest(item) == digest(msgspec.json.decode(encode(item), type=Item))
    assert digest(item) != digest(changed)
    assert len(digest(item)) == 64


def test_the_digest_is_the_published_one() -> None:
    """A known answer, so that a change of library or field order cannot go unnoticed: it would void every approval."""
    item = make_item("a", shown_from=datetime(2026, 1, 1, tzinfo=UTC))
    assert digest(item) == "067359711a496d97ab7f2389978d915dc6383670132884bed380ebecac4b5a17"


def test_an_audience_sees_what_is_for_it_and_for_wider_ones() -> None:
    may_see = {screen: {item for item in Audience if screen.may_see(item)} for screen in Audience}
    assert may_see == {
        Audience.MEMBERS: {Audience.MEMBERS, Audience.UNIT, Audience.PUBLIC},
        Audience.UNIT: {Audience.UNIT, Audience.PUBLIC},
        Audience.PUBLIC: {Audience.PUBLIC},
    }


def test_an_items_files_are_named_once_in_order() -> None:
    first, second = "1" * 64, "2" * 64
    body = (Picture(second), Paragraph("文"), Picture(first), Picture(second))
    assert blobs_of(make_item("a", body=body)) == (second, first)


def test_the_pages_of_a_document_are_among_an_items_files() -> None:
    first, second = "1" * 64, "2" * 64
    body = (Document((first, second, first)), Picture(second))
    assert blobs_of(make_item("a", body=body)) == (first, second)


@pytest.mark.parametrize("pages", [0, MAX_PAGES + 1])
def test_a_document_has_pages_and_not_too_many(pages: int) -> None:
    body = encode(make_item("a", body=(Document(("1" * 64,) * pages),)))
    with pytest.raises(ContractError, match="pages"):
        decode(Item, body, limit=10_000, what="item")


def test_the_published_schema_is_current() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == schema()


@given(programmes())
def test_the_published_schema_accepts_what_we_send(programme: tuple[Edition, object]) -> None:
    PUBLISHED.validate(json.loads(encode(programme[0])))


def test_the_published_schema_refuses_what_we_refuse() -> None:
    with pytest.raises(jsonschema.ValidationError):
        PUBLISHED.validate(json.loads(edition_with(secret=1)))


def test_a_screen_refuses_nonsense() -> None:
    with pytest.raises(ContractError, match="width_px"):
        decode(Screen, b'{"id":"a","title":"a","width_px":0}', limit=1000, what="screen")
