"""An item's body as pieces: sends each block to the module that sets its kind."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from player.slides.blocks.appraisal import appraisal_pieces
from player.slides.blocks.chart import chart_pieces
from player.slides.blocks.document import document_pieces
from player.slides.blocks.exchange import exchange_pieces
from player.slides.blocks.gallery import gallery_pieces
from player.slides.blocks.people import people_pieces
from player.slides.blocks.pledges import pledge_pieces
from player.slides.blocks.table import table_pieces
from player.slides.blocks.text import heading_pieces, list_pieces, paragraph_pieces
from player.slides.blocks.video import video_pieces
from player.slides.flow import Piece
from player.slides.setting import Setting
from playlists.figures import Appraisal, Chart
from playlists.item import Block, Document, Exchange, Heading, Listing, Paragraph, People, Picture, Pledges, Table
from playlists.video import Video


def body_pieces(blocks: Sequence[Block], setting: Setting) -> list[Piece]:
    """Every block's pieces, in order; pictures that follow one another are laid out together."""
    pieces: list[Piece] = []
    later = replace(setting, sheet_height=0)  # only what begins the body stands below the title
    for is_gallery, run in groupby(blocks, key=lambda block: isinstance(block, Picture)):
        if is_gallery:
            pieces += gallery_pieces([block for block in run if isinstance(block, Picture)], setting)
        else:
            pieces += [piece for block in run for piece in _pieces(block, setting if block is blocks[0] else later)]
    return pieces


def _pieces(block: Block, setting: Setting) -> list[Piece]:
    match block:
        case Heading():
            pieces = heading_pieces(block, setting)
        case Paragraph():
            pieces = paragraph_pieces(block, setting)
        case Listing():
            pieces = list_pieces(block, setting)
        case Exchange():
            pieces = exchange_pieces(block, setting)
        case Picture():
            pieces = gallery_pieces([block], setting)
        case Document():
            pieces = document_pieces(block, setting)
        case People():
            pieces = people_pieces(block, setting)
        case Video():
            pieces = video_pieces(block, setting)
        case Table() | Pledges() | Appraisal() | Chart():
            pieces = _figure_pieces(block, setting)
    return pieces


def _figure_pieces(block: Table | Pledges | Appraisal | Chart, setting: Setting) -> list[Piece]:
    match block:
        case Table():
            pieces = table_pieces(block, setting)
        case Pledges():
            pieces = pledge_pieces(block, setting)
        case Appraisal():
            pieces = appraisal_pieces(block, setting)
        case Chart():
            pieces = chart_pieces(block, setting)
    return pieces
