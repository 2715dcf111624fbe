from hypothesis import given
from hypothesis import strategies as st

from player.slides.flow import Piece, paginate


def piece(height: int, gap: int = 0, *, keeps_next: bool = False, lead: Piece | None = None) -> Piece:
    return Piece(height, lambda *_: None, gap, keeps_next, lead=lead)


PIECES = st.lists(st.builds(piece, st.integers(1, 120), st.integers(0, 40), keeps_next=st.booleans()), max_size=60)


@given(PIECES)
def test_pages_hold_every_piece_once_in_order_and_never_too_much(pieces: list[Piece]) -> None:
    pages = paginate(pieces, 260, 200)
    assert [one.draw for page in pages for one in page.pieces] == [one.draw for one in pieces]
    for number, page in enumerate(pages):
        used = sum(one.height for one in page.pieces) + sum(one.gap for one in page.pieces[1:])
        assert used <= (200 if number else 260)


def test_pages_are_even() -> None:
    pages = paginate([piece(10) for _ in range(31)], 100, 100)
    assert sorted(len(page.pieces) for page in pages) == [7, 8, 8, 8]


def test_a_piece_that_keeps_its_next_is_not_the_last_of_a_page() -> None:
    pages = paginate([piece(40), piece(40), piece(10, keeps_next=True), piece(40), piece(40)], 100, 100)
    assert [[one.height for one in page.pieces] for page in pages] == [[40, 40], [10, 40, 40]]


def test_what_must_stay_together_but_fits_no_page_is_parted() -> None:
    pages = paginate([piece(60, keeps_next=True) for _ in range(4)], 130, 130)
    assert [len(page.pieces) for page in pages] == [2, 2]


def test_a_title_parts_from_its_text_before_a_heading_parts_from_its_own() -> None:
    title = Piece(90, lambda *_: None, keeps_next=True, loosely=True)
    pages = paginate([title, piece(20, keeps_next=True), piece(40)], 130, 130)
    assert [[one.height for one in page.pieces] for page in pages] == [[90], [20, 40]]


def test_a_header_leads_every_page_but_the_one_it_stands_on() -> None:
    header = piece(20, keeps_next=True)
    rows = [piece(30, lead=header) for _ in range(8)]
    pages = paginate([header, *rows], 120, 120)
    assert [page.pieces[0].draw for page in pages] == [header.draw] * len(pages)
    assert sum(len(page.pieces) - 1 for page in pages) == 8
