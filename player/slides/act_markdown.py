"""Corrections and withdrawals in our Markdown: the keys of the head that say so, and the block of what was wrong.

Decides how an act is written down (docs/markdown.md); what it must say is the contract's.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from player.slides.markdown_error import MarkdownError
from playlists.act import Change

KINDS: Final = {"corrects": "correction", "withdraws": "withdrawal"}
_REFERENCE: Final = re.compile(r"(?P<item>[a-z0-9][a-z0-9-]*)@(?P<version>[1-9]\d{0,5})\s+(?P<day>\d{4}-\d\d-\d\d)")
_SPEECH: Final = re.compile(r"([原现])[：:]\s*(.*)")


def read_reference(value: str) -> dict[str, Any]:
    """``n-12@1 2026-11-02``: which version, and the day it was published. Raises ValueError."""
    found = _REFERENCE.fullmatch(value)
    if not found:
        raise ValueError(f"{value!r} is not an item's version and the day it was published, like n-12@1 2026-11-02")
    day = date.fromisoformat(found["day"]).isoformat()
    return {"item": found["item"], "version": int(found["version"]), "published_on": day}


def act_fields(values: Mapping[str, tuple[int, str]], read: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that an act's keys give their item: the act, its id and its version. Raises MarkdownError."""
    named = [key for key in KINDS if key in read]
    stray = [key for key in ("reason", "since", "original_title") if key in read]
    if not named:
        if stray:
            raise MarkdownError(values[stray[0]][0], f"{stray[0]!r} belongs to 'corrects' or 'withdraws'")
        return {}
    key, line = named[0], values[named[0]][0]
    if len(named) > 1:
        raise MarkdownError(values[named[1]][0], "an item either corrects or withdraws")
    missing = [other for other in ("reason", "since") if other not in read]
    if missing:
        raise MarkdownError(line, f"{key!r} also needs {missing[0]!r}")
    reference = {**read[key], "title": read.get("original_title", read["title"])}
    act = {"kind": KINDS[key], key: reference, "reason": read["reason"], "since": read["since"]}
    return {
        "id": reference["item"],
        "version": reference["version"] + 1,
        "shown_from": read["since"],
        "act": act,
    }


def parse_changes(content: str, first_line: int) -> list[Change]:
    """Lines ``原：`` and ``现：`` in turn; other lines continue the one before. Raises MarkdownError."""
    said: list[tuple[int, str, list[str]]] = []
    for line, row in enumerate(content.splitlines(), start=first_line):
        found = _SPEECH.match(row.strip())
        if found:
            said.append((line, found[1], [found[2]]))
        elif row.strip() and said:
            said[-1][2].append(row.strip())
        elif row.strip():
            raise MarkdownError(line, "a correction begins with 原：")
    return [Change(wrong=wrong, right=right) for wrong, right in _pairs(said)]


def with_changes(act: dict[str, Any] | None, changes: Sequence[Change]) -> dict[str, Any] | None:
    """The head's act with what the body's blocks ``correction`` say. Raises MarkdownError where one lacks the other."""
    is_correction = act is not None and act["kind"] == "correction"
    if changes and not is_correction:
        raise MarkdownError(1, "a block 'correction' needs the key 'corrects' in the head")
    if act is None or not is_correction:
        return act
    if not changes:
        raise MarkdownError(1, "'corrects' needs a block 'correction' that says what was wrong and what is right")
    return {**act, "changes": [{"wrong": one.wrong, "right": one.right} for one in changes]}


def _pairs(said: Sequence[tuple[int, str, list[str]]]) -> list[tuple[str, str]]:
    for at, (line, word, text) in enumerate(said):
        if word != "原现"[at % 2] or not any(text):
            raise MarkdownError(line, "原： and 现： come in turn, each with its words")
    if len(said) % 2:
        raise MarkdownError(said[-1][0], "原： needs 现： behind it")
    words = ["\n".join(filter(None, text)) for _, _, text in said]
    return list(zip(words[::2], words[1::2], strict=True))
