"""``office register sign --offline FOLDER``: bring the approvers' register in line with the accounts and sign it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.publishing.errors import PublishingError
from office.publishing.register_signing import sign_register


class Command(BaseCommand):
    """Parses; the signing is ``register_signing``'s."""

    help = "Sign the register of those who may review and approve, so that screens count their approvals."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: sign."""
        actions = parser.add_subparsers(dest="action", required=True)
        sign = actions.add_parser("sign", help="show what changes, and sign it")
        sign.add_argument(
            "--offline", type=Path, required=True, metavar="FOLDER", help="the folder of office keys init"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Sign and show what that changed."""
        try:
            signing = sign_register(options["offline"], timezone.now())
        except PublishingError as error:
            raise CommandError(str(error)) from error
        for line in signing.changes:
            self.stdout.write(line)
        listed = sum(1 for one in signing.register.approvers if one.until is None)
        verb = f"Signed register {signing.register.number}" if signing.changes else "Nothing to change in the register"
        self.stdout.write(f"{verb}: {listed} people may review or approve.")
