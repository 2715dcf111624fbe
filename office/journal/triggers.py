"""Triggers that refuse to change or delete a journal entry, whoever asks. For SQLite; PostgreSQL has its own."""

from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper

_REFUSALS: Final = {"journal_refuses_update": "UPDATE", "journal_refuses_delete": "DELETE"}


def create_triggers(connection: BaseDatabaseWrapper) -> None:
    """Guard the journal's table; harmless when it is guarded already."""
    _run(
        connection,
        "CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END",
    )


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the guard away: for undoing the migration and for emptying a test's database."""
    _run(connection, "DROP TRIGGER IF EXISTS {name}")


def _run(connection: BaseDatabaseWrapper, statement: str) -> None:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name, verb in _REFUSALS.items():
            cursor.execute(statement.format(name=name, verb=verb))
