"""What the organisation's look does to slides: the empty state and a notice, on an ordinary lobby screen."""

from datetime import UTC, datetime
from typing import Final

from office.notices.preview import data_address, office_kit, preview_screen
from player.slides import draw_fallback, draw_item
from playlists.item import Audience, Entry, Heading, Item, Paragraph, Stage, Timing

_TEXT: Final = "本单位的标识、名称和用色，将显示在每个画面的上方，以及没有公告时的画面上。"


def look_pictures() -> list[str]:
    """The two slides as data addresses."""
    screen, kit = preview_screen(""), office_kit()
    return [data_address(draw_item(_EXAMPLE, screen, kit)[0]), data_address(draw_fallback(screen, kit))]


def _example() -> Item:
    return Item(
        id="example",
        version=1,
        entry=Entry(code="0", title="公告示例"),
        title="公告标题示例",
        issuer="发布单位",
        audience=Audience.PUBLIC,
        timing=Timing.ROUTINE,
        stage=Stage.NONE,
        drafter="example",
        shown_from=datetime(2026, 1, 1, tzinfo=UTC),
        body=(Heading(text="一、标题用色"), Paragraph(text=_TEXT)),
    )


_EXAMPLE: Final = _example()
