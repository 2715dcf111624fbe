"""An office that published, a stick, and a screen's machine that was never on a network."""

import hashlib
import io
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from PIL import Image
from pytest_django.fixtures import Settings

from office.by_hand.export import Exported, export
from office.publishing.services import publish
from office.screens.enrolment import enrol, new_code
from office.screens.models import Group, Screen
from player.app import main
from player.reports.spool import Spool
from player.sync.enrolment import save_enrolment
from playlists.report import EnrolRequest
from tests.office.street import Street
from tests.player.sync.test_command import log_lines_as_before

__all__ = ["log_lines_as_before"]


@dataclass
class Errand:
    """What somebody carries, from where to where."""

    street: Street
    stick: Path
    state: Path
    token: str

    def export(self, *groups: str) -> Exported:
        return export(self.stick, groups, now())

    def office(self, action: str, *words: object) -> str:
        """``office feed``; what it printed."""
        out = io.StringIO()
        call_command("feed", action, *map(str, words), stdout=out, stderr=out)
        return out.getvalue()

    def sync(self) -> int:
        return main(["sync", "--from", str(self.stick), "--state", str(self.state)])

    def spool(self) -> Spool:
        return Spool(self.state / "spool", "show")


def now() -> datetime:
    return datetime.now(UTC)


def put_picture() -> str:
    """A picture among the office's; its name."""
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "JPEG")
    name = hashlib.sha256(file.getvalue()).hexdigest()
    Path(settings.BLOBS).mkdir(parents=True, exist_ok=True)
    (Path(settings.BLOBS) / name).write_bytes(file.getvalue())
    return name


def enrolled(screen: Screen, state: Path) -> str:
    """Make ``state`` a screen's machine, as ``player enrol`` does once the office has answered; its token."""
    enrolment = enrol(EnrolRequest(code=new_code(screen, None, now()), machine="box"), "127.0.0.1", now())
    save_enrolment(state, enrolment)
    return enrolment.token


@pytest.fixture
def street(db: None, settings: Settings, tmp_path: Path) -> Street:  # noqa: ARG001 (asked for by its name)
    street = Street(settings, tmp_path)
    yard = Group.objects.create(slug="yard", title="院内")
    Screen.objects.create(slug="yard-1", title="院内屏", group=yard)
    street.rule.groups.add(yard)
    return street


@pytest.fixture
def errand(street: Street, tmp_path: Path) -> Errand:
    """Edition 1, with a picture, was published for two groups; the stick is empty."""
    street.approved("便民服务月报", body=[{"kind": "picture", "blob": put_picture()}])
    publish(None, street.approver, now())
    (tmp_path / "stick").mkdir()
    token = enrolled(street.screen, tmp_path / "state")
    return Errand(street, tmp_path / "stick", tmp_path / "state", token)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A stick of its own file system, of 8 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder), check=True)
    yield folder
    subprocess.run(("umount", folder), check=True)
