"""Blocks told in plain lines: what is left when a table, a pledge or a card is larger than a page can hold.

Nothing is lost but the arrangement.
"""

from player.slides.blocks.text import list_pieces, paragraph_pieces
from player.slides.flow import Piece
from player.slides.setting import Setting
from playlists.item import Listing, Paragraph, People, Pledges, Table


def record_pieces(block: object, setting: Setting) -> list[Piece]:
    """The block as a list, one entry for each row, pledge or person."""
    match block:
        case Table():
            title = f"{block.caption}（{block.unit}）" if block.unit else block.caption
            entries = [_pairs(block.header, row) for row in block.rows] or ["、".join(block.header)]
        case Pledges():
            title = ""
            entries = [
                f"{one.owner}：{one.target}（{one.percent}%，{one.due.year}年{one.due.month}月{one.due.day}日前）"
                for one in block.pledges
            ]
        case People():
            title = ""
            entries = [
                "，".join(part for part in (one.name, f"现任{one.post}" if one.post else "", one.proposed) if part)
                for one in block.people
            ]
        case _:
            return []
    caption = paragraph_pieces(Paragraph(text=title), setting) if title else []
    return caption + list_pieces(Listing(entries=tuple(entries)), setting)


def _pairs(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    return "；".join(f"{name}：{cell}" for name, cell in zip(header, row, strict=True))
