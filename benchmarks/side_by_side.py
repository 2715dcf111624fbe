"""How far apart two screens of one group change their slides, started minutes apart on one machine.

    .venv/bin/python -m benchmarks.side_by_side [--later 120] [--changes 60]

Two real ``player show`` at 1080p, cross-fades, on one X server without a GPU; the aim is one frame at 60 Hz, 16.7 ms.
"""

import argparse
import tempfile
from pathlib import Path

from tests.fakes.sealed import SealedSample
from tests.player.show.beside import apart, told
from tests.player.show.x_server import XServer


def main() -> None:
    """Run both and print how far apart they began and ended each change."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--later", type=float, default=120, help="seconds until the second is started")
    parser.add_argument("--changes", type=int, default=60, help="changes of slides, two seconds each")
    arguments = parser.parse_args()
    sample = SealedSample(size=(1920, 1080))
    with tempfile.TemporaryDirectory() as folder, XServer() as server:
        environ = {"SDL_VIDEODRIVER": "x11", "DISPLAY": server.display}
        print(told(*apart(Path(folder), sample, arguments.later, arguments.changes, **environ)))


if __name__ == "__main__":
    main()
