"""Import of every format from real files and a real server; what cannot be used is told in a sentence."""

import io
import json
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from office.notices.importing.hypertext import blocks_of
from office.notices.importing.services import import_from
from office.notices.importing.source import ImportFaultError
from office.notices.models import State, Version
from office.people.models import User
from tests.office.street import Street

MARKDOWN = """---
title: 关于开展义务植树活动的通知
issuer: 青溪区林业局
entry: 1.1
audience: 单位
contact: 林业局 0000-1234
---

## 活动安排

请各单位于周六上午到南坡集合。

- 带好铁锹
- 穿好雨靴

![南坡](slope.png)
"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>青溪动态</title><id>tag:qingxi,2026:feed</id>
<updated>2026-11-01T00:00:00Z</updated>
<entry><id>tag:qingxi,2026:1</id><title>图书馆延长开放</title><updated>2026-11-01T01:00:00Z</updated>
<author><name>青溪区图书馆</name></author>
<content
 type="html">&lt;p&gt;开放到&lt;b&gt;二十一点&lt;/b&gt;。&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</content></entry>
<entry><id>tag:qingxi,2026:2</id><title></title><updated>2026-11-01T01:00:00Z</updated><content>无题</content></entry>
</feed>"""
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>青溪公告</title><link>http://qingxi.example/</link><description>x</description>
<item><title>停水通知</title><guid isPermaLink="false">w-1</guid><pubDate>Sun, 01 Nov 2026 02:00:00 +0800</pubDate>
<description>&lt;p&gt;周三停水&lt;br&gt;请储水。&lt;/p&gt;</description></item>
</channel></rss>"""


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (30, 20), "green").save(buffer, "PNG")
    return buffer.getvalue()


def json_feed(*items: dict[str, Any]) -> str:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "青溪", "items": items})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "website"
    folder.mkdir()
    (folder / "trees.md").write_text(MARKDOWN, "utf-8")
    (folder / "slope.png").write_bytes(png())
    return folder


@pytest.fixture
def serve() -> Iterator[Callable[[dict[str, tuple[int, dict[str, str], bytes]]], str]]:
    """A web server with given answers by path; returns its address."""
    servers = []

    def start(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answers.get(self.path, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def titles(street: Street, place: str) -> list[str]:
    return [
        outcome.version.title if outcome.version else f"not: {outcome.title}"
        for outcome in import_from(place, street.drafter, street.entry)
    ]


def test_a_folder_of_markdown_becomes_drafts_with_their_pictures(street: Street, folder: Path) -> None:
    (outcome,) = import_from(str(folder), street.drafter, None)
    version = outcome.version
    assert version is not None
    assert (version.state, version.title, version.issuer) == (
        State.DRAFT,
        "关于开展义务植树活动的通知",
        "青溪区林业局",
    )
    assert (version.audience, version.contact, version.entry) == ("unit", "林业局 0000-1234", street.entry)
    assert [block["kind"] for block in version.body] == ["heading", "paragraph", "list", "picture"]


def test_a_bad_file_does_not_stop_the_others(street: Street, folder: Path) -> None:
    (folder / "bad.md").write_text("no front matter", "utf-8")
    (folder / "latin.md").write_bytes("---\ntitle: é\n---\n".encode("latin-1"))
    outcomes = list(import_from(str(folder), street.drafter, None))
    assert [bool(outcome.version) for outcome in outcomes] == [False, False, True]
    assert all(outcome.fault for outcome in outcomes[:2])


def test_a_picture_outside_the_folder_is_not_read(street: Street, folder: Path) -> None:
    (folder.parent / "secret.png").write_bytes(png())
    (folder / "trees.md").write_text(MARKDOWN.replace("slope.png", "../secret.png"), "utf-8")
    (outcome,) = import_from(str(folder), street.drafter, None)
    assert outcome.version is None


def test_nothing_is_imported_twice(street: Street, folder: Path) -> None:
    list(import_from(str(folder), street.drafter, None))
    (again,) = import_from(str(folder), street.drafter, None)
    assert again.is_known
    assert Version.objects.count() == 1


def test_atom_becomes_drafts_without_scripts(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(ATOM, "utf-8")
    assert titles(street, str(file)) == ["图书馆延长开放", "not: —"]
    version = Version.objects.get()
    assert version.body == [{"kind": "paragraph", "text": "开放到二十一点。"}]
    assert version.issuer == "青溪区图书馆"
    assert version.shown_from.isoformat() == "2026-11-01T01:00:00+00:00"


def test_rss_keeps_forced_line_breaks(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "feed.rss"
    file.write_text(RSS, "utf-8")
    assert titles(street, str(file)) == ["停水通知"]
    assert Version.objects.get().body == [{"kind": "paragraph", "text": "周三停水\n请储水。"}]


def test_a_json_feed_with_good_and_bad_items(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(
        json_feed(
            {
                "id": "1",
                "title": "一号",
                "content_text": "第一段\n\n第二段",
                "date_published": "2026-11-01T08:00:00+08:00",
            },
            {"id": "2", "title": "二号"},
            {"title": "没有编号", "content_text": "x"},
            "nonsense",  # type: ignore[arg-type]
            {"id": "3", "title": "三号", "content_html": "<h2>小标题</h2><p>正文</p>"},
        ),
        "utf-8",
    )
    assert titles(street, str(file)) == ["一号", "not: —", "not: —", "not: —", "三号"]


@pytest.mark.parametrize("place", ["http://[::1", "http://", "https://x:99999/", "no/such.md"])
def test_a_place_that_is_none_is_refused_in_a_sentence(street: Street, place: str) -> None:
    with pytest.raises(ImportFaultError):
        list(import_from(place, street.drafter, street.entry))


def test_a_picture_whose_address_is_none_is_left_out(street: Street, tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_text(
        json_feed({"id": "1", "title": "桥", "content_html": '<p>合龙</p><img src="http://[::1">'}), "utf-8"
    )
    assert titles(street, str(file)) == ["桥"]
    assert [block["kind"] for block in Version.objects.get().body] == ["paragraph"]


@pytest.mark.parametrize("text", ['{"version": "1.0"}', "{broken", "<html></html>", "plain words", "<rss", ""])
def test_what_is_no_known_format_is_refused_in_a_sentence(street: Street, tmp_path: Path, text: str) -> None:
    file = tmp_path / "thing.txt"
    file.write_text(text, "utf-8")
    with pytest.raises(ImportFaultError):
        list(import_from(str(file), street.drafter, street.entry))


def test_a_feed_on_the_web_brings_its_pictures(street: Street, serve: Callable[..., str]) -> None:
    feed = json_feed({"id": "1", "title": "桥", "content_html": '<p>合龙</p><img src="/bridge.png" alt="主拱">'})
    address = serve({"/feed.json": (200, {}, feed.encode()), "/bridge.png": (200, {}, png())})
    assert titles(street, f"{address}/feed.json") == ["桥"]
    picture = Version.objects.get().body[1]
    assert (picture["kind"], picture["caption"]) == ("picture", "主拱")


def test_a_redirect_is_followed_only_on_the_web(street: Street, serve: Callable[..., str]) -> None:
    feed = json_feed({"id": "1", "title": "到了", "content_text": "x"}).encode()
    address = serve(
        {
            "/old": (302, {"location": "/feed.json"}, b""),
            "/feed.json": (200, {}, feed),
            "/file": (302, {"location": "file:///etc/passwd"}, b""),
            "/round": (302, {"location": "/round"}, b""),
        }
    )
    assert titles(street, f"{address}/old") == ["到了"]
    for path in ("file", "round", "nothing"):
        with pytest.raises(ImportFaultError):
            titles(street, f"{address}/{path}")


def test_an_endless_document_is_cut_off(street: Street, serve: Callable[..., str]) -> None:
    address = serve({"/big": (200, {}, b"{" + b" " * (9 * 1024 * 1024))})
    with pytest.raises(ImportFaultError, match="8"):
        titles(street, f"{address}/big")


def test_html_becomes_blocks() -> None:
    html = """<h1>题</h1><div>一段 <em>文字</em></div><ul><li>甲<ul><li>乙</li></ul></li></ul>
    <table><caption>表</caption><tr><th>项</th><th>额</th></tr><tr><td>A</td></tr></table>
    <ol><li><p>一</p></li></ol><img src="x.png"><p onclick="x">尾</p>"""

    def no_picture(address: str) -> str:
        raise ImportFaultError(address)

    assert blocks_of(html, no_picture) == [
        {"kind": "heading", "text": "题", "level": 1},
        {"kind": "paragraph", "text": "一段 文字"},
        {"kind": "list", "entries": ["甲", "乙"], "ordered": False},
        {"kind": "table", "header": ["项", "额"], "rows": [["A", ""]], "caption": "表"},
        {"kind": "list", "entries": ["一"], "ordered": True},
        {"kind": "paragraph", "text": "尾"},
    ]


def test_the_command_tells_each_item_and_the_sum(street: Street, folder: Path) -> None:
    (folder / "bad.md").write_text("nothing", "utf-8")
    out, err = io.StringIO(), io.StringIO()
    call_command("import", str(folder), "--as", street.drafter.username, stdout=out, stderr=err)
    assert "关于开展义务植树活动的通知" in out.getvalue()
    assert out.getvalue().splitlines()[-1] == "1 drafts, 0 known already, 1 not imported"
    assert err.getvalue().startswith("not imported: ")


@pytest.mark.parametrize("options", [["--as", "nobody"], ["--as", "er-shen"], ["--entry", "9.9"]])
def test_the_command_refuses_who_and_what_it_does_not_know(street: Street, folder: Path, options: list[str]) -> None:  # noqa: ARG001
    with pytest.raises(CommandError):
        call_command("import", str(folder), *options)


def test_the_command_ends_with_an_error_when_nothing_could_be_used(street: Street, tmp_path: Path) -> None:  # noqa: ARG001
    with pytest.raises(CommandError):
        call_command("import", str(tmp_path / "nowhere.json"), stdout=io.StringIO(), stderr=io.StringIO())


def test_a_file_is_imported_through_the_page(street: Street, client_of: Callable[[User], Client]) -> None:
    drafter = client_of(street.drafter)
    file = SimpleUploadedFile("trees.md", MARKDOWN.replace("![南坡](slope.png)", "").encode())
    page = drafter.post("/notices/import/", {"file": file})
    assert "关于开展义务植树活动的通知" in page.content.decode()
    assert Version.objects.get().drafter == street.drafter
    refused = drafter.post("/notices/import/", {"file": SimpleUploadedFile("x.bin", b"\x00\x01")})
    assert refused.status_code == HTTPStatus.OK
    assert "Markdown" in refused.context["form"].errors["file"][0]
