"""``player doctor``: one line for each thing that can be wrong with a screen, with what to mend."""

import argparse
import sys
from typing import Final

from player.app import add_state
from player.device.checks import CHECKS, find

_WIDTH: Final = max(map(len, CHECKS))


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add_state(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings; 1 when something must be mended."""
    findings = [find(subject, check, arguments.state) for subject, check in CHECKS.items()]
    for finding in findings:
        mark = "✗" if finding.mend else "✓"
        told = " → ".join(part for part in (finding.what, finding.mend) if part)
        sys.stdout.write(f"{mark} {finding.subject:<{_WIDTH}}  {told}\n")
    return 1 if any(finding.mend for finding in findings) else 0
