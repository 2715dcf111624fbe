"""``office keys init|list|replace|renew``: the signing keys, from the first day to their last."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.publishing.ceremony import Safe, expiring, overview, renew, replace_key
from office.publishing.errors import PublishingError
from office.publishing.keys_init import init_keys


class Command(BaseCommand):
    """Parses; the making is ``keys_init``'s, all later work ``ceremony``'s."""

    help = "Make, list, replace and renew the keys that sign this office's feed."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action each time."""
        actions = parser.add_subparsers(dest="action", required=True)
        init = actions.add_parser("init", help="make all keys and the empty feed, once")
        init.add_argument(
            "--offline", type=Path, required=True, metavar="FOLDER", help="for the keys that are kept apart"
        )
        init.add_argument("--root-keys", type=int, default=1, metavar="N", help="how many root keys (default: 1)")
        init.add_argument(
            "--threshold", type=int, default=1, metavar="K", help="how many of them must sign (default: 1)"
        )
        actions.add_parser("list", help="which key signs what, and until when that holds")
        replace = actions.add_parser("replace", help="make a new key in the place of one that is old, lost or stolen")
        replace.add_argument(
            "name", help="snapshot, timestamp, editions, urgent, approval, targets, register, root-1 …"
        )
        later = actions.add_parser("renew", help="sign anew what only the offline keys can sign")
        for parsed in (replace, later):
            parsed.add_argument(
                "--offline",
                type=Path,
                required=True,
                action="append",
                metavar="FOLDER",
                help="a folder that holds offline keys; may be given several times",
            )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do it and say what was done."""
        acts: dict[str, Callable[[dict[str, Any]], str]] = {
            "init": _init,
            "list": _list,
            "replace": _replace,
            "renew": _renew,
        }
        try:
            self.stdout.write(acts[options["action"]](options))
        except PublishingError as error:
            raise CommandError(str(error)) from error


def _init(options: dict[str, Any]) -> str:
    init_keys(options["offline"], options["root_keys"], options["threshold"], timezone.now())
    return (
        f"Keys made. Keep {options['offline']} apart from this machine, in a safe, with a copy elsewhere; "
        f"the office's own are in {settings.KEYS}."
    )


def _list(_options: dict[str, Any]) -> str:
    soon = {one.role for one in expiring(timezone.now())}
    rows = [
        f"{line.role:<10} {line.asked} of {len(line.keys)}  until {line.expires:%Y-%m-%d}"
        f"{'  renew it soon' if line.role in soon else ''}  {' '.join(key[:12] for key in line.keys)}"
        for line in overview()
    ]
    return "\n".join(rows)


def _replace(options: dict[str, Any]) -> str:
    replace_key(options["name"], Safe(options["offline"]), timezone.now())
    return (
        f"The key {options['name']} was replaced; screens believe the new one from their next look at the feed on. "
        "Copies of the old one are worth nothing now."
    )


def _renew(options: dict[str, Any]) -> str:
    renew(Safe(options["offline"]), timezone.now())
    return f"Root and targets hold until {min(line.expires for line in overview()[:2]):%Y-%m-%d}."
