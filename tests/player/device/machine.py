"""A whole machine with Debian's kernel, which has a graphics card and a television on CEC: qemu, without KVM.

The card is virtio-gpu, the CEC line the kernel's vivid driver, and at its other end cec-follower is the television.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[3]
_PACKAGES: Final = (
    "linux-image-amd64,kmod,udev,python3,v4l-utils,libegl1,libgbm1,libgl1-mesa-dri,libgles2,"
    "xserver-xorg-core,x11-xserver-utils"
)
_NEEDED: Final = ("mmdebstrap", "mke2fs", "qemu-system-x86_64")
_PATIENCE_S: Final = 600
_BEGIN: Final = r"""#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root PYTHONDONTWRITEBYTECODE=1
exec >/dev/ttyS0 2>&1
mount -t proc proc /proc
mountpoint -q /sys || mount -t sysfs sys /sys
mkdir -p /dev/shm /mnt/code /mnt/site
for folder in /dev/shm /tmp /run; do mount -t tmpfs tmp $folder; done
/lib/systemd/systemd-udevd --daemon
modprobe -a 9pnet_virtio 9p virtio_gpu
modprobe vivid n_devs=1
udevadm settle
for share in code site; do mount -t 9p -o trans=virtio,version=9p2000.L,ro $share /mnt/$share; done
cd /mnt/code
PYTHONPATH=/mnt/code:/mnt/site python3 -m tests.player.device.in_machine
echo o >/proc/sysrq-trigger
while :; do :; done
"""


class Machine:
    """Debian's own kernel and packages; ``run`` starts it once with this checkout in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if os.geteuid() != 0 or any(shutil.which(name) is None for name in _NEEDED):
            pytest.skip(f"needs root and {', '.join(_NEEDED)}")
        if sys.version_info[:2] != (3, 11):
            pytest.skip("Debian 12's Python could not use this one's libraries")
        root = folder / "root"
        lists = [*Path("/etc/apt").glob("sources.list"), *Path("/etc/apt/sources.list.d").glob("*.sources")]
        made = ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={_PACKAGES}", "bookworm", root, *lists]
        subprocess.run(made, check=True)
        (root / "begin").write_text(_BEGIN)
        (root / "begin").chmod(0o755)
        for name in ("vmlinuz", "initrd.img"):
            shutil.copy(root / name, folder)
        self._disk = folder / "disk.img"
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", root, self._disk, "2500M"], check=True)
        shutil.rmtree(root)

    def run(self) -> list[str]:
        """The lines that it wrote to its serial port."""
        serial = self._folder / "serial.log"
        site = sysconfig.get_paths()["purelib"]
        words = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2", "-m", "1500"]
        words += ["-vga", "none", "-device", "virtio-gpu-pci,xres=640,yres=360", "-display", "none", "-monitor", "none"]
        words += ["-no-reboot", "-serial", f"file:{serial}", "-drive", f"file={self._disk},if=virtio,format=raw"]
        words += ["-kernel", str(self._folder / "vmlinuz"), "-initrd", str(self._folder / "initrd.img")]
        words += ["-append", "root=/dev/vda rw console=ttyS0 quiet panic=-1 init=/begin"]
        for tag, path in (("code", ROOT), ("site", site)):
            words += ["-virtfs", f"local,path={path},mount_tag={tag},security_model=none,readonly=on"]
        subprocess.run(words, check=True, timeout=_PATIENCE_S, stdin=subprocess.DEVNULL)
        self._disk.unlink()
        return serial.read_text(errors="replace").splitlines()
