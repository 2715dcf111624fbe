"""Switching a display off and on where nothing is pretended: Debian's kernel, its graphics card, its CEC line."""

import pytest

from playlists.report import Healing
from tests.player.device.machine import Machine


@pytest.mark.long
def test_a_real_card_and_television_go_off_and_on_with_the_hours(tmp_path_factory: pytest.TempPathFactory) -> None:
    lines = Machine(tmp_path_factory.mktemp("machine")).run()
    found = dict(line.removeprefix("FOUND ").split(": ", 1) for line in lines if line.startswith("FOUND "))
    assert found == {
        "all off at night": "True",
        "all on by day": "True",
        "healed": str(Healing()),
        "show ended with": "0",
        "X11 off": "off Off",
        "X11 on": "on On",
    }, "\n".join(lines[-40:])
    assert not any("pageflip" in line for line in lines)
