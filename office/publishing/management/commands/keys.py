"""``office keys init --offline FOLDER``: make every signing key and the feed's first metadata, once."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.keys_init import init_keys


class Command(BaseCommand):
    """Parses; the making is ``keys_init``'s."""

    help = "Make the signing keys of this office and its empty feed."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: init."""
        actions = parser.add_subparsers(dest="action", required=True)
        init = actions.add_parser("init", help="make all keys, once")
        init.add_argument(
            "--offline", type=Path, required=True, metavar="FOLDER", help="for the keys that are kept apart"
        )
        init.add_argument("--root-keys", type=int, default=1, metavar="N", help="how many root keys (default: 1)")
        init.add_argument(
            "--threshold", type=int, default=1, metavar="K", help="how many of them must sign (default: 1)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make them and say where they are."""
        try:
            init_keys(options["offline"], options["root_keys"], options["threshold"], timezone.now())
        except PublishingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Keys made. Keep {options['offline']} apart from this machine, in a safe, with a copy elsewhere; "
            f"the office's own are in {settings.KEYS}."
        )
