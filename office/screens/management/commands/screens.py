"""``office screens code SCREEN``: an enrolment code from the office's own machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.screens.enrolment import new_code
from office.screens.models import Screen


class Command(BaseCommand):
    """Parses; the code is made by ``enrolment``."""

    help = "Make a one-time code with which a machine becomes a screen (player enrol OFFICE CODE)."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: code."""
        actions = parser.add_subparsers(dest="action", required=True)
        code = actions.add_parser("code", help=self.help)
        code.add_argument("screen", help="the screen's id")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the code alone, so that a script can use it."""
        screen = Screen.objects.filter(slug=options["screen"]).first()
        if screen is None:
            known = ", ".join(Screen.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"there is no screen {options['screen']}; there are: {known}")
        try:
            self.stdout.write(new_code(screen, None, timezone.now()))
        except PublishingError as error:
            raise CommandError(str(error)) from error
