"""Whether a telephone reads the code off the finished slide, by two decoders, at the distance ``qr`` states."""

import random
from itertools import cycle, islice

import msgspec
import pytest
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from player.slides import Drawing, Kit, draw_item
from player.slides.qr import reach_mm
from playlists.item import Paragraph
from playlists.screen import Screen, ThemeName
from tests.player.slides.camera import photograph
from tests.player.slides.samples import REPORT, SCREENS, make_item

TRIES = 24
TILT = 25  # degrees up or down and to the side


def read_by(picture: Image.Image) -> dict[str, str]:
    """What each decoder reads."""
    zxing = [code.text for code in zxingcpp.read_barcodes(picture)]
    zbar = [code.data.decode() for code in pyzbar.decode(picture, [pyzbar.ZBarSymbol.QRCODE])]
    return {"zxing": "".join(zxing), "zbar": "".join(zbar)}


def slides(screen: Screen, kit: Kit, link: str) -> list[tuple[Screen, Drawing]]:
    """One slide in each theme."""
    screens = [msgspec.structs.replace(screen, theme=theme) for theme in ThemeName]
    return [(one, draw_item(make_item(Paragraph(text=REPORT), link=link), one, kit)[0]) for one in screens]


CAPITALS = "HTTPS://NOTICE.QINGXI.GOV.CN/I/AB12CD34"


@pytest.mark.parametrize(
    ("name", "metres", "link"),
    [
        ("lobby, 55 inches", 4.0, CAPITALS),
        ("lobby, 55 inches", 3.5, CAPITALS.lower()),
        ("upright, 43 inches", 3.0, CAPITALS),
        pytest.param("4K", 4.0, CAPITALS, marks=pytest.mark.long),
        pytest.param("1366×768", 2.1, CAPITALS, marks=pytest.mark.long),
    ],
)
def test_a_tilted_telephone_reads_the_code_in_24_of_24_tries(name: str, metres: float, link: str, kit: Kit) -> None:
    read = {"zxing": 0, "zbar": 0}
    for number, (screen, drawing) in enumerate(islice(cycle(slides(SCREENS[name], kit, link)), TRIES)):
        picture = photograph(drawing, screen, metres=metres, tilt=TILT, chance=random.Random(number))
        assert drawing.qr
        assert reach_mm(drawing.qr, screen) >= metres * 1000
        for decoder, text in read_by(picture).items():
            read[decoder] += text == drawing.qr.address
    assert read == {"zxing": TRIES, "zbar": TRIES}


def test_the_camera_is_no_flatterer_and_fails_from_twice_as_far(kit: Kit) -> None:
    for number, (screen, drawing) in enumerate(slides(SCREENS["lobby, 55 inches"], kit, CAPITALS)):
        picture = photograph(drawing, screen, metres=8, tilt=TILT, chance=random.Random(number))
        assert read_by(picture) == {"zxing": "", "zbar": ""}
