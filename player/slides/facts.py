"""What is said about an item on each of its slides, in words: dates, period, audience, stage. Decides wording only."""

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from player.slides.characters import clean
from playlists.act import Correction, Withdrawal
from playlists.item import Audience, Item, Stage
from playlists.screen import Screen

CALL: Final = "扫码提意见 · 无需安装"
URGENT: Final = "紧急"
CONSULTATION: Final = "征求意见"
DEADLINE: Final = "征求意见截至"
AUDIENCES: Final = {Audience.MEMBERS: "党内公开", Audience.UNIT: "本单位公开", Audience.PUBLIC: ""}
STAGES: Final = {
    Stage.PROPOSAL: "事前公开",
    Stage.DECISION: "决定公开",
    Stage.RESULT: "结果公开",
    Stage.NONE: "",
}
_MARKS: Final = {Correction: "更正", Withdrawal: "撤回", type(None): ""}


class Fact(NamedTuple):
    """A label and what it says."""

    label: str
    value: str


def is_consultation(item: Item) -> bool:
    """Whether a panel must tell until when and how to object before the decision; a publicity period has its own."""
    return _asks(item) and item.publicity is None


def facts_of(item: Item, screen: Screen, *, has_code: bool) -> list[Fact]:
    """The facts that stand beside the text, the most needed first; a publicity period has a panel (``period``)."""
    facts = []
    if is_consultation(item) and item.shown_until is not None:
        facts.append(Fact(DEADLINE, _deadline(item.shown_until.astimezone(ZoneInfo(screen.zone)))))
    if item.contact.strip():
        facts.append(Fact("扫码或联系" if _asks(item) and has_code else "联系方式", clean(item.contact).strip()))
    return facts


def mark_of(item: Item) -> str:
    """更正 or 撤回 for an item that says so of an earlier version, else nothing."""
    return _MARKS[type(item.act)]


def marked_title(item: Item) -> str:
    """The title where it stands by itself, on one line: an act's mark goes before it."""
    mark = mark_of(item)
    return f"【{mark}】{clean(item.title)}" if mark else clean(item.title)


def shown_date(item: Item, screen: Screen) -> str:
    """The local date from which the item is shown."""
    return dated(item.shown_from.astimezone(ZoneInfo(screen.zone)).date())


def instant(at: datetime, screen: Screen) -> str:
    """A local time in full: 2026年11月16日 15:30; a midnight is told by its day."""
    local = at.astimezone(ZoneInfo(screen.zone))
    return dated(local.date()) + (f" {local:%H:%M}" if local.time() != time(0) else "")


def dated(day: date) -> str:
    """A day in full: 2026年11月16日."""
    return day_in_words(day, with_year=True)


def day_in_words(day: date, *, with_year: bool) -> str:
    """11月16日, or in full."""
    return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"


def _asks(item: Item) -> bool:
    """Whether people are asked before the decision (事前公开)."""
    return item.stage is Stage.PROPOSAL and not isinstance(item.act, Withdrawal)


def _deadline(until: datetime) -> str:
    """The last day, with the hour unless the day is over; ``until`` is local."""
    if until.time() == time(0):
        return day_in_words(until.date() - timedelta(days=1), with_year=False)
    return f"{day_in_words(until.date(), with_year=False)} {until:%H:%M}"
