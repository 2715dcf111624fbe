"""The organisation's look: what the form takes, what is kept of an emblem, and that screens get it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, ImageDraw

from office.journal.models import Entry
from office.notices.models import PictureFile
from office.notices.pictures import PictureError, read_blob
from office.notices.preview import office_kit
from office.people.models import Role
from office.publishing.compile import compile_edition
from office.publishing.emblem import HEIGHT_PX, store_emblem
from office.publishing.models import Organisation
from office.publishing.services import change_look, publish
from player.slides.themes import ACCENT_GROUNDS
from playlists.feed import blob_path
from playlists.look import LEAST_CONTRAST, Look, colour_of, least_contrast
from tests.office.street import NOON, Street

AsRole = Callable[..., Client]
ADDRESS = "/publishing/organisation/"


def disc(size: int = 300, margin: int = 100, kind: str = "PNG", ground: str = "white") -> bytes:
    """A green disc with a white middle, on a white sheet."""
    side = size + 2 * margin
    picture = Image.new("RGB", (side, side), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((margin, margin, margin + size, margin + size), fill="darkgreen")
    draw.ellipse((side // 2 - 40, side // 2 - 40, side // 2 + 40, side // 2 + 40), fill="white")
    file = io.BytesIO()
    picture.save(file, kind, quality=90)
    return file.getvalue()


def kept(sha256: str) -> Image.Image:
    return Image.open(io.BytesIO(read_blob(sha256)))


def sent(**changes: object) -> dict[str, object]:
    return {"name": "青溪区党务公开办公室", "accent": "#921419", "rule": "#bc964e", **changes}


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_the_white_around_an_emblem_goes_and_the_white_in_it_stays(street: Street, kind: str) -> None:
    picture = kept(store_emblem(disc(kind=kind), "a", street.approver))
    assert picture.mode == "RGBA"
    assert max(picture.size) <= HEIGHT_PX
    assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
    middle = (picture.width // 2, picture.height // 2)
    assert picture.getpixel(middle) == pytest.approx((255, 255, 255, 255), abs=6)
    assert picture.size == pytest.approx((301, 301), abs=2)


def test_an_emblem_on_a_ground_of_its_own_keeps_it(street: Street) -> None:
    picture = kept(store_emblem(disc(ground="navy"), "a", street.approver))
    assert picture.getpixel((3, 3)) == pytest.approx((0, 0, 128, 255), abs=3)


@pytest.mark.parametrize(
    "data", [b"", b"garbage", disc(30, 10), disc()[:300]], ids=["empty", "garbage", "small", "cut"]
)
def test_what_is_no_emblem_is_refused(street: Street, data: bytes) -> None:
    with pytest.raises(PictureError):
        store_emblem(data, "a", street.approver)
    assert not PictureFile.objects.exists()


def test_name_emblem_and_colours_are_kept_and_journalled(street: Street, as_role: AsRole) -> None:
    assert street
    client = as_role(Role.APPROVER)
    answer = client.post(ADDRESS, sent(accent="#0B4A3A", emblem=SimpleUploadedFile("e.png", disc())))
    assert answer.status_code == 302
    known = Organisation.objects.get()
    assert (known.accent, known.rule) == ("#0b4a3a", "")
    assert kept(known.emblem).mode == "RGBA"
    assert Entry.objects.filter(action="organisation.dressed").count() == 1
    assert office_kit().look == known.look
    assert client.get(ADDRESS).content.decode().count("data:image/png;base64,") == 2


def test_a_colour_that_cannot_be_read_is_refused_with_its_ratio_and_the_nearest_that_can(
    street: Street, as_role: AsRole
) -> None:
    assert street
    client = as_role(Role.APPROVER)
    text = client.post(ADDRESS, sent(accent="#c04040")).content.decode()
    sentence = text.partition("#c04040 与底色的对比度只有 ")[2]
    assert sentence.startswith("4.4:1")
    nearest = sentence.partition("最接近的合格颜色是 ")[2][:7]
    assert least_contrast(colour_of(nearest), ACCENT_GROUNDS) >= LEAST_CONTRAST
    assert Organisation.objects.get().look == Look()
    client.post(ADDRESS, sent(accent=nearest))
    assert Organisation.objects.get().accent == nearest


@pytest.mark.parametrize("colour", ["red", "#12", "#zzzzzz"])
def test_what_is_no_colour_is_refused(colour: str, street: Street, as_role: AsRole) -> None:
    assert street
    assert "#8a1c16" in as_role(Role.APPROVER).post(ADDRESS, sent(rule=colour)).content.decode()
    assert Organisation.objects.get().look == Look()


def test_the_look_is_taken_back_in_two_ticks(street: Street, as_role: AsRole) -> None:
    change_look(store_emblem(disc(), "a", street.approver), "#0b4a3a", "#112233", street.approver)
    as_role(Role.APPROVER).post(ADDRESS, sent(accent="#0b4a3a", own_colours="on", without_emblem="on"))
    assert Organisation.objects.get().look == Look()


def test_an_emblem_that_is_refused_changes_nothing(street: Street, as_role: AsRole) -> None:
    assert street
    bad = sent(name="另一名称", emblem=SimpleUploadedFile("e.png", b"garbage"))
    assert as_role(Role.APPROVER).post(ADDRESS, bad).status_code == 200
    assert Organisation.objects.get().name == "青溪区党务公开办公室"


def test_the_look_goes_out_with_the_next_edition_and_its_emblem_into_the_feed(street: Street, as_role: AsRole) -> None:
    street.approved()
    publish(None, street.approver, NOON)
    emblem = store_emblem(disc(), "a", street.approver)
    change_look(emblem, "#0b4a3a", "", street.approver)
    assert compile_edition(street.lobby, NOON).look == Look(emblem=emblem, accent="#0b4a3a")
    assert "标识和用色" in as_role(Role.SCHEDULER).get("/publishing/").content.decode()
    assert len(publish(None, street.approver, NOON)) == 1
    assert (Path(settings.FEED) / blob_path("lobby", emblem)).read_bytes() == read_blob(emblem)
