"""The copy of the feed in a bucket: what is there, in which order it comes, what a screen finds at any moment."""

import fcntl
import hashlib
import io
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.core.management import CommandError, call_command
from PIL import Image

from office.environment_bucket import Bucket
from office.publishing.ceremony import Safe, replace_key
from office.publishing.errors import BucketError, PublishingError
from office.publishing.follow import follow, pause_after
from office.publishing.mirror import LOCK, Mirrored, mirror
from office.publishing.models import Publication
from office.publishing.services import publish, publish_urgent
from office.screens.enrolment import enrol, new_code
from office.screens.models import Group, Screen
from player.app import main
from player.sealed import current_name, load_sealed
from player.sync.enrolment import save_enrolment
from playlists.report import EnrolRequest
from tests.fakes.store import Line, client_of
from tests.office.street import Street
from tests.player.sync.test_command import log_lines_as_before

__all__ = ["log_lines_as_before"]


def now() -> datetime:
    return datetime.now(UTC)


def picture(shade: int) -> str:
    """A picture among the office's; its hash."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 80, 80)).save(file, "PNG")
    name = hashlib.sha256(file.getvalue()).hexdigest()
    Path(settings.BLOBS).mkdir(parents=True, exist_ok=True)
    (Path(settings.BLOBS) / name).write_bytes(file.getvalue())
    return name


def publish_another(street: Street, number: int) -> None:
    """One notice more, with a picture of its own."""
    street.approved(f"第 {number} 号通告", body=[{"kind": "picture", "blob": picture(number)}])
    publish(None, street.approver, now())


def objects(bucket: Bucket) -> set[str]:
    """Paths of the copy."""
    client = client_of(bucket.address.removesuffix(f"/{bucket.name}/{bucket.folder}"))
    listed = client.list_objects_v2(Bucket=bucket.name, Prefix=f"{bucket.folder}/").get("Contents", [])
    client.close()
    return {one["Key"].removeprefix(f"{bucket.folder}/") for one in listed}


def feed() -> set[str]:
    folder = Path(settings.FEED)
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def wait_for_the_next_second() -> None:
    this = int(time.time())
    while int(time.time()) == this:
        time.sleep(0.01)


@pytest.fixture
def office(street: Street, bucket: Bucket) -> Street:
    """Edition 1 is published and nothing is in the bucket."""
    assert bucket
    Screen.objects.update(width_px=320, height_px=180)  # drawn in a moment
    publish_another(street, 1)
    return street


class Machine:
    """A screen's, enrolled with the office and fed by whatever address the office named."""

    def __init__(self, screen: Screen, state: Path) -> None:
        self.state = state
        self.enrolment = enrol(EnrolRequest(code=new_code(screen, None, now()), machine="box"), "127.0.0.1", now())
        save_enrolment(state, self.enrolment)

    def sync(self) -> int:
        return main(["sync", "--once", "--state", str(self.state)])

    @property
    def number(self) -> int:
        """Of the edition on show; 0 for none. All of it is looked at."""
        name = current_name(self.state)
        if name is None:
            return 0
        sealed = load_sealed(self.state, name)
        for slide in sealed.deck.slides:
            sealed.read_slide(slide)
        return sealed.edition.number


@pytest.fixture
def machine(office: Street, tmp_path: Path) -> Machine:
    return Machine(office.screen, tmp_path / "state")


def test_a_screen_fetches_from_the_buckets_address_on_another_host(machine: Machine, bucket: Bucket) -> None:
    assert machine.enrolment.feed == bucket.address
    assert not machine.enrolment.feed.startswith(machine.enrolment.office)
    mirror(now())

    assert machine.sync() == 0

    assert machine.number == 1
    objects_are_served_as_nginx_would(bucket)


def objects_are_served_as_nginx_would(bucket: Bucket) -> None:
    for path in objects(bucket):
        answer = requests.get(f"{bucket.address}/{path}", timeout=10)
        assert answer.content == (Path(settings.FEED) / path).read_bytes()
        json = "application/json" if path.endswith(".json") else "application/octet-stream"
        assert answer.headers["Content-Type"] == json
        caching = answer.headers["Cache-Control"]
        assert caching == ("no-cache" if path.endswith("timestamp.json") else "public, max-age=31536000, immutable")


def test_whatever_is_named_comes_before_what_names_it_and_nothing_comes_twice(
    office: Street, bucket: Bucket, line: Line
) -> None:
    shutil.rmtree(settings.KEYS)  # it signs nothing, so its service cannot reach them
    done = mirror(now())

    kinds = ["blobs", "edition.json", "editions.json", "snapshot.json", "root.json", "timestamp.json"]
    firsts = [next(at for at, path in enumerate(line.uploads) if kind in path) for kind in kinds]
    assert firsts == sorted(firsts)
    assert line.uploads[-1].endswith("/metadata/timestamp.json")
    copied = objects(bucket)
    assert copied <= feed()
    assert {path.split("/")[0] for path in feed() - copied} == {"metadata"}  # of before
    assert done == Mirrored((office.lobby.slug,), (), len(copied), len(copied), 0)

    line.mend()
    assert mirror(now()).written == 0
    assert [method for method, _ in line.asked] == ["GET"]


def test_a_new_root_comes_right_before_the_timestamp_that_only_it_vouches_for(
    machine: Machine, office: Street, line: Line
) -> None:
    mirror(now())
    assert machine.sync() == 0
    replace_key("timestamp", Safe([office.offline]), now())
    publish_another(office, 2)
    line.mend()

    mirror(now())

    assert [path.rpartition("/")[2] for path in line.uploads[-2:]] == ["2.root.json", "timestamp.json"]
    assert machine.sync() == 0
    assert machine.number == 2


@pytest.mark.parametrize(
    "is_late",
    [
        pytest.param(False, id="in the middle of an object"),
        pytest.param(True, id="before its answer", marks=pytest.mark.long),
    ],
)
def test_cut_off_at_any_object_a_screen_finds_the_old_feed_or_the_new_one(
    machine: Machine, office: Street, line: Line, *, is_late: bool
) -> None:
    for number in (1, 2, 3):  # the first from nothing
        if number == 2:
            publish_another(office, 2)
        if number == 3:
            office.rule.priority = "urgent"
            office.rule.save()
            publish_urgent(None, office.approver, now())
        cuts, is_cut = 0, True
        while is_cut:
            line.mend(cut_at=1 if is_late else cuts + 1, is_late=is_late)  # each run gets one object further
            try:
                mirror(now())
                is_cut = False
            except BucketError:
                cuts += 1
            is_whole = line.uploads == [] or line.uploads[-1].endswith("timestamp.json")
            is_new = not is_cut or (is_late and is_whole)
            assert (machine.sync() == 0) == (is_new or number > 1)  # before there is any feed, none is believed
            assert machine.number == (number if is_new else number - 1)
        assert cuts > 2


def test_the_last_two_editions_stay_and_what_is_older_goes(office: Street, bucket: Bucket) -> None:
    client = client_of(bucket.endpoint)
    for strange in ("qingxi/notes.txt", "qingxi/targets/README", "other/blobs/lobby/" + "a" * 64):
        client.put_object(Bucket=bucket.name, Key=strange, Body=b"somebody else's")
    removed = []
    for number in (2, 3, 4):
        removed.append(mirror(now()).removed)
        publish_another(office, number)
    removed.append(mirror(now()).removed)

    editions = {path for path in objects(bucket) if path.endswith("edition.json")}
    newest = Publication.objects.order_by("-number")[:2]
    assert editions == {f"targets/lobby/{one.sha256}.edition.json" for one in newest}
    assert len({path for path in objects(bucket) if path.startswith("blobs/")}) == 4  # each has all the pictures so far
    assert len({path for path in objects(bucket) if path.endswith("snapshot.json")}) == 2
    assert removed == [0, 0, 3, 3]  # edition, editions.json and snapshot.json of the last but two
    assert {"notes.txt", "targets/README"} <= objects(bucket)
    assert client.get_object(Bucket=bucket.name, Key="other/blobs/lobby/" + "a" * 64)["Body"].read()
    client.close()


@pytest.mark.long
def test_what_a_cut_off_run_left_does_not_push_out_what_screens_are_reading(
    machine: Machine, office: Street, line: Line, bucket: Bucket
) -> None:
    mirror(now())
    served = objects(bucket)
    publish_another(office, 2)
    wait_for_the_next_second()  # stores tell no finer time
    line.mend(cut_at=5)
    with pytest.raises(BucketError):
        mirror(now())
    orphans = objects(bucket) - served
    publish_another(office, 3)
    line.mend()

    mirror(now())

    assert served <= objects(bucket)
    assert {path for path in orphans if "blobs" not in path}.isdisjoint(objects(bucket))
    assert machine.sync() == 0


def test_a_members_group_is_refused_with_a_sentence_and_its_screens_are_sent_to_the_office(
    office: Street, bucket: Bucket, tmp_path: Path
) -> None:
    group = Group.objects.create(slug="members", title="党员活动室")
    screen = Screen.objects.create(slug="members-1", title="活动室屏", group=group, audience="members")
    office.rule.groups.add(group)
    office.approved("党内通报", audience="members", body=[{"kind": "picture", "blob": picture(200)}])
    publish(None, office.approver, now())

    out, err = io.StringIO(), io.StringIO()
    call_command("feed", "mirror", stdout=out, stderr=err)

    assert "The bucket holds the feed of lobby" in out.getvalue()
    why = "not all of it is for the public, and anybody can read a bucket; its screens fetch from the office"
    assert err.getvalue().strip() == f"members is not copied: {why}."
    assert not [path for path in objects(bucket) if "members" in path or picture(200) in path]
    assert Machine(screen, tmp_path / "members").enrolment.feed == settings.FEED_ADDRESS


def test_a_group_that_gets_a_members_screen_leaves_the_bucket(office: Street, bucket: Bucket) -> None:
    mirror(now())
    Screen.objects.create(slug="lobby-2", title="里间", group=office.lobby, audience="members")
    publish(None, office.approver, now())

    done = mirror(now())

    assert (done.groups, done.kept_back) == ((), ("lobby",))
    assert not [path for path in objects(bucket) if "lobby" in path]


@pytest.mark.usefixtures("office")
def test_a_bucket_that_is_not_there_and_one_that_nobody_set_are_told(bucket: Bucket) -> None:
    storage = {**bucket.storage, "OPTIONS": bucket.storage["OPTIONS"] | {"bucket_name": "nowhere"}}
    settings.STORAGES = {**settings.STORAGES, "bucket": storage}
    with pytest.raises(CommandError, match=r"the bucket nowhere at .* is not there"):
        call_command("feed", "mirror")
    settings.BUCKET = None
    with pytest.raises(CommandError, match="no bucket is set: SUNBOARD_BUCKET names it"):
        call_command("feed", "mirror")


def test_a_picture_that_is_gone_here_leaves_the_old_copy(machine: Machine, office: Street) -> None:
    mirror(now())
    publish_another(office, 2)
    (Path(settings.BLOBS) / picture(2)).unlink()

    with pytest.raises(PublishingError, match=r"the picture \w{12} is not in"):
        mirror(now())

    assert machine.sync() == 0
    assert machine.number == 1


def test_the_daily_timer_brings_the_copy_up_to_date_and_tells_when_it_cannot(
    office: Street, bucket: Bucket, line: Line
) -> None:
    out = io.StringIO()
    call_command("timestamp", stdout=out)
    assert "The bucket holds the feed of lobby" in out.getvalue()
    assert "metadata/timestamp.json" in objects(bucket)

    line.mend(cut_at=1)
    publish_another(office, 2)
    with pytest.raises(CommandError, match=r"signed, but not copied: the bucket .* cannot be reached"):
        call_command("timestamp", stdout=out)


def test_one_run_waits_for_another_and_publishing_for_none(office: Street, line: Line) -> None:
    with (settings.DATA / LOCK).open("w") as other, ThreadPoolExecutor() as threads:
        fcntl.flock(other, fcntl.LOCK_EX)
        run = threads.submit(mirror, now())
        publish_another(office, 2)
        assert line.asked == []
        fcntl.flock(other, fcntl.LOCK_UN)
        run.result(timeout=20)
    newest = Publication.objects.order_by("-number")[0]
    assert any(newest.sha256 in path for path in line.uploads)


class Enough(Exception):  # noqa: N818 (it is no error)
    pass


def test_the_follower_copies_whatever_is_published_and_outlasts_an_outage(
    machine: Machine, office: Street, line: Line
) -> None:
    told, complaints = list[Mirrored](), list[str]()

    def tell(done: Mirrored) -> None:
        told.append(done)
        if len(told) == 3:
            raise Enough
        line.answer = (503, "SlowDown") if len(told) == 2 else None
        publish_another(office, 1 + len(told))

    def complain(sentence: str) -> None:
        complaints.append(sentence)
        line.answer = None

    with pytest.raises(Enough):
        follow(tell, complain, first_pause_s=0.01)

    assert len(complaints) == 1
    assert machine.sync() == 0
    assert machine.number == 3


def test_the_pauses_grow_and_have_an_end() -> None:
    assert [pause_after(failures) for failures in (1, 2, 3, 7, 2000)] == [2, 4, 8, 120, 120]
