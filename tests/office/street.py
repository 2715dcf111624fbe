"""The street up to a published edition, for tests: keys, people, approved notices, a playlist on a screen's group.

Everything goes through the office's own services; only the data folder is a test's.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pytest_django.fixtures import Settings

from office.catalogue.models import Entry
from office.notices.models import Version
from office.notices.services import Content, approve, draft_notice, grant_review, send_for_review
from office.notices.steps import Check
from office.people.models import Grant, Role, User
from office.programme.models import Playlist, PlaylistEntry, Rule
from office.programme.services import save_table
from office.programme.workdays import tables
from office.publishing.keys_init import init_keys
from office.publishing.register_signing import sign_register
from office.publishing.services import name_organisation
from office.screens.models import Group, Screen
from playlists.workdays import YearTable

NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)  # a Wednesday, 12:00 in Shanghai


class Street:
    """An office whose keys are made and whose register names a reviewer and an approver."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        settings.DATA = folder / "office"
        settings.KEYS, settings.FEED = settings.DATA / "keys", settings.DATA / "feed"
        settings.BLOBS, settings.SCREENSHOTS = settings.DATA / "blobs", settings.DATA / "screenshots"
        settings.DATA.mkdir(parents=True)
        self.offline = folder / "safe"
        init_keys(self.offline, 1, 1, datetime.now(UTC))
        self.drafter = _person("yi-gao", Role.DRAFTER)
        self.reviewer = _person("er-shen", Role.REVIEWER)
        self.approver = _person("san-pi", Role.APPROVER)
        sign_register(self.offline, datetime.now(UTC))
        name_organisation("青溪区党务公开办公室", None)
        self.entry = Entry.objects.create(code="1.1", title="工作动态")
        self.lobby = Group.objects.create(slug="lobby", title="大厅")
        self.screen = Screen.objects.create(slug="lobby-1", title="大厅主屏", group=self.lobby)
        self.playlist = Playlist.objects.create(slug="daily", title="日常")
        PlaylistEntry.objects.create(playlist=self.playlist, position=1, entry=self.entry, newest=50)
        self.rule = Rule.objects.create(slug="always", title="全天", playlist=self.playlist)
        self.rule.groups.add(self.lobby)

    def know_the_days_off(self) -> None:
        """Enter plain years from now on where nobody has the State Council's notice yet, so that tests outlive it."""
        this = datetime.now(UTC).year
        for year in {this, this + 1} - {table.year for table in tables()}:
            save_table(YearTable(year, off=(), worked=()), self.drafter)

    def draft(self, title: str = "十一月工作动态", **fields: Any) -> Version:
        """A draft that is on for a year."""
        body = fields.pop("body", [{"kind": "paragraph", "text": "本月新增便民服务事项三项。"}])
        begun = datetime.now(UTC).replace(microsecond=0) - timedelta(days=fields.pop("days_ago", 40))
        plain = {"issuer": "青溪区委办公室", "shown_from": begun}
        content = Content(title=title, entry=self.entry, body=body, **(plain | fields))
        return draft_notice(self.drafter, content)

    def approve(self, version: Version) -> Version:
        """Take a draft through review and approval."""
        send_for_review(version, version.drafter)
        grant_review(version, self.reviewer, [check.value for check in Check])
        return approve(version, self.approver)

    def approved(self, title: str = "十一月工作动态", **fields: Any) -> Version:
        """A notice that may be published."""
        return self.approve(self.draft(title, **fields))


def _person(username: str, *roles: Role) -> User:
    user = User.objects.create_user(username, name=username)
    Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
    return user
