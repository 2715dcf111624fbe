"""Videos attached in the office: looked at, kept without the camera's notes, published with their notice."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from office.notices.camera_notes import blank_notes
from office.notices.differences import lines_of
from office.notices.models import PictureFile
from office.notices.pictures import read_blob
from office.notices.services import to_item
from office.notices.videos import VideoRefusedError, as_plain, store_video
from office.people.models import Role
from office.publishing.services import publish
from player.video import inspect_video
from playlists.feed import blob_path
from playlists.item import blobs_of, videos_of
from playlists.video import MAX_VIDEO_BYTES, Video
from tests.office.street import NOON, Street
from tests.player.video.samples import make_mp4, read_frame

NOTES = (("location", "+30.2741+120.1551/"), ("comment", "老张的手机"))


def stored(street: Street, data: bytes, size: int | None = None) -> Video:
    return store_video([data[:1000], data[1000:]], len(data) if size is None else size, "road.mp4", street.drafter)


def test_a_video_is_kept_with_a_frame_of_it_as_its_poster(street: Street) -> None:
    video = stored(street, make_mp4())
    assert (video.width_px, video.height_px, video.duration_ms) == (320, 180, 3000)
    assert len(read_blob(video.blob)) == video.size_bytes
    assert read_frame(Image.open(io.BytesIO(read_blob(video.poster)))) == 0
    assert stored(street, make_mp4()) == video  # twice is once
    assert PictureFile.objects.count() == 2
    assert [path.name for path in Path(settings.BLOBS).iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no video", "不是 MP4"),
        (make_mp4()[:9_000], "损坏或不完整"),
        (make_mp4(codec="mpeg4"), "mpeg4"),
        (make_mp4(pixels="yuv420p10le"), "HDR"),
        (make_mp4(2, size=(1920, 1088)), "1920×1080"),
        (make_mp4(120, rate=60), "25 或 30"),
        (make_mp4(30), "短于 2 秒"),
    ],
    ids=["garbage", "damaged", "codec", "colours", "size", "rate", "short"],
)
def test_what_is_refused_is_told_in_the_readers_language_and_leaves_nothing(
    street: Street, data: bytes, words: str
) -> None:
    with pytest.raises(VideoRefusedError, match=words):
        stored(street, data)
    assert not PictureFile.objects.exists()
    assert not [path for path in Path(settings.BLOBS).glob("*") if path.stat().st_size]


def test_a_file_that_is_too_large_is_not_even_taken(street: Street) -> None:
    with pytest.raises(VideoRefusedError, match="200 MB"):
        stored(street, b"", MAX_VIDEO_BYTES + 1)


@pytest.mark.parametrize("has_index_first", [True, False])
def test_what_a_camera_noted_of_its_place_is_blanked_and_the_video_plays(*, has_index_first: bool) -> None:
    data = make_mp4(has_index_first=has_index_first, notes=NOTES)
    assert b"loci" in data
    file = io.BytesIO(data)
    blank_notes(file)
    assert len(file.getvalue()) == len(data)
    for note in (b"loci", "老张".encode()):
        assert note not in file.getvalue()


@pytest.mark.parametrize(
    "data", [b"", b"\0\0\0\1moov", b"\xff\xff\xff\xffmoov", b"\0\0\0\x08moov" * 20_000, b"\0\0\0\0udta"]
)
def test_boxes_that_lie_about_their_size_are_left_alone(data: bytes) -> None:
    file = io.BytesIO(data)
    blank_notes(file)
    assert len(file.getvalue()) == len(data)


def test_a_notice_with_a_video_is_published_with_its_file(street: Street) -> None:
    version = street.approved("清河路改造工程进展", body=[as_plain(stored(street, make_mp4()))])
    publish(None, street.approver, NOON)
    (video,) = videos_of(to_item(version))
    for sha256 in blobs_of(to_item(version)):
        assert (Path(settings.FEED) / blob_path(street.lobby.slug, sha256)).read_bytes() == read_blob(sha256)
    with (Path(settings.BLOBS) / video.blob).open("rb") as file:
        assert inspect_video(file).duration_ms == video.duration_ms


def test_the_editor_gets_a_block_or_one_sentence(as_role: Callable[..., Client]) -> None:
    drafter = as_role(Role.DRAFTER)
    answer = drafter.post("/notices/videos/", {"video": SimpleUploadedFile("a.mp4", make_mp4())}).json()
    assert answer["video"]["kind"] == "video"
    refused = drafter.post("/notices/videos/", {"video": SimpleUploadedFile("a.mp4", b"no")})
    assert refused.status_code == 400
    assert "MP4" in refused.json()["error"]
    assert drafter.post("/notices/videos/").status_code == 400
    assert as_role(Role.REVIEWER).post("/notices/videos/").status_code == 403


def test_changes_to_a_video_are_told() -> None:
    block = {"kind": "video", "blob": "abcdefgh" * 8, "caption": "施工现场", "is_looped": True}
    assert lines_of([block])[0] == "施工现场"
    assert "abcdefgh" in lines_of([block])[1]
    assert lines_of([block]) != lines_of([block | {"is_looped": False}])
