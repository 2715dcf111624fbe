"""What a round does with an honest office: little work for small changes, none for none, and mending what broke."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from player.device.systemd import MEMORY_FOLDER
from player.errors import FeedError, FetchError, StoreError
from player.sealed import load_sealed
from player.slides import Kit, draw_item, find_fonts, qr_reads
from player.sync.enrolment import save_enrolment
from player.sync.round import HEAL_FILE
from playlists.item import Paragraph, Picture
from playlists.look import Look
from playlists.report import Heartbeat
from playlists.screen import Screen
from tests.fakes.feed import LOBBY, seal_sample
from tests.player.slides.test_look import make_emblem
from tests.player.sync.conftest import Street, leftovers
from tests.player.sync.dying import dies

LONG_AGO = datetime(1970, 1, 1, 8, tzinfo=UTC)


def files_of(state: Path) -> dict[str, tuple[int, int]]:
    """Every file with its inode and its time of change."""
    files = (path for path in state.rglob("*") if path.is_file())
    return {str(path.relative_to(state)): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


class TestSealing:
    def test_the_edition_is_sealed_byte_for_byte_as_it_was_signed(self, street: Street) -> None:
        assert (street.sealed().folder / "base.json").read_bytes() == street.feed.document
        assert leftovers(street.state) == []

    def test_every_slide_can_be_read_and_its_qr_code_names_item_and_screen(self, street: Street) -> None:
        link = "http://opinions.example/o/bridge"
        street.feed.add_item("bridge", link=link)
        street.feed.publish()
        street.sync()

        sealed = street.sealed()
        assert all(sealed.read_slide(slide) for slide in (*sealed.deck.slides, sealed.deck.fallback))
        addresses = [slide.qr.address for slide in sealed.deck.slides if slide.qr]
        assert addresses == ["HTTP://OPINIONS.EXAMPLE/o/bridge/hall-1"]

    def test_an_item_that_is_over_is_dropped_quietly_and_a_future_one_is_ready(self, street: Street) -> None:
        now = datetime.now(UTC)
        street.feed.add_item("past", shown_until=now - timedelta(minutes=1))
        street.feed.add_item("future", shown_from=now + timedelta(days=3))
        street.feed.publish()
        street.sync()

        assert street.items_on_show() == ["roads", "future"]
        assert street.incidents() == []

    def test_a_store_that_forbids_what_it_does_not_have_is_no_hindrance(self, street: Street) -> None:
        """An object store hides from strangers which names there are: the next root's is forbidden, not missing."""
        street.office.answers["/feed/metadata/2.root.json"] = lambda handler: handler.answer(403, b"")
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()

        assert "bridge" in street.items_on_show()
        assert "/feed/metadata/2.root.json" in street.office.asked

    def test_the_heartbeat_tells_the_edition(self, street: Street) -> None:
        street.sync()

        assert [beat.edition for beat in street.office.reported(Heartbeat)] == [1, 1]

    def test_a_picture_that_does_not_open_is_left_out_and_told(self, street: Street) -> None:
        picture = street.feed.add_picture(b"no picture at all")
        street.feed.add_item("bridge", body=(Paragraph(text="桥已修好。"), Picture(blob=picture)))
        street.feed.publish()
        street.sync()

        assert street.items_on_show() == ["roads", "bridge"]
        assert len(street.incidents()) == 1
        assert street.incidents()[0].startswith("item bridge version 1: ")


class TestEconomy:
    def test_nothing_new_writes_nothing_and_asks_three_times(self, street: Street) -> None:
        street.sync()
        before, asked = files_of(street.state), len(street.office.asked)

        printed = street.sync()

        assert not printed.is_new
        assert files_of(street.state) == before
        assert street.office.asked[asked:] == [
            "/feed/metadata/2.root.json",
            "/feed/metadata/timestamp.json",
            "/device/reports",
        ]

    @pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
    def test_nothing_new_opens_nothing_on_the_card_but_the_lock(
        self, street: Street, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "memory").mkdir()
        monkeypatch.setenv(MEMORY_FOLDER, str(tmp_path / "memory"))
        street.sync()

        assert dies(street.sync, street.state, 2)  # making sure of the folder, opening the lock
        assert not dies(street.sync, street.state, 3)
        assert not list((tmp_path / "memory").iterdir())

    def test_a_small_edit_draws_only_what_changed(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()
        before = {slide.item: street.sealed().folder / slide.file for slide in street.sealed().deck.slides}
        street.feed.add_item("bridge", title="青溪大桥提前通车")
        street.feed.publish()
        street.sync()
        after = {slide.item: street.sealed().folder / slide.file for slide in street.sealed().deck.slides}

        assert after["roads"].samefile(before["roads"])
        assert not after["bridge"].samefile(before["bridge"])

    def test_another_size_of_screen_draws_everything_anew(self, street: Street) -> None:
        before = street.sealed().deck.slides[0].file
        street.feed.screens = (msgspec.structs.replace(LOBBY, width_px=540, height_px=960),)
        street.feed.publish()
        street.sync()

        assert street.sealed().deck.slides[0].file != before

    def test_the_last_two_editions_are_kept_with_their_pictures_and_nothing_else(self, street: Street) -> None:
        pictures = []
        for shade in range(4):
            pictures.append(street.feed.add_picture(b"picture %d" % shade))
            street.feed.add_item("roads", body=(Paragraph(text="修路。"), Picture(blob=pictures[-1])))
            street.feed.publish()
            street.sync()
        (street.state / "blobs" / ".half.new").write_bytes(b"half")
        street.feed.publish()
        street.sync()

        numbers = [load_sealed(street.state, path.name).edition.number for path in (street.state / "sealed").iterdir()]
        assert sorted(numbers) == [5, 6]
        assert {path.name for path in (street.state / "blobs").iterdir()} == {pictures[-1]}


class TestMending:
    def break_slide(self, street: Street) -> Path:
        sealed = street.sealed()
        path = sealed.folder / sealed.deck.slides[0].file
        path.write_bytes(path.read_bytes()[:-1])
        (street.state / HEAL_FILE).touch()
        with pytest.raises(StoreError):
            sealed.read_slide(sealed.deck.slides[0])
        return path

    def test_a_damaged_slide_is_drawn_anew_in_place(self, street: Street) -> None:
        name = street.sealed().name
        self.break_slide(street)
        street.sync()

        assert street.sealed().name == name
        assert street.sealed().read_slide(street.sealed().deck.slides[0])
        assert not (street.state / HEAL_FILE).exists()

    def test_a_damaged_slide_is_mended_without_a_network(self, street: Street) -> None:
        self.break_slide(street)
        street.office.shutdown()
        street.office.server_close()
        with pytest.raises(FetchError):
            street.sync()

        assert street.sealed().read_slide(street.sealed().deck.slides[0])

    @pytest.mark.parametrize(
        "file", ["edition.json", "deck.json", "seal.json", "base.json", "register.json", "origin.json", "proof.json"]
    )
    def test_a_damaged_document_is_put_right(self, street: Street, file: str) -> None:
        before = street.shown()
        (street.sealed().folder / file).write_bytes(b"{}")
        street.sync()

        assert street.shown() == before

    def test_a_pointer_that_names_nothing_is_written_anew(self, street: Street) -> None:
        before = street.shown()
        (street.state / "current").write_text("lobby")
        street.sync()

        assert street.shown() == before

    def test_feed_metadata_damaged_on_disk_is_fetched_again(self, street: Street) -> None:
        for path in (street.state / "feed").rglob("*.json"):
            path.write_bytes(b"")
        street.feed.add_item("bridge")
        street.feed.publish()
        street.sync()

        assert street.items_on_show() == ["roads", "bridge"]


class TestLook:
    def test_the_emblem_is_fetched_and_kept_and_every_slide_drawn_anew(self, street: Street) -> None:
        before = {slide.file for slide in street.sealed().deck.slides}
        emblem = street.feed.add_picture(make_emblem())
        street.feed.look = Look(emblem=emblem, accent="#0b4a3a")
        street.feed.publish()
        street.sync()

        sealed = street.sealed()
        assert sealed.edition.look.emblem == emblem
        assert not before & {slide.file for slide in sealed.deck.slides}
        assert (street.state / "blobs" / emblem).read_bytes() == make_emblem()
        assert street.incidents() == []

    def test_an_emblem_that_was_changed_on_the_way_leaves_the_old_edition_on_show(self, street: Street) -> None:
        emblem = street.feed.add_picture(make_emblem())
        street.feed.look = Look(emblem=emblem)
        street.feed.publish()
        street.feed.path_of_blob(emblem).write_bytes(make_emblem((100, 100)))
        with pytest.raises(FeedError, match="the emblem was changed"):
            street.sync_at(datetime.now(UTC))

        assert street.sealed().edition.number == 1
        assert not (street.state / "blobs" / emblem).exists()

    def test_colours_nobody_could_read_are_told_to_the_office_and_not_used(self, street: Street) -> None:
        street.feed.look = Look(accent="#e58a9b")
        street.feed.publish()
        street.sync()

        (incident,) = street.incidents()
        assert "#e58a9b" in incident
        assert "7:1" in incident


class TestTime:
    def test_a_clock_in_1970_gets_an_edition(self, street: Street, tmp_path: Path) -> None:
        street.state = tmp_path / "fresh"
        save_enrolment(street.state, street.feed.enrolment(street.office.address))

        assert street.sync_at(LONG_AGO).sealed.edition.number == 1

    def test_a_clock_that_fell_back_to_1970_does_not_take_an_expired_feed_for_fresh(self, street: Street) -> None:
        street.feed.add_item("bridge")
        street.feed.publish()
        street.feed.sign_timestamp(expires=datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=1))

        with pytest.raises(FeedError, match="expired"):
            street.sync_at(LONG_AGO)
        assert street.items_on_show() == ["roads"]

    def test_a_clock_that_ran_ahead_takes_nothing_off_for_good(self, street: Street) -> None:
        street.feed.add_item("bridge", shown_until=datetime.now(UTC) + timedelta(days=2))
        street.feed.publish()

        street.sync_at(datetime.now(UTC) + timedelta(days=7))

        assert street.items_on_show() == ["roads", "bridge"]

    def test_a_clock_that_ran_ahead_for_a_while_locks_nobody_out(self, street: Street) -> None:
        with pytest.raises(FeedError, match="expired"):
            street.sync_at(datetime.now(UTC) + timedelta(days=900))
        street.feed.add_item("bridge")
        street.feed.publish()

        assert street.sync_at(datetime.now(UTC)).sealed.edition.number == 2


class TestEnrolledAnew:
    def test_a_new_enrolment_is_not_bound_by_the_old_ones_numbers(self, street: Street) -> None:
        street.feed.publish(50)
        street.sync()
        street.feed.token = "y" * 40
        save_enrolment(street.state, street.feed.enrolment(street.office.address))
        street.feed.publish(2)
        street.sync()

        assert street.sealed().edition.number == 2
        assert len(list((street.state / "feed").iterdir())) == 1


def test_a_sample_is_sealed_without_a_network(tmp_path: Path) -> None:
    screen: Screen = msgspec.structs.replace(LOBBY, width_px=640, height_px=360)
    sealed = seal_sample(tmp_path / "state", screen=screen)

    assert [slide.item for slide in sealed.deck.slides] == ["roads", "budget", "posts"]
    drawing = draw_item(sealed.edition.items[0], screen, Kit(find_fonts(os.environ), "青溪区", lambda _: b""))[0]
    assert drawing.qr is None or qr_reads(drawing)
