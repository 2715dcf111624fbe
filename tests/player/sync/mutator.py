"""Bends valid JSON documents: mostly still JSON, with values nobody expects; sometimes only bytes."""

import re
from random import Random
from typing import Final

_VALUE: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null')
_LONG: Final = b'"' + b"\xe9\x95\xbf" * 2000 + b'"'
ODD_VALUES: Final = (
    *(b"null", b"true", b"[]", b"{}", b'""', b"0", b"-1", b"1", b"1.5", b"-0.0", b"1e999", b"1e-999"),
    *(b"9007199254740993", b"9223372036854775807", b"18446744073709551616", b"9" * 400),
    *(b'"\\u0000"', b'"\\ud800"', b'"\\u202e"', b'"\xf0\x9f\x87\xa8"', b'"\n"', b'"../../etc/passwd"', _LONG),
    *(b'"9999-12-31T23:59:59.999999Z"', b'"0001-01-01T00:00:00+14:00"', b'"9999-12-31T23:59:59-23:59"'),
    *(b'"0001-01-01T00:00:00"', b'"9999-12-31T23:59:59"', b'"2026-02-30T00:00:00Z"', b'"1970-01-01T00:00:00Z"'),
    *(b'"0001-01-01"', b'"9999-12-31"', b'"00:00:00"', b'"24:00:00"', b'"23:59:59.999999"'),
    *(b'"Asia/Shanghai"', b'"Asia"', b'"UTC"', b'"urgent"', b'"base"', b'"all"', b'"item"', b'"http://x"'),
    *(b"[" * 50 + b"]" * 50, b'{"a":' * 50 + b"1" + b"}" * 50),
)
ODD_BYTES: Final = (b"\x00", b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\\", b'"', b"{", b"}", b"[", b"]", b",", b":")


class Mutator:
    """Bends one document; the same for the same random numbers."""

    def __init__(self, document: bytes) -> None:
        self._document = document
        self._spans = [found.span() for found in _VALUE.finditer(document)]

    def mutant(self, random: Random) -> bytes:
        """The document with one to four changes."""
        data, spans = self._document, self._spans
        for _ in range(random.choice((1, 1, 1, 2, 4))):
            data = self._bent(data, spans, random)
            spans = [] if len(data) != len(self._document) else spans
        return data

    def _bent(self, data: bytes, spans: list[tuple[int, int]], random: Random) -> bytes:
        spans = spans or [found.span() for found in _VALUE.finditer(data)] or [(0, 0)]
        start, end = random.choice(spans)
        what = random.random()
        if what < 0.7:
            return data[:start] + random.choice(ODD_VALUES) + data[end:]
        if what < 0.8:  # another value of the same document
            other = random.choice(spans)
            return data[:start] + data[slice(*other)] + data[end:]
        at, to = sorted(random.randrange(len(data) + 1) for _ in range(2))
        if what < 0.87:
            return data[:at] + random.choice(ODD_BYTES) + data[at + random.randrange(2) :]
        if what < 0.92:
            return data[:at]
        return data[:at] + data[to:] if what < 0.96 else data[:to] + data[at:]  # without a piece, or with it twice
