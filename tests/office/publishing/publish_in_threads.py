"""A program of its own: an office over a database file, as in use, in which four people publish at once."""

# ruff: noqa: PLC0415 (Django has to be set up before models can be imported)

import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

THREADS, ROUNDS = 4, 5


def main(folder: Path) -> None:
    """Print the faults and the numbers that were published."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from office.publishing.models import Publication
    from tests.office.street import Street

    call_command("migrate", verbosity=0)
    street = Street(settings, folder)
    street.approved()
    faults: list[str] = []
    threads = [threading.Thread(target=publish_often, args=(street, number, faults)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = Publication.objects.order_by("number")
    documents = {row.number: bytes(row.document).hex() for row in rows}
    sys.stdout.write(json.dumps({"faults": faults, "documents": documents}))


def publish_often(street: Any, number: int, faults: list[str]) -> None:
    """Each turn changes something, so that there is something to publish."""
    from django.db import connection

    from office.publishing.services import name_organisation, publish

    try:
        for turn in range(ROUNDS):
            name_organisation(f"组织 {number}-{turn}", None)
            publish(None, street.approver, datetime.now(UTC))
    except Exception as error:  # noqa: BLE001 (whatever it is, the test must tell)
        faults.append(repr(error))
    finally:
        connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
