"""Durable writing: the old bytes or the new ones."""

import errno
import os
import stat
from pathlib import Path

import pytest

from player.durable import write_durably
from player.errors import StoreError


def test_the_new_bytes_replace_the_old_with_the_mode_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "enrolment.json"
    path.write_bytes(b"old")
    write_durably(path, b"new", mode=0o600)

    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_what_an_earlier_crash_left_is_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / ".current.new").write_bytes(b"half")
    write_durably(tmp_path / "current", b"whole")

    assert [one.name for one in tmp_path.iterdir()] == ["current"]


def test_a_folder_that_is_gone_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "current"
    with pytest.raises(StoreError, match=f"{path} cannot be written: no such file or directory; what is sealed stays"):
        write_durably(path, b"new")


def test_a_disk_that_cannot_flush_keeps_the_old_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "current").write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError, match="input/output error"):
        write_durably(tmp_path / "current", b"new")

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"current": b"old"}
