"""The ``office`` command: Django's commands and ours."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> int:
    """Run one command; ``office help`` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "office.settings")
    execute_from_command_line(["office", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
