"""What ``player doctor`` looks at: each check returns one finding and changes nothing."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from player.device.clock import Clock, load_good_time
from player.device.display import choose_display, is_unplugged
from player.device.power.ways import SETTING, find_ways, read_setting, spell_ways
from player.device.show_status import Status, load_status, load_tally
from player.errors import PlayerError
from player.network import load_network, told_of_environment
from player.sealed import ENROLMENT_FILE, current_name, load_sealed
from player.slides import find_fonts
from playlists.report import ClockTrust, Enrolment
from playlists.wire import ContractError, decode

MIN_FREE_BYTES: Final = 300_000_000  # two sealed editions of 200 slides at 0.5 MB, and the spool's 32 MB
MAX_ENROLMENT_BYTES: Final = 512 * 1024
_ENROL: Final = "sudo -u sunboard player enrol OFFICE CODE"
CONNECT_S: Final = 5.0  # a county's slowest line answers within one second
UNITS: Final = ("sunboard-show.service", "sunboard-sync.service")
_IS_ACTIVE: Final = ("/usr/bin/systemctl", "is-active", *UNITS)
_BOOTED_BY_SYSTEMD: Final = Path("/run/systemd/system")  # sd_booted(3)


class Finding(NamedTuple):
    """``mend`` says what to do, empty when all is well; ``what`` was found, empty where ``mend`` says it all."""

    subject: str
    what: str
    mend: str = ""


Check = Callable[[Path], Finding]


def check_fonts(_: Path) -> Finding:
    """Slides and the last resort need Noto Sans CJK; other scripts of the country have fonts of their own."""
    others = find_fonts(os.environ).others
    beside = f", beside it {', '.join(others)}" if others else "; for Uyghur, Tibetan and Yi install fonts-noto-core"
    return Finding("fonts", f"Noto Sans CJK opens{beside}")


def check_state(state: Path) -> Finding:
    """The folder exists and can be written."""
    if not state.is_dir():
        return Finding("state folder", f"{state} is not there", "run deploy/install-screen, or name it with --state")
    try:
        with tempfile.TemporaryFile(dir=state) as probe:
            probe.write(b"x")
    except OSError as error:
        return Finding(
            "state folder", f"{state} cannot be written: {error.strerror}", "run as root or as sunboard; see the disk"
        )
    return Finding("state folder", f"{state} can be written")


def check_enrolment(state: Path) -> Finding:
    """The screen belongs to an office."""
    enrolment = _load_enrolment(state)
    if enrolment is None:
        return Finding("enrolment", "this machine is no office's screen yet", _ENROL)
    return Finding("enrolment", f"screen {enrolment.screen} of {enrolment.organisation}")


def check_edition(state: Path) -> Finding:
    """The sealed edition is whole, every picture included."""
    name = current_name(state)
    if name is None:
        return Finding("sealed edition", "nothing was sealed yet", "sudo -u sunboard player sync --once")
    sealed = load_sealed(state, name)
    slides = sealed.deck.pictures
    for slide in slides:
        sealed.read_slide(slide)
    edition = sealed.edition
    return Finding("sealed edition", f"number {edition.number} for {edition.group}, {len(slides)} slides, all whole")


def check_clock(state: Path) -> Finding:
    """The clock can be believed."""
    good = load_good_time(state)
    clock = Clock(good)
    system, trust = datetime.now(UTC), clock.trust()
    if good is not None and system < good.last_good:
        what = f"it says {_local(system, state)}, but {_local(good.last_good, state)} has passed"
        return Finding("clock", what, "set it (timedatectl set-time), or connect a time source")
    if trust is ClockTrust.UNSET:
        what = f"it says {_local(system, state)}; nothing vouches for that"
        return Finding("clock", what, "connect a time source (systemd-timesyncd), or sync once")
    return Finding("clock", f"{_local(system, state)}, {trust.value}")


def check_office(state: Path) -> Finding:
    """The feed's and the office's machines answer, or the proxy that stands for them."""
    enrolment = _load_enrolment(state)
    if enrolment is None:
        return Finding("network", "not tried: there is no office yet", _ENROL)
    network = load_network()
    for address in dict.fromkeys([network.proxy] if network.proxy else (enrolment.feed, enrolment.office)):
        fault = _fault_of_connection(address)
        if fault:
            return Finding("network", fault, "see cable, address and name server; the screen goes on showing meanwhile")
    who = "the proxy" if network.proxy else urlsplit(enrolment.office).netloc
    how, of_shell = network.told(), told_of_environment(network)
    by_shell = f"; in this shell {of_shell} count too" if of_shell else ""
    return Finding("network", f"{who} answers{f'; set: {how}' if how else ''}{by_shell}")


def check_disk(state: Path) -> Finding:
    """There is room for the next edition beside this one."""
    free = shutil.disk_usage(state if state.is_dir() else state.anchor or ".").free
    mend = "" if free >= MIN_FREE_BYTES else f"make room: {MIN_FREE_BYTES // 1_000_000} MB are needed"
    return Finding("disk", f"{free // 1_000_000:,} MB free", mend)


def check_display(state: Path) -> Finding:
    """There is a way to draw, and a panel that is on."""
    status = _fresh_status(state)
    driver, reason = (status.driver, "as the running show says") if status else _chosen_driver()
    if is_unplugged(driver):
        return Finding("display", f"{driver}: no panel is connected", "see the cable, and switch the panel on")
    return Finding("display", f"{driver}; {reason}")


def check_switching(state: Path) -> Finding:
    """How the display is switched off and on. A screen whose display nothing switches is black out of its hours."""
    status = _fresh_status(state)
    ways = status.switching if status else spell_ways(find_ways(read_setting(os.environ), _chosen_driver()[0]))
    known = f"; it is {status.display.value} as far as is known" if status else ""
    if ways:
        return Finding("switching", f"the display is switched through {ways}{known}")
    return Finding("switching", f"nothing switches the display; out of hours it is black ({SETTING}, docs/hours.md)")


def check_showing(state: Path) -> Finding:
    """Show is running and says what is up."""
    status = load_status(state)
    heard = status or load_tally(state)
    if heard is None:
        return Finding("showing", "show has not run yet", "systemctl start sunboard-show, or player show")
    if status is None or status.is_stale(Clock(load_good_time(state)).now()):
        what = f"show was last heard of at {_local(heard.at, state)}"
        return Finding("showing", what, "systemctl status sunboard-show; journalctl -u sunboard-show")
    return Finding("showing", f"edition {status.edition}: {status.showing}, {status.frames:,} frames so far")


def check_units(_: Path) -> Finding:
    """Both services are up, where systemd runs."""
    if not _BOOTED_BY_SYSTEMD.is_dir():
        return Finding("systemd", "does not run here; services begin when the machine starts")
    asked = subprocess.run(_IS_ACTIVE, capture_output=True, text=True, check=False)  # noqa: S603 (a constant)
    states = dict(zip(UNITS, asked.stdout.split(), strict=False))
    down = [unit for unit in UNITS if states.get(unit) != "active"]
    if down:
        what = ", ".join(f"{unit} is {states.get(unit, 'unknown')}" for unit in down)
        return Finding("systemd", what, f"systemctl enable --now {' '.join(down)}")
    return Finding("systemd", "both services are active")


CHECKS: Final[dict[str, Check]] = {
    "fonts": check_fonts,
    "state folder": check_state,
    "enrolment": check_enrolment,
    "sealed edition": check_edition,
    "clock": check_clock,
    "network": check_office,
    "disk": check_disk,
    "display": check_display,
    "switching": check_switching,
    "showing": check_showing,
    "systemd": check_units,
}


def find(subject: str, check: Check, state: Path) -> Finding:
    """The check's finding; a check that cannot even be made is a finding too."""
    try:
        return check(state)
    except PlayerError as error:
        return Finding(subject, "", str(error))
    except Exception as error:  # noqa: BLE001 (a doctor that breaks down helps nobody)
        return Finding(subject, "could not be checked", f"{type(error).__name__}: {error}")


def _fresh_status(state: Path) -> Status | None:
    """What the running show says of itself."""
    status = load_status(state)
    return None if status is None or status.is_stale(Clock(load_good_time(state)).now()) else status


def _chosen_driver() -> tuple[str, str]:
    """The driver that show would take, and why."""
    path = choose_display(os.environ)
    return path.driver, path.reason


def _local(at: datetime, state: Path) -> str:
    """The time as a clock beside the screen has it; in UTC before anything is sealed that says where it stands."""
    try:
        name = current_name(state)
        sealed = load_sealed(state, name) if name else None
    except PlayerError:
        sealed = None
    if sealed is None:
        return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    zone = ZoneInfo(sealed.edition.screen(sealed.deck.screen).zone)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}"


def _load_enrolment(state: Path) -> Enrolment | None:
    path = state / ENROLMENT_FILE
    try:
        return decode(Enrolment, path.read_bytes(), limit=MAX_ENROLMENT_BYTES, what=ENROLMENT_FILE)
    except FileNotFoundError:
        return None
    except (OSError, ContractError) as error:
        raise PlayerError(f"{path} does not read ({error}); enrol again") from error


def _fault_of_connection(address: str) -> str:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=CONNECT_S).close()
    except OSError as error:
        return f"{parts.hostname}:{port} does not answer: {error}"  # without a proxy's login
    return ""
