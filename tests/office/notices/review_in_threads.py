"""A program of its own: an office over a database file, in which four people review the same version at once."""

# ruff: noqa: PLC0415 (Django has to be set up before models can be imported)

import json
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

THREADS = 4


def main(folder: Path) -> None:
    """Print what each was told, how many decisions there are, and whether the journal holds."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from office.journal.services import first_fault
    from office.notices.models import Decision
    from office.notices.services import send_for_review
    from office.people.models import Grant, Role, User
    from office.publishing.register_signing import sign_register
    from tests.office.street import Street

    call_command("migrate", verbosity=0)
    street = Street(settings, folder)
    people = [User.objects.create_user(f"shen-{number}", name=f"审核人{number}") for number in range(THREADS)]
    Grant.objects.bulk_create(Grant(user=one, role=Role.REVIEWER) for one in people)
    sign_register(street.offline, datetime.now(UTC))
    version = send_for_review(street.draft(), street.drafter)
    told: list[str] = []
    together = threading.Barrier(THREADS)
    threads = [threading.Thread(target=review, args=(version, one, together, told)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = {"told": sorted(told), "decisions": Decision.objects.count(), "journal_holds": first_fault() is None}
    sys.stdout.write(json.dumps(result))


def review(version: Any, person: Any, together: threading.Barrier, told: list[str]) -> None:
    """Wait for the others, then grant the review."""
    from django.db import connection

    from office.notices.services import Check, StepRefusedError, grant_review

    together.wait()
    try:
        grant_review(version, person, list(Check))
        told.append("granted")
    except StepRefusedError:
        told.append("too late")
    except Exception as error:  # noqa: BLE001 (whatever it is, the test must tell)
        told.append(repr(error))
    finally:
        connection.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
