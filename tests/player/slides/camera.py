"""A telephone before a screen, simulated: distance, tilt, dim light, blur, noise and JPEG.

The camera is a pinhole of 68° in a preview 1920 px wide, as main cameras of 26 mm (equivalent) give it to a scanner.
"""

import random
from collections.abc import Sequence
from io import BytesIO
from math import cos, radians, sin, tan
from typing import Final

from PIL import Image, ImageChops, ImageFilter

from player.slides import Drawing
from playlists.screen import Screen

_PREVIEW_PX: Final = 1920
FOCAL_PX: Final = _PREVIEW_PX / 2 / tan(radians(68 / 2))
_WINDOW_PX: Final = 640  # the middle of the preview, where scanners look
_FINER: Final = 2  # drawn so many times finer and averaged, as a sensor's pixel averages the light on it
_BLUR_PX: Final = 0.7  # of the preview: focus and a hand that is not quite still
_NOISE: Final = 0.12  # of full range, peak: about 9 of 255 RMS, a dim hall
_JPEG_QUALITY: Final = 70

Matrix = Sequence[Sequence[float]]


def pixel_mm(screen: Screen) -> float:
    """Size of a screen's pixel."""
    return screen.diagonal_mm / (screen.width_px**2 + screen.height_px**2) ** 0.5


def photograph(drawing: Drawing, screen: Screen, *, metres: float, tilt: float, chance: random.Random) -> Image.Image:
    """The preview's middle when somebody at ``metres`` points at the code, up to ``tilt`` degrees off in each way."""
    assert drawing.qr
    x, y, width, height = drawing.qr.box
    angles = [radians(chance.uniform(-tilt, tilt)) for _ in range(2)] + [radians(chance.uniform(-8, 8))]
    offset = [chance.uniform(-20, 20) for _ in range(2)]  # mm; nobody aims at the very middle, nor at whole pixels
    pose = [[a, b, far] for (a, b, _), far in zip(_rotation(angles), (*offset, metres * 1000), strict=True)]
    seen = _projected(drawing.picture.convert("L"), (x + width / 2, y + height / 2), pixel_mm(screen), pose)
    blurred = seen.reduce(_FINER).filter(ImageFilter.GaussianBlur(_BLUR_PX))
    dim = blurred.point([round(22 + 0.7 * light) for light in range(256)])
    grain = Image.frombytes("L", dim.size, chance.randbytes(dim.width * dim.height))
    level = grain.point([round(value * _NOISE) for value in range(256)])
    file = BytesIO()
    ImageChops.add(dim, level, offset=-round(128 * _NOISE)).save(file, "JPEG", quality=_JPEG_QUALITY)
    return Image.open(file).convert("L")


def _projected(picture: Image.Image, middle: tuple[float, float], mm: float, pose: Matrix) -> Image.Image:
    """The slide as the lens throws it, ``_FINER`` times finer than the sensor; dark around the screen.

    ``middle`` is the point aimed at and ``mm`` the size of the slide's pixels; ``pose`` takes its plane to the camera.
    """
    focal = FOCAL_PX * _FINER
    per_fine = pose[2][2] / (focal * mm)
    least = max(1, int(per_fine / 1.5))  # averaged beforehand, lest the sampling jump over pixels
    step = mm * least
    plane = ((step, 0.0, -middle[0] * mm), (0.0, step, -middle[1] * mm), (0.0, 0.0, 1.0))
    side = _WINDOW_PX * _FINER
    lens = ((focal, 0.0, side / 2), (0.0, focal, side / 2), (0.0, 0.0, 1.0))
    back = _inverse(_product(_product(lens, pose), plane))
    terms = [value / back[2][2] for row in back for value in row][:8]
    size, bicubic = (side, side), Image.Resampling.BICUBIC
    return picture.reduce(least).transform(size, Image.Transform.PERSPECTIVE, terms, bicubic, fillcolor=12)


def _rotation(angles: Sequence[float]) -> Matrix:
    (a, b, c) = angles
    pitch = ((1.0, 0.0, 0.0), (0.0, cos(a), -sin(a)), (0.0, sin(a), cos(a)))
    yaw = ((cos(b), 0.0, sin(b)), (0.0, 1.0, 0.0), (-sin(b), 0.0, cos(b)))
    roll = ((cos(c), -sin(c), 0.0), (sin(c), cos(c), 0.0), (0.0, 0.0, 1.0))
    return _product(_product(roll, pitch), yaw)


def _product(one: Matrix, other: Matrix) -> Matrix:
    return [
        [sum(a * b for a, b in zip(row, column, strict=True)) for column in zip(*other, strict=True)] for row in one
    ]


def _inverse(matrix: Matrix) -> Matrix:
    """Of a 3 × 3 matrix up to its scale, by cofactors: a projection does not care for the scale."""
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
