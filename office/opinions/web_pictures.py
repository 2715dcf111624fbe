"""Pictures as a telephone needs them: smaller copies, made once and kept beside the originals.

Decides the size. A copy is made when somebody first looks at it; whether they may is decided before.
"""

import io
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image

from office.notices.models import PictureFile
from office.publishing.files import write_atomically

MEDIA_TYPE: Final = "image/webp"
_WIDTH_PX: Final = 1280  # a telephone's 390 points at three pixels each, and the column at a desk
_HEIGHT_PX: Final = 2560  # a page of a document keeps the width
_SMALL_BYTES: Final = 150_000  # a picture of that size is no burden as it is
_QUALITY: Final = 80


def web_picture(kept: PictureFile) -> tuple[Path, str]:
    """Where the picture's copy for the web lies, and its media type; the original where it is small enough."""
    original = Path(settings.BLOBS) / kept.sha256
    is_large = kept.width_px > _WIDTH_PX or kept.height_px > _HEIGHT_PX
    if not is_large and original.stat().st_size <= _SMALL_BYTES:
        return original, kept.media_type
    copy = Path(settings.DATA) / "web-pictures" / f"{kept.sha256}.webp"
    if not copy.exists():
        try:
            write_atomically(copy, _smaller(original))
        except FileNotFoundError:
            raise
        except OSError:  # the disk is full, or the file is damaged: better a heavy picture than none
            return original, kept.media_type
    return copy, MEDIA_TYPE


def _smaller(original: Path) -> bytes:
    buffer = io.BytesIO()
    with Image.open(original) as picture:
        picture.thumbnail((_WIDTH_PX, _HEIGHT_PX), Image.Resampling.LANCZOS)
        picture.save(buffer, "WEBP", quality=_QUALITY)
    return buffer.getvalue()
