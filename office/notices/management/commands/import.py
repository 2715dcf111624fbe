"""``office import PATH_OR_URL``: what is published elsewhere becomes drafts."""  # noqa: N999 (the command is called import)

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.catalogue.models import Entry
from office.notices.importing.services import Outcome, import_from
from office.notices.importing.source import ImportFaultError
from office.people.models import Role, User


class Command(BaseCommand):
    """Import Markdown, JSON Feed, RSS or Atom."""

    help = "Import Markdown with front matter (a file or a folder), JSON Feed, RSS or Atom; everything becomes a draft."

    def add_arguments(self, parser: CommandParser) -> None:
        """What, as whom, under which catalogue entry."""
        parser.add_argument("place", metavar="PATH_OR_URL")
        parser.add_argument("--as", dest="username", help="whose drafts they become (default: the only drafter)")
        parser.add_argument("--entry", metavar="CODE", help="catalogue entry of items that name none")

    def handle(self, *_args: Any, **options: Any) -> None:
        """A line per item, then the sum; fails when no item could be used."""
        person, entry = _person(options["username"]), _entry(options["entry"])
        outcomes: list[Outcome] = []
        try:
            for outcome in import_from(options["place"], person, entry):
                outcomes.append(outcome)
                self._tell(outcome)
        except ImportFaultError as error:
            raise CommandError(f"{options['place']} was not imported: {error}") from error
        drafts = sum(1 for one in outcomes if one.version)
        known = sum(1 for one in outcomes if one.is_known)
        faults = len(outcomes) - drafts - known
        self.stdout.write(f"{drafts} drafts, {known} known already, {faults} not imported")
        if faults and not drafts and not known:
            raise CommandError("nothing was imported")

    def _tell(self, outcome: Outcome) -> None:
        if outcome.version:
            self.stdout.write(f"draft  {outcome.version.notice.code}  {outcome.title}")
        elif outcome.is_known:
            self.stdout.write(f"known  {outcome.title}")
        else:
            self.stderr.write(f"not imported: {outcome.title}: {outcome.fault}")


def _person(username: str | None) -> User:
    if username:
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None or not person.holds(Role.DRAFTER):
            raise CommandError(f"--as {username}: there is no such account with the role drafter")
        return person
    drafters = list(User.objects.filter(is_active=True, grants__role=Role.DRAFTER)[:2])
    if len(drafters) != 1:
        raise CommandError("say with --as USERNAME whose drafts they become")
    return drafters[0]


def _entry(code: str | None) -> Entry | None:
    if not code:
        return None
    entry = Entry.objects.filter(code=code).first()
    if entry is None:
        raise CommandError(f"--entry {code}: the catalogue has no such entry")
    return entry
