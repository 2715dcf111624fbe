"""``office feed collect``: what is taken from a stick, whatever is on it."""

import os
import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.core.management import CommandError

from office.screens.models import Carried, Play, Screen
from playlists import report as wire
from playlists.by_hand import REPORTS, Purpose, key_of, parcel_path, prove
from playlists.report import Heartbeat, Reports
from playlists.wire import encode
from tests.office.by_hand.conftest import Errand, enrolled, now
from tests.player.reports.test_spool import play


@pytest.fixture
def filled(errand: Errand) -> Errand:
    """The screen took edition 1 and wrote three plays onto the stick."""
    errand.export("lobby")
    spool = errand.spool()
    for number in range(3):
        spool.append(play(number))
    spool.close()
    assert errand.sync() == 0
    return errand


def write(
    errand: Errand, reports: Reports | bytes, *, number: int = 1, token: str = "", screen: str = "lobby-1"
) -> None:
    document = reports if isinstance(reports, bytes) else encode(reports)
    path = errand.stick / parcel_path(screen, number)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(prove(document, Purpose.REPORTS, screen, key_of(token or errand.token)))


def collect(errand: Errand) -> str:
    return errand.office("collect", errand.stick)


def test_what_the_screen_wrote_is_kept(filled: Errand) -> None:
    assert collect(filled) == "lobby-1: 3 reports, 3 of them new\n"

    assert set(Play.objects.values_list("report", flat=True)) == {play(number).id for number in range(3)}
    screen = Screen.objects.get(slug="lobby-1")
    assert screen.heartbeat["edition"] == 1
    assert Carried.objects.get(screen=screen).ids == [play(number).id for number in range(3)]


def test_a_screen_whose_reports_come_by_stick_is_found_out_and_was_not_heard(filled: Errand) -> None:
    collect(filled)

    screen = Screen.objects.get(slug="lobby-1")
    assert screen.is_by_hand
    assert screen.seen_at is None
    assert not Screen.objects.get(slug="yard-1").is_by_hand


def test_the_same_stick_once_more_is_no_news_of_the_screen(filled: Errand) -> None:
    collect(filled)
    last = now() - timedelta(days=20)
    Screen.objects.update(collected_at=last)

    collect(filled)

    assert Screen.objects.get(slug="lobby-1").collected_at == last


def test_a_second_time_counts_nothing_twice(filled: Errand) -> None:
    collect(filled)

    assert collect(filled) == "lobby-1: 3 reports, 0 of them new\n"

    assert Play.objects.count() == 3


def test_an_older_stick_does_not_take_the_screens_state_back(filled: Errand) -> None:
    collect(filled)
    newest = Screen.objects.get(slug="lobby-1").heartbeat
    old = msgspec.structs.replace(
        msgspec.convert(newest, Heartbeat), id="1" * 32, at=now() - timedelta(days=3), edition=0
    )
    write(filled, Reports((old,)))

    collect(filled)

    assert Screen.objects.get(slug="lobby-1").heartbeat == newest


def test_a_report_that_cannot_be_true_is_given_up_and_the_others_are_kept(filled: Errand) -> None:
    wrong = msgspec.structs.replace(play(9), version=-1)
    write(filled, Reports((play(5), wrong, play(6))))

    said = collect(filled)

    assert f"lobby-1: report {wrong.id} holds a number or a name out of range; it was given up" in said
    assert Play.objects.count() == 2
    assert wrong.id in Carried.objects.get().ids


@pytest.mark.usefixtures("filled")
class TestWhoWroteIt:
    def test_a_screen_this_office_does_not_have(self, filled: Errand) -> None:
        write(filled, Reports((play(7),)), screen="stranger")

        assert "stranger: this office has no screen stranger: its reports were not taken" in collect(filled)

    def test_a_screen_that_was_shut_out(self, filled: Errand) -> None:
        Screen.objects.update(token_digest="")

        said = "no machine is enrolled as screen lobby-1, or it was shut out: its reports were not taken"
        assert collect(filled) == f"lobby-1: {said}\n"
        assert not Play.objects.exists()

    def test_another_screens_reports_under_its_name(self, filled: Errand) -> None:
        yard = Screen.objects.get(slug="yard-1")
        other = enrolled(yard, filled.state.with_name("yard"))
        write(filled, Reports((play(7),)), token=other)

        said = collect(filled)

        assert "was not taken: it was changed on the way, or written under another enrolment of this screen" in said
        assert not Play.objects.exists()

    def test_a_machine_that_was_enrolled_again_tells_it_anew(self, filled: Errand) -> None:
        filled.token = enrolled(Screen.objects.get(slug="lobby-1"), filled.state)
        assert "was not taken" in collect(filled)

        assert filled.sync() == 0

        assert collect(filled) == "lobby-1: 3 reports, 3 of them new\n"

    def test_a_changed_byte(self, filled: Errand) -> None:
        path = filled.stick / parcel_path("lobby-1", 1)
        path.write_bytes(path.read_bytes().replace(b'"roads"', b'"roods"', 1))

        assert "was not taken" in collect(filled)
        assert not Play.objects.exists()

    def test_the_offices_own_word_in_the_place_of_reports(self, filled: Errand) -> None:
        document = encode(wire.Accepted((play(7).id,)))
        path = filled.stick / parcel_path("lobby-1", 1)
        path.write_bytes(prove(document, Purpose.ACCEPTED, "lobby-1", key_of(filled.token)))

        assert "was not taken" in collect(filled)


class TestHostileSticks:
    @pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"reports": 1}', b"[" * 100_000, b"\xff"])
    def test_what_is_no_report_is_refused_also_from_a_screen(self, filled: Errand, document: bytes) -> None:
        write(filled, document)

        assert "was not taken: it" in collect(filled)

    def test_a_file_past_its_limit_is_not_read(self, filled: Errand) -> None:
        with (filled.stick / parcel_path("lobby-1", 1)).open("r+b") as file:
            file.truncate(10**12)  # a sparse one

        assert re.search(r"has more than the [\d,]+ bytes it may have", collect(filled))

    def test_a_pipe_a_link_and_a_device_are_not_read(self, filled: Errand, tmp_path: Path) -> None:
        folder = filled.stick / REPORTS / "lobby-1"
        secret = tmp_path / "secret"
        (folder / "1").rename(secret)
        (folder / "1").symlink_to(secret)
        os.mkfifo(folder / "2")

        said = collect(filled)

        assert said.count("was not taken") == 2
        assert not Play.objects.exists()

    def test_a_folder_that_is_a_link_is_not_entered(self, filled: Errand, tmp_path: Path) -> None:
        (filled.stick / REPORTS / "lobby-1").rename(tmp_path / "elsewhere")
        (filled.stick / REPORTS / "lobby-1").symlink_to(tmp_path / "elsewhere")

        assert "was not taken" in collect(filled)
        assert not Play.objects.exists()

    def test_names_that_no_screen_has_are_passed_over(self, filled: Errand) -> None:
        for name in ("..hidden", "x y", "\x1b[31m", "名"):
            (filled.stick / REPORTS / name).mkdir()

        assert collect(filled) == "lobby-1: 3 reports, 3 of them new\n"

    def test_an_empty_stick_is_told_in_one_sentence(self, errand: Errand) -> None:
        (errand.stick / "sunboard").mkdir()

        with pytest.raises(CommandError, match="carries no reports: no screen has written any onto it yet"):
            collect(errand)

    def test_what_is_no_stick_is_told_in_one_sentence(self, errand: Errand) -> None:
        with pytest.raises(CommandError, match="holds no sunboard folder: is it the right stick, and still plugged in"):
            collect(errand)
