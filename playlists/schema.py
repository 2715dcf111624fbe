"""The published contract as JSON Schema: ``python -m playlists.schema > docs/feed.schema.json``."""

import json
import sys

import msgspec

from playlists.approval import Register
from playlists.deck import Deck
from playlists.edition import Edition
from playlists.report import Accepted, Enrolment, EnrolRequest, Reports


def schema() -> str:
    """The documents that the office, the feed and the screens exchange, as one JSON Schema (2020-12)."""
    documents = (Edition, Register, Deck, Reports, Accepted, EnrolRequest, Enrolment)
    roots, definitions = msgspec.json.schema_components(documents, ref_template="#/$defs/{name}")
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Sunboard feed, format 1",
        "anyOf": list(roots),
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(schema())
