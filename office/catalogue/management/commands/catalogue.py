"""``office catalogue load FILE``: bring in a catalogue as data."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from office.catalogue.services import CatalogueError, load_catalogue, read_catalogue


class Command(BaseCommand):
    """Load a catalogue file."""

    help = "Add a catalogue file's entries (TOML or JSON) and bring known ones up to date; others stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """One action so far: load."""
        parser.add_argument("do", choices=["load"])
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load the file and say what it changed."""
        try:
            loaded = load_catalogue(None, read_catalogue(options["file"]))
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{loaded.added} added, {loaded.changed} changed, {loaded.unchanged} as before")
