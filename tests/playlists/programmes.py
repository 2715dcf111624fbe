"""Builders of items, rules, editions and decks for these tests, and hypothesis strategies over whole programmes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import strategies as st

from playlists.deck import Deck, Slide, TitlePage
from playlists.edition import FORMAT, Edition
from playlists.item import Audience, Entry, Item, Paragraph, Publicity, Timing
from playlists.playlist import ItemEntry, Playlist, Selection
from playlists.publicity import ALWAYS, Chapter, DaySpan, Phase, Standing, chapters_of
from playlists.schedule import DayPart, Hours, Priority, Rule
from playlists.screen import Screen, ThemeName
from playlists.title_page import openings_of
from playlists.workdays import YearTable, last_of_period

SHANGHAI: Final = "Asia/Shanghai"
MONDAY: Final = datetime(2026, 9, 21, tzinfo=UTC)
NO_STANDING: Final = Standing(Phase.UNCOUNTED, None)
# The State Council's arrangement around the Mid-Autumn Festival and the National Day of 2026.
TABLE_2026: Final = YearTable(
    year=2026,
    off=(date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))),
    worked=(date(2026, 9, 20), date(2026, 10, 10)),
)


def make_item(item_id: str, **changes: object) -> Item:
    fields: dict[str, object] = {
        "id": item_id,
        "version": 1,
        "entry": Entry("1.1", "通知公告"),
        "title": f"事项 {item_id}",
        "issuer": "青溪区委办公室",
        "audience": Audience.PUBLIC,
        "timing": Timing.ROUTINE,
        "drafter": "zhou",
        "shown_from": MONDAY - timedelta(days=300),
        "body": (Paragraph("正文。"),),
    }
    return Item(**{**fields, **changes})  # type: ignore[arg-type]


def make_slide(item: str, page: int = 1, of: int = 1, dwell_ms: int = 8_000, days: DaySpan = ALWAYS) -> Slide:
    return Slide(
        file=f"{item or 'fallback'}-{page}{days.since or ''}.png",
        item=item,
        version=1 if item else 0,
        page=page,
        of=of,
        dwell_ms=dwell_ms,
        theme=ThemeName.QUIET,
        sha256="0" * 64,
        since_day=days.since,
        until_day=days.until,
    )


def make_deck(
    slides: tuple[Slide, ...], screen: str = "lobby-1", titles: Iterable[tuple[str, tuple[str, ...]]] = ()
) -> Deck:
    pages = tuple(
        TitlePage(playlist, items, msgspec.structs.replace(make_slide("", dwell_ms=9_000), file=f"{playlist}-{at}.png"))
        for at, (playlist, items) in enumerate(titles)
    )
    return Deck(screen=screen, fallback=make_slide("", dwell_ms=30_000), slides=slides, titles=pages)


def draw_deck(edition: Edition, pages: Mapping[str, Sequence[int]]) -> Deck:
    """What the typesetter makes of an edition: ``pages`` are the dwells of the pages of the items that can be drawn."""
    screen = edition.screens[0]
    drawn = [item for item in edition.items if item.id in pages]
    slides = tuple(
        make_slide(item.id, page, len(pages[item.id]), dwell_ms, chapter.days)
        for item in drawn
        for page, dwell_ms in enumerate(pages[item.id], start=1)
        for chapter in chapters_of(item, ZoneInfo(screen.zone), edition.workdays) or (Chapter(NO_STANDING, ALWAYS),)
    )
    seen = [item for item in drawn if screen.audience.may_see(item.audience)]
    titles = [(one.playlist.id, tuple(item.id for item in one.items)) for one in openings_of(edition, screen, seen)]
    return make_deck(slides, titles=titles)


def make_screen(**changes: object) -> Screen:
    fields: dict[str, object] = {
        "id": "lobby-1",
        "title": "大厅",
        "width_px": 1920,
        "height_px": 1080,
        "diagonal_mm": 1397,
        "distance_mm": 4000,
        "audience": Audience.PUBLIC,
        "zone": SHANGHAI,
    }
    return Screen(**{**fields, **changes})  # type: ignore[arg-type]


def make_rule(rule_id: str, playlist: str, **changes: object) -> Rule:
    return Rule(**{"id": rule_id, "title": rule_id, "playlist": playlist, "zone": SHANGHAI, **changes})  # type: ignore[arg-type]


def make_edition(**changes: object) -> Edition:
    fields: dict[str, object] = {
        "format": FORMAT,
        "number": 1,
        "group": "lobby",
        "made_at": MONDAY,
        "organisation": "青溪区",
        "items": (),
        "playlists": (),
        "rules": (),
        "screens": (make_screen(),),
        "workdays": (TABLE_2026,),
    }
    return Edition(**{**fields, **changes})  # type: ignore[arg-type]


ITEM_IDS: Final = tuple("abcdef")
ZONES: Final = (SHANGHAI, "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")
# Around both of Berlin's and St John's changes of 2026, and around the shifted holidays.
_DAYS = (
    datetime(2026, 3, 8),
    datetime(2026, 3, 29),
    datetime(2026, 9, 25),
    datetime(2026, 10, 25),
    datetime(2026, 11, 1),
)

instants = st.builds(
    lambda day, seconds: (day + timedelta(seconds=seconds)).replace(tzinfo=UTC),
    st.sampled_from(_DAYS),
    st.integers(-86_400, 172_800),
)
_times = st.builds(time, st.integers(0, 23), st.sampled_from([0, 1, 30, 59]))
_parts = st.lists(st.builds(DayPart, _times, _times), max_size=3).map(tuple)
_days = st.one_of(
    st.just("all"), st.just("working"), st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True).map(tuple)
)
hours = st.builds(Hours, days=_days, parts=_parts)


@st.composite
def items(draw: st.DrawFn, item_id: str) -> Item:
    since = draw(instants)
    return make_item(
        item_id,
        audience=draw(st.sampled_from(Audience)),
        entry=Entry(draw(st.sampled_from(["1", "1.2", "12", "2.1"])), "类"),
        issuer=draw(st.sampled_from(["甲", "乙"])),
        shown_from=since,
        shown_until=draw(st.none() | st.integers(1, 2_000_000).map(lambda s: since + timedelta(seconds=s))),
        publicity=draw(st.none() | periods()),
    )


@st.composite
def periods(draw: st.DrawFn) -> Publicity:
    """Periods as the office computes them, and some that no table bears out."""
    begins = draw(st.sampled_from(_DAYS)).date() + timedelta(days=draw(st.integers(-9, 3)))
    working_days = draw(st.integers(1, 8))
    strays = draw(st.sampled_from([0, 0, 0, 1]))
    return Publicity(begins, last_of_period(begins, working_days, (TABLE_2026,)) + timedelta(strays), working_days)


_dwells = st.none() | st.integers(2_000, 60_000)
_weights = st.integers(1, 4)
_entries = st.one_of(
    st.builds(ItemEntry, item=st.sampled_from(ITEM_IDS), dwell_ms=_dwells, weight=_weights),
    st.builds(
        Selection,
        newest=st.integers(1, 5),
        entry=st.sampled_from(["", "1", "2.1"]),
        issuer=st.sampled_from(["", "甲"]),
        dwell_ms=_dwells,
        weight=_weights,
    ),
)


@st.composite
def rules(draw: st.DrawFn, rule_id: str) -> Rule:
    since = draw(st.none() | st.sampled_from(_DAYS))
    until = draw(st.none() | st.integers(1, 400_000).map(lambda s: (since or _DAYS[0]) + timedelta(seconds=s)))
    return make_rule(
        rule_id,
        draw(st.sampled_from(["p", "q"])),
        zone=draw(st.sampled_from(ZONES)),
        hours=draw(hours),
        since=since,
        until=until,
        groups=draw(st.sampled_from([(), ("lobby",), ("elsewhere",)])),
        priority=draw(st.sampled_from(Priority)),
        weight=draw(st.integers(1, 5)),
    )


@st.composite
def programmes(draw: st.DrawFn) -> tuple[Edition, Deck]:
    edition = make_edition(
        items=tuple(draw(items(item_id)) for item_id in ITEM_IDS),
        playlists=tuple(
            Playlist(name, name, tuple(draw(st.lists(_entries, max_size=5))), title_page=draw(st.booleans()))
            for name in ("p", "q")
        ),
        rules=tuple(draw(rules(f"r{number}")) for number in range(draw(st.integers(0, 5)))),
        screens=(
            make_screen(
                zone=draw(st.sampled_from(ZONES)),
                audience=draw(st.sampled_from(Audience)),
                hours=draw(st.none() | hours),
            ),
        ),
    )
    drawn = draw(st.sets(st.sampled_from(ITEM_IDS)))
    dwells = st.lists(st.integers(2_000, 20_000), min_size=1, max_size=3)
    return edition, draw_deck(edition, {item_id: draw(dwells) for item_id in sorted(drawn)})
