"""A video on the public page: loaded when somebody wants it, in parts, only as long as its notice is public."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from office.notices.models import Version
from office.notices.pictures import read_blob
from office.notices.services import to_item, withdraw
from office.notices.videos import as_plain, store_video
from playlists.item import videos_of
from playlists.video import Video
from tests.office.street import Street
from tests.player.video.samples import make_mp4
from tests.street.browser import PHONE, open_browser

Published = Callable[..., Version]


@pytest.fixture
def notice(published: Published, street: Street) -> Version:
    data = make_mp4()
    video = store_video([data], len(data), "road.mp4", street.drafter)
    return published("清河路改造工程进展", body=[as_plain(video) | {"caption": "施工现场", "is_looped": True}])


def video_of(notice: Version) -> Video:
    return videos_of(to_item(notice))[0]


def test_a_phone_gets_the_poster_and_loads_the_video_only_when_asked(public: Client, notice: Version) -> None:
    answer = public.get(f"/i/{notice.notice.link_code}")
    video, text = video_of(notice), answer.content.decode()
    assert f'<video controls preload="none" poster="/b/{video.poster}/web" src="/b/{video.blob}"' in text
    assert "施工现场" in text
    assert "media-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, slice(0, None)),
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=1000-", 206, slice(1000, None)),
        ("bytes=-500", 206, slice(-500, None)),
        ("bytes=0-99999999", 206, slice(0, None)),
        ("bytes=99999999-", 416, None),
        ("bytes=5-2", 416, None),
        ("bytes=0-1,5-9", 200, slice(0, None)),
        ("lines=1-2", 200, slice(0, None)),
        ("bytes=-", 200, slice(0, None)),
    ],
)
def test_a_video_is_given_in_the_parts_that_players_ask_for(
    public: Client, notice: Version, asked: str, status: int, part: slice | None
) -> None:
    data = read_blob(video_of(notice).blob)
    answer = public.get(f"/b/{video_of(notice).blob}", headers={"Range": asked} if asked else {})
    assert answer.status_code == status
    assert answer["Accept-Ranges"] == "bytes"
    if part is not None:
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined] # Django's stub knows one sort of answer
        assert body == data[part]
        assert int(answer["Content-Length"]) == len(body)
        start = range(len(data))[part].start
        wanted = f"bytes {start}-{start + len(body) - 1}/{len(data)}" if status == 206 else None
        assert answer.headers.get("Content-Range") == wanted


def test_a_withdrawn_notices_video_is_gone(public: Client, notice: Version, street: Street) -> None:
    withdraw(notice.notice, street.approver, "数据有误")
    assert public.get(f"/b/{video_of(notice).blob}").status_code == 404
    assert public.get(f"/b/{video_of(notice).poster}").status_code == 404


@pytest.mark.long
def test_a_real_browser_plays_it(live_server: LiveServer, settings: Settings, notice: Version) -> None:
    settings.ROOT_URLCONF, settings.SITE = "office.urls_public", "public"
    with open_browser(PHONE) as citizen:
        citizen.visit(f"{live_server.url}/i/{notice.notice.link_code}")
        video = citizen.driver.find_element("tag name", "video")
        assert citizen.driver.execute_script("return arguments[0].readyState", video) == 0
        citizen.driver.execute_script("arguments[0].muted = true; arguments[0].play()", video)
        citizen.until(lambda: citizen.driver.execute_script("return arguments[0].currentTime", video) > 0.5)
        assert citizen.driver.execute_script("return arguments[0].videoWidth", video) == 320
