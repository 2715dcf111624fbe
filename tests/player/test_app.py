import subprocess
import sys
from pathlib import Path


def test_a_reader_that_hangs_up_is_no_breakdown(tmp_path: Path) -> None:
    """As in ``player doctor | head -1``."""
    command = [sys.executable, "-m", "player.app", "doctor", "--state", tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as doctor:
        assert doctor.stdout is not None
        assert doctor.stderr is not None
        doctor.stdout.close()
        assert doctor.stderr.read() == b""
    assert doctor.returncode == 1
