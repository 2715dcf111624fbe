import os
import subprocess
import sys
from pathlib import Path

import pytest

from player.app import main


def test_a_reader_that_hangs_up_is_no_breakdown(tmp_path: Path) -> None:
    """As in ``player doctor | head -1``."""
    command = [sys.executable, "-m", "player.app", "doctor", "--state", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as doctor:
        assert doctor.stdout is not None
        assert doctor.stderr is not None
        doctor.stdout.close()
        assert doctor.stderr.read() == b""
    assert doctor.returncode == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="is about root")
@pytest.mark.parametrize("words", [("enrol", "http://office", "7Q4M-2Z9K-7Q4M-2Z9K"), ("sync", "--once")])
def test_root_leaves_nothing_in_the_folder_of_the_screens_user(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    os.chown(tmp_path, 65534, 65534)
    assert main([*words, "--state", str(tmp_path)]) == 2
    assert "is nobody's: run this as that user, with sudo -u nobody before it" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
