from pathlib import Path

import pytest

from player.device.display import (
    ACCELERATION,
    DRIVER,
    LOGGING,
    RENDERER,
    choose_display,
    has_gpu,
    is_unplugged,
    panel_state,
)
from player.errors import ConfigError
from playlists.report import Display


@pytest.fixture
def dev(tmp_path: Path) -> Path:
    return tmp_path / "dev"


@pytest.fixture
def sys(tmp_path: Path) -> Path:
    return tmp_path / "sys"


def add_gpu(sys: Path, driver: str) -> None:
    """A render node as sysfs shows it."""
    (sys / "bus/drivers" / driver).mkdir(parents=True)
    device = sys / "class/drm/renderD128/device"
    device.mkdir(parents=True)
    (device / "driver").symlink_to(sys / "bus/drivers" / driver)


def add_card(dev: Path) -> None:
    (dev / "dri").mkdir(parents=True)
    (dev / "dri/card0").touch()


def add_connector(sys: Path, name: str, status: str, dpms: str = "On") -> None:
    (sys / "class/drm" / name).mkdir(parents=True, exist_ok=True)
    (sys / "class/drm" / name / "status").write_text(status + "\n")
    (sys / "class/drm" / name / "dpms").write_text(dpms + "\n")


def test_a_machine_without_a_desktop_draws_through_kmsdrm_and_opengl_es(dev: Path, sys: Path) -> None:
    add_card(dev)
    chosen = choose_display({}, dev, sys).environment
    drawn = {DRIVER: "kmsdrm", RENDERER: "opengles2", ACCELERATION: "opengles2"}
    assert chosen == {**drawn, LOGGING: "video=critical"}


def test_a_desktop_session_is_used_before_the_bare_card(dev: Path, sys: Path) -> None:
    add_card(dev)
    assert choose_display({"DISPLAY": ":0"}, dev, sys).driver == "x11"
    assert choose_display({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, dev, sys).driver == "wayland"


def test_without_a_gpu_the_window_is_drawn_without_opengl(dev: Path, sys: Path) -> None:
    assert choose_display({"DISPLAY": ":0"}, dev, sys).environment[ACCELERATION] == "0"


@pytest.mark.parametrize(("driver", "is_real"), [("v3d", True), ("i915", True), ("virtio_gpu", False), ("vgem", False)])
def test_only_a_real_gpu_is_left_to_sdl(dev: Path, sys: Path, driver: str, is_real: bool) -> None:  # noqa: FBT001
    add_gpu(sys, driver)
    assert has_gpu(sys) is is_real
    assert (ACCELERATION not in choose_display({"DISPLAY": ":0"}, dev, sys).environment) is is_real


def test_what_the_technician_set_stays(dev: Path, sys: Path) -> None:
    environ = {DRIVER: "KMSDRM", ACCELERATION: "software", RENDERER: ""}
    chosen = choose_display(environ, dev, sys)
    assert chosen.driver == "kmsdrm"
    drawn = {DRIVER: "KMSDRM", ACCELERATION: "software", RENDERER: "opengles2"}
    assert chosen.environment == {**drawn, LOGGING: "video=critical"}


def test_a_machine_without_any_display_is_told_so(dev: Path, sys: Path) -> None:
    with pytest.raises(ConfigError, match="no display was found"):
        choose_display({}, dev, sys)


def test_the_kernel_says_whether_a_panel_is_there_and_awake(sys: Path) -> None:
    assert panel_state("kmsdrm", sys) is Display.UNKNOWN
    assert not is_unplugged("kmsdrm", sys)
    add_connector(sys, "card0-HDMI-A-2", "disconnected", "Off")
    assert panel_state("kmsdrm", sys) is Display.UNKNOWN
    assert is_unplugged("kmsdrm", sys)
    add_connector(sys, "card0-HDMI-A-1", "connected")
    assert panel_state("kmsdrm", sys) is Display.ON
    assert not is_unplugged("kmsdrm", sys)
    add_connector(sys, "card0-HDMI-A-1", "connected", "Off")
    assert panel_state("kmsdrm", sys) is Display.OFF


def test_a_window_on_a_desktop_says_nothing_about_the_panel(sys: Path) -> None:
    add_connector(sys, "card0-HDMI-A-1", "connected")
    assert panel_state("x11", sys) is Display.UNKNOWN
    assert panel_state("offscreen", sys) is Display.OFFSCREEN
