"""What changed between two versions, in plain words and lines."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final, NamedTuple

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from office.notices.models import Version

_FIELDS: Final = (
    "title",
    "issuer",
    "entry",
    "audience",
    "timing",
    "stage",
    "shown_from",
    "shown_until",
    "publicity_begins",
    "publicity_working_days",
    "contact",
    "opinions",
)


class FieldChange(NamedTuple):
    """A field that differs; ``before`` and ``after`` as people read them."""

    label: str
    before: str
    after: str


class Line(NamedTuple):
    """A line of the body: ``added``, ``removed`` or ``same``."""

    kind: str
    text: str


def field_changes(before: Version, after: Version) -> list[FieldChange]:
    """The fields that differ, in the editor's order."""
    pairs = ((name, _shown(before, name), _shown(after, name)) for name in _FIELDS)
    return [FieldChange(_label(name), old, new) for name, old, new in pairs if old != new]


def body_changes(before: Version, after: Version) -> list[Line]:
    """Both bodies line by line; empty when they are alike."""
    old, new = lines_of(before.body), lines_of(after.body)
    return [] if old == new else list(_merged(old, new))


def lines_of(body: list[dict[str, Any]]) -> list[str]:
    """The body's text, a line for each thing a reader would call one."""
    return [line for block in body for line in _block_lines(block)]


def _merged(old: list[str], new: list[str]) -> Iterator[Line]:
    for verb, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            yield from (Line("same", text) for text in old[old_from:old_to])
            continue
        yield from (Line("removed", text) for text in old[old_from:old_to])
        yield from (Line("added", text) for text in new[new_from:new_to])


def _block_lines(block: dict[str, Any]) -> list[str]:
    """A draft's block may be unfinished, so nothing about its inside is taken for granted."""
    match block:
        case {"kind": "paragraph", "text": str(text), "strong": [*ranges]}:
            bold = "、".join(text[start:end] for start, end in ranges)
            lines = [*text.split("\n"), f"[{_('Bold')}: {bold}]"]
        case {"kind": "heading" | "paragraph", "text": str(text)}:
            lines = text.split("\n")
        case {"kind": "list", "entries": [*entries]}:
            lines = [f"· {entry}" for entry in entries]
        case {"kind": "table", "header": [*header], "rows": [*rows]}:
            lines = [_row(row) for row in (header, *rows)]
        case {"kind": "picture" | "video"}:
            lines = [_file_line(block)]
        case {"kind": "document", "pages": [*pages]}:
            lines = [f"[{_('Page')} {number} {str(page)[:8]}]" for number, page in enumerate(pages, start=1)]
        case {"kind": "pledges" | "people" as kind}:
            lines = [_row(one) for one in block.get(kind, [])]
        case {"kind": "exchange", "question": str(question), "answer": str(answer)}:
            source = " | ".join(str(block[key]) for key in ("answerer", "answered_on") if block.get(key))
            lines = [*question.split("\n"), *answer.split("\n"), *filter(None, [source])]
        case {"kind": "appraisal", "gradings": [*rows]} | {"kind": "chart", "bars": [*rows]}:
            lines = [_row(row) for row in rows]
        case _:
            lines = [str(block)]
    return [str(block[key]) for key in ("caption", "unit") if block.get(key)] + lines


def _file_line(block: dict[str, Any]) -> str:
    kind = _("Video") if block["kind"] == "video" else _("Picture")
    words = [kind, str(block.get("blob"))[:8]]
    if block.get("is_looped"):
        words.append(_("over and over"))
    return f"[{' '.join(words)}]"


def _row(row: object) -> str:
    cells = row.values() if isinstance(row, dict) else row if isinstance(row, list) else [row]
    return " | ".join(str(cell) for cell in cells)


def _label(name: str) -> str:
    return str(getattr(Version._meta.get_field(name), "verbose_name", name))  # noqa: SLF001 (Django's documented name)


def _shown(version: Version, name: str) -> str:
    value: Any = getattr(version, name)
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return pgettext("answer", "yes") if value else pgettext("answer", "no")
    if isinstance(value, Model):
        return str(value)
    if name in {"shown_from", "shown_until"}:
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    display = getattr(version, f"get_{name}_display", None)
    return str(display() if display else value)
