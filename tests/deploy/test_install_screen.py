"""``deploy/install-screen``: what it refuses, and what it makes of a bare Debian 12."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "deploy/install-screen"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
UNITS = ("sunboard-show.service", "sunboard-sync.service")
SKIPPED = ("__pycache__", ".*", "build", "*.egg-info", "demo-data")


def test_shellcheck_has_nothing_to_say_against_it() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    subprocess.run(["shellcheck", INSTALL], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")
def test_without_root_it_says_so_in_one_sentence() -> None:
    done = subprocess.run(
        ["sh", "-s"], input=INSTALL.read_text(), user="nobody", capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 1
    assert done.stderr == "install-screen: must be run as root: sudo deploy/install-screen\n"


def test_a_wrong_option_shows_how_it_is_used() -> None:
    done = subprocess.run([INSTALL, "--what"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage:")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--network",), "--network wants a file like deploy/network.toml"),
        (("--network", "/nowhere"), "there is no file /nowhere that can be read; write one like deploy/network.toml"),
        (("--network", "/etc"), "there is no file /etc that can be read; write one like deploy/network.toml"),
        (("--enrol", "http://office.example"), "--enrol wants the office's address and the code it shows"),
    ],
)
def test_what_is_missing_is_said_before_anything_is_done(words: tuple[str, ...], why: str) -> None:
    done = subprocess.run([INSTALL, *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"install-screen: {why}\n")


class Chroot:
    """A Debian root folder in which commands are run, with the network of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
        pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
        return subprocess.run(
            ["chroot", self.root, "env", "-i", f"PATH={PATH}", "LANG=C.UTF-8", *_pairs({**pip, **environ}), *command],
            capture_output=True,
            text=True,
            check=False,
        )

    def install(self, *words: str) -> str:
        done = self.run("/src/deploy/install-screen", *words, **self._authorities())
        assert done.returncode == 0, done.stderr + (self.root / "var/log/sunboard-install.log").read_text()[-3000:]
        return done.stdout

    def _authorities(self) -> dict[str, str]:
        """This machine's certificate authorities, should its package index have one of its own."""
        return {"PIP_CERT": "/run/authorities.crt"} if (self.root / "run/authorities.crt").exists() else {}


def _pairs(environ: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in environ.items()]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroot]:
    """Debian 12 with nothing but its essential packages, this machine's package sources, and the checkout in /src."""
    if os.geteuid() != 0 or shutil.which("mmdebstrap") is None:
        pytest.skip("needs root and mmdebstrap")
    root = tmp_path_factory.mktemp("debian") / "root"
    lists = [*Path("/etc/apt").glob("sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources")]
    subprocess.run(["mmdebstrap", "--quiet", "--variant=minbase", "bookworm", root, *lists], check=True)
    shutil.copytree(ROOT, root / "src", ignore=shutil.ignore_patterns(*SKIPPED))
    _copy_settings(root)
    for mounted in ("proc", "dev"):
        subprocess.run(["mount", "--bind", f"/{mounted}", root / mounted], check=True)
    yield Chroot(root)
    for mounted in ("dev", "proc"):
        subprocess.run(["umount", root / mounted], check=True)
    shutil.rmtree(root)


def _copy_settings(root: Path) -> None:
    """How this machine reaches its package index: that is no part of what is tested."""
    authorities = Path("/etc/ssl/certs/ca-certificates.crt")
    if authorities.exists():
        shutil.copy(authorities, root / "run/authorities.crt")
    shown = subprocess.check_output([sys.executable, "-m", "pip", "config", "debug"], text=True)
    used = [
        Path(line.strip().removesuffix(", exists: True")) for line in shown.splitlines() if ", exists: True" in line
    ]
    told = " ".join(path.read_text("utf-8") for path in used if path.is_file())
    named = map(Path, re.findall(r"(?<![:\w/])/[\w./-]+", told))  # constraints, certificates
    for path in (path for path in (*used, *named) if path.is_absolute() and path.is_file()):
        (root / path.relative_to("/")).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / path.relative_to("/"))
    for folder in map(Path, os.environ.get("PIP_FIND_LINKS", "").split()):
        if folder.is_dir():
            shutil.copytree(folder, root / folder.relative_to("/"))


def tree(root: Path) -> dict[str, bytes]:
    """What an installation decides: services, rules, accounts."""
    paths = [
        *(root / "etc/systemd/system").rglob("*"),
        *(root / "etc/udev/rules.d").rglob("*"),
        root / "etc/passwd",
        root / "etc/group",
    ]
    return {
        str(path.relative_to(root)): str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        for path in paths
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.long
def test_a_bare_debian_becomes_a_screen_and_a_second_run_changes_nothing(bare: Chroot) -> None:
    assert "Show and sync begin when this machine starts" in bare.install()
    first = tree(bare.root)
    bare.install("--network", "/src/deploy/network.toml")
    assert tree(bare.root) == first
    assert bare.run("stat", "-c", "%U %G %a", "/etc/sunboard/network.toml").stdout == "root sunboard 640\n"

    for unit in UNITS:
        assert bare.run("systemctl", "is-enabled", unit).stdout.strip() == "enabled"
    assert bare.run("systemctl", "is-enabled", "getty@tty1.service").stdout.strip() == "masked"
    instances = ("sunboard-stick@sdb1.service", "sunboard-carry@sdb1.service")
    verified = bare.run("systemd-analyze", "verify", *UNITS, *instances)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert bare.run("ls", "/etc/udev/rules.d").stdout.split() == ["71-sunboard.rules", "72-sunboard-stick.rules"]

    groups = bare.run("id", "-nG", "sunboard").stdout.split()
    assert {"video", "render", "input"} <= set(groups)
    assert bare.run("/opt/sunboard/bin/python", "-c", "import systemd.journal").returncode == 0

    doctor = bare.run("runuser", "-u", "sunboard", "--", "player", "doctor")
    assert doctor.stderr == ""
    assert "✓ fonts" in doctor.stdout
    assert "✓ state folder" in doctor.stdout
    assert "✗ enrolment" in doctor.stdout
    assert doctor.returncode == 1


@pytest.mark.long
def test_what_is_not_debian_is_refused_in_one_sentence(bare: Chroot) -> None:
    release = bare.root / "etc/os-release"
    kept = release.read_text()
    release.unlink()
    try:
        release.write_text('ID=slackware\nVERSION_ID="15"\n')
        done = bare.run("/src/deploy/install-screen")
    finally:
        release.write_text(kept)
    assert done.returncode == 1
    assert (
        done.stderr == "install-screen: this is not Debian but slackware: use Debian 12 or newer, or Raspberry Pi OS\n"
    )


@pytest.mark.long
def test_without_a_network_it_says_so_in_one_sentence(bare: Chroot) -> None:
    sources = [*(bare.root / "etc/apt").glob("sources.list*"), *(bare.root / "etc/apt/sources.list.d").glob("*")]
    nowhere = bare.root / "etc/apt/apt.conf.d/99nowhere"
    nowhere.write_text('Acquire::http::Proxy "http://127.0.0.1:9/";\nAcquire::https::Proxy "http://127.0.0.1:9/";\n')
    try:
        done = bare.run("/src/deploy/install-screen")
    finally:
        nowhere.unlink()
    assert sources
    assert done.returncode == 1
    assert done.stderr.startswith("install-screen: the package lists could not be fetched: is there a network")
    assert len(done.stderr.splitlines()) == 1
