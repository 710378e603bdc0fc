"""Debian packages: for the tests a PostgreSQL server, headless Chromium, a Chinese font, docker-compose."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from launcher.errors import CannotStart


def bring_test_packages() -> None:
    """What the tests need beyond Python packages. Raises CannotStart."""
    bring_packages([package for package, present in _present().items() if not present])


def bring_packages(missing: list[str]) -> None:
    """Install Debian packages with apt-get. Raises CannotStart with the command to run when that is not possible."""
    if not missing:
        return
    print(f"· installing Debian packages: {' '.join(missing)} …", flush=True)
    if shutil.which("apt-get") is None:
        raise CannotStart(f"{', '.join(missing)} missing (names of Debian packages); install and run again")
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
    for command in ([*prefix, "apt-get", "update", "-qq"], install):
        done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            reason = " ".join(done.stderr.strip().splitlines()[-1:])
            raise CannotStart(
                f"could not install packages ({reason}); run as root: apt-get install {' '.join(missing)}"
            )


def _present() -> dict[str, bool]:
    return {
        "postgresql": any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or shutil.which("initdb") is not None,
        "chromium": shutil.which("chromium") is not None,
        "docker-compose": shutil.which("docker-compose") is not None,
        "fonts-noto-cjk": any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
    }
