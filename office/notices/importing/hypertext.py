"""HTML reduced to blocks: headings, paragraphs, lists, tables and pictures; the rest becomes plain text or nothing.

What is not safe is taken out by nh3 before it is read.
"""

import re
from html.parser import HTMLParser
from typing import Any, Final

import nh3

from office.notices.importing.source import AddPicture, ImportFaultError

Block = dict[str, Any]

_HEADINGS: Final = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}  # h1 is an article's own title
_BREAKING: Final = {"p", "div", "section", "article", "blockquote", "figure", "figcaption", "pre", "dd", "dt", "hr"}
_TAGS: Final = {*_HEADINGS, *_BREAKING, "br", "ul", "ol", "li", "table", "tr", "td", "th", "caption", "img"}
_MAX_HEADING: Final = 200  # characters; a longer one is a paragraph that somebody made bold
_MAX_CELL: Final = 400  # characters of a table's cell in the contract
_SPACE: Final = re.compile(r"[ \t\r\f\v\u00a0]*\n?[ \t\r\f\v\u00a0]+|[ \t\r\f\v]*\n[ \t\r\f\v]*")


def blocks_of(html: str, add_picture: AddPicture) -> list[Block]:
    """The blocks of an HTML body. Pictures that cannot be had are left out."""
    reader = _Reader(add_picture)
    reader.feed(nh3.clean(html, tags=_TAGS, attributes={"img": {"src", "alt"}}, link_rel=None))
    reader.close()
    reader.end_text()
    return reader.blocks


def text_of(html: str) -> str:
    """The words alone, on one line."""
    return " ".join("".join(_Words(html).parts).split())


class _Words(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


class _Reader(HTMLParser):
    """Collects text until an element ends it, then makes the block that the element stands for."""

    def __init__(self, add_picture: AddPicture) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._add_picture = add_picture
        self._text: list[str] = []
        self._lists: list[Block] = []
        self._rows: list[list[str]] | None = None
        self._caption = ""
        self._heading = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
        elif tag in {"ul", "ol"}:
            self._begin_list(tag)
        elif tag == "table":
            self.end_text()
            self._rows, self._caption = [], ""
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in {"td", "th", "caption", "li"}:
            self._end_entry() if tag == "li" else self._text.clear()
        elif tag == "img":
            self._picture(dict(attrs))
        elif self._rows is None and not self._lists and tag in _BREAKING | set(_HEADINGS):
            self.end_text()

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._rows:
            self._rows[-1].append(self._taken().replace("\n", " ")[:_MAX_CELL])
        elif tag == "caption" and self._rows is not None:
            self._caption = self._taken()
        elif tag == "table" and self._rows is not None:
            self._end_table()
        elif tag == "li":
            self._end_entry()
        elif tag in {"ul", "ol"} and self._lists:
            self._end_list()
        elif tag in _HEADINGS and self._rows is None and not self._lists:
            self._end_heading(_HEADINGS[tag])
        elif tag in _BREAKING and self._rows is None and not self._lists:
            self.end_text()

    def handle_data(self, data: str) -> None:
        self._text.append(_SPACE.sub(" ", data))

    def end_text(self) -> None:
        """What was collected is a paragraph."""
        text = self._taken()
        if text:
            self.blocks.append({"kind": "paragraph", "text": text})

    def _taken(self) -> str:
        lines = "".join(self._text).split("\n")
        self._text.clear()
        return "\n".join(" ".join(line.split(" ")).strip() for line in lines).strip()

    def _begin_list(self, tag: str) -> None:
        if self._lists:
            self._end_entry()
        else:
            self.end_text()
        self._lists.append({"kind": "list", "entries": [], "ordered": tag == "ol"})

    def _end_entry(self) -> None:
        text = self._taken()
        if text and self._lists:
            self._lists[0]["entries"].append(text)  # a list inside a list is told as one

    def _end_list(self) -> None:
        self._end_entry()
        finished = self._lists.pop()
        if not self._lists and finished["entries"]:
            self.blocks.append(finished)

    def _end_heading(self, level: int) -> None:
        text = self._taken().replace("\n", " ")
        if len(text) > _MAX_HEADING:
            self.blocks.append({"kind": "paragraph", "text": text})
        elif text:
            self.blocks.append({"kind": "heading", "text": text, "level": level})

    def _end_table(self) -> None:
        rows = [row for row in self._rows or [] if any(row)]
        self._rows = None
        self._text.clear()
        if not rows:
            return
        width = max(map(len, rows))
        padded = [row + [""] * (width - len(row)) for row in rows]
        self.blocks.append({"kind": "table", "header": padded[0], "rows": padded[1:], "caption": self._caption})

    def _picture(self, attributes: dict[str, str | None]) -> None:
        if self._rows is not None or self._lists:
            return
        self.end_text()
        try:
            blob = self._add_picture(attributes.get("src") or "")
        except (ImportFaultError, ValueError):  # ValueError: what only looks like an address or a path
            return
        caption = " ".join((attributes.get("alt") or "").split())[:_MAX_CELL]
        self.blocks.append({"kind": "picture", "blob": blob, "caption": caption})
