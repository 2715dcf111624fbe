"""What is on air: the one function that the whole product hangs on.

A screen's day, from one local midnight to the next, falls into segments in which the same rules win with the same live
items. Each segment plays one cycle of slides over and over, beginning afresh at the segment's start; of a page's
pictures it has the one that is right on the day. So the answer for an instant depends on the edition, the screen's deck
and that instant alone: two screens agree without talking, and last Tuesday can be answered today. Nothing is scanned:
borders are computed from the rules and the items' dates.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property, partial
from itertools import accumulate, chain, pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from playlists.deck import Deck, Slide
from playlists.edition import Edition
from playlists.item import Item
from playlists.playlist import Playlist, Turn, contents_of, one_pass
from playlists.schedule import Interval, Rule, day_of, hours_within, intervals_of
from playlists.screen import Screen
from playlists.wire import SHORTEST_DWELL_MS

SHORTEST_MS: Final = SHORTEST_DWELL_MS  # a slide cut to less than any dwell is not begun: the one before it stays
_MS: Final = timedelta(milliseconds=1)
_US: Final = timedelta(microseconds=1)
_TURNS_TO_BE_FAIR: Final = 20  # shares are kept to within a turn; one turn of 20 is 5 %
_MAX_CYCLE_MS: Final = 86_400_000  # a segment never outlasts its day by more than a zone change


class OnAir(NamedTuple):
    """The answer for an instant in [since, until). ``slide`` is None while the screen is out of its hours.

    ``rule`` is the id of the rule that put the slide on, empty for the fallback. So a slide without an item is a title
    page when there is a rule, and the fallback when there is none.
    """

    slide: Slide | None
    since: datetime
    until: datetime
    rule: str
    next: Slide | None


class Stretch(NamedTuple):
    """A part of a day, [since, until), in which the same rules take turns with the same items, in order of first turn.

    ``rules`` is empty when the fallback is shown, or, with ``is_open`` False, nothing: the screen is out of its hours.
    """

    since: datetime
    until: datetime
    rules: tuple[str, ...]
    items: tuple[str, ...]
    is_open: bool


class _Shown(NamedTuple):
    slide: Slide | None
    rule: str
    dwell_ms: int


class _Winner(NamedTuple):
    """A rule in force with its pass: what it wants shown, slide by slide."""

    rule: Rule
    turns: tuple[Turn, ...]


class _Segment(NamedTuple):
    since: datetime
    until: datetime
    winners: tuple[_Winner, ...]
    is_open: bool


def on_air(edition: Edition, deck: Deck, at: datetime) -> OnAir:
    """What the deck's screen shows at ``at`` (aware), since when, until when, and what comes next.

    Raises KeyError when the edition is not for the deck's screen. Asking often? Keep a ``DayPlan``.
    """
    return DayPlan(edition, deck, at).on_air(at)


class DayPlan:
    """One screen's whole day: that which holds ``at``. Good for every instant in [since, until)."""

    def __init__(self, edition: Edition, deck: Deck, at: datetime) -> None:
        """Find the day's borders; slides are laid out only for segments that are asked about."""
        screen = edition.screen(deck.screen)
        self.day, window = day_of(at, ZoneInfo(screen.zone))
        self._day = _Day(edition, deck, screen, self.day, window)
        self.since, self.until = self._day.window
        self._segments = self._day.segments()
        self._starts = [segment.since for segment in self._segments]
        self._cycles: dict[int, _Cycle] = {}

    def on_air(self, at: datetime) -> OnAir:
        """The answer for ``at``, which must lie in the day."""
        if not self.since <= at < self.until:
            raise ValueError(f"{at} is not in the day from {self.since} to {self.until}")
        index = bisect_right(self._starts, at) - 1
        return self._cycle(index).on_air(at, partial(self._first_after, index))

    def answers(self) -> Iterator[OnAir]:
        """Every answer of the day, in order."""
        at = self.since
        while at < self.until:
            answer = self.on_air(at)
            yield answer
            at = answer.until

    def stretches(self) -> Iterator[Stretch]:
        """The day in its few parts, for an overview; ``answers`` has every slide."""
        for since, until, winners, is_open in self._segments:
            shown = winners if is_open else ()
            items = dict.fromkeys(turn.item for winner in shown for turn in winner.turns)
            yield Stretch(since, until, tuple(winner.rule.id for winner in shown), tuple(items), is_open)

    def _first_after(self, index: int) -> Slide | None:
        if index + 1 < len(self._segments):
            return self._cycle(index + 1).first
        return DayPlan(self._day.edition, self._day.deck, self.until)._cycle(0).first  # noqa: SLF001 (another of us)

    def _cycle(self, index: int) -> "_Cycle":
        if index not in self._cycles:
            segment = self._segments[index]
            self._cycles[index] = _Cycle(segment, self._day.lay_out(segment))
        return self._cycles[index]


class _Cycle:
    """A segment with its slides: plays them over and over from the segment's start."""

    def __init__(self, segment: _Segment, shown: Sequence[_Shown]) -> None:
        self._segment = segment
        self._shown = shown
        self._ends = list(accumulate(one.dwell_ms for one in shown))

    @property
    def first(self) -> Slide | None:
        return self._shown[0].slide

    def on_air(self, at: datetime, first_after: Callable[[], Slide | None]) -> OnAir:
        """The answer for ``at``; ``first_after`` finds the first slide of the next segment."""
        number = self._turn_at(at)
        if number > 0 and self._is_too_short(number):
            number -= 1
        shown = self._shown[number % len(self._shown)]
        ends_segment = self._is_too_short(number + 1)
        return OnAir(
            slide=shown.slide,
            since=self._start_of(number),
            until=self._segment.until if ends_segment else self._start_of(number + 1),
            rule=shown.rule,
            next=first_after() if ends_segment else self._shown[(number + 1) % len(self._shown)].slide,
        )

    def _turn_at(self, at: datetime) -> int:
        """How many slides have ended since the segment's start."""
        passed_us = (at - self._segment.since) // _US
        rounds, rest_us = divmod(passed_us, self._ends[-1] * 1000)
        return rounds * len(self._shown) + bisect_right(self._ends, rest_us // 1000)

    def _start_of(self, number: int) -> datetime:
        rounds, place = divmod(number, len(self._shown))
        passed_ms = rounds * self._ends[-1] + (self._ends[place - 1] if place else 0)
        return self._segment.since + passed_ms * _MS

    def _is_too_short(self, number: int) -> bool:
        """Whether what is left of the segment for this turn is nothing, or too little to be read."""
        return self._segment.until - self._start_of(number) < SHORTEST_MS * _MS


class _Day:
    """What is the same for a whole day: the window, the rules' intervals, the items the screen can show."""

    def __init__(self, edition: Edition, deck: Deck, screen: Screen, day: date, window: Interval) -> None:
        self.edition, self.deck, self.window = edition, deck, window
        self._zone = ZoneInfo(screen.zone)
        self._hours = screen.hours
        self._slides: dict[str, list[Slide]] = {}
        for slide in (slide for slide in deck.slides if slide.is_right_on(day)):
            self._slides.setdefault(slide.item, []).append(slide)
        self._items = [
            item for item in edition.items if screen.audience.may_see(item.audience) and item.id in self._slides
        ]
        self._playlists = {playlist.id: playlist for playlist in edition.playlists}
        self._intervals = [
            (rule, intervals_of(rule, window, edition.workdays))
            for rule in edition.rules
            if rule.is_for(screen.id, edition.group)
        ]

    @cached_property
    def _open(self) -> list[Interval]:
        if self._hours is None:
            return [self.window]
        return hours_within(self._hours, self._zone, self.window, self.edition.workdays)

    def segments(self) -> list[_Segment]:
        """The day in segments, neighbours always different."""
        merged: list[_Segment] = []
        for since, until in pairwise(self._borders()):
            segment = _Segment(since, until, self._winners(since), _holds(self._open, since))
            if merged and merged[-1][2:] == segment[2:]:
                merged[-1] = merged[-1]._replace(until=until)
            else:
                merged.append(segment)
        return merged

    def _borders(self) -> list[datetime]:
        borders = {*self.window}
        for spans in (self._open, *(spans for _, spans in self._intervals)):
            borders.update(edge for span in spans for edge in span)
        for item in self._items:
            borders.update(edge for edge in (item.shown_from, item.shown_until) if edge and self._is_inside(edge))
        return sorted(borders)

    def _is_inside(self, at: datetime) -> bool:
        return self.window.since < at < self.window.until

    def _winners(self, at: datetime) -> tuple[_Winner, ...]:
        """The rules of the highest priority that have something to show at ``at``, in order of id."""
        in_force = sorted((rule for rule, spans in self._intervals if _holds(spans, at)), key=lambda rule: rule.id)
        for rank in sorted({rule.priority.rank for rule in in_force}, reverse=True):
            wanted = (rule for rule in in_force if rule.priority.rank == rank)
            winners = tuple(_Winner(rule, self._pass(rule, at)) for rule in wanted)
            winners = tuple(winner for winner in winners if winner.turns)
            if winners:
                return winners
        return ()

    def _pass(self, rule: Rule, at: datetime) -> tuple[Turn, ...]:
        playlist: Playlist = self._playlists[rule.playlist]
        items: list[Item] = self._items
        return one_pass(playlist, items, at)

    def lay_out(self, segment: _Segment) -> list[_Shown]:
        """One cycle of the segment's slides."""
        if not segment.is_open:
            return [_Shown(None, "", _MAX_CYCLE_MS)]
        if not segment.winners:
            return [_Shown(self.deck.fallback, "", self.deck.fallback.dwell_ms)]
        return list(_share(segment.winners, [self._turns(winner) for winner in segment.winners]))

    def _turns(self, winner: _Winner) -> list[list[_Shown]]:
        """The winner's pass, turn by turn; a title page is part of the first, so that nothing comes between."""
        turns = [list(_laid_out(winner.rule.id, turn, self._slides)) for turn in winner.turns]
        contents = contents_of(winner.turns)
        if self._playlists[winner.rule.playlist].title_page and len(contents) > 1:
            title = self.deck.title_of(winner.rule.playlist, contents)
            turns[0][:0] = [_Shown(title, winner.rule.id, title.dwell_ms)] if title else []
        return turns


def _share(winners: tuple[_Winner, ...], turns: list[list[list[_Shown]]]) -> Iterator[_Shown]:
    """Interleave the winners' turns so that each has its weight's share of the time. A turn is an item with its pages.

    The next turn goes to the rule that has had the least time for its weight, so nobody strays from the share by more
    than about a turn. The cycle is long enough for a whole pass of every rule and for that turn not to matter.
    """
    lengths_ms = [[sum(shown.dwell_ms for shown in turn) for turn in passed] for passed in turns]
    if len(winners) == 1:
        yield from chain.from_iterable(turns[0])
        return
    weights = [winner.rule.weight for winner in winners]
    slowest_ms = max(sum(lengths) * sum(weights) // weight for lengths, weight in zip(lengths_ms, weights, strict=True))
    cycle_ms = min(max(slowest_ms, _TURNS_TO_BE_FAIR * max(map(max, lengths_ms))), _MAX_CYCLE_MS)
    had_ms, taken = [0] * len(winners), [0] * len(winners)
    while sum(had_ms) < cycle_ms:
        index = min(range(len(winners)), key=lambda i: Fraction(had_ms[i], weights[i]))
        place = taken[index] % len(turns[index])
        taken[index] += 1
        had_ms[index] += lengths_ms[index][place]
        yield from turns[index][place]


def _laid_out(rule: str, turn: Turn, slides: dict[str, list[Slide]]) -> Iterator[_Shown]:
    return (_Shown(slide, rule, slide.shown_ms(turn.dwell_ms)) for slide in slides[turn.item])


def _holds(spans: Sequence[Interval], at: datetime) -> bool:
    return any(since <= at < until for since, until in spans)
