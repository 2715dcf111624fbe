import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from office.people.models import Role
from office.sample.programme_file import SampleError, read_programme
from player.slides import Kit, draw_item, find_fonts, qr_reads
from playlists.edition import Edition, parse_edition
from playlists.item import Audience, Item
from playlists.urgent import laid_over
from tests.office.sample.conftest import Loaded, environment, run

SAMPLE = Path(__file__).parents[3] / "sample"


def editions(loaded: Loaded) -> dict[str, Edition]:
    """What each group's screens play: its newest edition with its newest urgent one laid over."""
    base, urgent = _newest(loaded, "edition.json"), _newest(loaded, "urgent.json")
    return {group: laid_over(edition, urgent.get(group)) for group, edition in base.items()}


def _newest(loaded: Loaded, name: str) -> dict[str, Edition]:
    paths = (loaded.data / "feed" / "targets").glob(f"*/*{name}")
    made = sorted((parse_edition(path.read_bytes()) for path in paths), key=lambda edition: edition.number)
    return {edition.group: edition for edition in made}


def rows(loaded: Loaded, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(loaded.data / "office.sqlite3") as database:
        return database.execute(query).fetchall()


def test_the_sample_is_published_for_both_groups(loaded: Loaded) -> None:
    made = editions(loaded)
    assert set(made) == {"halls", "members"}
    assert sum(len(edition.rules) for edition in made.values()) >= 3
    audiences = {item.audience for item in made["members"].items}
    assert audiences == set(Audience)
    assert {item.audience for item in made["halls"].items} == {Audience.PUBLIC}


def test_it_covers_what_a_public_body_discloses(loaded: Loaded) -> None:
    items = {item.id: item for edition in editions(loaded).values() for item in edition.items}.values()
    assert len(items) >= 24
    assert {item.entry.code.split(".")[0] for item in items} == {str(number) for number in range(1, 11)}
    kinds = {type(block).__name__ for item in items for block in item.body}
    assert kinds == {
        "Heading",
        "Paragraph",
        "Listing",
        "Table",
        "Picture",
        "Pledges",
        "People",
        "Appraisal",
        "Exchange",
        "Chart",
        "Document",
    }
    assert sum(item.publicity is not None for item in items) >= 3
    assert max(len(re.sub(r"\s", "", _words(item))) for item in items) > 3000


def test_what_was_wrong_is_corrected_or_withdrawn_in_public(loaded: Loaded) -> None:
    acts = [item.act for item in editions(loaded)["halls"].items if item.act]
    assert sorted(type(act).__name__ for act in acts) == ["Correction", "Withdrawal"]
    states = [state for (state,) in rows(loaded, "select state from notices_version where act = '{}'")]
    assert (states.count("replaced"), states.count("withdrawn")) == (1, 1)


def test_nobody_real_is_in_it() -> None:
    text = "".join(path.read_text("utf-8") for path in SAMPLE.rglob("*.md"))
    numbers = re.findall(r"(?<![\d,.])\d{3,4}-\d{5,8}|1[3-9]\d{9}", text)
    assert numbers
    assert all(number.startswith("0000-") for number in numbers)


def test_every_item_draws_without_a_warning_and_its_code_reads(loaded: Loaded) -> None:
    fonts = find_fonts({})
    for edition in editions(loaded).values():
        kit = Kit(fonts, edition.organisation, lambda sha256: (loaded.data / "blobs" / sha256).read_bytes())
        for screen in edition.screens:
            for item in edition.items:
                drawings = draw_item(item, screen, kit)
                warnings = [warning for drawing in drawings for warning in drawing.warnings]
                # A4 is narrow on an upright screen: its type stays small there, and the drafter is told so.
                assert [one for one in warnings if "attached document: its type" not in one] == [], item.title
                assert bool(item.link) is (drawings[0].qr is not None), item.title
                assert not item.link or qr_reads(drawings[0]), item.title


def test_the_queues_are_not_empty(loaded: Loaded) -> None:
    states = [state for (state,) in rows(loaded, "select state from notices_version")]
    assert states.count("draft") == 3  # two, and the one sent back
    assert states.count("in-review") == 1
    assert rows(loaded, "select count(*) from notices_version where returned != ''") == [(1,)]
    assert rows(loaded, "select count(*) from opinions_opinion where text != '' and id not in "
                        "(select opinion_id from opinions_reply)") == [(2,)]  # fmt: skip


def test_each_role_has_an_account_whose_password_is_told_once(loaded: Loaded) -> None:
    path = loaded.folder / "accounts.json"
    accounts = json.loads(path.read_text("utf-8"))["accounts"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {role for account in accounts for role in account["roles"]} == set(Role.values)
    assert all(account["password"] in loaded.said for account in accounts)
    assert len({account["password"] for account in accounts}) == len(accounts)


def test_a_second_run_changes_nothing(loaded: Loaded) -> None:
    def state() -> tuple[object, ...]:
        counts = [rows(loaded, f"select count(*) from {table}") for table in
                  ("journal_entry", "notices_version", "publishing_publication", "opinions_opinion")]  # fmt: skip
        return (*counts, {path: path.stat().st_mtime_ns for path in loaded.data.joinpath("feed").rglob("*")})

    before = state()
    assert "nothing was changed" in loaded.run("sample", "load", "--password-file", str(loaded.folder / "no.json"))
    assert state() == before
    assert not (loaded.folder / "no.json").exists()


def test_without_keys_or_register_one_sentence_says_what_to_do(tmp_path: Path, empty_office: Path) -> None:
    shutil.copytree(empty_office, tmp_path, dirs_exist_ok=True)
    told = run(tmp_path, "sample", "load", check=False)
    assert "--offline" in told
    assert len(told.strip().splitlines()) == 1
    told = run(tmp_path, "sample", "load", "--offline", str(tmp_path / "safe"), check=False)
    assert "office keys init" in told
    assert len(told.strip().splitlines()) == 1
    made = rows(Loaded(tmp_path, ""), "select count(*) from people_user")
    assert made == [(0,)]  # no account whose password nobody was told


def test_passwords_are_told_even_when_a_notice_cannot_be_loaded(tmp_path: Path, empty_office: Path) -> None:
    shutil.copytree(empty_office, tmp_path, dirs_exist_ok=True)
    shutil.copytree(SAMPLE, tmp_path / "sample")
    (tmp_path / "sample/items/women.md").unlink()
    safe, accounts = str(tmp_path / "safe"), tmp_path / "accounts.json"
    run(tmp_path, "keys", "init", "--offline", safe)
    load = ("sample", "load", "--folder", str(tmp_path / "sample"), "--offline", safe, "--password-file", str(accounts))
    assert "women.md" in run(tmp_path, *load, check=False)
    assert len(json.loads(accounts.read_text("utf-8"))["accounts"]) == len(Role)
    shutil.copy(SAMPLE / "items/women.md", tmp_path / "sample/items")
    assert "published" in run(tmp_path, *load)


@pytest.mark.parametrize(
    ("text", "place"),
    [("organisation = 3", "organisation"), ("colour = 'red'", "colour"), ("x =", "line 1"), (None, "cannot be read")],
)
def test_a_wrong_programme_is_refused_by_naming_the_place(tmp_path: Path, text: str | None, place: str) -> None:
    if text is not None:
        whole = (
            f"{text}\n" + ("organisation = '甲'\n" if "organisation" not in text else "") + "people = []\nitems = []"
        )
        (tmp_path / "programme.toml").write_text(whole, "utf-8")
    with pytest.raises(SampleError, match=place):
        read_programme(tmp_path)


def test_the_pictures_are_wide_enough_for_a_lobby_and_light() -> None:
    pictures = list((SAMPLE / "items" / "pictures").glob("*.jpg"))
    assert len(pictures) >= 6
    for path in pictures:
        assert path.stat().st_size < 300_000
        with Image.open(path) as picture:
            assert picture.size == (1600, 1000)


@pytest.fixture
def public_site(loaded: Loaded) -> Iterator[str]:
    """The public site's own process, as it is run for real."""
    gunicorn = [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "--no-control-socket", "office.wsgi"]
    process = subprocess.Popen(
        gunicorn,
        env={**environment(loaded.folder), "SUNBOARD_OFFICE_SITE": "public"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if found := re.search(r"Listening at: (http://\S+)", line):
            break
    else:
        pytest.fail(said)
    try:
        yield found[1]
    finally:
        process.terminate()
        process.wait(10)
        process.stderr.close()


def test_the_public_process_serves_notices_and_no_page_of_the_staff(loaded: Loaded, public_site: str) -> None:
    def status(path: str) -> int:
        try:
            with urllib.request.urlopen(f"{public_site}{path}", timeout=10) as answer:
                assert "session" not in str(answer.headers.get_all("Set-Cookie"))
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    (link,) = rows(loaded, "select link_code from notices_notice order by id limit 1")[0]
    assert [status(path) for path in ("/", "/r", f"/i/{link}", f"/i/{link}/lobby")] == [200] * 4
    assert status("/static/opinions/public.css") == 200
    for path in (
        "/login/",
        "/me/",
        "/notices/",
        "/catalogue/",
        "/journal/",
        "/programme/",
        "/screens/",
        "/publishing/",
        "/opinions/",
        "/device/enrol",
        "/feed/metadata/timestamp.json",
    ):
        assert status(path) == 404, path


def _words(item: Item) -> str:
    return "".join(_texts(msgspec.to_builtins(item.body)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in {"kind", "blob"}:
                yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
