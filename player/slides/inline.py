"""The words inside one Markdown element: a line's end in the source, links and emphasis, told as text and ranges."""

import re
from collections.abc import Iterable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, emphasis
from markdown_it.token import Token

from player.slides.emphasis import Ranges, within

_BEGINS: Final = frozenset("“‘「『《〈【")  # no brackets: 王**（男） names somebody
_ENDS: Final = frozenset("，。、；：？！”’」』》〉】）")
_SOFT_BREAK: Final = "\r"  # cannot occur in the text: line ends are normalised first
_BETWEEN_WORDS: Final = re.compile(rf"(?<=[!-~]){_SOFT_BREAK}(?=[!-~])")


def parser() -> MarkdownIt:
    """CommonMark with tables, and with emphasis that may end behind a full-width mark and begin with a quotation.

    CommonMark wants a space or a mark on the other side there, which Chinese has not: **电话：**0000.
    """
    reader = MarkdownIt("commonmark").enable("table")
    reader.inline.ruler.at("emphasis", _emphasis)
    return reader


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the library's signature)
    known, start = len(state.delimiters), state.pos
    if not emphasis.tokenize(state, silent):
        return False
    before, after = state.src[max(start - 1, 0) : start], state.src[state.pos : state.pos + 1]
    for delimiter in state.delimiters[known:]:
        delimiter.close = delimiter.close or before in _ENDS
        delimiter.open = delimiter.open or after in _BEGINS
    return True


def plain(inline: Token) -> str:
    """The words alone."""
    return words_of(inline.children or ())[0]


def words_of(tokens: Iterable[Token]) -> tuple[str, Ranges]:
    """The words, and which of them were marked as ``**strong**``; links and other marks keep their words alone."""
    words = ""
    ranges: list[tuple[int, int]] = []
    opened: list[int] = []
    for token in tokens:
        match token.type:
            case "softbreak":
                words += _SOFT_BREAK
            case "hardbreak":
                words += "\n"
            case "strong_open":
                opened.append(len(words))
            case "strong_close" if len(opened) > 1:
                opened.pop()
            case "strong_close" if opened:
                ranges.append((opened.pop(), len(words)))
            case "strong_close":  # opened before a picture
                ranges = [(0, len(words))]
            case _:
                words += token.content
    ranges += [(start, len(words)) for start in opened[:1]]
    return _joined(words, ranges)


def _joined(words: str, ranges: Ranges) -> tuple[str, Ranges]:
    """A line's end in the source is a space between words, and nothing beside a Han character."""
    spaced = _BETWEEN_WORDS.sub(" ", words)
    text = spaced.replace(_SOFT_BREAK, "")
    moved = [tuple(at - spaced.count(_SOFT_BREAK, 0, at) for at in found) for found in ranges]
    start = len(text) - len(text.lstrip())
    return text.strip(), within([(one, other) for one, other in moved], start, len(text.rstrip()))
