"""``office feed export``: what is on the stick afterwards, and what is refused."""

import io
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from office.by_hand.export import export
from office.publishing.errors import PublishingError
from office.publishing.services import publish
from office.screens.models import Carried, Group, Screen
from player.errors import StoreError
from player.sealed import current_name, load_sealed
from playlists.by_hand import FEED, MAX_ACCEPTED_BYTES, Purpose, accepted_path, key_of, proven
from playlists.report import Accepted
from playlists.wire import decode
from tests.office.by_hand.conftest import Errand, now
from tests.office.street import Street


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_stick_carries_the_feed_as_a_web_server_would(errand: Errand) -> None:
    done = errand.export()

    carried, published = files(errand.stick / FEED), files(Path(settings.FEED))
    assert carried.items() <= published.items()
    assert {path.split("/")[0] for path in published.keys() - carried.keys()} == {"metadata"}  # of before
    assert done.groups == ("lobby", "yard")


def test_a_chosen_group_comes_without_the_others(errand: Errand) -> None:
    errand.export("lobby")

    assert {path.name for path in (errand.stick / FEED / "targets").iterdir() if path.is_dir()} == {"lobby"}
    assert {path.name for path in (errand.stick / FEED / "blobs").iterdir()} == {"lobby"}


def test_what_was_on_the_stick_of_other_groups_goes(errand: Errand) -> None:
    errand.export()

    errand.export("lobby")

    assert not [path for path in files(errand.stick) if "yard" in path]
    assert errand.sync() == 0


def test_what_an_export_that_was_cut_off_left_of_other_groups_goes_too(errand: Errand) -> None:
    errand.export()
    (errand.stick / FEED / "blobs" / "yard" / f".{'0' * 64}.new").write_bytes(b"half a picture")

    errand.export("lobby")

    assert not (errand.stick / FEED / "blobs" / "yard").exists()


def test_a_strange_folder_among_the_pictures_stays_and_stops_nothing(errand: Errand) -> None:
    strange = errand.stick / FEED / "blobs" / "mine" / "inner" / "file"
    strange.parent.mkdir(parents=True)
    strange.write_bytes(b"?")

    errand.export()

    assert strange.exists()


def test_a_second_time_nothing_is_written(errand: Errand) -> None:
    errand.export()
    stamps = {path: path.stat().st_mtime_ns for path in errand.stick.rglob("*")}

    assert errand.export().written == 0

    assert {path: path.stat().st_mtime_ns for path in errand.stick.rglob("*")} == stamps


def test_after_a_publication_only_what_changed_is_written_and_what_is_old_goes(errand: Errand, street: Street) -> None:
    errand.export()
    street.approved("第二项")
    publish(None, street.approver, now())

    done = errand.export()

    assert 0 < done.written < done.files
    pictures = [path for path in files(errand.stick) if "/blobs/" in path]
    assert len(pictures) == 2
    assert len([path for path in files(errand.stick) if path.endswith(".edition.json")]) == 2


def test_a_damaged_file_on_the_stick_is_written_again(errand: Errand) -> None:
    errand.export()
    picture = next((errand.stick / FEED / "blobs" / "lobby").iterdir())
    whole = picture.read_bytes()
    picture.write_bytes(whole[:-1] + b"?")

    assert errand.export().written == 1

    assert picture.read_bytes() == whole


def test_links_on_the_stick_are_not_followed(errand: Errand, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    (errand.stick / "sunboard").mkdir()
    (errand.stick / FEED).symlink_to(outside)

    with pytest.raises(StoreError):
        errand.export()

    assert files(outside) == {"kept": b"kept"}


def test_links_among_the_files_are_replaced_and_not_written_through(errand: Errand, tmp_path: Path) -> None:
    errand.export()
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    stamp = errand.stick / FEED / "metadata" / "timestamp.json"
    stamp.unlink()
    stamp.symlink_to(victim)
    (errand.stick / FEED / "blobs" / "strange").symlink_to(tmp_path)

    errand.export()

    assert victim.read_bytes() == b"mine"
    assert not stamp.is_symlink()
    assert not (errand.stick / FEED / "blobs" / "strange").is_symlink()


class CutOffError(Exception):
    """The stick was pulled out, or the machine lost its power."""


@pytest.mark.parametrize("files_written", range(1, 20))
def test_an_export_cut_off_after_any_file_leaves_the_feed_from_before_or_the_new_one(
    errand: Errand, street: Street, files_written: int
) -> None:
    errand.export("lobby")
    street.approved("第二项")
    publish(None, street.approver, now())
    left = files_written

    def count(done: int, of: int) -> None:
        nonlocal left
        left -= 1
        if not left and done < of:
            raise CutOffError

    try:
        export(errand.stick, ["lobby"], now(), count)
    except CutOffError:
        number = 1
    else:
        number = 2
    assert errand.sync() == 0
    assert current_edition(errand.state) == number


def current_edition(state: Path) -> int:
    name = current_name(state)
    assert name
    return load_sealed(state, name).edition.number


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_it_tells_how_far_it_is(errand: Errand) -> None:
    terminal = Terminal()

    call_command("feed", "export", str(errand.stick), stdout=io.StringIO(), stderr=terminal)

    assert re.search(r"\r\d+ % of 0.\d MB\r", terminal.getvalue())
    assert re.search(r"\r100 % of 0.\d MB\n$", terminal.getvalue())


class TestRefusals:
    def test_what_is_no_folder(self, errand: Errand) -> None:
        with pytest.raises(CommandError, match="is no folder: is the stick plugged in and mounted there"):
            errand.office("export", errand.stick / "nothing")

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounts")
    def test_a_stick_that_is_read_only(self, errand: Errand, small: Path) -> None:
        subprocess.run(("mount", "-o", "remount,ro", small), check=True)

        with pytest.raises(CommandError, match="is the stick's switch on read-only"):
            errand.office("export", small)

    @pytest.mark.skipif(os.geteuid() != 0, reason="mounts")
    def test_a_stick_that_is_full_before_anything_is_written(self, errand: Errand, small: Path) -> None:
        (small / "films").write_bytes(b"x" * 5_000_000)

        with pytest.raises(CommandError, match=r"has 3 MB free and \d MB are needed: nothing was written"):
            errand.office("export", small)

        assert not (small / "sunboard").exists()

    def test_an_unknown_group(self, errand: Errand) -> None:
        with pytest.raises(CommandError, match="there is no screen group 'nowhere'"):
            errand.office("export", errand.stick, "--group", "nowhere")

    def test_a_group_for_which_nothing_was_published(self, errand: Errand) -> None:
        new = Group.objects.create(slug="new", title="新")
        Screen.objects.create(slug="new-1", title="新屏", group=new)

        with pytest.raises(CommandError, match="nothing was published for new yet"):
            errand.office("export", errand.stick, "--group", "new")

    @pytest.mark.usefixtures("street")
    def test_an_office_that_published_nothing(self, tmp_path: Path) -> None:
        with pytest.raises(PublishingError, match="nothing was published yet"):
            Errand.export(Errand(None, tmp_path, tmp_path, ""))  # type: ignore[arg-type]


def test_it_says_what_it_did_and_until_when_that_is_of_use(errand: Errand) -> None:
    said = errand.office("export", errand.stick, "--group", "lobby")

    assert said.startswith(f"{errand.stick} carries the feed of lobby: ")
    assert "Take it to the screens before 20" in said


class TestAcknowledgements:
    def read(self, errand: Errand, token: str) -> tuple[str, ...]:
        data = (errand.stick / accepted_path("lobby-1")).read_bytes()
        document = proven(data, Purpose.ACCEPTED, "lobby-1", key_of(token))
        return decode(Accepted, document, limit=MAX_ACCEPTED_BYTES, what="it").ids

    def test_the_offices_word_goes_under_the_screens_own_key(self, errand: Errand, street: Street) -> None:
        Carried.objects.create(screen=street.screen, ids=["0" * 32], at=now())

        assert errand.export().acknowledged == ("lobby-1",)

        assert self.read(errand, errand.token) == ("0" * 32,)

    def test_a_screen_that_was_shut_out_hears_nothing(self, errand: Errand, street: Street) -> None:
        Carried.objects.create(screen=street.screen, ids=["0" * 32], at=now())
        Screen.objects.update(token_digest="")

        assert errand.export().acknowledged == ()

    def test_screens_of_other_groups_hear_nothing(self, errand: Errand, street: Street) -> None:
        Carried.objects.create(screen=street.screen, ids=["0" * 32], at=now())

        assert errand.export("yard").acknowledged == ()
