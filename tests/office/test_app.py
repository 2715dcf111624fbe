"""The ``office`` command as a person meets it: its list of commands, and faults that no command foresees."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def office(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "office.app", *arguments],
        env={**own, "SUNBOARD_OFFICE_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("asked", [(), ("help",)])
def test_the_commands_of_the_office_are_listed_with_what_they_do(tmp_path: Path, asked: tuple[str, ...]) -> None:
    told = office(tmp_path, *asked)
    listed = {line.split()[0] for line in told.stdout.splitlines() if line.startswith("  ")}
    assert {"migrate", "keys", "people", "catalogue", "register", "import", "publish", "journal"} <= listed
    assert "axes_reset" not in listed
    assert told.returncode == 0


def test_without_a_database_one_sentence_says_what_to_run(tmp_path: Path) -> None:
    told = office(tmp_path, "journal", "verify")
    assert told.stderr == "office: the database is not made yet or not up to date: run office migrate\n"
    assert told.returncode == 1


def test_a_broken_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "office.sqlite3").write_bytes(b"this was a database once" * 100)
    told = office(tmp_path, "people", "add", "wang-wei", "--name", "王维")
    assert told.stderr == f"office: the database in {tmp_path} cannot be used: file is not a database\n"
    assert told.returncode == 1


@pytest.mark.parametrize(
    "address", ["", "ftp://x", "http://", "http://[::1", "http://a b", "http://x:99999", "http://x/y", "http://x?z"]
)
def test_an_address_that_is_none_stops_the_start_with_one_line(tmp_path: Path, address: str) -> None:
    told = office(tmp_path, "check", SUNBOARD_PUBLIC_ADDRESS=address)
    assert told.stderr.startswith("office: SUNBOARD_PUBLIC_ADDRESS is ")
    assert told.stderr.count("\n") == 1
    assert told.returncode == 1
