from datetime import UTC, datetime
from pathlib import Path

from player.show.incidents import HEAL_AGAIN_S, HEAL_FILE, Incidents
from player.show.scribe import Scribe
from playlists.report import Report

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


def test_what_lasts_is_told_once_and_healing_asked_for_again(tmp_path: Path) -> None:
    told: list[Report] = []
    asked: list[bool] = []
    seconds = 1000.0
    scribe = Scribe()
    scribe.start()
    incidents = Incidents(tmp_path, scribe, told.append, monotonic=lambda: seconds)

    def tell(what: str, after_s: float) -> None:
        """And note whether healing was asked for; sync takes note of it at once."""
        nonlocal seconds
        seconds += after_s
        incidents.tell("roads", what, NOON)
        scribe.do(lambda: asked.append((tmp_path / HEAL_FILE).exists()))
        scribe.do(lambda: (tmp_path / HEAL_FILE).unlink(missing_ok=True))

    tell("a picture is damaged", 0)
    tell("a picture is damaged", HEAL_AGAIN_S - 1)
    tell("another picture is damaged", 0)
    tell("a picture is damaged", 1)
    tell("a picture is damaged", HEAL_AGAIN_S)

    assert scribe.stop(10)
    assert asked == [True, False, True, False, True]
    assert len(told) == 2
