"""``player show``: builds the kiosk from its parts, runs it until it is told to end, closes them in reverse order."""

import argparse
import logging
import os
import re
import signal
import time
from pathlib import Path
from typing import Final

from player.app import add_state
from player.device.clock import Clock, load_good_time
from player.device.display import choose_display, panel_state, read_panels
from player.device.journal import start_logging
from player.device.live import Live
from player.device.power.power import Power
from player.device.power.ways import find_ways, read_setting
from player.device.show_status import Tally, load_tally
from player.device.systemd import is_supervised, notify
from player.errors import DisplayError
from player.reports.spool import Spool
from player.sealed import SealedEdition
from player.show.editions import Editions
from player.show.errands import Errands
from player.show.films import Films
from player.show.frame_log import FrameLog
from player.show.healer import SUBJECT, Healer
from player.show.health import Health
from player.show.incidents import Incidents
from player.show.kiosk import Kiosk
from player.show.lamp import Lamp
from player.show.memory import give_back_big_blocks
from player.show.pace import load_pace
from player.show.panel import Size
from player.show.pictures import Pictures
from player.show.presence import PlayRecorder
from player.show.prompter import Prompter
from player.show.proofs import Proofs
from player.show.scribe import Scribe
from player.show.watch import Watch, patience_s
from player.show.window import Window, open_window
from playlists.report import Healing

_LOG = logging.getLogger(__name__)
SPOOL_FOLDER: Final = "spool"
_DEFAULT_SIZE: Final = (1920, 1080)  # of a picture drawn to memory before there is any edition
_LAST_WORDS_S: Final = 1.0  # for the same when the display hangs and systemd's patience is nearly over
_WRITE_OUT_S: Final = 5.0  # for the last reports when told to end; systemd waits longer


def configure(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    add_state(parser)
    parser.add_argument("--windowed", metavar="WxH", type=parse_size, help="in a window of that size, not full screen")
    parser.add_argument("--record", metavar="DIR", type=Path, help="log every presented frame to DIR/frames.jsonl")


def parse_size(text: str) -> Size:
    """``1280x720`` as (1280, 720)."""
    found = re.fullmatch(r"([1-9]\d{1,3})[x×]([1-9]\d{1,3})", text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1280x720")
    return int(found[1]), int(found[2])


def run(arguments: argparse.Namespace) -> int:
    """Show until SIGTERM, Ctrl-C or, with ``--windowed``, a closed window.

    Raises ConfigError for a wrong setting or no display, DisplayError when only a new start can still heal it.
    """
    give_back_big_blocks()
    start_logging()
    ending: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, _: ending.append(received))
    state: Path = arguments.state
    frame_log = FrameLog(arguments.record) if arguments.record else None
    scribe = Scribe()
    scribe.start()
    try:
        _show(state, scribe, frame_log, arguments.windowed, ending)
    finally:
        notify("STOPPING=1")
        if not scribe.stop(_WRITE_OUT_S):
            _LOG.warning("the disk does not answer: the last reports were not written")
        if frame_log is not None:
            frame_log.close()
    return 0


def _show(state: Path, scribe: Scribe, frame_log: FrameLog | None, windowed: Size | None, ending: list[int]) -> None:
    pace = load_pace(os.environ)
    clock = Clock(load_good_time(state))
    proofs = Proofs(Spool(state / SPOOL_FOLDER, writer="show"), scribe, pace.proofs_s)
    incidents = Incidents(state, scribe, proofs.write_now)
    editions = Editions(state, lambda what: incidents.tell("edition", what, clock.now()))
    sealed = editions.first()
    tally = load_tally(state)
    power_setting = read_setting(os.environ)
    window = _open(sealed, windowed)
    power = Power(
        lambda: () if windowed else find_ways(power_setting, window.driver),
        lambda: panel_state(window.driver),
        lambda what: incidents.tell(SUBJECT, what, clock.now(), is_of_store=False),
    )
    healer = Healer(window, _health(tally), incidents, lambda: read_panels(window.driver))
    if tally is not None and not tally.is_over:
        healer.tell_of_cut(clock.now())
    kiosk = Kiosk(
        window=window,
        clock=clock,
        prompter=Prompter(editions, clock, incidents, tally.organisation if tally else ""),
        pictures=Pictures(window, incidents, clock.now, healer.health.starved),
        films=Films(incidents),
        recorder=PlayRecorder(proofs.add, time.monotonic),
        errands=Errands(state, Live(state, os.environ), scribe, clock, alive_s=pace.status_s),
        healer=healer,
        lamp=Lamp(power, window, healer),
        watch=Watch(patience_s(), lambda: _stuck(kiosk, healer, scribe, clock)),
        frame_log=frame_log,
    )
    power.start()
    try:
        kiosk.begin(sealed)
        kiosk.run(lambda: bool(ending))
    finally:
        power.stop()
        kiosk.end()
        window.close()


def _health(former: Tally | None) -> Health:
    """With what the former show had counted."""
    if former is None:
        return Health(Healing(), may_restart=is_supervised())
    return Health(former.healing, former.restarts, may_restart=is_supervised())


def _stuck(kiosk: Kiosk, healer: Healer, scribe: Scribe, clock: Clock) -> None:
    """The loop hangs: leave word of it, and give way to a new start where somebody sees to that."""
    healer.stuck(clock.now())
    kiosk.leave_word()
    if is_supervised():
        scribe.stop(_LAST_WORDS_S)
        os._exit(DisplayError.exit_code)  # the loop may never come back, so nothing could be closed in order


def _open(sealed: SealedEdition | None, windowed: Size | None) -> Window:
    path = choose_display(os.environ)
    screen = sealed.edition.screen(sealed.deck.screen) if sealed else None
    rotation = screen.rotation if screen else 0
    upright = (screen.width_px, screen.height_px) if screen else _DEFAULT_SIZE
    memory_size = upright[::-1] if rotation in {90, 270} else upright
    window = open_window(path, windowed=windowed, memory_size=memory_size, rotation=rotation)
    _LOG.info("the display is reached through %s; %s", window.driver, path.reason)
    return window
