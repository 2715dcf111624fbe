"""PDF files attached in the office: their pages are kept, approved and published as pictures."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from office.notices.documents import DocumentRefusedError, store_document
from office.notices.importing.services import import_from, import_upload
from office.notices.importing.source import ImportFaultError
from office.notices.models import PictureFile
from office.notices.pictures import read_blob
from office.notices.preview import told
from office.notices.services import revise, to_item
from office.people.models import Role, User
from office.publishing.services import publish
from playlists.feed import blob_path
from playlists.item import blobs_of
from tests.office.street import NOON, Street
from tests.player.documents.papers import locked, many_pages, scan

TEXT = '---\ntitle: 实施办法\nentry: 1.1\n---\n![附件](a.pdf "pages 2-3")\n'


def test_each_page_is_kept_as_a_picture_of_its_own(street: Street) -> None:
    kept = store_document(scan(2), "", "a.pdf", street.drafter)
    assert len({one.sha256 for one in kept}) == 2
    for one in kept:
        assert Image.open(io.BytesIO(read_blob(one.sha256))).size == (one.width_px, one.height_px)


@pytest.mark.parametrize(
    ("data", "pages", "words"),
    [
        (b"garbage", "", "不是 PDF"),
        (locked(), "", "密码"),
        (many_pages(10_000, 10_000), "", "20"),
        (scan(2), "2-3", "只有 2 页"),
        (scan(2), "x", "1-3"),
    ],
    ids=["garbage", "locked", "long", "past the end", "no number"],
)
def test_what_is_refused_is_told_in_the_readers_language_and_leaves_nothing(
    street: Street, data: bytes, pages: str, words: str
) -> None:
    with pytest.raises(DocumentRefusedError, match=words):
        store_document(data, pages, "a.pdf", street.drafter)
    assert not PictureFile.objects.exists()


def test_the_editor_gets_the_pages_hashes_or_one_sentence(as_role: Callable[..., Client]) -> None:
    drafter = as_role(Role.DRAFTER)
    upload = {"document": SimpleUploadedFile("a.pdf", scan(3)), "pages": "2-3"}
    pages = drafter.post("/notices/documents/", upload).json()["pages"]
    assert len(pages) == 2
    assert drafter.get(f"/notices/pictures/{pages[0]}/").status_code == 200
    refused = drafter.post("/notices/documents/", {"document": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert (refused.status_code, refused.json()) == (400, {"error": "PDF 文件已损坏，无法读取，请重新另存为 PDF。"})
    assert drafter.post("/notices/documents/").status_code == 400


def test_only_drafters_attach(as_role: Callable[..., Client]) -> None:
    upload = {"document": SimpleUploadedFile("a.pdf", scan())}
    assert as_role(Role.SCHEDULER).post("/notices/documents/", upload).status_code == 403


def test_what_is_approved_are_the_pages_pixels_and_screens_get_just_those(street: Street) -> None:
    pages = [one.sha256 for one in store_document(scan(2), "", "a.pdf", street.drafter)]
    version = street.approved(body=[{"kind": "document", "pages": pages, "caption": "附件"}])
    item = to_item(version)
    assert blobs_of(item) == tuple(pages)
    assert len(item.approvals) == 2
    publish(None, street.approver, NOON)
    for sha256 in pages:
        assert (Path(settings.FEED) / blob_path("lobby", sha256)).read_bytes() == read_blob(sha256)


def test_a_markdown_file_brings_the_pages_it_names(street: Street, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    (tmp_path / "a.pdf").write_bytes(scan(3))
    (outcome,) = import_from(str(tmp_path / "a.md"), street.drafter, street.entry)
    assert outcome.version, outcome.fault
    (block,) = outcome.version.body
    assert (block["kind"], block["caption"], len(block["pages"])) == ("document", "附件", 2)


def test_a_markdown_file_names_a_pdf_that_is_not_to_be_had(street: Street, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TEXT, "utf-8")
    with pytest.raises(ImportFaultError, match=r"a\.pdf"):
        list(import_from(str(tmp_path / "a.md"), street.drafter, street.entry))
    (tmp_path / "a.pdf").write_bytes(scan(1))
    with pytest.raises(ImportFaultError, match=r"line 5.*只有 1 页"):
        list(import_from(str(tmp_path / "a.md"), street.drafter, street.entry))
    with pytest.raises(ImportFaultError, match=r"a\.pdf"):
        import_upload("a.md", TEXT.encode(), street.drafter, street.entry)


def test_the_drafter_is_told_of_type_too_small_in_chinese(street: Street) -> None:
    assert street
    english = "page 2 of an attached document: its type has 63 percent of the size that can be read from here"
    assert told(english) == "附件第 2 页：字号只有此处可辨认字号的 63%，请改用更大的字号或改为正文录入"


def test_reviewers_see_which_pages_changed(street: Street, client_of: Callable[[User], Client]) -> None:
    one, other = (store_document(scan(2), pages, "a.pdf", street.drafter)[0] for pages in ("1", "2"))
    before = street.draft(body=[{"kind": "document", "pages": [one.sha256], "caption": ""}])
    changed = revise(before, street.drafter)
    changed.body = [{"kind": "document", "pages": [other.sha256], "caption": ""}]
    changed.save()
    text = client_of(street.drafter).get(f"/notices/{changed.notice.code}/2/changes/").content.decode()
    assert one.sha256[:8] in text
    assert other.sha256[:8] in text
