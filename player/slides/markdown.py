"""Markdown with front matter becomes an item. The format is told in docs/markdown.md.

Decides what each Markdown element means as a block; front matter is read by ``front_matter``, and what the fenced
blocks hold by ``fenced``. Files are the caller's: ``add_picture`` turns a path in the text into the file's SHA-256,
``add_document`` into those of a PDF's pages.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec
from markdown_it.token import Token

from player.slides.act_markdown import parse_changes, with_changes
from player.slides.fenced import parse_appraisal, parse_chart, parse_exchanges, parse_people, parse_pledges
from player.slides.front_matter import parse_front_matter
from player.slides.inline import parser, plain, words_of
from player.slides.markdown_error import MarkdownError
from playlists.act import Change
from playlists.item import Block, Document, Heading, Item, Listing, Paragraph, Picture, Table

__all__ = ["MarkdownError", "read_markdown"]

AddPicture = Callable[[str], str]
AddDocument = Callable[[str, str], Sequence[str]]

_LEVELS: Final = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
_CAPTION: Final = re.compile(r"^表[:：]\s*(?P<caption>[^（(]*)(?:[（(]\s*(?:单位[:：])?\s*(?P<unit>[^）)]*)[）)])?\s*$")
_DOCUMENT: Final = ".pdf"
_MAX_CHARACTERS: Final = 1_000_000  # a book; more is a mistake


def _no_documents(path: str, pages: str) -> Sequence[str]:  # noqa: ARG001 (the port's signature)
    raise ValueError("PDF files are not read here")


def read_markdown(text: str, *, add_picture: AddPicture, add_document: AddDocument = _no_documents) -> Item:
    """The item a Markdown file describes.

    ``add_picture`` gets each picture's path as written and returns the SHA-256 of that file; it raises OSError or
    ValueError when there is no such picture. ``add_document`` gets a PDF's path and which pages (``1-3``, or empty for
    all) and returns the SHA-256 of each page's picture. Raises MarkdownError with the line and the reason.
    """
    if len(text) > _MAX_CHARACTERS:
        raise MarkdownError(1, f"the file has more than {_MAX_CHARACTERS:,} characters")
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head, body_line = parse_front_matter(lines)
    tokens = parser().parse("\n".join(lines[body_line:]))
    body = _Blocks(tokens, body_line, add_picture, add_document)
    plain = {**head, "body": msgspec.to_builtins(body.read())}
    plain["act"] = with_changes(head.get("act"), body.changes)
    try:
        return msgspec.convert(plain, Item)
    except (msgspec.ValidationError, ValueError) as error:
        raise MarkdownError(1, str(error)) from error


class _Blocks:
    """Walks the tokens once, from block to block."""

    def __init__(
        self, tokens: list[Token], first_line: int, add_picture: AddPicture, add_document: AddDocument
    ) -> None:
        self._tokens = tokens
        self._at = 0
        self._first_line = first_line
        self._add_picture = add_picture
        self._add_document = add_document
        self.changes: list[Change] = []

    def read(self) -> list[Block]:
        """Every block, in order; a line 表：… before a table is its caption."""
        blocks: list[Block] = []
        while self._at < len(self._tokens):
            for block in self._next():
                if isinstance(block, Table) and blocks:
                    block = _with_caption(block, blocks)  # noqa: PLW2901 (the same table, with its caption)
                blocks.append(block)
        return blocks

    def _next(self) -> Iterator[Block]:
        token = self._take()
        match token.type:
            case "heading_open":
                inline = self._take()
                yield self._made(Heading, token, text=plain(inline), level=_LEVELS[token.tag])
                self._take()
            case "paragraph_open":
                yield from self._paragraph(self._take())
                self._take()
            case "bullet_list_open" | "ordered_list_open":
                entries = tuple(self._entries(token))
                yield self._made(Listing, token, entries=entries, ordered=token.type.startswith("ordered"))
            case "table_open":
                yield self._table(token)
            case "fence":
                yield from self._fence(token)
            case "blockquote_open" | "blockquote_close" | "hr":
                return  # a quotation's paragraphs stand for themselves; a rule has no meaning on a slide
            case _:
                raise MarkdownError(
                    self._line(token), f"{_NAMES.get(token.type, token.type)} cannot be shown on a slide"
                )

    def _paragraph(self, inline: Token) -> Iterator[Block]:
        """Text as paragraphs and pictures as blocks of their own, in the order they stand."""
        for is_image, tokens in groupby(inline.children or (), key=lambda child: child.type == "image"):
            if is_image:
                yield from [self._picture(token, inline) for token in tokens]
                continue
            text, strong = words_of(tokens)
            if text:
                yield self._made(Paragraph, inline, text=text, strong=strong)

    def _picture(self, image: Token, inline: Token) -> Block:
        path = str(image.attrGet("src") or "")
        if path.lower().endswith(_DOCUMENT):
            return self._document(path, image, inline)
        focus = re.fullmatch(r"focus (\d{1,3}) (\d{1,3})", str(image.attrGet("title") or ""))
        where = {"focus_x": int(focus[1]), "focus_y": int(focus[2])} if focus else {}
        return self._made(Picture, inline, blob=self._blob(path, self._line(inline)), caption=image.content, **where)

    def _document(self, path: str, image: Token, inline: Token) -> Block:
        title = str(image.attrGet("title") or "").strip()
        try:
            pages = self._add_document(path, title.removeprefix("pages").strip())
        except (OSError, ValueError) as error:
            raise MarkdownError(self._line(inline), f"the document {path!r} cannot be used: {error}") from error
        return self._made(Document, inline, pages=tuple(pages), caption=image.content)

    def _blob(self, path: str, line: int) -> str:
        try:
            return self._add_picture(path)
        except (OSError, ValueError) as error:
            raise MarkdownError(line, f"the picture {path!r} cannot be used: {error}") from error

    def _entries(self, opening: Token) -> Iterator[str]:
        """Each list entry's text; entries of a list within an entry follow as lines of it."""
        parts: list[str] = []
        while (token := self._take()).type != opening.type.replace("open", "close") or token.level != opening.level:
            match token.type:
                case "inline":
                    if any(child.type == "image" for child in token.children or []):
                        raise MarkdownError(self._line(token), "a picture inside a list: put it between two paragraphs")
                    parts.append(plain(token))
                case "list_item_close" if token.level == opening.level + 1:
                    yield "\n".join(parts)
                    parts = []
                case "fence" | "table_open" | "code_block":
                    raise MarkdownError(self._line(token), "a list entry holds text only")
                case _:
                    pass

    def _table(self, opening: Token) -> Block:
        rows: list[list[str]] = []
        while (token := self._take()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(plain(token).replace("\n", " "))
        header, *body = rows
        return self._made(Table, opening, header=tuple(header), rows=tuple(tuple(row) for row in body))

    def _fence(self, token: Token) -> Iterable[Block]:
        line = self._line(token) + 1
        kind, _, caption = token.info.strip().partition(" ")
        match kind:
            case "appraisal":
                return (parse_appraisal(token.content, line, caption.strip()),)
            case "chart":
                return (parse_chart(token.content, line, caption.strip()),)
            case "correction":
                self.changes += parse_changes(token.content, line)
                return ()
            case "exchange":
                return parse_exchanges(token.content, line)
            case "pledges":
                return (parse_pledges(token.content, line),)
            case "people":
                return (parse_people(token.content, line, self._blob),)
            case other:
                raise MarkdownError(line - 1, f"a fenced block is one of {', '.join(_FENCES)}, not {other!r}")

    def _made(self, kind: Callable[..., Block], token: Token, **fields: object) -> Block:
        """A block checked against the contract's limits."""
        block = kind(**fields)
        try:
            return msgspec.convert(msgspec.to_builtins(block), type(block))
        except msgspec.ValidationError as error:
            raise MarkdownError(self._line(token), str(error)) from error

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _line(self, token: Token) -> int:
        return self._first_line + (token.map[0] if token.map else 0) + 1


_FENCES: Final = ("pledges", "people", "appraisal", "exchange", "chart", "correction")
_NAMES: Final = {"html_block": "HTML", "code_block": "text indented by four spaces"}


def _with_caption(table: Table, blocks: list[Block]) -> Table:
    before = blocks[-1]
    found = _CAPTION.match(before.text) if isinstance(before, Paragraph) else None
    if not found:
        return table
    blocks.pop()
    return msgspec.structs.replace(table, caption=found["caption"].strip(), unit=(found["unit"] or "").strip())
