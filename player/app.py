"""The ``player`` command: finds the subcommand, runs it, turns errors into one sentence and an exit code.

Only the wanted subcommand's module is imported: ``show`` must not carry the network's libraries in its memory.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from player.errors import PlayerError

COMMANDS: Final = {
    "enrol": ("player.sync.enrol_command", "make this machine a screen of an office"),
    "sync": ("player.sync.command", "fetch, verify, draw and seal what the office published; send reports"),
    "show": ("player.show.command", "show the sealed edition"),
    "slides": ("player.slides.command", "draw slides from item JSON or Markdown files"),
    "on-air": ("player.on_air_command", "say what this screen shows at a time"),
    "doctor": ("player.device.doctor_command", "check this machine and say what to mend"),
}
"""name -> (module with ``configure(parser)`` and ``run(arguments) -> exit code``, what it does)"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="player", description="A bulletin screen: 阳光公告屏.")
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary)
        if name in words[:1]:
            command = import_module(module)
            command.configure(subparser)
    arguments = parser.parse_args(words)
    try:
        code = int(command.run(arguments))
        sys.stdout.flush()
    except PlayerError as error:
        sys.stderr.write(f"player {arguments.command}: {error}\n")
        return error.exit_code
    except BrokenPipeError:  # whoever read along has gone, as in "player doctor | head -1"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def add_state(parser: argparse.ArgumentParser) -> None:
    """The option that every command about an enrolled screen has."""
    parser.add_argument(
        "--state",
        type=Path,
        default=Path(os.environ.get("SUNBOARD_STATE", "/var/lib/sunboard")),
        help="folder with everything this screen knows (default: %(default)s, or SUNBOARD_STATE)",
    )


if __name__ == "__main__":
    sys.exit(main())
