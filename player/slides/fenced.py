"""The fenced blocks of our Markdown: one row a line, cells parted by ``|``."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, TypeVar

import msgspec

from player.slides.markdown_error import MarkdownError
from playlists.figures import Appraisal, Bar, Chart, Grading
from playlists.item import Exchange, People, Person, Pledge, Pledges

_T = TypeVar("_T")
_PERCENT: Final = re.compile(r"(\d{1,3})\s?[%％]")
_FIGURE: Final = re.compile(r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_UNIT: Final = re.compile(r"[（(]\s*单位[:：]\s*([^）)]*)[）)]$")
_SPEECH: Final = re.compile(r"(问|答复人|答|日期)[：:]\s*(.*)")
_PARTS: Final = {"问": "question", "答": "answer", "答复人": "answerer", "日期": "answered_on"}
_COUNT: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,10}")


def parse_pledges(content: str, first_line: int) -> Pledges:
    """Rows ``owner | target | 80% | 2026-12-31``. Raises MarkdownError."""
    pledges = []
    for line, cells in _rows(content, first_line, least=4, most=4):
        owner, target, share, due = cells
        percent = _PERCENT.fullmatch(share)
        if not percent:
            raise MarkdownError(line, f"{share!r} is not a percentage like 80%")
        pledges.append(Pledge(owner=owner, target=target, percent=int(percent[1]), due=_date(due, line)))
    return _checked(Pledges(pledges=tuple(pledges)), first_line)


def parse_people(content: str, first_line: int, blob: Callable[[str, int], str]) -> People:
    """Rows ``name | post | proposed | photo.png``; the last two may be left out. Raises MarkdownError."""
    people = []
    for line, cells in _rows(content, first_line, least=2, most=4):
        name, post, proposed, photo = (*cells, "", "")[:4]
        people.append(Person(name=name, post=post, proposed=proposed, photo=blob(photo, line) if photo else None))
    return _checked(People(people=tuple(people)), first_line)


def parse_appraisal(content: str, first_line: int, caption: str) -> Appraisal:
    """Rows ``subject | 588 | 37 | 6``: good, fair, poor; an aspect may follow the subject. Raises MarkdownError."""
    gradings = []
    for line, cells in _rows(content, first_line, least=4, most=5):
        subject, *aspect = cells[:-3]
        good, fair, poor = (_count(cell, line) for cell in cells[-3:])
        try:
            gradings.append(Grading(subject=subject, good=good, fair=fair, poor=poor, aspect="".join(aspect)))
        except ValueError as error:
            raise MarkdownError(line, str(error)) from error
    return _checked(Appraisal(gradings=tuple(gradings), caption=caption), first_line)


def parse_chart(content: str, first_line: int, caption: str) -> Chart:
    """Rows ``label | 4,862``; the caption may end in ``（单位：件）``. Raises MarkdownError."""
    bars = []
    for line, (label, value) in _rows(content, first_line, least=2, most=2):
        if not _FIGURE.fullmatch(value):
            raise MarkdownError(line, f"{value!r} is not a number from zero upwards")
        bars.append(Bar(label=label, value=value.replace(",", "")))
    unit = _UNIT.search(caption)
    title = caption[: unit.start()] if unit else caption
    return _checked(Chart(bars=tuple(bars), caption=title.strip(), unit=unit[1] if unit else ""), first_line)


def parse_exchanges(content: str, first_line: int) -> list[Exchange]:
    """Lines ``问：``, ``答：``, ``答复人：``, ``日期：``; each ``问：`` begins another one. Raises MarkdownError."""
    exchanges: list[tuple[int, dict[str, str]]] = []
    part = ""
    for line, row in enumerate(content.splitlines(), start=first_line):
        found = _SPEECH.match(row.strip())
        if found and found[1] == "问":
            exchanges.append((line, {}))
        if not row.strip():
            continue
        if not exchanges:
            raise MarkdownError(line, "an exchange begins with 问：")
        said = exchanges[-1][1]
        if not found:
            said[part] += "\n" + row.strip()
            continue
        part = _PARTS[found[1]]
        if part in said:
            raise MarkdownError(line, f"{found[1]}： stands twice in one exchange")
        said[part] = found[2]
    return [_exchange(said, line) for line, said in exchanges]


def _exchange(said: dict[str, str], line: int) -> Exchange:
    if not said.get("question") or not said.get("answer"):
        raise MarkdownError(line, "an exchange needs 问： and 答：")
    day = said.pop("answered_on", "")
    return _checked(Exchange(**said, answered_on=_date(day, line) if day else None), line)


def _rows(content: str, first_line: int, *, least: int, most: int) -> Iterator[tuple[int, list[str]]]:
    for line, row in enumerate(content.splitlines(), start=first_line):
        if not row.strip():
            continue
        cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
        if not least <= len(cells) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise MarkdownError(line, f"the row has {len(cells)} cells, not {wanted}")
        yield line, cells


def _count(value: str, line: int) -> int:
    if not _COUNT.fullmatch(value):
        raise MarkdownError(line, f"{value!r} is not a number of votes")
    return int(value.replace(",", ""))


def _date(value: str, line: int) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise MarkdownError(line, f"{value!r} is not a date like 2026-12-31") from None


def _checked(block: _T, line: int) -> _T:
    try:
        return msgspec.convert(msgspec.to_builtins(block), type(block))
    except msgspec.ValidationError as error:
        raise MarkdownError(line, str(error)) from error
