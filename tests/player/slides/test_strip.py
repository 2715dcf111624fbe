import pytest

from player.slides import Kit, draw_fallback, draw_item, qr_reads
from playlists.deck import Role, TextRun
from playlists.item import Paragraph, Timing
from playlists.screen import Screen
from tests.player.slides.samples import REPORT, Blobs, every_block, make_item, make_screen
from tests.player.slides.test_typesetter import assert_sound, furniture, words

PANEL = make_screen(1024, 256, inches=166, metres=12)  # light-emitting diodes 4 mm apart
STRIPS = {
    "1024×256": PANEL,
    "768×128": make_screen(768, 128, inches=120, metres=8),
    "1920×320": make_screen(1920, 320, inches=90, metres=8),
    "640×64": make_screen(640, 64, inches=100, metres=8),
}
EVERY_STRIP = pytest.mark.parametrize("screen", STRIPS.values(), ids=STRIPS.keys())


@EVERY_STRIP
def test_a_strip_shows_one_line_of_large_type_at_a_time(screen: Screen, kit: Kit) -> None:
    drawings = draw_item(make_item(Paragraph(text=REPORT), publicity=None), screen, kit)
    for drawing in drawings:
        large = [run for run in drawing.texts if run.role is not Role.FURNITURE]
        assert len(large) == 1
        assert large[0].px >= screen.height_px * 0.33
        assert_sound(drawing, screen)
        assert qr_reads(drawing)
        assert 3_000 <= drawing.dwell_ms <= 8_000
    assert words(drawings, Role.TITLE) == make_item().title
    assert words(drawings, Role.BODY).startswith(REPORT)


@pytest.mark.parametrize("screen", [PANEL, STRIPS["640×64"]], ids=["1024×256", "640×64"])
def test_every_block_is_told_on_a_strip_without_a_word_of_warning(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    drawings = draw_item(make_item(*every_block(blobs)), screen, kit)
    said = words(drawings, Role.BODY)
    for expected in ("执行率：20.5%", "区交通运输局：新改建农村公路62公里", "林知远，现任区发展和改革局副局长"):
        assert expected in said
    for drawing in drawings:
        assert_sound(drawing, screen)
        assert not [warning for warning in drawing.warnings if "told" in warning]


def test_what_has_no_place_beside_the_line_follows_the_text(kit: Kit) -> None:
    said = words(draw_item(make_item(Paragraph(text="正文")), PANEL, kit), Role.BODY)
    for expected in ("联系方式：干部监督科 0000-1234567", "发布：中共青溪区委组织部"):
        assert expected in said
    assert said.endswith("2026年11月16日")


def test_each_line_stands_under_what_it_belongs_to(kit: Kit) -> None:
    first, *later = draw_item(make_item(Paragraph(text=REPORT)), PANEL, kit)
    assert "中共青溪区委员会" in furniture(first)
    for drawing in later:
        assert "关于青溪区2026年第三批" in furniture(drawing)
        assert f"{drawing.page}/{len(later) + 1}" in furniture(drawing)


def test_an_urgent_notice_says_so_on_every_line(kit: Kit) -> None:
    for drawing in draw_item(make_item(Paragraph(text=REPORT), timing=Timing.URGENT), PANEL, kit):
        assert "【紧急】" in furniture(drawing)


@EVERY_STRIP
def test_the_empty_state_fits_a_strip(screen: Screen, kit: Kit) -> None:
    assert_inside(draw_fallback(screen, kit).texts, screen)


def assert_inside(texts: tuple[TextRun, ...], screen: Screen) -> None:
    assert len(texts) == 2
    for run in texts:
        x, y, width, height = run.box
        assert x >= 0
        assert y >= 0
        assert x + width <= screen.width_px
        assert y + height <= screen.height_px


@pytest.mark.parametrize(("width", "height", "most"), [(384, 128, 25), (320, 160, 25), (192, 64, 32), (640, 320, 3)])
def test_a_short_strip_does_not_tear_words_apart_for_the_sake_of_size(
    width: int, height: int, most: int, kit: Kit
) -> None:
    screen = make_screen(width, height, inches=60, metres=3)
    drawings = draw_item(make_item(Paragraph(text=REPORT), publicity=None), screen, kit)
    assert len(drawings) <= most
    title = next(run.text for run in drawings[0].texts if run.role is Role.TITLE)
    assert title.startswith("关于青溪区")
    for drawing in drawings:
        assert_sound(drawing, screen)
