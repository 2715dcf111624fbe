"""``office feed export|collect|verify|mirror``: a feed on sticks and in a bucket; reports from sticks; checking."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.by_hand.collect import Collected, collect
from office.by_hand.export import export
from office.by_hand.verify import Verdict, feed_at, groups_at, verify
from office.publishing.errors import PublishingError
from office.publishing.follow import follow
from office.publishing.mirror import Mirrored, mirror
from office.screens.models import Group
from player.errors import PlayerError

_MB: Final = 1_000_000


class Command(BaseCommand):
    """Parses and tells; the work is ``office.by_hand``'s, and ``mirror``'s."""

    help = "Carry the feed to screens on a stick or in a bucket, collect reports, or look at a feed as a screen would."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action each time."""
        actions = parser.add_subparsers(dest="action", required=True)
        out = actions.add_parser("export", help="write the feed onto the stick mounted at FOLDER")
        back = actions.add_parser("collect", help="take in the reports that screens wrote onto it")
        for parsed in (out, back):
            parsed.add_argument("folder", type=Path, metavar="FOLDER", help="where the stick is mounted")
        look = actions.add_parser("verify", help="check a feed as a screen would; 1 when something does not hold")
        look.add_argument(
            "place", metavar="FOLDER_OR_URL", help="where a stick is mounted, or a feed's http(s) address"
        )
        look.add_argument("--token", default="", help="a screen's token, where the web server asks for one")
        copy = actions.add_parser("mirror", help="copy the feed of groups that everybody may see to the bucket")
        copy.add_argument("--follow", action="store_true", help="go on for ever, copying whenever something changes")
        for parsed in (out, look):
            parsed.add_argument(
                "--group", action="append", default=[], metavar="ID", help="only this screen group; may be given again"
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        acts: dict[str, Callable[[dict[str, Any]], None]] = {
            "export": self._export,
            "collect": self._collect,
            "verify": self._verify,
            "mirror": self._mirror,
        }
        with _faults_told():
            acts[options["action"]](options)

    def _export(self, options: dict[str, Any]) -> None:
        _refuse_unknown(options["group"])
        done = export(options["folder"], options["group"], timezone.now(), self._progress)
        self.stdout.write(
            f"{options['folder']} carries the feed of {', '.join(done.groups)}: {done.files} files, "
            f"{done.written} of them new. Take it to the screens before {done.holds_until:%Y-%m-%d %H:%M} UTC."
        )
        if done.acknowledged:
            self.stdout.write(f"It tells {', '.join(done.acknowledged)} that their reports arrived.")

    def _progress(self, done: int, of: int) -> None:
        if self.stderr.isatty():
            end = "\n" if done == of else ""
            self.stderr.write(f"\r{done * 100 // of} % of {of / _MB:,.1f} MB", ending=end)
            self.stderr.flush()

    def _collect(self, options: dict[str, Any]) -> None:
        for one in collect(options["folder"], timezone.now()):
            self._tell_collected(one)

    def _tell_collected(self, one: Collected) -> None:
        for fault in one.faults:
            self.stderr.write(f"{one.screen}: {fault}")
        if one.reports or not one.faults:
            self.stdout.write(f"{one.screen}: {_counted(one.reports, 'report')}, {one.new} of them new")

    def _verify(self, options: dict[str, Any]) -> None:
        place, token = options["place"], options["token"]
        groups = options["group"] or groups_at(place, token)
        with tempfile.TemporaryDirectory() as scratch, feed_at(place, token) as feed:
            verdicts, until = verify(feed, groups, timezone.now(), Path(scratch))
        for one in verdicts:
            for fault in one.faults:
                self.stderr.write(f"{one.group}: {fault}")
            if not one.faults:
                self.stdout.write(f"{_told(one)}; signatures hold until {until:%Y-%m-%d %H:%M} UTC")
        bad = [one.group for one in verdicts if one.faults]
        if bad:
            raise CommandError(f"what is published for {', '.join(bad)} does not wholly hold")

    def _mirror(self, options: dict[str, Any]) -> None:
        if not options["follow"]:
            self._tell_mirrored(mirror(timezone.now()))
            return
        with suppress(KeyboardInterrupt):
            follow(self._tell_mirrored, self.stderr.write)

    def _tell_mirrored(self, done: Mirrored) -> None:
        self.stdout.write(done.sentence)
        for sentence in done.refusals:
            self.stderr.write(sentence)
        self.stdout.flush()


def _told(one: Verdict) -> str:
    urgent = f" and urgent edition {one.urgent}" if one.urgent else ""
    what = f"{_counted(one.items, 'item')}, {_counted(one.pictures, 'picture')}"
    return f"{one.group}: edition {one.edition}{urgent} in order: {what}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _refuse_unknown(groups: Sequence[str]) -> None:
    known = set(Group.objects.filter(slug__in=groups).values_list("slug", flat=True))
    for group in groups:
        if group not in known:
            raise CommandError(f"there is no screen group {group!r}")


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except (PublishingError, PlayerError) as error:
        raise CommandError(str(error)) from error
