"""A video on slides: alone on its page, framed, its poster where it plays, for as long as it lasts."""

from io import BytesIO

import pytest
from PIL import Image

from player.slides import Kit, draw_item
from playlists.item import Block, Paragraph
from playlists.screen import Screen
from playlists.video import Video
from tests.player.slides.samples import Blobs, make_item, make_screen
from tests.player.slides.test_typesetter import EVERY_SCREEN, assert_sound

POSTER = (20, 140, 90)
FILE = "f" * 64


@pytest.fixture
def poster(blobs: Blobs) -> str:
    file = BytesIO()
    Image.new("RGB", (1920, 1080), POSTER).save(file, "PNG")
    return blobs.add(file.getvalue())


def video(poster: str, **changes: object) -> Video:
    fields: dict[str, object] = {
        "blob": FILE, "size_bytes": 1, "width_px": 1920, "height_px": 1080, "duration_ms": 12_340, "poster": poster,
        "caption": "清河路改造工程施工现场",
    }  # fmt: skip
    return Video(**{**fields, **changes})  # type: ignore[arg-type]


@EVERY_SCREEN
def test_a_video_has_a_page_of_its_own_on_every_screen(screen: Screen, kit: Kit, poster: str) -> None:
    body: tuple[Block, ...] = (Paragraph("施工期间请绕行。"), video(poster), Paragraph("特此公告。"))
    drawings = draw_item(make_item(*body), screen, kit)
    for drawing in drawings:
        assert_sound(drawing, screen)
    playing = [drawing for drawing in drawings if drawing.clip]
    for drawing in playing:
        assert drawing.clip is not None
        assert drawing.clip.blob == FILE
        assert not any("绕行" in run.text or "特此" in run.text for run in drawing.texts)
        assert drawing.picture.crop(_corners(drawing.clip.box)).getcolors() == [
            (drawing.clip.box[2] * drawing.clip.box[3], POSTER)
        ]
    told = " ".join(run.text for drawing in drawings for run in drawing.texts)
    assert len(playing) == 1 or "请扫码观看" in told.replace("\n", "")


def test_a_notice_that_is_a_video_needs_one_page(kit: Kit, poster: str) -> None:
    (drawing,) = draw_item(make_item(video(poster), title="清河路改造工程进展"), make_screen(), kit)
    assert drawing.clip is not None
    assert drawing.clip.box[2] > 900
    assert drawing.clip.box[2] / drawing.clip.box[3] == pytest.approx(16 / 9, abs=0.01)


def test_a_video_sets_its_own_time_and_a_looped_one_is_seen_whole(kit: Kit, poster: str) -> None:
    (once,) = draw_item(make_item(video(poster)), make_screen(), kit)
    (looped,) = draw_item(make_item(video(poster, duration_ms=3_100, is_looped=True)), make_screen(), kit)
    assert once.dwell_ms == 12_340
    assert looped.dwell_ms >= 8_000
    assert looped.dwell_ms % 3_100 == 0


def test_without_its_poster_a_video_is_named_and_told(kit: Kit) -> None:
    (drawing,) = draw_item(make_item(video("0" * 64)), make_screen(), kit)
    assert drawing.clip is None
    assert any("poster" in warning for warning in drawing.warnings)


def _corners(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    x, y, width, height = box
    return x, y, x + width, y + height
