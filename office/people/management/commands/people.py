"""``office people add``: the first account, and any other, from the office's own machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.people.models import Role
from office.people.services import AccountError, add_person


class Command(BaseCommand):
    """Make accounts without a browser."""

    help = "Make an account; its random password is printed once and kept nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: add."""
        actions = parser.add_subparsers(dest="do", required=True)
        add = actions.add_parser("add", help=self.help)
        add.add_argument("username", help="a-z, 0-9 and hyphens; stands in approvals and never changes")
        add.add_argument("--name", required=True, help="the person's name as colleagues write it")
        add.add_argument("--role", action="append", default=[], choices=Role.values, help="may be given several times")
        add.add_argument("--superuser", action="store_true", help="holds every role; still approves nothing of its own")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Add the account and print its password."""
        try:
            person, password = add_person(
                None, options["username"], options["name"], options["role"], is_superuser=options["superuser"]
            )
        except AccountError as error:
            raise CommandError(f"{options['username']} was not added: {error}") from error
        self.stdout.write(f"{person.username}  {password}")
        self.stderr.write("This password is shown only now; its owner chooses another at the first log-in.")
