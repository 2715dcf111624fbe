"""The ``office`` command: Django's commands and ours. Decides how faults that no command foresees are told."""

import os
import sys

import django
from django.core.management import execute_from_command_line, get_commands, load_command_class
from django.db import DatabaseError

_OF_DJANGO = {  # those that an office needs, in our words
    "migrate": "Make the database, or bring it up to date.",
    "collectstatic": "Copy the style sheets and scripts to where a web server can serve them.",
}


def main() -> int:
    """Run one command; without one, or with ``help`` alone, list what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "office.settings")
    arguments = sys.argv[1:]
    if arguments in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write(_overview())
        return 0
    try:
        execute_from_command_line(["office", *arguments])
    except (DatabaseError, OSError) as error:
        if "--traceback" in arguments:
            raise
        sys.exit(f"office: {_told(error)}")
    return 0


def _overview() -> str:
    django.setup()
    ours = {
        name: load_command_class(app, name).help
        for name, app in get_commands().items()
        if isinstance(app, str) and app.startswith("office.")
    }
    lines = [f"  {name:<15}{text}" for name, text in sorted({**_OF_DJANGO, **ours}.items())]
    return "\n".join(
        [
            "usage: office COMMAND …",
            "",
            *lines,
            "",
            "office COMMAND --help tells its options; office help --commands lists Django's own commands too.",
            "",
        ]
    )


def _told(error: DatabaseError | OSError) -> str:
    """What failed and what to do, in one sentence."""
    from django.conf import settings  # noqa: PLC0415 (reading them needs the environment that main sets)

    if isinstance(error, OSError):
        return f"{error.filename or settings.DATA}: {(error.strerror or str(error)).lower()}; nothing more was done"
    if "no such" in str(error):  # table or column
        return "the database is not made yet or not up to date: run office migrate"
    if "locked" in str(error):
        return "the database is busy: another program has held it for too long; try again"
    return f"the database in {settings.DATA} cannot be used: {error}"


if __name__ == "__main__":
    sys.exit(main())
