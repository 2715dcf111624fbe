from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from player.slides import Words, tell
from playlists.overlays import Calendar, Overlays
from tests.fakes.sealed import ZONE, SealedSample

CHINA = ZoneInfo(ZONE)
MADE = datetime(2026, 11, 20, 9, 0, tzinfo=CHINA)
MOMENT = timedelta(microseconds=1)


def sample(overlays: Overlays, **changes: object) -> SealedSample:
    return SealedSample(made_at=MADE, overlays=overlays, **changes)  # type: ignore[arg-type]


def words(shown: SealedSample, at: datetime) -> Words:
    return tell(shown.edition(), shown.deck(), at).words


def test_the_time_and_the_date_are_the_screens() -> None:
    at = datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    said = words(sample(Overlays(calendar=Calendar.DATE)), at)
    assert said == Words(time="07:59", day="11月25日　星期三")
    assert words(sample(Overlays(calendar=Calendar.LUNAR)), at).lunar == "农历十月十七"


def test_it_holds_until_the_minute_is_over() -> None:
    shown = sample(Overlays(calendar=Calendar.DATE))
    at = datetime(2026, 11, 24, 10, 31, 59, 999999, tzinfo=CHINA)
    until = tell(shown.edition(), shown.deck(), at).until
    assert until - at == MOMENT
    assert words(shown, at).time == "10:31"
    assert words(shown, until).time == "10:32"


def test_an_edition_is_called_old_from_the_set_age_on() -> None:
    shown = sample(Overlays(stale_after_h=72))
    old = MADE + timedelta(hours=72)
    assert words(shown, old - MOMENT).age == ""
    assert words(shown, old).age == "内容更新于 11月20日"
    assert tell(shown.edition(), shown.deck(), old - timedelta(hours=2)).until == old
    assert words(sample(Overlays(has_ticker=True)), old).age == ""


def test_the_ticker_names_only_what_is_urgent_and_live() -> None:
    at = datetime(2026, 11, 24, 10, tzinfo=CHINA)
    shown = sample(Overlays(has_ticker=True), urgent=("roads", "budget"), shown_until={"roads": at})
    both = ("关于 roads 的公告", "关于 budget 的公告")
    assert words(shown, at - MOMENT).urgent == both
    assert words(shown, at).urgent == both[1:]
    assert tell(shown.edition(), shown.deck(), at - timedelta(hours=1)).until == at
    assert words(sample(Overlays(has_ticker=True)), at).urgent == ()
