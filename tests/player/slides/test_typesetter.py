from datetime import UTC, date, datetime
from itertools import combinations

import msgspec
import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from player.slides import DrawError, Drawing, Kit, draw_item, opinion_address, qr_reads, to_png, to_slide
from player.slides.characters import clean
from player.slides.themes import THEMES
from player.slides.type_scale import type_scale
from playlists.deck import Box, Role, Slide
from playlists.item import Audience, Entry, Heading, Item, Listing, Paragraph, Publicity, Stage, Timing
from playlists.screen import Screen, ThemeName
from tests.player.slides.samples import REPORT, SCREENS, Blobs, every_block, make_item, make_screen

LOBBY = SCREENS["lobby, 55 inches"]
EVERY_SCREEN = pytest.mark.parametrize("screen", SCREENS.values(), ids=SCREENS.keys())
PARAGRAPHS = st.lists(
    st.text(
        st.sampled_from("公开条例党务青溪区年月日第期项，。、；：）》”（《“0123456789%abc .—…\n"),
        min_size=1,
        max_size=200,
    ),
    min_size=1,
    max_size=6,
)


def words(drawings: list[Drawing], role: Role) -> str:
    return "".join(run.text for drawing in drawings for run in drawing.texts if run.role is role)


def furniture(drawing: Drawing) -> str:
    return "\n".join(run.text for run in drawing.texts if run.role is Role.FURNITURE)


def overlap(one: Box, other: Box) -> bool:
    (x, y, w, h), (u, v, m, n) = one, other
    return x < u + m and u < x + w and y < v + n and v < y + h


def assert_sound(drawing: Drawing, screen: Screen) -> None:
    """Everything inside the picture, nothing over anything else, nothing too small."""
    scale = type_scale(screen)
    boxes = [run.box for run in drawing.texts] + ([drawing.qr.box] if drawing.qr else [])
    for x, y, width, height in boxes:
        assert x >= 0
        assert y >= 0
        assert x + width <= screen.width_px
        assert y + height <= screen.height_px
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other), (one, other)
    for run in drawing.texts:
        assert run.px >= (scale.small if run.role is Role.FURNITURE else scale.floor), run


@EVERY_SCREEN
def test_every_block_fits_every_screen(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    drawings = draw_item(make_item(*every_block(blobs)), screen, kit)
    assert [drawing.page for drawing in drawings] == list(range(1, len(drawings) + 1))
    for drawing in drawings:
        assert drawing.picture.size == (screen.width_px, screen.height_px)
        assert drawing.picture.mode == "RGB"
        assert_sound(drawing, screen)
        assert 2_000 <= drawing.dwell_ms <= 600_000


@pytest.mark.parametrize("theme", ThemeName)
@EVERY_SCREEN
def test_the_code_is_read_from_the_picture_and_names_item_and_place(screen: Screen, theme: ThemeName, kit: Kit) -> None:
    screen = msgspec.structs.replace(screen, theme=theme)
    item = make_item(Paragraph(text=REPORT))
    for drawing in draw_item(item, screen, kit):
        assert drawing.qr is not None
        assert drawing.qr.address == opinion_address(item, screen) == "HTTPS://GK.QINGXI.EXAMPLE.CN/o/7k3f9a2c/lobby-1"
        assert qr_reads(drawing)
        assert drawing.qr.module_px >= 10 * min(screen.width_px, screen.height_px) / 1080
        assert "gk.qingxi.example.cn/o/7k3f9a2c" in furniture(drawing).replace("\n", "")
        assert "扫码提意见" in furniture(drawing)


def test_a_code_is_as_large_as_the_distance_demands_and_gives_way_to_the_first_fact(kit: Kit) -> None:
    link = "HTTPS://NOTICE.QINGXI.GOV.CN/I/AB12CD34"
    near = msgspec.structs.replace(LOBBY, distance_mm=2_000)
    sizes = {}
    for screen in (near, LOBBY, msgspec.structs.replace(LOBBY, distance_mm=12_000)):
        drawing = draw_item(make_item(Paragraph(text=REPORT), link=link, publicity=None), screen, kit)[0]
        assert drawing.qr
        assert drawing.qr.box[2] <= screen.height_px / 2
        sizes[screen.distance_mm] = drawing.qr.module_px
    assert sizes == {2_000: 12, 4_000: 14, 12_000: 14}
    crowded = draw_item(make_item(Paragraph(text=REPORT), link=link + "0" * 20), LOBBY, kit)[0]
    assert crowded.qr
    assert 10 <= crowded.qr.module_px < 14
    assert "公示期" in furniture(crowded)


def test_a_screen_with_glare_has_codes_of_level_q(kit: Kit) -> None:
    item = make_item(Paragraph(text=REPORT), link="HTTPS://NOTICE.QINGXI.GOV.CN/I/AB12CD34")
    levels = {}
    for has_glare in (False, True):
        drawing = draw_item(item, msgspec.structs.replace(LOBBY, has_glare=has_glare), kit)[0]
        (read,) = zxingcpp.read_barcodes(drawing.picture)
        levels[has_glare] = read.ec_level
        assert qr_reads(drawing)
    assert levels == {False: "M", True: "Q"}


@given(paragraphs=PARAGRAPHS, upright=st.booleans())
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_character_of_a_text_is_lost_doubled_or_moved(kit: Kit, paragraphs: list[str], *, upright: bool) -> None:
    screen = make_screen(480, 854, inches=20, metres=1.5) if upright else make_screen(854, 480, inches=20, metres=1.5)
    drawings = draw_item(make_item(*map(_paragraph, paragraphs), link=""), screen, kit)
    expected = "".join(text.strip(" \u3000\n").replace("\n", "") for text in paragraphs)
    spilled = "联系方式：干部监督科 0000-1234567"
    assert words(drawings, Role.BODY).removesuffix(spilled) == expected.removesuffix(spilled)
    for drawing in drawings:
        assert_sound(drawing, screen)


def _paragraph(text: str) -> Paragraph:
    return Paragraph(text=text)


def test_a_text_of_ten_thousand_characters_flows_over_slides_whole_and_even(kit: Kit) -> None:
    paragraphs = [f"第{number}段：{REPORT * 2}" for number in range(1, 31)]
    drawings = draw_item(make_item(*map(_paragraph, paragraphs)), LOBBY, kit)
    assert words(drawings, Role.BODY) == "".join(paragraphs)
    lines = [sum(run.role is Role.BODY for run in drawing.texts) for drawing in drawings]
    assert max(lines[1:]) - min(lines[1:]) <= 2
    assert all(drawing.of == len(drawings) for drawing in drawings)


def test_a_lobby_slide_holds_about_two_hundred_characters(kit: Kit) -> None:
    drawings = draw_item(make_item(Paragraph(text=REPORT * 6)), LOBBY, kit)
    held = [sum(len(run.text) for run in drawing.texts if run.role is Role.BODY) for drawing in drawings]
    assert all(120 <= count <= 260 for count in held), held


def test_no_heading_stands_at_the_foot_and_no_line_of_a_paragraph_alone(kit: Kit) -> None:
    blocks = []
    for number in range(1, 15):
        blocks += [Heading(text=f"第{number}节标题"), Paragraph(text=f"§{REPORT[: 30 + 17 * number]}¶")]
    drawings = draw_item(make_item(*blocks), LOBBY, kit)
    assert len(drawings) > 5
    for drawing in drawings:
        body = [run.text for run in drawing.texts if run.role is Role.BODY]
        assert not body[-1].endswith("标题")
        assert not (body[0].endswith("¶") and not body[0].startswith("§"))
        assert not (body[-1].startswith("§") and not body[-1].endswith("¶"))


def test_the_first_page_has_the_whole_title_and_later_ones_a_line_of_it(kit: Kit) -> None:
    title = "关于公开征求对《青溪区基层党组织党务公开目录（2026年版）》意见建议的通知及相关事项的说明" * 2
    drawings = draw_item(make_item(Paragraph(text=REPORT * 4), title=title), LOBBY, kit)
    assert words(drawings[:1], Role.TITLE) == title
    for drawing in drawings[1:]:
        runs = [run.text for run in drawing.texts if run.role is Role.TITLE]
        assert len(runs) == 1
        assert title.startswith(runs[0].rstrip("…"))


@EVERY_SCREEN
def test_a_title_contact_and_issuer_of_the_greatest_length_are_survived(screen: Screen, kit: Kit) -> None:
    item = make_item(
        Paragraph(text=REPORT),
        title="题" * 200,
        contact="话" * 400,
        issuer="委" * 200,
        entry=Entry(code="1", title="目" * 200),
    )
    drawings = draw_item(item, screen, Kit(kit.fonts, "区" * 200, kit.read_blob))
    for drawing in drawings:
        assert_sound(drawing, screen)
    assert words(drawings, Role.BODY).count("话") + furniture(drawings[0]).count("话") >= 400


def test_each_slide_says_who_what_when_and_which_page(kit: Kit) -> None:
    drawings = draw_item(make_item(Paragraph(text=REPORT * 3)), LOBBY, kit)
    for drawing in drawings:
        said = furniture(drawing)
        for expected in (
            "中共青溪区委员会",
            "中共青溪区委组织部",
            "干部任免",
            "2026年11月16日",  # the local date of an instant late on the 15th in UTC
            "公示期内",  # the kit has no tables to count working days by
            "至 11月20日",
            "0000-1234567",
            f"{drawing.page}/{len(drawings)}",
        ):
            assert expected in said, (expected, said)


@pytest.mark.parametrize(
    ("audience", "mark"), [(Audience.MEMBERS, "党内公开"), (Audience.UNIT, "本单位公开"), (Audience.PUBLIC, None)]
)
def test_what_is_not_for_society_is_marked(kit: Kit, audience: Audience, mark: str | None) -> None:
    said = furniture(draw_item(make_item(Paragraph(text="通知"), audience=audience, publicity=None), LOBBY, kit)[0])
    assert (mark in said) if mark else ("公开" not in said)


def test_the_stage_of_a_matter_is_named(kit: Kit) -> None:
    item = make_item(Paragraph(text="征求意见"), stage=Stage.PROPOSAL)
    assert "事前公开" in furniture(draw_item(item, LOBBY, kit)[0])


@pytest.mark.parametrize("theme", ThemeName)
def test_an_urgent_notice_has_a_band_over_the_whole_width_and_the_word(kit: Kit, theme: ThemeName) -> None:
    screen = msgspec.structs.replace(LOBBY, theme=theme)
    drawing = draw_item(make_item(Paragraph(text="请避险"), timing=Timing.URGENT), screen, kit)[0]
    assert "紧急" in furniture(drawing)
    urgent = THEMES[theme].urgent
    assert all(drawing.picture.getpixel((x, 4)) == urgent for x in range(0, screen.width_px, 40))
    assert_sound(drawing, screen)


def test_a_period_over_new_year_names_the_years(kit: Kit) -> None:
    period = Publicity(begins=date(2026, 12, 29), ends=date(2027, 1, 5), working_days=5)
    said = furniture(draw_item(make_item(Paragraph(text="公示"), publicity=period), LOBBY, kit)[0])
    assert "\n12月29日起公示\n2027年1月5日止" in said


def test_a_slide_stays_as_long_as_the_screens_people_need_within_8_and_60_seconds(kit: Kit) -> None:
    item = make_item(Paragraph(text=REPORT))
    stays = {}
    for speed in (2, 4, 5, 8):
        screen = msgspec.structs.replace(LOBBY, characters_per_s=speed)
        stays[speed] = draw_item(item, screen, kit)[0].dwell_ms
    reading = {speed: ms - 2_500 - 3_000 for speed, ms in stays.items()}  # less settling and scanning
    assert abs(reading[2] * 2 - reading[4] * 4) <= 2_000
    assert abs(reading[4] * 4 - reading[8] * 8) <= 4_000  # whole half seconds at either speed
    assert stays[8] < stays[5] < stays[4]
    near = msgspec.structs.replace(LOBBY, characters_per_s=2, distance_mm=1_500)
    assert draw_item(make_item(Paragraph(text=REPORT * 2)), near, kit)[0].dwell_ms == 60_000
    assert (
        draw_item(make_item(title="停水"), msgspec.structs.replace(LOBBY, characters_per_s=12), kit)[0].dwell_ms
        == 8_000
    )


def test_little_text_is_set_larger(kit: Kit) -> None:
    body = [
        run.px
        for run in draw_item(make_item(Paragraph(text="明日停水。")), LOBBY, kit)[0].texts
        if run.role is Role.BODY
    ]
    assert min(body) >= type_scale(LOBBY).body * 1.5


@EVERY_SCREEN
def test_a_long_address_leaves_the_code_or_the_text_but_never_the_picture(screen: Screen, kit: Kit) -> None:
    for length in (40, 80, 95, 120):
        item = make_item(Paragraph(text=REPORT[:40]), link="https://gk.qingxi.example.cn/" + "o" * (length - 29))
        drawing = draw_item(item, screen, kit)[0]
        assert_sound(drawing, screen)
        assert qr_reads(drawing)
        assert drawing.qr or drawing.warnings


def test_an_item_without_a_form_has_no_code_and_no_call(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text=REPORT), link=""), LOBBY, kit)[0]
    assert drawing.qr is None
    assert "扫码" not in furniture(drawing)
    assert qr_reads(drawing)


def test_a_slide_can_be_drawn_without_its_code(kit: Kit) -> None:
    drawings = draw_item(make_item(Paragraph(text=REPORT)), LOBBY, kit, with_qr=False)
    assert all(drawing.qr is None for drawing in drawings)


def test_an_address_too_long_for_a_code_is_told_not_squeezed(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text=REPORT), link="https://example.cn/" + "o" * 400), LOBBY, kit)[0]
    assert drawing.qr is None
    assert any("too long for a code" in warning for warning in drawing.warnings)


@pytest.mark.parametrize("screen", [LOBBY, SCREENS["upright, 43 inches"]], ids=["lobby", "upright"])
def test_the_same_input_gives_the_same_bytes(screen: Screen, kit: Kit, blobs: Blobs) -> None:
    item = make_item(*every_block(blobs))
    first = [to_png(drawing) for drawing in draw_item(item, screen, kit)]
    fresh = Kit(type(kit.fonts)(*_paths(kit)), kit.organisation, kit.read_blob)
    assert [to_png(drawing) for drawing in draw_item(item, screen, fresh)] == first


def _paths(kit: Kit) -> tuple[object, object]:
    face = kit.fonts._load_face
    return face(16, False, 0).path, face(16, True, 0).path


def test_a_character_that_the_font_lacks_is_named_and_kept_in_the_record(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text="姓名：\U0003134a")), LOBBY, kit)[0]
    assert any("U+3134A" in warning for warning in drawing.warnings)
    assert "\U0003134a" in words([drawing], Role.BODY)


def test_overrides_of_direction_do_not_turn_the_line(kit: Kit) -> None:
    dirty = make_item(Paragraph(text="金额\u202e12345\u202c元"))
    plain = make_item(Paragraph(text="金额12345元"))
    assert to_png(draw_item(dirty, LOBBY, kit)[0]) == to_png(draw_item(plain, LOBBY, kit)[0])


@given(text=st.text(max_size=120).map(clean))
@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_any_script_is_drawn(kit: Kit, text: str) -> None:
    screen = make_screen(854, 480, inches=20, metres=1.5)
    for drawing in draw_item(make_item(Paragraph(text=text), Listing(entries=(text or "一",))), screen, kit):
        assert_sound(drawing, screen)


def test_an_item_that_cannot_be_drawn_names_itself(kit: Kit) -> None:
    item = make_item(Paragraph(text="通知"))
    nowhere = msgspec.structs.replace(LOBBY, zone="Nowhere/Land")
    with pytest.raises(DrawError, match="item notice-7 version 2 cannot be drawn"):
        draw_item(item, nowhere, kit)


def test_a_screen_too_small_for_its_distance_is_told(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text="通知")), make_screen(inches=32, metres=40), kit)[0]
    assert any("too small to be read from 40 m" in warning for warning in drawing.warnings)


def test_type_grows_with_the_distance_to_twenty_five_minutes_of_arc() -> None:
    for inches, metres in ((55, 4), (55, 6), (43, 5)):
        screen = make_screen(inches=inches, metres=metres)
        pixel_mm = inches * 25.4 / (1920**2 + 1080**2) ** 0.5
        arc = type_scale(screen).body * 0.92 * pixel_mm / (metres * 1000) * 3437.7
        assert 25 <= arc < 26.5


def test_a_longer_text_stays_up_longer(kit: Kit) -> None:
    brief, full = (draw_item(make_item(Paragraph(text=text)), LOBBY, kit)[0] for text in (REPORT[:20], REPORT[:120]))
    assert full.dwell_ms - brief.dwell_ms == pytest.approx(100 * 200, rel=0.35)


def test_the_description_matches_the_file(kit: Kit) -> None:
    drawing = draw_item(make_item(Paragraph(text=REPORT)), LOBBY, kit)[0]
    slide = to_slide(drawing, "notice-7-1.png", to_png(drawing))
    assert msgspec.json.decode(msgspec.json.encode(slide), type=Slide) == slide
    assert (slide.item, slide.version, slide.page, slide.of) == ("notice-7", 2, 1, drawing.of)


def test_an_item_with_no_body_is_its_title(kit: Kit) -> None:
    item: Item = make_item(shown_from=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(draw_item(item, LOBBY, kit)) == 1
