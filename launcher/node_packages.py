"""What the tests need from npm, into tests/node_modules, from its lock file with hashes."""

from __future__ import annotations

import hashlib
import shutil
import subprocess

from launcher.debian import bring_packages
from launcher.errors import CannotStart
from launcher.paths import ROOT

FOLDER = ROOT / "tests"


def bring_node_packages() -> None:
    """Install them with npm; does nothing when they match the lock file. Raises CannotStart."""
    lock, stamp = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".synced"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if shutil.which("npm") is None:
        bring_packages(["nodejs", "npm"])
    command = [shutil.which("npm") or "npm", "ci", "--ignore-scripts"]
    print("· installing what the tests need from npm …", flush=True)
    done = subprocess.run(command, cwd=FOLDER, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if line.strip()]
        raise CannotStart("installing tests/package-lock.json failed: " + " / ".join(lines[-4:]))
    stamp.write_text(wanted)
