"""``office publish [--group ID]``: publish what is approved and scheduled, as the publishing page does."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.services import publish, publish_urgent
from office.screens.models import Group


class Command(BaseCommand):
    """Parses; the publishing is ``services``'."""

    help = "Make, sign and write the editions of every group in which something changed."

    def add_arguments(self, parser: CommandParser) -> None:
        """One group, or all."""
        parser.add_argument("--group", metavar="ID", help="only this screen group (default: all)")
        parser.add_argument("--urgent", action="store_true", help="only what cuts in urgently, or no longer does")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Publish and say what was made."""
        slug = options["group"]
        group = Group.objects.filter(slug=slug).first() if slug else None
        if slug and group is None:
            raise CommandError(f"there is no screen group {slug!r}")
        try:
            made = (publish_urgent if options["urgent"] else publish)(group, None, timezone.now())
        except PublishingError as error:
            raise CommandError(str(error)) from error
        for one in made:
            self.stdout.write(
                f"Published {'urgent ' if one.is_urgent else ''}edition {one.number} of {one.group.slug}."
            )
        if not made:
            self.stdout.write("Nothing changed since the last editions; nothing was published.")
