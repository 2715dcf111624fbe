import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playlists.edition import blobs_named
from playlists.item import Picture
from playlists.look import LEAST_CONTRAST, Colour, Look, colour_of, contrast, hex_of, least_contrast, nearest_readable
from tests.playlists.programmes import make_edition, make_item

COLOURS = st.tuples(*[st.integers(0, 255)] * 3)
PAPERS = ((251, 247, 238), (231, 238, 236))


@given(COLOURS)
def test_a_colour_survives_its_name(colour: Colour) -> None:
    assert colour_of(hex_of(colour)) == colour


@given(COLOURS)
def test_the_nearest_readable_colour_is_readable_and_a_readable_one_is_its_own(colour: Colour) -> None:
    nearest = nearest_readable(colour, PAPERS)
    assert least_contrast(nearest, PAPERS) >= LEAST_CONTRAST
    if least_contrast(colour, PAPERS) >= LEAST_CONTRAST:
        assert nearest == colour


def test_on_black_the_nearest_is_lighter() -> None:
    assert contrast(nearest_readable((120, 20, 20), ((0, 0, 0),)), (0, 0, 0)) == pytest.approx(7, abs=0.3)


def test_grounds_that_leave_no_colour_are_an_error() -> None:
    with pytest.raises(ValueError, match="no colour"):
        nearest_readable((0, 0, 0), ((0, 0, 0), (255, 255, 255)))


@pytest.mark.parametrize("colour", ["red", "#fff", "#GGGGGG", "8a1c16", "#8A1C16", "#8a1c16 "])
def test_a_colour_is_written_in_one_way(colour: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"accent": colour}, Look)


def test_the_emblem_is_among_an_editions_files() -> None:
    edition = make_edition(items=(make_item("a", body=(Picture("1" * 64),)),), look=Look(emblem="2" * 64))
    assert blobs_named(edition) == ("2" * 64, "1" * 64)
    assert blobs_named(make_edition(items=(make_item("a"),))) == ()
