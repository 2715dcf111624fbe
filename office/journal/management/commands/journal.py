"""``office journal verify``: whether the journal is as it was written."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.journal.models import Entry
from office.journal.services import first_fault


class Command(BaseCommand):
    """Check the journal."""

    help = "Follow the journal's chain of hashes and name the first link that does not hold."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: verify."""
        parser.add_argument("do", choices=["verify"])

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Say that it holds, or fail naming the first broken link."""
        fault = first_fault()
        if fault:
            raise CommandError(f"the journal does not hold: {fault.sentence}; entries before {fault.entry} do")
        newest = Entry.objects.last()
        head = f"; the newest entry's hash is {newest.digest}" if newest else ""
        self.stdout.write(f"the journal holds: {Entry.objects.count()} entries{head}")
