"""What is imported, before it is a draft: one item of a source, and why one cannot be used."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

AddPicture = Callable[[str], str]
"""Address or path of a picture, as the source has it -> the hash under which it is kept. Raises ImportFaultError."""

AddDocument = Callable[[str, str], list[str]]
"""Address or path of a PDF and which pages -> the hashes of the pages' pictures. Raises ImportFaultError."""


class ImportFaultError(Exception):
    """A source, or one item of it, cannot be imported; the message is one sentence."""


class Files(NamedTuple):
    """How what a source names is brought in."""

    add_picture: AddPicture
    add_document: AddDocument


@dataclass(frozen=True)
class SourceItem:
    """One item as its source tells it. ``id`` stays the same when it is met again; ``body`` is the contract's blocks.

    ``fields`` are further fields of ``Content`` that the source knows (audience, contact, …); ``entry`` is a catalogue
    code, empty when the source has none.
    """

    id: str
    title: str
    body: list[dict[str, Any]]
    issuer: str = ""
    entry: str = ""
    published_at: datetime | None = None
    fields: dict[str, Any] = field(default_factory=dict)
