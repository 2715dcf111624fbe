"""The block between two lines of ``---`` at a file's head: ``key: value``, one a line, nothing else.

Not YAML: a title may hold colons, brackets and quotation marks without any rule to learn.
"""

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from player.slides.act_markdown import act_fields, read_reference
from player.slides.markdown_error import MarkdownError
from playlists.item import Audience, Stage, Timing

_ZONE: Final = ZoneInfo("Asia/Shanghai")
_LONG_AGO: Final = "2000-01-01 00:00"  # no date given: shown as soon as a playlist names it
_ENTRY: Final = re.compile(r"(?P<code>[0-9A-Za-z][0-9A-Za-z.-]*)(?:\s+(?P<title>.+))?")
_AUDIENCES: Final = {"党内": Audience.MEMBERS, "单位": Audience.UNIT, "社会": Audience.PUBLIC}
_TIMINGS: Final = {
    "定期": Timing.ROUTINE,
    "逐段": Timing.STAGED,
    "及时": Timing.TEMPORARY,
    "紧急": Timing.URGENT,
}
_STAGES: Final = {"事前": Stage.PROPOSAL, "决定": Stage.DECISION, "结果": Stage.RESULT, "无": Stage.NONE}


def parse_front_matter(lines: Sequence[str]) -> tuple[dict[str, Any], int]:
    """An item's fields (without the body) and the index of the first body line. Raises MarkdownError."""
    if not lines or lines[0].strip() != "---":
        raise MarkdownError(1, "the file must begin with a line '---', then at least 'title: …', then '---'")
    values: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip() == "---":
            return _fields(values), number
        if line.strip():
            key, value = _pair(line, number)
            if key in values:
                raise MarkdownError(number, f"{key!r} stands twice, first in line {values[key][0]}")
            values[key] = (number, value)
    raise MarkdownError(len(lines), "the front matter is not closed by a line '---'")


def _pair(line: str, number: int) -> tuple[str, str]:
    key, colon, value = line.partition(":")
    key, value = key.strip(), value.strip()
    if not colon:
        raise MarkdownError(number, f"{line.strip()!r} is not 'key: value'")
    if key not in _READERS:
        raise MarkdownError(number, f"unknown key {key!r}; known are {', '.join(_READERS)}")
    if not value:
        raise MarkdownError(number, f"{key!r} has no value; leave the line out instead")
    return key, value


def _fields(values: dict[str, tuple[int, str]]) -> dict[str, Any]:
    if "title" not in values:
        raise MarkdownError(1, "the front matter has no 'title'")
    read = {key: _read(key, number, value) for key, (number, value) in values.items()}
    title = read["title"]
    fields = {
        "id": "md-" + hashlib.sha256(title.encode()).hexdigest()[:12],
        "version": 1,
        "entry": {"code": "0", "title": "党务公开"},
        "issuer": "（未注明发布单位）",
        "audience": Audience.PUBLIC.value,
        "timing": Timing.ROUTINE.value,
        "drafter": "unknown",
        "shown_from": _read("shown_from", 1, _LONG_AGO),
    }
    fields |= act_fields(values, read)
    fields |= {key: value for key, value in read.items() if not key.startswith("publicity_") and key not in _OF_ACTS}
    return fields | _publicity(values, read)


def _read(key: str, number: int, value: str) -> Any:
    try:
        return _READERS[key](value)
    except ValueError as error:
        raise MarkdownError(number, f"{key}: {error}") from error


def _publicity(values: dict[str, tuple[int, str]], read: dict[str, Any]) -> dict[str, Any]:
    parts = {key.removeprefix("publicity_"): value for key, value in read.items() if key.startswith("publicity_")}
    missing = {"begins", "ends", "working_days"} - parts.keys()
    if parts and missing:
        line = min(number for key, (number, _) in values.items() if key.startswith("publicity_"))
        raise MarkdownError(line, f"a publicity period also needs publicity_{min(missing)}")
    if parts and parts["ends"] < parts["begins"]:
        raise MarkdownError(values["publicity_ends"][0], "the publicity period ends before it begins")
    return {"publicity": parts} if parts else {}


def _instant(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is not a time like 2026-11-02 08:00") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=_ZONE)).isoformat()


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise ValueError(f"{value!r} is not a date like 2026-11-02") from None


def _entry(value: str) -> dict[str, str]:
    found = _ENTRY.fullmatch(value)
    if found:
        return {"code": found["code"], "title": found["title"] or found["code"]}
    return {"code": "0", "title": value}


def _whole(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", value):
        raise ValueError(f"{value!r} is not a whole number")
    return int(value)


def _one_of(words: dict[str, Any]) -> Callable[[str], str]:
    known = {
        **{kind.value: kind.value for kind in words.values()},
        **{word: kind.value for word, kind in words.items()},
    }

    def read(value: str) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is none of {', '.join(known)}")
        return str(known[value])

    return read


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "title": str,
    "issuer": str,
    "entry": _entry,
    "audience": _one_of(_AUDIENCES),
    "timing": _one_of(_TIMINGS),
    "stage": _one_of(_STAGES),
    "shown_from": _instant,
    "shown_until": _instant,
    "contact": str,
    "link": str,
    "publicity_begins": _day,
    "publicity_ends": _day,
    "publicity_working_days": _whole,
    "drafter": str,
    "id": str,
    "version": _whole,
    "corrects": read_reference,
    "withdraws": read_reference,
    "original_title": str,
    "reason": str,
    "since": _instant,
}
_OF_ACTS: Final = ("corrects", "withdraws", "original_title", "reason", "since")
