import pytest

from player.slides.themes import THEMES, contrast
from playlists.screen import ThemeName


@pytest.mark.parametrize("name", ThemeName)
def test_every_text_stands_out_from_its_ground_by_seven_to_one(name: ThemeName) -> None:
    for text, ground in THEMES[name].text_pairs():
        assert contrast(text, ground) >= 7, (name, text, ground)


def test_contrast_is_that_of_the_definition() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)
