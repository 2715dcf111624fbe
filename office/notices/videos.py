"""Attached videos. Decides how a file is kept: as it came, so that it plays as it was approved, without camera's notes.

What screens can play is ``player.video``'s to find out, in a process of its own; here its faults are put into words.
"""

import hashlib
import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from PIL import Image

from office.journal.services import record
from office.notices.camera_notes import blank_notes
from office.notices.models import PictureFile
from office.notices.pictures import keep
from office.people.models import User
from office.publishing.files import PUBLIC_FILE, sync_folder
from player.video import Facts, Fault, VideoError, inspect_video
from playlists.video import MAX_VIDEO_BYTES, Video
from playlists.wire import to_plain

MEDIA_TYPE: Final = "video/mp4"
_POSTER_QUALITY: Final = 90
_SENTENCES: Final = {
    Fault.NOT_MP4: gettext_noop("This is not an MP4 file. Export the video as MP4 first."),
    Fault.TOO_LARGE: gettext_noop("The file is larger than %(detail)s MB. Export it smaller, or cut it shorter."),
    Fault.NO_PICTURES: gettext_noop("The file has sound and no pictures; screens are silent."),
    Fault.CODEC: gettext_noop(
        "Its pictures are coded as %(detail)s. Export it as H.264 (or HEVC), which screens play."
    ),
    Fault.COLOURS: gettext_noop(
        "Its colours are kept as %(detail)s. Export it as ordinary H.264 with 8 bits a colour, not as HDR."
    ),
    Fault.SIZE: gettext_noop("It has %(detail)s pixels. Export it with at most 1920×1080."),
    Fault.RATE: gettext_noop("It has %(detail)s pictures a second. Export it with 25 or 30."),
    Fault.TOO_SHORT: gettext_noop("It is shorter than %(detail)s seconds; use a picture instead."),
    Fault.TOO_LONG: gettext_noop("It is longer than %(detail)s minutes. Cut it shorter."),
    Fault.DAMAGED: gettext_noop("The file is damaged or not whole. Export it or copy it once more."),
    Fault.TOO_HEAVY: gettext_noop("Looking at the file takes too much memory. Export it anew as H.264."),
    Fault.TOO_SLOW: gettext_noop("Looking at the file takes too long. Cut it shorter, or try again later."),
    Fault.NO_READER: gettext_noop("This office cannot look at videos: the package av is not installed."),
}


class VideoRefusedError(Exception):
    """The file is not taken; the message is one sentence for whoever chose it."""


def store_video(chunks: Iterable[bytes], size: int, name: str, person: User) -> Video:
    """Keep a video of ``size`` bytes and a frame of it as its poster; the block for it. Raises VideoRefusedError."""
    if size > MAX_VIDEO_BYTES:
        raise _refused(VideoError(Fault.TOO_LARGE, str(MAX_VIDEO_BYTES // 1024**2)))
    folder = Path(settings.BLOBS)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".video.") as file:
        for chunk in chunks:
            file.write(chunk)
        blank_notes(file)
        file.flush()
        try:
            facts = inspect_video(file, with_picture=True)
        except VideoError as error:
            raise _refused(error) from error
        return _keep(Path(file.name), facts, name, person)


@transaction.atomic
def _keep(path: Path, facts: Facts, name: str, person: User) -> Video:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = (facts.width_px, facts.height_px)
    poster = keep(_jpeg(facts), "image/jpeg", size, name, person)
    if not PictureFile.objects.filter(sha256=sha256).exists():
        _put_in_place(path, Path(settings.BLOBS) / sha256)
        record(person, "video.uploaded", f"video:{sha256}", title=name[:200])
        PictureFile.objects.create(
            sha256=sha256,
            name=name[:200],
            media_type=MEDIA_TYPE,
            width_px=facts.width_px,
            height_px=facts.height_px,
            uploaded_by=person,
        )
    return Video(sha256, path.stat().st_size, *size, facts.duration_ms, poster.sha256)


def as_plain(video: Video) -> dict[str, Any]:
    """The block as a draft keeps it."""
    return {"kind": "video", "caption": "", "is_looped": False, **to_plain(video)}


def _put_in_place(temporary: Path, path: Path) -> None:
    """Give the file its name, on disk."""
    with temporary.open("rb") as file:
        os.fchmod(file.fileno(), PUBLIC_FILE)
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)
    os.link(temporary, path)
    sync_folder(path.parent)


def _jpeg(facts: Facts) -> bytes:
    buffer = io.BytesIO()
    picture = Image.frombytes("RGB", (facts.width_px, facts.height_px), facts.picture)
    picture.save(buffer, "JPEG", quality=_POSTER_QUALITY, optimize=True)
    return buffer.getvalue()


def _refused(error: VideoError) -> VideoRefusedError:
    return VideoRefusedError(_(_SENTENCES[error.fault]) % {"detail": error.detail})
