"""What is said about an item on each of its slides, in words: dates, period, audience, stage. Decides wording only."""

from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from player.slides.characters import clean
from playlists.item import Audience, Item, Stage
from playlists.screen import Screen

CALL: Final = "扫码提意见 · 无需安装"
URGENT: Final = "紧急"
AUDIENCES: Final = {Audience.MEMBERS: "党内公开", Audience.UNIT: "本单位公开", Audience.PUBLIC: ""}
STAGES: Final = {
    Stage.PROPOSAL: "事前公开",
    Stage.DECISION: "决定公开",
    Stage.RESULT: "结果公开",
    Stage.NONE: "",
}


class Fact(NamedTuple):
    """A label and what it says."""

    label: str
    value: str


def facts_of(item: Item) -> list[Fact]:
    """The facts that stand beside the text, the most needed first; a publicity period has a panel (``period``)."""
    return [Fact("联系方式", clean(item.contact).strip())] if item.contact.strip() else []


def shown_date(item: Item, screen: Screen) -> str:
    """The local date from which the item is shown."""
    return dated(item.shown_from.astimezone(ZoneInfo(screen.zone)).date())


def dated(day: date) -> str:
    """A day in full: 2026年11月16日."""
    return day_in_words(day, with_year=True)


def day_in_words(day: date, *, with_year: bool) -> str:
    """11月16日, or in full."""
    return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"
