"""``player on-air``: the sealed edition's answer for a time, for people and for programs."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
import pytest

from player.app import main
from playlists.schedule import DayPart, Hours
from tests.fakes.feed import LOBBY, Feed, seal_feed, seal_sample


def test_people_read_title_times_rule_and_what_comes_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sealed = seal_sample(tmp_path)
    first, second, _ = sealed.deck.slides

    assert main(["on-air", "--state", str(tmp_path), "--at", "2026-11-20"]) == 0

    until = datetime(2026, 11, 20).timestamp() + first.dwell_ms / 1000
    assert capsys.readouterr().out.splitlines() == [
        "screen  政务大厅一号屏 (hall-1), edition 1",
        "at      2026-11-20 00:00:00.000+08:00",
        "on air  关于roads有关事项的公告 (roads version 1), page 1/1",
        "since   2026-11-20 00:00:00.000+08:00",
        f"until   2026-11-20 00:00:{until % 60:06.3f}+08:00",
        "rule    每天 (always)",
        f"next    关于{second.item}有关事项的公告 (budget version 1), page 1/1",
    ]


def test_an_offset_is_converted_to_the_screens_zone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seal_sample(tmp_path)
    main(["on-air", "--state", str(tmp_path), "--at", "2026-11-19T16:00:00Z", "--json"])
    with_offset = json.loads(capsys.readouterr().out)
    main(["on-air", "--state", str(tmp_path), "--at", "2026-11-20T00:00", "--json"])
    local = json.loads(capsys.readouterr().out)

    assert with_offset == local
    assert local["slide"]["item"] == "roads"
    assert (local["slide"]["page"], local["slide"]["of"], local["rule"]) == (1, 1, "always")


def test_without_a_time_it_is_now(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seal_sample(tmp_path)
    main(["on-air", "--state", str(tmp_path), "--json"])
    facts = json.loads(capsys.readouterr().out)

    assert abs((datetime.fromisoformat(facts["at"]) - datetime.now(UTC)).total_seconds()) < 60
    assert facts["since"] <= facts["at"] < facts["until"]


def test_out_of_hours_and_fallback_are_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hours = Hours(parts=(DayPart(since=time(8), until=time(18)),))
    feed = Feed(tmp_path / "feed", screens=(msgspec.structs.replace(LOBBY, hours=hours),))
    feed.publish()
    seal_feed(tmp_path / "state", feed)

    main(["on-air", "--state", str(tmp_path / "state"), "--at", "2026-11-20T07:59"])
    assert "on air  nothing: the screen is out of its hours\n" in capsys.readouterr().out
    main(["on-air", "--state", str(tmp_path / "state"), "--at", "2026-11-20T08:00"])
    told = capsys.readouterr().out
    assert "on air  the fallback slide\n" in told
    assert "rule    none in force\n" in told


@pytest.mark.parametrize(
    ("sealed", "at", "sentence"),
    [
        (False, "2026-11-20", "has no edition yet: run player sync --once"),
        (True, "tomorrow", "'tomorrow' is no time: write 2026-11-20T10:32"),
        (True, "9999-12-31", "9999-12-31 is at the end of the calendar"),
        (True, "0001-01-01T00:00+14:00", "0001-01-01T00:00+14:00 is at the end of the calendar"),
    ],
)
def test_what_cannot_be_answered_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, sealed: bool, at: str, sentence: str
) -> None:
    if sealed:
        seal_sample(tmp_path)

    assert main(["on-air", "--state", str(tmp_path), "--at", at]) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1
