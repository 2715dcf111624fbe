"""The whole errand: office → stick → a screen without a network → stick → office → stick → an empty spool."""

import json
from pathlib import Path

import pytest

from office.notices.videos import as_plain, store_video
from office.publishing.services import publish
from office.screens.models import Play
from player.app import main
from player.reports.segment import segments_in
from player.sealed import current_name, load_sealed, video_name
from tests.office.by_hand.conftest import Errand, now
from tests.office.street import Street
from tests.player.show.running import RunningShow
from tests.player.video.samples import make_mp4


def show_for_a_while(state: Path, record: Path) -> None:
    """A real show until it has presented something, ended as a service manager does."""
    with RunningShow(state, record) as show:
        show.wait_for(len)
        assert show.end() == 0


def test_a_stick_carries_an_edition_out_and_what_was_shown_back(
    errand: Errand, street: Street, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    errand.office("export", errand.stick, "--group", "lobby")
    assert errand.office("verify", errand.stick).startswith("lobby: edition 1 in order")

    assert errand.sync() == 0
    capsys.readouterr()
    assert main(["on-air", "--json", "--state", str(errand.state)]) == 0
    on_air = json.loads(capsys.readouterr().out)
    assert on_air["edition"] == 1
    assert on_air["slide"]["title"] == "便民服务月报"

    show_for_a_while(errand.state, tmp_path / "record")
    shown = list(errand.spool().waiting())
    assert shown
    assert errand.sync() == 0  # the same stick, on the way home

    assert f"{len(shown)} of them new" in errand.office("collect", errand.stick)
    assert Play.objects.filter(screen=street.screen, item=on_air["slide"]["item"], edition=1).exists()
    assert list(errand.spool().waiting()) == shown  # nothing is forgotten yet

    street.approved("第二项")
    publish(None, street.approver, now())
    assert "It tells lobby-1 that their reports arrived." in errand.office("export", errand.stick, "--group", "lobby")
    assert errand.sync() == 0

    assert errand.office("collect", errand.stick) == "lobby-1: 0 reports, 0 of them new\n"
    assert "It tells" not in errand.office("export", errand.stick)
    assert list(errand.spool().waiting()) == []
    assert segments_in(errand.state / "spool") == []
    capsys.readouterr()
    assert main(["on-air", "--json", "--state", str(errand.state)]) == 0
    assert json.loads(capsys.readouterr().out)["edition"] == 2


def test_a_stick_carries_a_video_to_a_screen_which_seals_it(errand: Errand, street: Street) -> None:
    data = make_mp4()
    video = store_video([data], len(data), "road.mp4", street.drafter)
    street.approved("清河路改造工程进展", body=[as_plain(video)])
    publish(None, street.approver, now())
    errand.office("export", errand.stick, "--group", "lobby")
    assert errand.office("verify", errand.stick).startswith("lobby: edition 2 in order")
    assert errand.sync() == 0
    name = current_name(errand.state)
    assert name is not None
    assert video_name(video.blob) in load_sealed(errand.state, name).videos
