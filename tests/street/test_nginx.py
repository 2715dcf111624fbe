"""The feed behind a real nginx, configured as deploy/nginx-office.conf has it, in front of the running office."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import requests

from player.sealed import current_name
from player.sync.connection import Connection
from player.sync.enrolment import load_enrolment, save_enrolment
from tests.office.publishing.lines import office_poke
from tests.street.conftest import ROOT, Street, wait_for

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx, which ./check installs")

MAIN = """daemon off; user root; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{ access_log off; include /etc/nginx/mime.types; {temporary} include {folder}/office.conf; }}
"""
TEMPORARY = " ".join(
    f"{name}_temp_path {{folder}}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


@pytest.fixture(scope="module")
def poke(street: Street) -> Iterator[int]:
    """The port at which the office holds screens' lines."""
    with office_poke(street.folder / "office") as (port, _pid):
        yield port


@pytest.fixture(scope="module")
def front(street: Street, poke: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address at which nginx serves the running office."""
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    changes = {
        "/var/cache/nginx/sunboard": f"{folder}/cache",
        "127.0.0.1:8000": street.office.removeprefix("http://"),
        "127.0.0.1:8001": street.public.removeprefix("http://"),
        "127.0.0.1:8002": f"127.0.0.1:{poke}",
        "/var/lib/sunboard-office": f"{street.folder}/office",
        "listen 80": f"listen 127.0.0.1:{port}",
        "office.example": "127.0.0.1",
        "proxy_cache_valid 204 10m": "proxy_cache_valid 204 1s",
    }
    config = (ROOT / "deploy" / "nginx-office.conf").read_text("utf-8")
    for ours, here in changes.items():
        assert ours in config
        config = config.replace(ours, here)
    (folder / "office.conf").write_text(config)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, temporary=TEMPORARY.format(folder=folder)))
    with subprocess.Popen(["nginx", "-p", folder, "-c", folder / "nginx.conf"], stderr=subprocess.PIPE) as nginx:
        try:
            wait_for(lambda: is_listening(port) or nginx.poll() is not None, 10, "nginx")
            assert nginx.poll() is None, nginx.stderr.read() if nginx.stderr else ""
            yield f"http://127.0.0.1:{port}"
        finally:
            nginx.terminate()


@pytest.fixture(scope="module")
def state(street: Street, front: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a screen in the members' room that was enrolled through nginx and fetches from it."""
    state = tmp_path_factory.mktemp("screen")
    code = street.run("office", "screens", "code", "members-room").strip()
    street.run("player", "enrol", front, code, "--state", str(state))
    enrolment, _root = load_enrolment(state)
    save_enrolment(state, msgspec.structs.replace(enrolment, feed=f"{front}/feed", office=front))
    return state


@pytest.fixture
def token(state: Path) -> str:
    return load_enrolment(state)[0].token


def get(address: str, token: str = "", **headers: str) -> requests.Response:
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    return requests.get(address, headers=headers, timeout=10)


def a_blob(street: Street, group: str) -> Path:
    return next((street.folder / "office" / "feed" / "blobs" / group).iterdir())


def test_a_screen_gets_everything_through_it(street: Street, state: Path) -> None:
    assert "slides" in street.run("player", "sync", "--once", "--state", str(state))
    assert current_name(state)


def test_only_an_enrolled_screen_reads_and_only_its_own_group(street: Street, front: str, token: str) -> None:
    own, others = a_blob(street, "members"), a_blob(street, "halls")
    answers = {
        f"{front}/feed/metadata/timestamp.json": (401, 200),
        f"{front}/feed/blobs/members/{own.name}": (401, 200),
        f"{front}/feed/blobs/halls/{others.name}": (401, 403),
        f"{front}/feed/blobs/halls/../members/{own.name}": (401, 200),
        f"{front}/feed/blobs/members/%2e%2e/halls/{others.name}": (401, 403),
        f"{front}/feed/metadata/%2e%2e/%2e%2e/keys/timestamp.pem": (404, 404),
        f"{front}/feed/access/": (404, 404),
        f"{front}/feed/": (404, 404),
    }
    found = {address: (get(address).status_code, get(address, token).status_code) for address in answers}
    assert found == answers


def test_what_never_changes_is_kept_and_a_part_can_be_asked_for(street: Street, front: str, token: str) -> None:
    path = a_blob(street, "members")
    address = f"{front}/feed/blobs/members/{path.name}"
    whole, part = get(address, token), get(address, token, Range="bytes=10-19")
    assert whole.content == path.read_bytes()
    assert "immutable" in whole.headers["Cache-Control"]
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    with Connection(token, front) as connection:
        rest = connection.get_file(address, len(whole.content), 10)
        assert (rest.start, b"".join(rest.chunks)) == (10, whole.content[10:])
    stamp = get(f"{front}/feed/metadata/timestamp.json", token)
    assert stamp.headers["Cache-Control"] == "no-cache"
    again = get(f"{front}/feed/metadata/timestamp.json", token, **{"If-None-Match": stamp.headers["ETag"]})
    assert (again.status_code, len(again.content)) == (304, 0)


def test_the_feed_goes_on_while_the_office_hangs(street: Street, front: str, token: str) -> None:
    address = f"{front}/feed/metadata/timestamp.json"
    assert get(address, token).status_code == 200
    with hanging(street):
        time.sleep(1.5)  # what nginx remembers is stale by now
        assert get(address, token).status_code == 200


def test_an_enrolled_screen_is_told_at_once_and_a_stranger_is_not(street: Street, front: str, token: str) -> None:
    assert get(f"{front}/feed/poke").status_code == 401
    bearer = {"Authorization": f"Bearer {token}"}
    with requests.get(f"{front}/feed/poke", headers=bearer, stream=True, timeout=10) as line:
        assert line.headers["Content-Type"] == "text/event-stream"
        os.utime(street.folder / "office" / "feed" / "metadata" / "timestamp.json")
        assert next(line.iter_lines()) == b"event: look"


def test_both_sites_are_behind_it(street: Street, front: str) -> None:
    assert "阳光公告" in get(f"{front}/login/").text
    assert street.public


@contextmanager
def hanging(street: Street) -> Iterator[None]:
    """The staff site's processes, which are a group of their own, stand still."""
    os.killpg(street.pid("staff"), signal.SIGSTOP)
    try:
        yield
    finally:
        os.killpg(street.pid("staff"), signal.SIGCONT)


def is_listening(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
