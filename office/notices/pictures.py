"""Uploaded pictures. Decides what is taken in and how it is kept: re-encoded, upright, without the camera's notes.

A photograph's EXIF may name the place and the owner of the phone; what goes on a public screen carries none of it.
"""

import hashlib
import io
import warnings
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from office.journal.services import record
from office.notices.models import PictureFile
from office.people.models import User
from office.publishing.files import write_atomically

MAX_UPLOAD_BYTES: Final = 20 * 1024 * 1024  # a 24-megapixel photograph as a good JPEG has 10 to 15
MAX_PIXELS: Final = 60_000_000  # decoded it takes three bytes a pixel: 180 MB, the most a small server should spend
LONGEST_SIDE_PX: Final = 3840  # no screen shows more
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
_LOSSLESS: Final = ("PNG", "GIF", "BMP")
_JPEG_QUALITY: Final = 90


class PictureError(Exception):
    """The file is not taken; the message is one sentence for whoever uploaded it."""


def store_picture(data: bytes, name: str, person: User) -> PictureFile:
    """Keep a picture under the hash of what is kept. The same picture twice is kept once. Raises PictureError."""
    if len(data) > MAX_UPLOAD_BYTES:
        raise PictureError(
            _("The file has %(size)d MB; at most %(most)d MB are taken. Make it smaller first.")
            % {"size": len(data) // 1024**2, "most": MAX_UPLOAD_BYTES // 1024**2}
        )
    picture, is_lossless = decode(data)
    kept, media_type = _encode(picture, is_lossless=is_lossless)
    return keep(kept, media_type, picture.size, name, person)


@transaction.atomic
def keep(data: bytes, media_type: str, size: tuple[int, int], name: str, person: User) -> PictureFile:
    """Keep a picture file that was made here, under its hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    found = PictureFile.objects.filter(sha256=sha256).first()
    if found:
        return found
    write_atomically(Path(settings.BLOBS) / sha256, data)
    record(person, "picture.uploaded", f"picture:{sha256}", title=name[:200])
    width, height = size
    return PictureFile.objects.create(
        sha256=sha256, name=name[:200], media_type=media_type, width_px=width, height_px=height, uploaded_by=person
    )


def read_blob(sha256: str) -> bytes:
    """A kept file's bytes. Raises KeyError when there is none of that hash."""
    try:
        return (Path(settings.BLOBS) / sha256).read_bytes()
    except OSError as error:
        raise KeyError(sha256) from error


def decode(data: bytes) -> tuple[Image.Image, bool]:
    """The upright picture, no larger than a screen, and whether it came in a lossless format."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of a bomb before it explodes
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
            if opened.width * opened.height > MAX_PIXELS:
                raise PictureError(
                    _("The picture has %(size)d megapixels; at most %(most)d are taken. Make it smaller first.")
                    % {"size": opened.width * opened.height // 1_000_000, "most": MAX_PIXELS // 1_000_000}
                )
            picture = ImageOps.exif_transpose(opened)
            picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except UnidentifiedImageError as error:
        raise PictureError(_("This is not a picture that can be read: use JPEG, PNG or WebP.")) from error
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        raise PictureError(_("The picture is damaged; save it again and upload it once more.")) from error
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    picture.info.clear()
    return picture, opened.format in _LOSSLESS


def _encode(picture: Image.Image, *, is_lossless: bool) -> tuple[bytes, str]:
    """The pixels alone: as PNG where they came without loss or are partly transparent, else as JPEG."""
    buffer = io.BytesIO()
    if is_lossless or picture.mode == "RGBA":
        picture.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), "image/png"
    picture.save(buffer, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    return buffer.getvalue(), "image/jpeg"
