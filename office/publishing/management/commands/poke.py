"""``office poke``: tells screens at once that something was published."""

import asyncio
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.publishing.poke import Poke, mark_of_feed


class Command(BaseCommand):
    """Parses; the holding of lines is ``office.publishing.poke``'s."""

    help = "Hold the screens' lines and tell them at once when something was published; goes on until ended."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the web server in front finds it."""
        parser.add_argument(
            "--listen", default="127.0.0.1:8002", metavar="HOST:PORT", help="for the web server in front (%(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve until somebody ends it."""
        host, _, port = options["listen"].rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65_536:  # noqa: PLR2004 (what TCP has)
            raise CommandError(f"{options['listen']!r} is no place to listen: write it like 127.0.0.1:8002")
        poke = Poke(mark_of_feed)
        with suppress(KeyboardInterrupt):
            try:
                asyncio.run(poke.serve(host.strip("[]"), int(port), self._tell_ready))
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                raise CommandError(f"nothing can be held at {options['listen']}: {why}; name another place") from error

    def _tell_ready(self) -> None:
        self.stdout.write("Holding lines.")
        self.stdout.flush()
