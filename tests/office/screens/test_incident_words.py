"""What screens report, read in the office: each sentence is made by the player's own code, from a real fault."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from django.test import Client
from django.utils import translation

from office.people.models import Role
from office.screens.incident_words import told
from office.screens.models import Incident
from player.device.power.kms import Kms
from player.device.power.power import NOT_ASKED, NOT_SWITCHED
from player.device.power.program import run
from player.durable import disk_errors_told
from player.errors import PlayerError
from player.sealed import POINTER, current_name, load_sealed
from player.show.editions import load_checked
from player.show.film import BROKE_OFF, REASONS, STALLED
from player.show.films import poster_up
from player.show.healer import DONE, FOUND, HANGS, PANEL_CHANGED, WAS_CUT
from player.show.window import LOST_BY, NOT_REOPENED, NOT_WHOLE
from player.slides import DrawError, Kit, draw_item, find_fonts
from player.sync.blobs import Blobs, Wanted
from player.sync.documents import Content, refuse_foreign
from player.sync.enrolment import save_enrolment
from player.sync.inspection import inspect, screen_of
from player.sync.transfer import Part
from player.sync.videos import poster_shown
from player.sync.worker import Worker
from player.video import Fault as VideoFault
from player.video import VideoError
from playlists.item import Audience, Block, Document, Paragraph, People, Person, Picture, Step, Table
from playlists.look import Look
from playlists.schedule import Priority
from playlists.video import Video
from tests.fakes.feed import Feed
from tests.fakes.office_server import served
from tests.fakes.sealed import SealedSample
from tests.office.street import Street
from tests.playlists.programmes import make_item
from tests.playlists.test_approval import APPROVED, ITEM, REGISTER, REVIEWED, granted, verify, with_approvals

SAMPLE = SealedSample()
EDITION, SCREEN = SAMPLE.edition(), SAMPLE.screen()
ENGLISH = re.compile(r"[A-Za-z']{2,} [a-z]{2,}")  # two English words side by side


def unapproved() -> Iterator[str]:
    items = (
        ITEM,
        with_approvals(ITEM, REVIEWED),
        with_approvals(ITEM, granted(ITEM, Step.REVIEW, "wang"), APPROVED),
        with_approvals(ITEM, granted(ITEM, Step.REVIEW, "zhou"), APPROVED),
        with_approvals(ITEM, REVIEWED, granted(ITEM, Step.APPROVE, "li")),
        with_approvals(ITEM, REVIEWED, msgspec.structs.replace(APPROVED, key="office-2")),
        with_approvals(ITEM, REVIEWED, msgspec.structs.replace(APPROVED, proof="0" * 128)),
        msgspec.structs.replace(ITEM, audience=Audience.MEMBERS),
    )
    for item in items:
        edition = msgspec.structs.replace(EDITION, items=(item,), playlists=(), rules=())
        yield inspect(edition, REGISTER, SCREEN, verify).faults[0].what


def error_of(act: Callable[[], object], kind: type[Exception] = PlayerError) -> str:
    with pytest.raises(kind) as caught:
        act()
    return str(caught.value)


def refused(content: Content, former: Content | None = None, group: str = "lobby") -> str:
    return error_of(lambda: refuse_foreign(content, group, former))


def refused_editions() -> Iterator[str]:
    later = msgspec.structs.replace(EDITION, number=2)
    other = msgspec.structs.replace(EDITION, organisation="别处")
    nowhere = msgspec.structs.replace(EDITION, screens=(msgspec.structs.replace(SCREEN, zone="Mars/Base"),))
    urgent = msgspec.structs.replace(
        EDITION, rules=tuple(msgspec.structs.replace(rule, priority=Priority.URGENT) for rule in EDITION.rules)
    )
    yield refused(Content(EDITION, None, REGISTER), group="hall-group")
    yield refused(Content(EDITION, None, REGISTER), Content(later, None, REGISTER))
    yield refused(Content(other, None, REGISTER), Content(EDITION, None, REGISTER))
    yield refused(Content(urgent, None, REGISTER))
    yield refused(Content(EDITION, EDITION, REGISTER))
    yield refused(Content(EDITION, None, REGISTER), Content(EDITION, urgent, REGISTER))
    yield error_of(lambda: screen_of(EDITION, "cellar"))
    yield error_of(lambda: screen_of(nowhere, "hall"))


def damaged_disks(state: Path) -> Iterator[str]:
    name = SAMPLE.seal(state)
    sealed = load_sealed(state, name)
    (sealed.folder / "roads-1.png").write_bytes(b"")
    (sealed.folder / "budget-1.png").unlink()
    yield error_of(lambda: sealed.read_slide(SAMPLE.slide("roads")))
    yield error_of(lambda: sealed.read_slide(SAMPLE.slide("budget")))
    yield error_of(lambda: load_checked(state, "0" * 64))
    (state / POINTER).write_text("nothing")
    yield error_of(lambda: current_name(state))
    with (
        pytest.raises(PlayerError) as caught,
        disk_errors_told(Path("/dev/full")),
        Path("/dev/full").open("wb", 0) as f,
    ):
        f.write(b"1")
    yield str(caught.value)
    other = Part(0, (byte for byte in (b"1",)))
    yield error_of(lambda: Blobs(state).fetch(Wanted("0" * 64), lambda _: other, "picture 0123 of item a version 1"))


def drawn() -> Iterator[str]:
    def lost(sha256: str) -> bytes:
        raise KeyError(sha256)

    kit = Kit(find_fonts(os.environ), "青溪区", lost)
    wide = Table(header=("列",) * 40, rows=(("一" * 40,) * 40,), caption="收支")
    blocks: tuple[Block, ...] = (
        Picture(blob="1" * 64),
        People((Person("王某", "科员", photo="2" * 64),)),
        Document(("3" * 64,)),
        Video("5" * 64, 1, 1920, 1080, 9_000, "6" * 64),
        wide,
        msgspec.structs.replace(wide, caption=""),
        Paragraph("字库没有的字：" + "".join(map(chr, range(0xE000, 0xE00C)))),
    )
    kit = replace(kit, look=Look(emblem="4" * 64, accent="#e58a9b"))
    item = make_item("a", body=blocks, link=f"https://example.cn/{'x' * 400}")
    far = msgspec.structs.replace(SCREEN, distance_mm=90_000)
    yield from {
        warning: 0 for screen in (SCREEN, far) for one in draw_item(item, screen, kit) for warning in one.warnings
    }
    yield error_of(lambda: draw_item(make_item("b", body=(Paragraph("字" * 100_000),) * 9), SCREEN, kit), DrawError)


def refused_feeds(folder: Path) -> Iterator[str]:
    feed = Feed(folder / "feed")
    feed.add_item("roads")
    feed.publish()
    with served(feed) as office:
        save_enrolment(folder / "state", feed.enrolment(office.address))
        path = feed.path_of_edition()
        good = path.read_bytes()
        for damaged in (good[:-1] + b" ", good + b" "):
            path.write_bytes(damaged)
            with closing(Worker(folder / "state")) as worker:
                yield error_of(worker.round)


def unplayed() -> Iterator[str]:
    for fault in VideoFault:
        yield poster_shown(ITEM, f"video 0123 is not played: {VideoError(fault, 'x')}").what
    for why in (*REASONS.values(), BROKE_OFF, STALLED):
        yield poster_up(SAMPLE.slide("roads"), why)
    yield poster_shown(ITEM, "video 0123 was changed: its bytes are not those that were approved").what
    yield poster_shown(ITEM, "video 0123 is named by the edition and not in the feed").what
    yield poster_shown(ITEM, "video 0123 has more than 4,096 bytes").what
    yield f"screen hall: {VideoError(VideoFault.NO_READER)}; the posters are shown"


def failed_displays() -> Iterator[str]:
    for why in (*FOUND.values(), *LOST_BY.values()):
        for done in DONE.values():
            yield f"{why}; {done}"
    yield from (HANGS, WAS_CUT, PANEL_CHANGED, NOT_WHOLE, NOT_REOPENED)


def displays_that_are_not_switched() -> Iterator[str]:
    faults = (
        error_of(lambda: run(("cec-ctl-of-nobody",))),
        error_of(lambda: run(("sleep", "9"), limit_s=0.01)),
        error_of(lambda: run(("sh", "-c", "echo 打不开 /dev/cec0 >&2; exit 1"))),
        error_of(lambda: Kms().switch(is_on=True)),
    )
    for fault in faults:
        yield NOT_SWITCHED.format(why=fault)
        yield NOT_ASKED.format(why=fault)


def test_every_sentence_of_the_player_has_its_chinese_and_keeps_its_english(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "screen").mkdir()
    sources = (
        unapproved(),
        refused_editions(),
        damaged_disks(tmp_path / "disk"),
        drawn(),
        refused_feeds(tmp_path / "screen"),
        failed_displays(),
        unplayed(),
        displays_that_are_not_switched(),
    )
    sentences = [sentence for source in sources for sentence in source]
    assert len(sentences) > 25
    with translation.override("en"):
        assert [told(sentence) for sentence in sentences] == sentences
    with translation.override("zh-hans"):
        chinese = [told(sentence) for sentence in sentences]
    assert [words for words in chinese if ENGLISH.search(words) or not re.search("[一-龥]{2}", words)] == []


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        (
            "item a version 1: needs exactly one approve, has 0; it is not shown",
            "事项 a 第 1 版：须有且只有一次审批，实有 0 次；不予播出",
        ),
        ("item a version 1: wang, who left, said so: no", "事项 a 第 1 版：wang, who left, said so: no"),
        ("The 100% lamp is out.", "The 100% lamp is out."),
        ("on air", "播出"),
    ],
)
def test_what_has_no_words_stays_as_it_came(sentence: str, chinese: str) -> None:
    with translation.override("zh-hans"):
        assert told(sentence) == chinese


def test_the_screens_page_tells_an_incident_in_the_readers_language(
    street: Street, as_role: Callable[..., Client]
) -> None:
    what = "budget-1.png of sealed edition 0123 is damaged; item budget page 1 is left out until it is healed"
    Incident.objects.create(report="1" * 32, screen=street.screen, at=datetime.now(UTC), subject="on air", what=what)
    client = as_role(Role.TECHNICIAN)
    for language, wanted in (
        ("en", what),
        ("zh-hans", "已封存的 0123 中的 budget-1.png 已损坏；修复之前略去事项 budget 第 1 页"),
    ):
        client.cookies["django_language"] = language
        assert wanted in client.get("/screens/one/lobby-1/").content.decode()
