from pathlib import Path

import msgspec
import pytest
from PIL import Image

from player.app import main
from playlists.deck import Slide
from playlists.item import Paragraph
from playlists.wire import encode
from tests.player.documents.papers import scan
from tests.player.slides.samples import REPORT, make_item, make_picture
from tests.player.slides.test_look import colours_of, is_bluish, make_emblem
from tests.playlists.programmes import TABLE_2026

TEXT = "---\ntitle: 通知\n---\n正文\n\n![河岸](river.jpg)\n"


def slides_of(out: Path) -> list[Slide]:
    return msgspec.json.decode((out / "slides.json").read_bytes(), type=dict[str, list[Slide]])["slides"]


def test_markdown_with_a_picture_and_json_become_pictures_and_their_description(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notice.md").write_text(TEXT, "utf-8")
    (tmp_path / "river.jpg").write_bytes(make_picture(800, 600))
    (tmp_path / "item.json").write_bytes(encode(make_item(Paragraph(text=REPORT * 2))))
    out = tmp_path / "out"
    files = [str(tmp_path / "notice.md"), str(tmp_path / "item.json")]
    assert main(["slides", *files, "--screen", "1080x1920", "--diagonal", "43", "--out", str(out)]) == 0
    slides = slides_of(out)
    assert {slide.item for slide in slides} >= {"notice-7"}
    for slide in slides:
        with Image.open(out / slide.file) as picture:
            assert picture.size == (1080, 1920)
        assert not slide.warnings
    said = capsys.readouterr().out
    assert "通知" in said
    assert "code reads" in said


def test_a_pdf_is_drawn_and_a_broken_one_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notice.md").write_text('---\ntitle: 通知\n---\n![附件](a.pdf "pages 2-3")', "utf-8")
    (tmp_path / "a.pdf").write_bytes(scan(3))
    out = tmp_path / "out"
    assert main(["slides", str(tmp_path / "notice.md"), "--out", str(out)]) == 0
    said = {run.text for slide in slides_of(out) for run in slide.texts}
    assert any(text.startswith("第 2 页 / 共 2 页") for text in said)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    assert main(["slides", str(tmp_path / "notice.md"), "--out", str(out)]) == 1
    assert "line 4: the document 'a.pdf' cannot be used: it is damaged" in capsys.readouterr().err


def test_slides_are_drawn_in_the_organisations_look(tmp_path: Path) -> None:
    (tmp_path / "notice.md").write_text("---\ntitle: 通知\n---\n正文", "utf-8")
    (tmp_path / "emblem.png").write_bytes(make_emblem())
    out = tmp_path / "out"
    look = ["--emblem", str(tmp_path / "emblem.png"), "--accent", "#0b4a3a", "--rule", "#b0a020"]
    assert main(["slides", str(tmp_path / "notice.md"), "--out", str(out), *look]) == 0
    (slide,) = slides_of(out)
    assert not slide.warnings
    with Image.open(out / slide.file) as picture:
        seen = set(colours_of(picture.convert("RGB")))
    assert {(0x0B, 0x4A, 0x3A), (0xB0, 0xA0, 0x20)} <= seen
    assert any(map(is_bluish, seen))


@pytest.mark.parametrize("option", [("--accent", "red"), ("--rule", "#fff"), ("--emblem", "absent.png")], ids="=".join)
def test_a_look_that_cannot_be_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    assert main(["slides", "notice.md", "--out", str(tmp_path / "out"), *option]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_bad_file_is_told_in_a_sentence_and_the_good_ones_are_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "good.md").write_text("---\ntitle: 通知\n---\n正文", "utf-8")
    (tmp_path / "bad.md").write_text("---\ntitle: 一\ntitel: 二\n---", "utf-8")
    (tmp_path / "bad.json").write_bytes(b'{"id": 7}')
    (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
    names = ("bad.md", "good.md", "bad.json", "bytes.md", "absent.md")
    out = tmp_path / "out"
    assert main(["slides", *(str(tmp_path / name) for name in names), "--out", str(out)]) == 1
    assert len(slides_of(out)) == 1
    faults = capsys.readouterr().err.splitlines()
    assert len(faults) == 4
    for fault, reason in zip(faults, ("line 3: unknown key", "item", "not UTF-8", "No such file"), strict=True):
        assert reason in fault


def test_a_picture_outside_the_texts_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "secret.jpg").write_bytes(make_picture(64, 64))
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "notice.md").write_text("---\ntitle: 通知\n---\n![图](../secret.jpg)", "utf-8")
    assert main(["slides", str(folder / "notice.md"), "--out", str(tmp_path / "out")]) == 1
    assert "outside the text's folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--screen", "big"], "is not like 1920x1080"),
        (["--screen", "32x32"], "no such screen"),
        (["--distance", "0"], "no such screen"),
    ],
)
def test_a_wrong_screen_is_the_operators_to_mend(
    words: list[str], reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["slides", "x.md", "--out", str(tmp_path), *words]) == 2
    assert reason in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notice.md").write_text("---\ntitle: 通知\n---\n正文", "utf-8")
    (tmp_path / "out").write_text("a file, not a folder")
    assert main(["slides", str(tmp_path / "notice.md"), "--out", str(tmp_path / "out")]) == 5
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option",
    [
        ("--screen", "wide"),
        ("--screen", "10x10"),
        ("--diagonal", "nan"),
        ("--diagonal", "inf"),
        ("--distance", "-1"),
        ("--zone", "Mars/Phobos"),
        ("--zone", "Asia"),
        ("--zone", "../etc"),
    ],
    ids="=".join,
)
def test_a_screen_that_cannot_be_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: tuple[str, str]
) -> None:
    assert main(["slides", "notice.md", "--out", str(tmp_path / "out"), *option]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("day", "expected"), [("2026-09-30", "公示第 3 个工作日"), ("2026-10-10", "公示期满")])
def test_a_publicity_period_is_told_as_of_the_day_asked_for(tmp_path: Path, day: str, expected: str) -> None:
    period = "publicity_begins: 2026-09-26\npublicity_ends: 2026-10-09\npublicity_working_days: 5"
    (tmp_path / "notice.md").write_text(f"---\ntitle: 公示\n{period}\n---\n正文", "utf-8")
    (tmp_path / "days.json").write_bytes(msgspec.json.encode((TABLE_2026,)))
    out = tmp_path / "out"
    given = ["--at", day, "--workdays", str(tmp_path / "days.json"), "--out", str(out)]
    assert main(["slides", str(tmp_path / "notice.md"), *given]) == 0
    (slide,) = slides_of(out)
    assert expected in [run.text for run in slide.texts]


@pytest.mark.parametrize("given", [["--at", "yesterday"], ["--workdays", "absent.json"]])
def test_a_day_or_a_table_that_is_none_is_told(
    tmp_path: Path, given: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notice.md").write_text("---\ntitle: 通知\n---\n正文", "utf-8")
    assert main(["slides", str(tmp_path / "notice.md"), *given, "--out", str(tmp_path)]) == 2
    assert given[0] in capsys.readouterr().err
