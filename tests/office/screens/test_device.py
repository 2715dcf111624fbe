import base64
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from office.screens.enrolment import MAX_FAILURES_PER_ADDRESS, enrol, new_code, revoke
from office.screens.models import EnrolmentCode, Incident, Play, Screen
from playlists.enrolment_code import fingerprint, split_code
from playlists.report import Enrolment, EnrolRequest
from playlists.wire import decode
from tests.office.street import Street

pytestmark = pytest.mark.usefixtures("street")

PLAY = {
    "kind": "play",
    "id": "0" * 31 + "1",
    "item": "n-1",
    "version": 1,
    "page": 1,
    "edition": 1,
    "rule": "always",
    "since": "2026-11-18T12:00:00+08:00",
    "until": "2026-11-18T12:00:12+08:00",
    "display": "on",
}
HEARTBEAT = {
    "kind": "heartbeat",
    "id": "0" * 31 + "2",
    "at": "2026-11-18T12:00:12+08:00",
    "edition": 1,
    "clock": "synced",
    "display": "on",
    "free_disk_mb": 9000,
    "program": "0.1.0",
}
INCIDENT = {
    "kind": "incident",
    "id": "0" * 31 + "3",
    "at": "2026-11-18T12:00:12+08:00",
    "subject": "n-1",
    "what": "The QR code did not read.",
}


def now() -> datetime:
    return datetime.now(UTC)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def token(street: Street) -> str:
    code = new_code(street.screen, street.approver, now())
    return enrol(EnrolRequest(code=code, machine="pi"), "10.0.0.1", now()).token


def post_enrol(client: Client, code: str, **extra: object) -> tuple[int, bytes]:
    answer = client.post(
        "/device/enrol", {"code": code, "machine": "pi-lobby"}, content_type="application/json", **extra
    )
    return answer.status_code, answer.content


def send(client: Client, token: str, *reports: object) -> tuple[int, dict[str, object]]:
    answer = client.post(
        "/device/reports", {"reports": reports}, content_type="application/json", headers=bearer(token)
    )
    return answer.status_code, json.loads(answer.content)


def test_a_code_makes_a_machine_the_screen(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    status, body = post_enrol(client, code)
    assert status == 200
    enrolment = decode(Enrolment, body, limit=10**6, what="enrolment")
    assert (enrolment.screen, enrolment.group) == ("lobby-1", "lobby")
    assert enrolment.feed == "http://127.0.0.1:8000/feed"
    root = base64.b64decode(enrolment.root)
    assert root == (Path(settings.FEED) / "metadata" / "1.root.json").read_bytes()
    secret, seen = split_code(code)
    assert fingerprint(secret, root) == seen


def test_a_code_is_good_once(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    post_enrol(client, code)
    status, body = post_enrol(client, code)
    assert status == 403
    assert "used" in json.loads(body)["error"]


def test_a_code_ends_after_an_hour(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now() - timedelta(minutes=61))
    assert post_enrol(client, code)[0] == 403


def test_a_newer_code_voids_the_one_before(street: Street, client: Client) -> None:
    first = new_code(street.screen, street.approver, now())
    second = new_code(street.screen, street.approver, now())
    assert post_enrol(client, first)[0] == 403
    assert post_enrol(client, second)[0] == 200


def test_a_mistyped_code_does_not_use_up_the_right_one(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert post_enrol(client, wrong)[0] == 403
    assert post_enrol(client, code)[0] == 200


def test_the_secret_of_a_code_is_not_kept(street: Street) -> None:
    secret = split_code(new_code(street.screen, street.approver, now()))[0]
    kept = EnrolmentCode.objects.get()
    assert secret not in (kept.secret_digest, str(kept))


def test_a_guesser_is_held_off_and_others_are_not(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    for _guess in range(MAX_FAILURES_PER_ADDRESS):
        assert post_enrol(client, "AAAA-AAAA-AAAA-AAAA", REMOTE_ADDR="10.9.9.9")[0] == 403
    assert post_enrol(client, code, REMOTE_ADDR="10.9.9.9")[0] == 429
    assert post_enrol(client, code, REMOTE_ADDR="10.0.0.2")[0] == 200


def test_behind_a_web_server_each_machines_own_address_counts(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    for _guess in range(MAX_FAILURES_PER_ADDRESS):
        assert post_enrol(client, "AAAA-AAAA-AAAA-AAAA", HTTP_X_FORWARDED_FOR="10.9.9.9")[0] == 403
    assert post_enrol(client, code, HTTP_X_FORWARDED_FOR="10.9.9.9")[0] == 429
    assert post_enrol(client, code, HTTP_X_FORWARDED_FOR="10.0.0.2")[0] == 200


def test_a_machine_without_an_address_is_refused_like_any_other(street: Street, client: Client) -> None:
    assert street.screen
    assert post_enrol(client, "AAAA-AAAA-AAAA-AAAA", REMOTE_ADDR="")[0] == 403


def test_before_the_keys_are_made_the_office_says_that_it_is_not_ready(street: Street, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    (Path(settings.FEED) / "metadata" / "1.root.json").unlink()
    status, body = post_enrol(client, code)
    assert status == 503
    assert "office keys init" in json.loads(body)["error"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"{}", 400), (b"[" * 3000, 400), (b'{"code": "' + b"A" * 5000, 413), (b'{"code": 1}', 400)],
)
def test_a_request_that_is_none_is_refused_with_a_sentence(body: bytes, status: int) -> None:
    answer = Client().post("/device/enrol", body, content_type="application/json")
    assert answer.status_code == status
    assert json.loads(answer.content)["error"]


def test_reports_sent_twice_count_once(street: Street, token: str, client: Client) -> None:
    ids = [PLAY["id"], HEARTBEAT["id"], INCIDENT["id"]]
    for _time in range(2):
        assert send(client, token, PLAY, HEARTBEAT, INCIDENT) == (200, {"ids": ids})
    assert Play.objects.get().until - Play.objects.get().since == timedelta(seconds=12)
    assert Incident.objects.get().what == "The QR code did not read."
    street.screen.refresh_from_db()
    assert street.screen.heartbeat["edition"] == 1
    assert street.screen.seen_at


def test_a_report_no_screen_can_send_truly_is_refused_and_none_of_its_company_kept(token: str, client: Client) -> None:
    status, body = send(client, token, PLAY, {**PLAY, "id": "f" * 32, "version": 2**40})
    assert status == 400
    assert "f" * 32 in str(body["error"])
    assert not Play.objects.exists()


@pytest.mark.parametrize("path", ["/device/reports", "/device/screenshot"])
@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer "}, {"Authorization": "Bearer wrong"}])
def test_without_a_valid_token_nothing_is_taken(client: Client, path: str, header: dict[str, str]) -> None:
    answer = client.post(path, b"{}", content_type="application/json", headers=header)
    assert answer.status_code == 401
    assert "error" in json.loads(answer.content)


def test_a_revoked_token_ends_at_once(street: Street, token: str, client: Client) -> None:
    revoke(street.screen, street.approver)
    assert send(client, token, HEARTBEAT)[0] == 401


def test_enrolling_again_ends_the_earlier_machine(street: Street, token: str, client: Client) -> None:
    code = new_code(street.screen, street.approver, now())
    post_enrol(client, code)
    assert send(client, token, HEARTBEAT)[0] == 401


def jpeg(width: int = 960, height: int = 540) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), (143, 27, 30)).save(data, "JPEG")
    return data.getvalue()


def post_picture(client: Client, token: str, data: bytes, content_type: str = "image/jpeg") -> int:
    return client.post("/device/screenshot", data, content_type=content_type, headers=bearer(token)).status_code


def test_a_screenshot_is_kept(token: str, client: Client) -> None:
    data = jpeg()
    assert post_picture(client, token, data) == 204
    assert (Path(settings.SCREENSHOTS) / "lobby-1.jpg").read_bytes() == data
    assert Screen.objects.get().screenshot_at


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (b"not a picture", "image/jpeg", 400),
        (jpeg()[:600], "image/jpeg", 400),
        (jpeg(), "image/png", 415),
        (b"\xff\xd8\xff" + b"\0" * (2 * 1024 * 1024), "image/jpeg", 413),
    ],
)
def test_a_bad_screenshot_leaves_the_good_one(
    token: str, client: Client, data: bytes, content_type: str, status: int
) -> None:
    good = jpeg(64, 64)
    post_picture(client, token, good)
    assert post_picture(client, token, data, content_type) == status
    assert (Path(settings.SCREENSHOTS) / "lobby-1.jpg").read_bytes() == good


def test_only_posts_are_taken(client: Client) -> None:
    assert [client.get(f"/device/{name}").status_code for name in ("enrol", "reports", "screenshot")] == [405] * 3


def test_a_browser_with_a_session_needs_no_csrf_token_to_be_refused() -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/device/reports", b"{}", content_type="application/json").status_code == 401
