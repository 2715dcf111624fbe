"""Whether the office can tell that the picture on a screen is the slide that should be up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from django.test import Client

from office.people.models import Role
from office.publishing.models import Publication
from office.publishing.services import publish
from office.screens.agreement import A_TRANSITION, Verdict, compared, read_back
from office.screens.condition import SILENT_AFTER, Level
from office.screens.overview import seen as seen_screen
from office.screens.preview import deck_of, edition_at
from playlists.on_air import on_air
from playlists.report import Agreement, ClockTrust, Display, Healing, Heartbeat, Seen
from tests.fakes.sealed import SealedSample
from tests.office.street import NOON, Street

ROADS, BUDGET = SealedSample().slide("roads"), SealedSample().slide("budget")
RIGHT = Seen(
    at=NOON,
    edition=1,
    item="roads",
    version=1,
    page=1,
    wanted="0d6a3567",
    presented="0d6a3567",
    agreement=Agreement.RIGHT,
)
BLACK = msgspec.structs.replace(RIGHT, presented="00000000", agreement=Agreement.BLACK)
DARK = msgspec.structs.replace(RIGHT, item="", version=0, page=0)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (None, Verdict.UNKNOWN),
        (RIGHT, Verdict.SAME),
        (BLACK, Verdict.OTHER),
        (msgspec.structs.replace(RIGHT, presented="ffffffff"), Verdict.OTHER),  # whatever it says of itself
        (msgspec.structs.replace(RIGHT, at=NOON - SILENT_AFTER), Verdict.SAME),
        (msgspec.structs.replace(RIGHT, at=NOON - SILENT_AFTER - timedelta(seconds=1)), Verdict.UNKNOWN),
        (msgspec.structs.replace(BLACK, at=NOON - timedelta(hours=1)), Verdict.UNKNOWN),
    ],
)
def test_what_a_screen_read_back_is_believed_while_it_is_news(seen: Seen | None, verdict: Verdict) -> None:
    assert read_back(seen, NOON) is verdict


def test_a_slide_that_was_not_due_differs_however_sure_the_screen_is() -> None:
    assert compared(RIGHT, [ROADS, BUDGET], NOON, is_switching=False) is Verdict.SAME
    assert compared(RIGHT, [BUDGET], NOON, is_switching=False) is Verdict.OTHER
    assert compared(RIGHT, [None], NOON, is_switching=False) is Verdict.OTHER
    assert compared(RIGHT, [BUDGET], NOON, is_switching=True) is Verdict.UNKNOWN
    assert compared(BLACK, [ROADS], NOON, is_switching=True) is Verdict.OTHER


def test_the_dark_frame_agrees_only_out_of_hours() -> None:
    assert compared(DARK, [None], NOON, is_switching=False) is Verdict.SAME
    assert compared(DARK, [ROADS], NOON, is_switching=False) is Verdict.OTHER


@pytest.fixture
def published(street: Street) -> Street:
    for title in ("第一项", "第二项", "第三项"):
        street.approved(title)
    publish(None, street.approver, datetime.now(UTC))
    Publication.objects.update(made_at=datetime.now(UTC) - timedelta(days=1))
    street.screen.token_digest = "1" * 64
    return street


def heard(street: Street, seen: Seen | None, healing: Healing | None = None) -> None:
    beat = Heartbeat(
        id="0" * 32,
        at=datetime.now(UTC),
        edition=1,
        clock=ClockTrust.SYNCED,
        display=Display.ON,
        free_disk_mb=9000,
        program="0.1.0",
        seen=seen,
        healing=healing,
    )
    street.screen.heartbeat, street.screen.seen_at = msgspec.to_builtins(beat), datetime.now(UTC)
    street.screen.save()


def due(street: Street, *, is_right: bool) -> Seen:
    """What a screen of ours would tell now, of the slide that is due or of one that is not."""
    at = datetime.now(UTC)
    edition = edition_at(street.lobby, at)
    assert edition
    deck, _ = deck_of(edition, street.screen)
    near = {on_air(edition, deck, at - span).slide for span in (timedelta(), A_TRANSITION)}
    slide = next(slide for slide in (*near, *deck.slides) if slide and (slide in near) == is_right)
    return msgspec.structs.replace(RIGHT, at=at, item=slide.item, version=slide.version, page=slide.page)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("画面一致", "画面不一致", "画面未知")),
        ("en", ("picture agrees", "picture differs", "picture not known")),
    ],
)
def test_the_screens_page_says_whether_the_picture_agrees(
    published: Street, as_role: Callable[..., Client], language: str, words: tuple[str, str, str]
) -> None:
    client = as_role(Role.SUPERVISOR)
    client.cookies["django_language"] = language
    same, other, unknown = words

    def said(path: str) -> set[str]:
        text = client.get(f"/screens/one/lobby-1/{path}").content.decode()
        return {word for word in words if f">{word}<" in text}

    heard(published, None)
    assert (said(""), said("should/")) == ({unknown}, {unknown})
    heard(published, due(published, is_right=True))
    assert (said(""), said("should/")) == ({same}, {same})
    heard(published, due(published, is_right=False))
    assert (said(""), said("should/")) == ({same}, {other})
    heard(published, msgspec.structs.replace(due(published, is_right=True), agreement=Agreement.STUCK))
    assert (said(""), said("should/")) == ({other}, {other})


def test_a_screen_that_is_black_is_in_trouble_and_what_it_did_is_told(
    published: Street, as_role: Callable[..., Client]
) -> None:
    heard(published, msgspec.structs.replace(BLACK, at=datetime.now(UTC)), Healing(black=3, redrawn=2, reopened=1))
    assert seen_screen(published.screen, datetime.now(UTC)).condition.level is Level.BAD
    client = as_role(Role.TECHNICIAN)
    client.cookies["django_language"] = "zh-hans"
    text = client.get("/screens/one/lobby-1/").content.decode()
    assert "显示器黑屏" in text
    assert "重新绘制 2 次，重开窗口 1 次，重新启动 0 次" in text
