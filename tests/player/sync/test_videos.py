"""Videos on their way to a screen: they hold nothing up, and what is not right is shown as its poster and told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from player.sealed import video_name
from player.sync.round import HEAL_FILE
from playlists.video import Video
from tests.player.sync.conftest import Street
from tests.player.sync.lines import Line
from tests.player.video.samples import make_mp4


def publish(street: Street, data: bytes, **changes: object) -> Video:
    video = street.feed.add_video(data, **changes)
    street.feed.add_item("film", body=(video,))
    street.feed.publish()
    return video


def sealed_video(street: Street, video: Video) -> Path | None:
    sealed = street.sealed()
    (clip,) = (slide.clip for slide in sealed.deck.slides if slide.clip)
    assert clip.blob == video.blob
    return sealed.video_path(clip)


def to_large_video(street: Street) -> tuple[Video, Line]:
    """A video that comes in more than one piece, and the line to it."""
    data = make_mp4(size=(1280, 720)) + bytes(300_000)  # what follows the last box of an MP4 is nobody's
    video = publish(street, data, width_px=1280, height_px=720)
    return video, Line(street, video.blob, data)


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_a_video_is_sealed_with_its_edition(street: Street, codec: str) -> None:
    data = make_mp4(codec=codec)
    video = publish(street, data)
    street.sync()
    path = sealed_video(street, video)
    assert path is not None
    assert path.read_bytes() == data
    assert street.incidents() == []


def test_its_poster_is_shown_while_a_video_comes(street: Street) -> None:
    video, line = to_large_video(street)
    found: list[tuple[list[str], Path | None]] = []
    line.halfway = lambda: found.append((street.items_on_show(), sealed_video(street, video)))
    street.sync()
    assert found == [(["roads", "film"], None)]
    path = sealed_video(street, video)
    assert path is not None
    assert path.read_bytes() == line.data
    assert not line.part.exists()


@pytest.mark.parametrize("gives_parts", [True, False])
def test_a_video_makes_way_for_an_urgent_edition_and_goes_on_afterwards(street: Street, *, gives_parts: bool) -> None:
    video, line = to_large_video(street)
    line.gives_parts = gives_parts
    line.halfway = lambda: cut_in(street, line)
    assert street.sync(look_every_s=0).is_fetching
    come = line.part.stat().st_size
    found: list[str | None] = []
    line.asked = lambda: found.append(street.on_screen())
    assert not street.sync(look_every_s=0).is_fetching
    assert found == ["flood"]  # before the video went on
    assert line.starts == [0, come if gives_parts else 0]
    path = sealed_video(street, video)
    assert path is not None
    assert path.read_bytes() == line.data


def cut_in(street: Street, line: Line) -> None:
    line.halfway = lambda: None
    street.feed.publish_urgent(street.feed.add_item("flood"))


def test_a_video_that_is_here_is_neither_fetched_nor_looked_at_again(street: Street) -> None:
    video = publish(street, make_mp4())
    street.sync()
    street.feed.add_item("bridge")
    street.feed.publish()
    street.office.asked.clear()
    street.sync()
    assert sealed_video(street, video) is not None
    assert not any(video.blob in path for path in street.office.asked)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (make_mp4()[:9_000], "it is damaged"),
        (make_mp4(codec="mpeg4"), "its pictures are coded as mpeg4, and screens play H.264 and HEVC"),
        (make_mp4(120, rate=60), "it has 60 pictures a second, and screens play up to 30"),
        (make_mp4(75), "it is another one than its notice describes"),
        (b"no video at all", "it is no MP4 file"),
    ],
    ids=["damaged", "codec", "rate", "another", "no video"],
)
def test_a_file_that_no_screen_plays_is_shown_as_its_poster_and_told_once(
    street: Street, data: bytes, why: str
) -> None:
    video = publish(street, data)
    street.sync()
    street.sync()
    assert sealed_video(street, video) is None
    assert street.items_on_show() == ["roads", "film"]
    told = f"item film version 1: video {video.blob[:12]} is not played: {why}; its poster is shown"
    assert street.incidents() == [told]


def test_attack_a_video_whose_bytes_were_changed_is_refused_and_the_rest_is_shown(street: Street) -> None:
    video = publish(street, make_mp4())
    street.feed.path_of_blob(video.blob).write_bytes(make_mp4(91)[: video.size_bytes].ljust(video.size_bytes, b"\0"))
    street.sync()
    assert sealed_video(street, video) is None
    assert street.items_on_show() == ["roads", "film"]
    assert "was changed: its bytes are not those that were approved" in street.incidents()[0]
    assert not (street.state / "blobs" / video.blob).exists()


def test_attack_a_video_that_never_ends_is_cut_off_at_its_stated_size(street: Street) -> None:
    video = publish(street, make_mp4())
    file = street.feed.path_of_blob(video.blob)
    file.write_bytes(file.read_bytes() + bytes(5_000_000))
    street.sync()
    assert f"has more than {video.size_bytes:,} bytes" in street.incidents()[0]
    assert sum(path.stat().st_size for path in (street.state / "blobs").iterdir()) < 1_000_000


def test_a_feed_that_does_not_give_the_video_is_asked_again_in_the_next_round(street: Street) -> None:
    video = publish(street, make_mp4())
    path = f"/feed/blobs/{street.feed.group}/{video.blob}"
    street.office.answers[path] = lambda handler: handler.answer(503, b"")
    assert not street.sync().is_fetching
    assert sealed_video(street, video) is None
    del street.office.answers[path]
    street.sync()
    assert sealed_video(street, video) is not None
    assert street.incidents() == []


def test_a_video_that_rotted_on_the_card_is_fetched_anew(street: Street) -> None:
    video = publish(street, make_mp4())
    street.sync()
    path = sealed_video(street, video)
    assert path is not None
    data = path.read_bytes()
    path.write_bytes(data[:500] + bytes(10) + data[510:])
    (street.state / HEAL_FILE).touch()
    street.sync()
    path = sealed_video(street, video)
    assert path is not None
    assert path.read_bytes() == data


def test_a_part_that_a_power_cut_spoilt_is_fetched_from_the_beginning(street: Street) -> None:
    video, line = to_large_video(street)
    line.leave_part(bytes(100_000))
    street.sync()
    assert line.starts == [100_000, 0]
    assert sealed_video(street, video) is not None
    assert street.incidents() == []


def test_without_the_extra_posters_are_shown_and_the_screen_says_so_once(street: Street, tmp_path: Path) -> None:
    video = publish(street, make_mp4())
    street.feed.add_item("film-2", body=(street.feed.add_video(make_mp4(61), duration_ms=2033),))
    street.feed.publish()
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "av.py").write_text("raise ImportError")
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path / 'none'}:{os.environ.get('PYTHONPATH') or Path.cwd()}"}
    command = [sys.executable, "-m", "player.app", "sync", "--once", "--state", str(street.state)]
    subprocess.run(command, env=environ, check=True, capture_output=True)
    assert street.sealed().videos == frozenset()
    assert street.items_on_show() == ["roads", "film", "film-2"]
    (sentence,) = street.incidents()
    assert sentence.endswith("playing videos needs the extra video: pip install sunboard[video]; the posters are shown")
    street.feed.publish()
    street.sync()  # with the extra
    assert video_name(video.blob) in street.sealed().videos
