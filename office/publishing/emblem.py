"""The organisation's emblem as it is uploaded. Decides how it is kept: cut to itself, on no ground, small."""

import io
from typing import Final

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from office.notices.pictures import MAX_UPLOAD_BYTES, PictureError, decode, keep
from office.people.models import User

HEIGHT_PX: Final = 512  # on a 4K fallback slide it is 518 high; in a masthead a sixth of that
_LEAST_PX: Final = 96  # a smaller one would be a blur on the wall
_WIDEST: Final = 3  # over its height: an emblem with a name beside it
_WHITE: Final = 236  # of 255: a scanner's white
_TOLERANCE: Final = 60  # summed over the channels: how far the white around an emblem strays
_SEEN: Final = 8  # of 255: less opaque is not there


def store_emblem(data: bytes, name: str, person: User) -> str:
    """Keep an emblem; the hash of what is kept. Raises PictureError."""
    if len(data) > MAX_UPLOAD_BYTES:
        raise PictureError(_("The file is larger than %(number)d MB.") % {"number": MAX_UPLOAD_BYTES // 1024**2})
    picture, _is_lossless = decode(data)
    picture.thumbnail((HEIGHT_PX * _WIDEST, HEIGHT_PX), Image.Resampling.LANCZOS)
    cut = _cut_to_itself(_on_no_ground(picture))
    if cut is None or min(cut.size) < _LEAST_PX:
        raise PictureError(_("The emblem is too small: at least %d pixels are needed.") % _LEAST_PX)
    if cut.width > _WIDEST * cut.height:
        raise PictureError(_("The emblem is too wide; use the sign alone, without the name."))
    buffer = io.BytesIO()
    cut.save(buffer, "PNG", optimize=True)
    return keep(buffer.getvalue(), "image/png", cut.size, name, person).sha256


def _on_no_ground(picture: Image.Image) -> Image.Image:
    """With the white around it made transparent, where it came on white."""
    if picture.mode == "RGBA":
        return picture
    corners = [(x, y) for x in (0, picture.width - 1) for y in (0, picture.height - 1)]
    if not all(picture.convert("L").getpixel(corner) >= _WHITE for corner in corners):  # type: ignore[operator]
        return picture.convert("RGBA")
    marked, ground = picture.copy(), (255, 0, 255)
    for corner in corners:
        ImageDraw.floodfill(marked, corner, ground, thresh=_TOLERANCE)
    is_ground = Image.new("L", picture.size)
    is_ground.putdata([255 * (pixel == ground) for pixel in marked.get_flattened_data()])
    picture = picture.convert("RGBA")
    picture.putalpha(is_ground.point(lambda tone: 255 - tone))
    return picture


def _cut_to_itself(picture: Image.Image) -> Image.Image | None:
    """Without empty margins; None when there is nothing."""
    box = picture.getchannel("A").point(lambda tone: 255 * (tone >= _SEEN)).getbbox()
    return picture.crop(box) if box else None
