"""What every block needs to turn into pieces: fonts, sizes, the column's width, and where warnings go."""

from dataclasses import dataclass, field

from player.slides.fonts import Fonts
from player.slides.photograph import Album
from player.slides.type_scale import TypeScale


@dataclass(frozen=True)
class Setting:
    """The column to be set: ``width`` and the height of a later page, both in px.

    ``picture_share`` is how much of a page's height a picture may take. In a strip each line stands alone: no indents,
    no justified lines, no words parted. ``sheet_height`` is the room in px under the title when an attached
    document or a video begins there, else 0.
    """

    fonts: Fonts
    scale: TypeScale
    width: int
    height: int
    album: Album
    picture_share: float = 1.0
    is_strip: bool = False
    sheet_height: int = 0
    warnings: list[str] = field(default_factory=list)

    def warn(self, text: str) -> None:
        """Note what the staff should know; the same thing once."""
        if text not in self.warnings:
            self.warnings.append(text)

    def warn_of_plain_lines(self, text: str) -> None:
        """Note that a block lost its arrangement; in a strip, where every block does, that is not worth a word."""
        if not self.is_strip:
            self.warn(text)

    @property
    def leading(self) -> int:
        """Pixels from one body line's top to the next one's."""
        return round(self.scale.body * LEADING)


LEADING = 1.55
"""Line height in ems: W3C's CLREQ gives half to a whole em between lines of Chinese body text."""
