"""``office sample load``: fill an empty office with a folder of sample content, for trying things out."""

import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.catalogue.services import CatalogueError, load_catalogue, read_catalogue
from office.notices.services import StepRefusedError
from office.people.models import User
from office.people.services import AccountError
from office.publishing.errors import PublishingError
from office.publishing.files import SECRET_FILE, write_atomically
from office.sample.loading import Outcome, load_sample
from office.sample.programme_file import SampleError, read_programme

CATALOGUE: Final = settings.BASE / "catalogue" / "data" / "qingxi.toml"
FOLDER: Final = settings.BASE.parent / "sample"


class Command(BaseCommand):
    """Parses and prints; the loading is ``office.sample.loading``'s."""

    help = "Load sample accounts, notices, screens and playlists. A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: load."""
        actions = parser.add_subparsers(dest="action", required=True)
        load = actions.add_parser("load", help=self.help)
        load.add_argument("--folder", type=Path, default=FOLDER, help="the sample (default: the one that is shipped)")
        load.add_argument(
            "--offline", type=Path, metavar="FOLDER", help="the folder of office keys init, to sign the register"
        )
        load.add_argument(
            "--password-file", type=Path, metavar="FILE", help="write the new passwords as JSON, mode 0600"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load it, and print the accounts with the passwords that are new."""
        outcome = Outcome()
        try:
            programme = read_programme(options["folder"])
            load_catalogue(None, read_catalogue(CATALOGUE))
            load_sample(options["folder"], programme, options["offline"], timezone.now(), outcome)
        except ValidationError as error:
            raise CommandError(f"the sample was not loaded: {'; '.join(error.messages)}") from error
        except (AccountError, CatalogueError, PublishingError, SampleError, StepRefusedError, OSError) as error:
            raise CommandError(f"the sample was not loaded: {error}") from error
        else:
            self._tell(outcome)
        finally:  # accounts that were made stay, so their passwords must be told even when a notice could not be loaded
            self._tell_accounts(outcome, options["password_file"])

    def _tell(self, outcome: Outcome) -> None:
        if outcome.is_empty:
            self.stdout.write("Everything of the sample was there already; nothing was changed.")
            return
        self.stdout.write(f"Loaded {outcome.notices} notices; published: {', '.join(outcome.editions) or 'nothing'}.")
        for remark in outcome.remarks:
            self.stdout.write(remark)

    def _tell_accounts(self, outcome: Outcome, path: Path | None) -> None:
        for row in _accounts(outcome):
            self.stdout.write(f"  {row['username']:<12}{row['password']:<26}{row['name']}  {', '.join(row['roles'])}")
        if outcome.passwords and path:
            _write_passwords(path, outcome)


def _accounts(outcome: Outcome) -> list[dict[str, Any]]:
    people = User.objects.filter(username__in=outcome.passwords).order_by("pk")
    return [
        {
            "username": person.username,
            "name": person.name,
            "roles": sorted(person.role_set),
            "password": outcome.passwords[person.username],
        }
        for person in people
    ]


def _write_passwords(path: Path, outcome: Outcome) -> None:
    data = json.dumps({"accounts": _accounts(outcome)}, ensure_ascii=False, indent=2)
    write_atomically(path, f"{data}\n".encode(), SECRET_FILE)
