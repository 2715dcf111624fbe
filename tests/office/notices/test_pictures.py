"""Uploaded pictures: what is kept of them and what is refused."""

import hashlib
import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from office.notices import pictures
from office.notices.models import PictureFile
from office.notices.pictures import PictureError, read_blob, store_picture
from tests.office.street import Street


def jpeg(size: tuple[int, int] = (400, 300), orientation: int = 0) -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x010F] = "Somebody's phone"
    exif[0x8825] = {1: "N", 2: (30.0, 0.0, 0.0)}
    if orientation:
        exif[0x0112] = orientation
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_picture_is_kept_under_the_hash_of_its_bytes(street: Street) -> None:
    kept = store_picture(jpeg(), "a.jpg", street.drafter)
    data = read_blob(kept.sha256)
    assert hashlib.sha256(data).hexdigest() == kept.sha256
    assert (kept.media_type, kept.width_px, kept.height_px) == ("image/jpeg", 400, 300)


def test_the_same_picture_twice_is_kept_once(street: Street) -> None:
    first = store_picture(jpeg(), "a.jpg", street.drafter)
    assert store_picture(jpeg(), "b.jpg", street.drafter) == first
    assert PictureFile.objects.count() == 1


def test_nothing_of_the_cameras_notes_is_kept(street: Street) -> None:
    data = read_blob(store_picture(jpeg(), "a.jpg", street.drafter).sha256)
    assert b"Somebody" not in data
    assert not Image.open(io.BytesIO(data)).getexif()


def test_a_photograph_taken_sideways_is_kept_upright(street: Street) -> None:
    kept = store_picture(jpeg(orientation=6), "a.jpg", street.drafter)
    assert (kept.width_px, kept.height_px) == (300, 400)
    red, _, blue = Image.open(io.BytesIO(read_blob(kept.sha256))).getpixel((150, 20))  # type: ignore[misc]
    assert red > 200
    assert blue < 60


def test_a_transparent_picture_stays_transparent(street: Street) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    kept = store_picture(buffer.getvalue(), "logo.png", street.drafter)
    assert Image.open(io.BytesIO(read_blob(kept.sha256))).mode == "RGBA"


def test_a_huge_picture_is_made_as_small_as_a_screen(street: Street) -> None:
    kept = store_picture(jpeg((5000, 1000)), "wide.jpg", street.drafter)
    assert kept.width_px == pictures.LONGEST_SIDE_PX


@pytest.mark.parametrize(
    "data",
    [b"", b"garbage", b"<svg xmlns='http://www.w3.org/2000/svg'/>", jpeg()[:2000], b"%PDF-1.7"],
    ids=["empty", "garbage", "svg", "truncated", "pdf"],
)
def test_what_is_no_whole_picture_is_refused_and_leaves_nothing(street: Street, data: bytes) -> None:
    with pytest.raises(PictureError):
        store_picture(data, "a.jpg", street.drafter)
    assert not PictureFile.objects.exists()
    assert not Path(settings.BLOBS).exists() or not list(Path(settings.BLOBS).iterdir())


def test_a_file_over_the_limit_is_refused_before_it_is_decoded(street: Street) -> None:
    with pytest.raises(PictureError, match="20"):
        store_picture(jpeg() + bytes(pictures.MAX_UPLOAD_BYTES), "a.jpg", street.drafter)


def test_a_bomb_of_pixels_is_refused(street: Street) -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    with pytest.raises(PictureError):
        store_picture(buffer.getvalue(), "bomb.png", street.drafter)


def test_a_blob_that_is_not_there_is_a_key_error(street: Street) -> None:  # noqa: ARG001 (asked for by its name)
    with pytest.raises(KeyError):
        read_blob("0" * 64)
