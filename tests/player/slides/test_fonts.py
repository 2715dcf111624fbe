from pathlib import Path

import pytest

from player.errors import ConfigError
from player.slides import Fonts, find_fonts
from player.slides.fonts import GETA


def test_a_missing_font_names_the_package_to_install(tmp_path: Path) -> None:
    missing = tmp_path / "none.ttc"
    with pytest.raises(ConfigError, match="fonts-noto-cjk"):
        Fonts.open(missing, missing)


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "font.otf"
    file.write_bytes(b"no font")
    with pytest.raises(ConfigError, match="cannot be opened"):
        find_fonts({"SUNBOARD_FONT_REGULAR": str(file)})


def test_a_rare_name_is_in_the_font_and_a_character_that_is_not_is_known(fonts: Fonts) -> None:
    for character in "𬭩龘〇々㐂":
        assert fonts.has(character), character
    assert not fonts.has("\U0003134a")
    assert not fonts.has("\ue000")


def test_what_is_missing_is_drawn_as_the_printers_mark(fonts: Fonts) -> None:
    lacking, mark = fonts.ink("\U0003134a", 40, False), fonts.ink(GETA, 40, False)
    assert lacking.mask is not None
    assert mark.mask is not None
    assert lacking.mask.tobytes() == mark.mask.tobytes()


def test_chinese_forms_are_used(fonts: Fonts) -> None:
    """In the Simplified Chinese face a full stop sits in the lower left of its square, not in the middle."""
    stop = fonts.ink("。", 100, False)
    assert stop.mask is not None
    assert stop.left + stop.mask.width < 45
    assert fonts.ink("国", 100, False).advance == 100
