"""Where log lines go: the journal when this is a service and systemd-python is there, else stderr."""

import logging
import os


def start_logging(level: int = logging.INFO) -> str:
    """Send this process's log to the journal or to stderr, and say once which; returns ``journal`` or ``stderr``."""
    handler, place = _handler()
    root = logging.getLogger()
    root.setLevel(level)
    root.handlers[:] = [handler]
    logging.getLogger(__name__).info("log lines go to the %s", place)
    return place


def _handler() -> tuple[logging.Handler, str]:
    if "JOURNAL_STREAM" in os.environ:  # systemd sets it for services; on a terminal people want to read along
        try:
            from systemd.journal import JournalHandler  # noqa: PLC0415 (only there on devices with systemd-python)
        except ImportError:
            pass
        else:
            journal: logging.Handler = JournalHandler(SYSLOG_IDENTIFIER="sunboard")
            journal.setFormatter(logging.Formatter("%(message)s"))
            return journal, "journal"
    stderr = logging.StreamHandler()
    stderr.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    return stderr, "stderr"
