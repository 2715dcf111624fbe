"""What screens remark on a notice's look reaches the notice's people, and is no incident of the technicians'."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from office.journal.models import Entry
from office.notices.models import Version
from office.people.models import Role
from office.people.waiting import tasks_of
from office.publishing.services import publish
from office.screens.condition import Level
from office.screens.intake import hear
from office.screens.layout import about_notice, looks_of
from office.screens.models import Incident, Screen
from office.screens.overview import seen
from playlists import report
from playlists.report import Reports
from tests.office.screens.test_incident_words import damaged_disks, drawn, failed_displays, unapproved
from tests.office.screens.test_pages import heartbeat
from tests.office.street import Street

WIDE = "a table with 9 columns does not fit this screen and is told row by row"


def tell(screen: Screen, *sentences: str) -> None:
    told = (
        report.Incident(id=f"{Incident.objects.count() + number:032x}", at=timezone.now(), subject="item x", what=what)
        for number, what in enumerate(sentences)
    )
    hear(screen, Reports(tuple(told)), timezone.now())


@pytest.fixture
def wide(street: Street) -> Version:
    """A published notice with a wide table, and one more screen, whose panel is in order as is the first's."""
    version = street.approved("收支")
    publish(None, None, timezone.now())
    Screen.objects.create(slug="lobby-2", title="二号屏", group=street.lobby)
    for screen in Screen.objects.all():
        heartbeat(screen, edition=1, at=datetime.now(UTC))
    street.screen.refresh_from_db()
    return version


def test_what_the_typesetter_remarks_is_the_notices_and_what_is_not_proven_is_not() -> None:
    *remarks, undrawn = drawn()
    own = [about_notice(f"item a version 3: {remark}") for remark in remarks]
    assert sum(one is not None for one in own) >= 6
    assert {(one.code, one.number) for one in own if one} == {("a", 3)}
    assert about_notice(f"{undrawn}; it is not shown")
    assert not any(about_notice(f"{sentence}; it is not shown") for sentence in unapproved())


def test_disks_and_displays_are_the_technicians(tmp_path: Path) -> None:
    assert not any(map(about_notice, [*damaged_disks(tmp_path), *failed_displays()]))
    for of_the_screen in ("screen lobby-1 is too small to be read from 90 m", "the organisation's emblem is missing"):
        assert about_notice(f"item a version 1: {of_the_screen}") is None
    assert about_notice(f"item a version {10**12}: {WIDE}") is None


def test_a_remark_on_the_look_does_not_colour_the_screen_and_stands_on_the_notices_page(
    wide: Version, street: Street, client_of: Callable[..., Client], as_role: Callable[..., Client]
) -> None:
    code = wide.notice.code
    for screen in Screen.objects.all():
        tell(screen, f"item {code} version 1: {WIDE}")
    assert {seen(screen, timezone.now()).condition.level for screen in Screen.objects.all()} == {Level.OK}
    assert [task.number for task in tasks_of(street.drafter)] == [1]
    client = client_of(street.drafter)
    page = client.get(f"/notices/{code}/1/").content.decode()
    assert "有一个 9 列的表格在本屏上放不下" in page
    assert "大厅主屏" in page.split("放不下")[1].split("</li>")[0]
    assert "收支" in client.get("/notices/?looks=on").content.decode()
    technician = as_role(Role.TECHNICIAN).get(f"/screens/one/{street.screen.slug}/").content.decode()
    assert "表格" not in technician
    assert "已转给公告的经办人" in technician


def test_the_notices_people_see_to_it_for_all_screens_at_once(
    wide: Version, street: Street, client_of: Callable[..., Client], as_role: Callable[..., Client]
) -> None:
    code = wide.notice.code
    for screen in Screen.objects.all():
        tell(screen, f"item {code} version 1: {WIDE}", "the display was black; it is drawn again")
    assert as_role(Role.TECHNICIAN).post(f"/notices/{code}/1/looks/").status_code == 403
    assert client_of(street.drafter).get(f"/notices/{code}/1/looks/").status_code == 405
    client_of(street.reviewer).post(f"/notices/{code}/1/looks/")
    assert looks_of(wide) == []
    assert Incident.objects.filter(settled_at=None).count() == 2  # the displays'
    entry = Entry.objects.get(action="notice.looks-settled")
    assert (entry.subject, entry.details["count"]) == (f"notice:{code}@1", 2)


def test_what_is_not_shown_at_all_is_told_so(wide: Version, street: Street) -> None:
    why = "it would take 99 slides; more than 40 belong in an attachment"
    tell(street.screen, f"item {wide.notice.code} version 1 cannot be drawn: {why}; it is not shown")
    (look,) = looks_of(wide)
    assert look.sentence.startswith("没有播出：")
    assert look.screens == ("大厅主屏",)
