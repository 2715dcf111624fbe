"""``office timestamp``: for a daily timer; signs anew what is close to its expiry and finishes what was interrupted."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.services import renew_signatures


class Command(BaseCommand):
    """No options: whoever runs it daily need not think."""

    help = "Keep the feed's signatures fresh; run it daily."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Renew and say what was signed."""
        try:
            signed = renew_signatures(timezone.now())
        except PublishingError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Signed anew: {', '.join(signed)}." if signed else "Everything is fresh; nothing was signed."
        )
