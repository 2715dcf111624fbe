from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from office.publishing.services import publish
from office.screens.models import Group, Screen
from office.screens.tokens import digest_of
from tests.office.street import Street

pytestmark = pytest.mark.usefixtures("feed")

BLOB = "a" * 64


@pytest.fixture
def feed(street: Street) -> Street:
    Path(settings.BLOBS).mkdir(parents=True)
    (Path(settings.BLOBS) / BLOB).write_bytes(b"picture")
    street.approved(body=[{"kind": "picture", "blob": BLOB}])
    publish(None, street.approver, datetime.now(UTC))
    Screen.objects.update(token_digest=digest_of("lobby-token"))
    yard = Group.objects.create(slug="yard", title="院内")
    Screen.objects.create(slug="yard-1", title="院内屏", group=yard, token_digest=digest_of("yard-token"))
    Screen.objects.create(slug="spare", title="备用", group=yard)
    return street


def edition_path() -> str:
    path = next((Path(settings.FEED) / "targets" / "lobby").iterdir())
    return f"/feed/targets/lobby/{path.name}"


def status(path: str, token: str | None, **headers: str) -> int:
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    answer = Client().get(path, headers=headers)
    answer.close()
    return answer.status_code


@pytest.mark.parametrize(
    ("token", "shared", "own"),
    [("lobby-token", 200, 200), ("yard-token", 200, 403), ("wrong", 401, 401), (None, 401, 401), ("", 401, 401)],
)
def test_who_may_read_what(token: str | None, shared: int, own: int) -> None:
    register = next((Path(settings.FEED) / "targets").glob("*.register.json")).name
    for path in ("/feed/metadata/timestamp.json", "/feed/metadata/1.root.json", f"/feed/targets/{register}"):
        assert status(path, token) == shared
    for path in (edition_path(), f"/feed/blobs/lobby/{BLOB}"):
        assert status(path, token) == own


def test_the_bytes_are_those_of_the_file() -> None:
    answer = Client().get(f"/feed/blobs/lobby/{BLOB}", headers={"Authorization": "Bearer lobby-token"})
    assert b"".join(answer) == b"picture"
    assert answer["Content-Length"] == "7"


@pytest.mark.parametrize(
    ("asked", "status", "place", "data"),
    [
        ("bytes=3-", 206, "bytes 3-6/7", b"ture"),
        ("bytes=0-", 206, "bytes 0-6/7", b"picture"),
        ("bytes=1-2", 206, "bytes 1-2/7", b"ic"),
        ("bytes=-2", 206, "bytes 5-6/7", b"re"),
        ("bytes=6-99", 206, "bytes 6-6/7", b"e"),
        ("bytes=7-", 416, "bytes */7", b""),
        ("bytes=0-1,3-4", 200, None, b"picture"),
        ("bytes=x-", 200, None, b"picture"),
        ("lines=1-2", 200, None, b"picture"),
    ],
)
def test_a_part_is_given_where_one_is_asked_for(asked: str, status: int, place: str | None, data: bytes) -> None:
    answer, sent = ask_for_picture(Range=asked)
    assert (answer.status_code, answer.headers.get("Content-Range"), sent) == (status, place, data)
    assert int(answer.headers["Content-Length"]) == len(data)


def test_a_part_of_another_version_is_not_given() -> None:
    etag = ask_for_picture()[0]["ETag"]
    assert ask_for_picture(Range="bytes=3-", **{"If-Range": etag})[1] == b"ture"
    for other in ('"another"', "Sat, 01 Aug 2026 00:00:00 GMT"):
        assert ask_for_picture(Range="bytes=3-", **{"If-Range": other})[1] == b"picture"


def test_a_part_is_nobody_elses_either() -> None:
    assert status(f"/feed/blobs/lobby/{BLOB}", "yard-token", Range="bytes=3-") == 403


def ask_for_picture(**headers: str) -> tuple[Any, bytes]:
    answer = Client().get(f"/feed/blobs/lobby/{BLOB}", headers={"Authorization": "Bearer lobby-token", **headers})
    data = b"".join(answer)
    answer.close()
    return answer, data


def test_what_a_screen_has_already_is_not_sent_again(feed: Street) -> None:
    path, headers = "/feed/metadata/timestamp.json", {"Authorization": "Bearer lobby-token"}
    first = Client().get(path, headers=headers)
    first.close()
    assert status(path, "lobby-token", **{"If-None-Match": first["ETag"]}) == 304
    publish_something_else(feed)
    assert status(path, "lobby-token", **{"If-None-Match": first["ETag"]}) == 200


def publish_something_else(street: Street) -> None:
    street.approved("又一篇")
    publish(None, street.approver, datetime.now(UTC))


@pytest.mark.parametrize(
    "path",
    [
        "metadata/../../keys/timestamp.pem",
        "metadata/%2e%2e/%2e%2e/keys/timestamp.pem",
        "metadata/",
        "metadata/..",
        "metadata/secret-key",
        "targets/lobby/",
        "targets/../metadata/timestamp.json",
        f"blobs/lobby/../../../blobs/{BLOB}",
        f"blobs/lobby/{BLOB}%0A",
        f"blobs/../lobby/{BLOB}",
        "blobs/lobby/" + "b" * 64,
        "metadata/99.root.json",
        "",
    ],
)
def test_no_path_leads_elsewhere(path: str) -> None:
    assert status(f"/feed/{path}", "lobby-token") == 404
