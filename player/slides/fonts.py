"""Faces and their glyphs: how wide a word is, its ink as a mask, and whether the font has it at all.

Decides nothing about places. Masks are cached, because a typeset page shows the same few hundred characters again and
again and drawing one from its outline costs ten times as much as placing it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from math import ceil
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from player.errors import ConfigError

ASCENT: Final = (
    0.88  # of the em, from the top of a Han glyph's square to its baseline in Noto CJK (OS/2 typographic ascent)
)
_SC_FACE: Final = 2  # index of the Simplified Chinese face in Noto's .ttc collections
_MAX_FACES: Final = 2  # each maps its whole file, 20 MB; opening one again takes less time than drawing two glyphs
_MAX_GLYPHS: Final = 2000  # about 4 MB of masks at 1080p, 14 MB at 4K
_MISSING: Final = "\U0010ffff"  # a noncharacter: no font maps it, so it shows the font's own "missing" glyph
GETA: Final = "〓"  # what Chinese and Japanese printers set where they have no type for a character


class Ink(NamedTuple):
    """A word's ink: one byte of strength a pixel, and where its box lies from the pen on the baseline.

    ``advance`` is how far the pen moves. All in whole pixels; a space has no ``size``.
    """

    strengths: bytes
    size: tuple[int, int]
    left: int
    top: int
    advance: int

    @property
    def mask(self) -> Image.Image | None:
        """The ink as a picture, made anew; None for a space."""
        return Image.frombytes("L", self.size, self.strengths) if self.strengths else None


class Fonts:
    """The two weights that slides are set in, and those of other scripts, asked in their order for what is missing."""

    def __init__(self, regular: Path, bold: Path, further: Sequence[tuple[Path, Path]] = ()) -> None:
        self._families = [(regular, bold), *further]
        self._face = lru_cache(_MAX_FACES)(self._load_face)
        self.ink = lru_cache(_MAX_GLYPHS)(self._make_ink)
        self.family = lru_cache(_MAX_GLYPHS)(self._find_family)

    @classmethod
    def open(cls, regular: Path, bold: Path, further: Sequence[tuple[Path, Path]] = ()) -> "Fonts":
        """Open both weights of the first family.

        Raises ConfigError, naming what to install, when one is missing or unreadable.
        """
        fonts = cls(regular, bold, further)
        for is_bold in (False, True):
            fonts._load_face(_PROBE_PX, is_bold, 0)
        return fonts

    def advance(self, text: str, px: int, is_bold: bool) -> int:  # noqa: FBT001 (a Style's two parts, in order)
        """Width of one atom in pixels."""
        return self.ink(text, px, is_bold).advance

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the further families."""
        return tuple(regular.stem.partition("-")[0] for regular, _ in self._families[1:])

    def has(self, text: str) -> bool:
        """Whether there is a glyph for each of the characters."""
        return all(self.family(one) is not None for one in text)

    def runs(self, text: str) -> Iterator[str]:
        """The text in parts that one family can set."""
        if text.isascii() or len(text) == 1 or self.family(text) is not None:
            yield text
            return
        for _, run in groupby(text, key=self.family):
            yield "".join(run)

    def _load_face(self, px: int, is_bold: bool, family: int) -> ImageFont.FreeTypeFont:  # noqa: FBT001 (as advance)
        path = self._families[family][is_bold]
        index = _SC_FACE if path.suffix == ".ttc" else 0
        try:
            return ImageFont.truetype(path, px, index=index)
        except OSError as error:
            raise ConfigError(
                f"the font {path} cannot be opened ({error}): install the Debian package fonts-noto-cjk"
            ) from error

    def _make_ink(self, text: str, px: int, is_bold: bool) -> Ink:  # noqa: FBT001 (as advance)
        family = self.family(text)
        shown = text if family is not None else "".join(one if self.family(one) == 0 else GETA for one in text)
        face = self._face(px, is_bold, family or 0)
        advance = ceil(face.getlength(shown))
        left, top, right, bottom = (int(edge) for edge in face.getbbox(shown, anchor="ls"))
        if right <= left or bottom <= top:
            return Ink(b"", (0, 0), 0, 0, advance)
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).text((-left, -top), shown, fill=255, font=face, anchor="ls")
        inked = mask.getbbox()  # the face's own box includes the empty sides of a full-width mark
        if inked is None:
            return Ink(b"", (0, 0), 0, 0, advance)
        cut = mask.crop(inked)
        return Ink(cut.tobytes(), cut.size, left + inked[0], top + inked[1], advance)

    def _find_family(self, text: str) -> int | None:
        """The first family that can set the whole text."""
        if text.isascii() or text.isspace():
            return 0
        return next((at for at in range(len(self._families)) if self._can_set(text, at)), None)

    def _can_set(self, text: str, family: int) -> bool:
        if len(text) > 1:
            return all(one.isspace() or self._can_set(one, family) for one in set(text))
        face = self._face(_PROBE_PX, False, family)
        return bytes(face.getmask(text)) != bytes(face.getmask(_MISSING))


_PROBE_PX: Final = 16  # large enough that no glyph looks like the missing one
_CJK: Final = Path("/usr/share/fonts/opentype/noto")  # where Debian's fonts-noto-cjk puts them
_CORE: Final = Path("/usr/share/fonts/truetype/noto")  # where Debian's fonts-noto-core puts them
# Uyghur, Kazakh and Kirghiz; Tibetan; Yi; Zhuang, Vietnamese and Cyrillic; signs. Mongolian is not among them: it
# runs in columns, and laid on its side it would be no writing that anybody reads.
_FURTHER: Final = ("NotoSansArabic", "NotoSerifTibetan", "NotoSansYi", "NotoSans", "NotoSansSymbols2")


def find_fonts(environ: Mapping[str, str]) -> Fonts:
    """The faces named by SUNBOARD_FONT_REGULAR and SUNBOARD_FONT_BOLD, or Debian's Noto Sans CJK; others as installed.

    Raises ConfigError as ``Fonts.open`` does.
    """
    regular = environ.get("SUNBOARD_FONT_REGULAR") or _CJK / "NotoSansCJK-Regular.ttc"
    bold = environ.get("SUNBOARD_FONT_BOLD") or _CJK / "NotoSansCJK-Bold.ttc"
    return Fonts.open(Path(regular), Path(bold), _installed())


def _installed() -> list[tuple[Path, Path]]:
    """Regular and bold of the families there are; what has no bold is set in its only weight."""
    pairs = ((_CORE / f"{name}-Regular.ttf", _CORE / f"{name}-Bold.ttf") for name in _FURTHER)
    return [(regular, bold if bold.exists() else regular) for regular, bold in pairs if regular.exists()]
