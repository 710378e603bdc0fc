"""The two Python environments, each brought from its lock file with hashes."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from launcher.debian import bring_packages
from launcher.errors import CannotStart
from launcher.paths import NLU_PYTHON, ROOT, TOOLS

UV_VERSION = "0.13.9"


def bring_environments(*, for_tests: bool) -> None:
    """Create or update `.venv` and `nlu/.venv`; does nothing when both match their lock files.

    Raises CannotStart when a Python, a tool or a package cannot be had.
    """
    name = "requirements-dev.lock" if for_tests else "requirements.lock"
    if sys.version_info < (3, 11):
        raise CannotStart(f"xiaofeng needs Python 3.11 or newer; this is {sys.version.split()[0]}. Install it, "
                          "or name another: make up PYTHON=python3.12")  # fmt: skip
    _bring(ROOT / ".venv", ROOT / name, lambda: sys.executable, "bot and actions")
    _bring(ROOT / "nlu" / ".venv", ROOT / "nlu" / name, find_python_310, "nlu (Rasa, about 2 GB)")
    _link_command()


def _bring(folder: Path, lock: Path, python: Callable[[], str], what: str) -> None:
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = folder / ".synced"
    synced = stamp.read_text().split() if stamp.exists() else []
    if wanted in synced and (folder / "bin" / "python").exists():
        return
    uv = _uv()
    if not (folder / "bin" / "python").exists():
        _run(
            [uv, "venv", "--quiet", "--clear", "--python", python(), str(folder)], f"creating the environment of {what}"
        )
    started = time.monotonic()
    print(f"· installing what {what} needs …", flush=True)
    _run(
        [
            uv,
            "pip",
            "sync",
            "--quiet",
            "--compile-bytecode",
            "--require-hashes",
            "--python",
            str(folder / "bin" / "python"),
            str(lock),
        ],
        f"installing {lock.relative_to(ROOT)}",
    )
    # The test environment holds all that the plain one does, so that `make up` after `make test` changes nothing.
    satisfied = [wanted]
    if lock.name == "requirements-dev.lock":
        plain = lock.with_name("requirements.lock")
        satisfied.append(hashlib.sha256(plain.read_bytes()).hexdigest())
    stamp.write_text("\n".join(satisfied) + "\n")
    print(f"  done in {time.monotonic() - started:.0f} s", flush=True)


def _uv() -> str:
    """The uv on PATH, or one installed with pip into an environment of its own."""
    found = shutil.which("uv")
    if found:
        return found
    own = TOOLS / "bin" / "uv"
    if not own.exists():
        print("· installing uv …", flush=True)
        # Debian's python3 comes without its own venv.
        if importlib.util.find_spec("ensurepip") is None:
            bring_packages(["python3-venv"])
        _run([sys.executable, "-m", "venv", "--clear", str(TOOLS)], "creating .tools")
        _run([str(TOOLS / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", f"uv=={UV_VERSION}"],
             "installing uv")  # fmt: skip
    return str(own)


def find_python_310() -> str:
    """A Python 3.10 for Rasa: on PATH, from pyenv, or fetched by uv where the network allows.

    Raises CannotStart that says how to get one.
    """
    for candidate in _candidates_310():
        try:
            printed = subprocess.run([candidate, "-c", "import sys; print(sys.version_info[:2] == (3, 10))"],
                                     capture_output=True, text=True, timeout=20, check=False).stdout  # fmt: skip
        except OSError:
            continue
        if printed.strip() == "True":
            return candidate
    print("· no Python 3.10 found; asking uv to fetch one …", flush=True)
    fetched = subprocess.run([_uv(), "python", "install", "--quiet", "3.10"], check=False, capture_output=True)
    found = subprocess.run(
        [_uv(), "python", "find", "--managed-python", "3.10"], capture_output=True, text=True, check=False
    )
    if fetched.returncode == 0 and found.returncode == 0:
        return found.stdout.strip()
    raise CannotStart("nlu needs Python 3.10 (Rasa 3.6 runs on no newer one), and none was found or could be fetched. "
                      "Install it, e.g. `pyenv install 3.10`, and run make again")  # fmt: skip


def _candidates_310() -> list[str]:
    named = os.environ.get("XIAOFENG_PYTHON310")
    folders = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    from_pyenv = [
        str(folder / "bin" / "python")
        for root in folders
        if root.is_dir()
        for folder in sorted(root.iterdir(), reverse=True)
        if re.fullmatch(r"3\.10(\.\d+)?", folder.name)
    ]
    on_path = shutil.which("python3.10")
    return [*([named] if named else []), *from_pyenv, *([on_path] if on_path else [])]


def _link_command() -> None:
    """Make `xiaofeng` a command of the environment."""
    link = ROOT / ".venv" / "bin" / "xiaofeng"
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(Path("..", "..", "xiaofeng.py"))


def environments_ready() -> bool:
    """Whether both environments exist; says nothing about being up to date."""
    return NLU_PYTHON.exists() and (ROOT / ".venv" / "bin" / "python").exists()


def _run(command: list[str], what: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).strip().splitlines() if line.strip()]
        raise CannotStart(f"{what} failed: " + " / ".join(lines[-4:]))
