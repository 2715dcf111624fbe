"""Blocks told in plain lines: what is left when a table, a pledge, a card or a bar is larger than a page can hold.

Nothing is lost but the arrangement.
"""

from player.slides.blocks.text import heading_pieces, list_pieces
from player.slides.flow import Piece
from player.slides.setting import Setting
from playlists.figures import Appraisal, Chart, Grading, groups_of
from playlists.item import Heading, Listing, People, Pledges, Table


def record_pieces(block: object, setting: Setting) -> list[Piece]:
    """The block as a list, one entry for each row, pledge, person, grading or bar."""
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
        case Appraisal():
            title = block.caption
            entries = [
                f"{'，'.join(filter(None, (group.heading, name)))}：{_votes(grading)}"
                for group in groups_of(block)
                for name, grading in (*group.rows, *([("合计", group.total)] if group.total else []))
            ]
        case Chart():
            title = block.caption
            entries = [f"{bar.label}：{block.told(bar)}" for bar in block.bars]
        case _:
            return []
    caption = heading_pieces(Heading(text=title, level=3), setting) if title else []
    return caption + list_pieces(Listing(entries=tuple(entries)), setting)


def _votes(grading: Grading) -> str:
    return f"好 {grading.good}，中 {grading.fair}，差 {grading.poor}，好评率 {grading.good_rate}"


def _pairs(header: tuple[str, ...], row: tuple[str, ...]) -> str:
    return "；".join(f"{name}：{cell}" for name, cell in zip(header, row, strict=True))
