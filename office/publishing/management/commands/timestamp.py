"""``office timestamp``: for a daily timer; signs anew what is close to its expiry and finishes what was interrupted."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.mirror import mirror
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
        if settings.BUCKET:
            self._mirror()

    def _mirror(self) -> None:
        """Also where no service follows the feed, the bucket's signatures stay fresh."""
        try:
            self.stdout.write(mirror(timezone.now()).sentence)
        except PublishingError as error:
            raise CommandError(f"signed, but not copied: {error}") from error
