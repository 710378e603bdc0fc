"""The project's papers are true: settings, paths, links and lock files are checked like code."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked(*patterns: str) -> list[Path]:
    """The files git tracks that match, e.g. `*.py`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


PAPERS = tracked("*.md")
LOCKS = tracked("*.lock")


def test_the_settings_page_and_the_code_name_the_same_variables() -> None:
    page = set(re.findall(r"`(XIAOFENG_[A-Z0-9_]+)`", (ROOT / "docs" / "settings.md").read_text()))
    code = tracked("bot/**/*.py", "actions/**/*.py", "nlu/**/*.py", "bot/*.py", "actions/*.py", "nlu/*.py",
                   "launcher/*.py", "xiaofeng.py", "docker-compose.yml")  # fmt: skip
    used = {name for file in code for name in re.findall(r"XIAOFENG_[A-Z0-9_]*[A-Z0-9]", file.read_text())}

    assert used - page == set(), "read by the code, missing on docs/settings.md"
    assert page - used == set(), "on docs/settings.md, read by nobody"


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(paper: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", paper.read_text())

    assert [target for target in targets if not (paper.parent / target).exists()] == []


def test_every_path_on_the_architecture_page_exists() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    paths = re.findall(r"`((?:bot|nlu|actions|data|tests|launcher|benchmarks|docs)/[\w./*-]*)`", page)

    assert len(paths) > 20
    assert [path for path in paths if not list(ROOT.glob(path.rstrip("/")))] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.relative_to(ROOT)))
def test_a_lock_file_holds_hashes_and_no_download_host(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^[A-Za-z0-9_.\[\]-]+==", text, re.M)

    assert "://" not in text
    assert "index-url" not in text
    assert text.count("--hash=sha256:") >= len(packages) > 0


def test_the_lock_file_of_npm_holds_hashes_and_no_download_host() -> None:
    lock = (ROOT / "tests" / "package-lock.json").read_text()
    packages = [package for name, package in json.loads(lock)["packages"].items() if name]

    assert "://" not in lock
    assert packages
    assert all(package["integrity"].startswith("sha512-") for package in packages)


def test_both_readmes_have_the_same_sections_and_commands() -> None:
    english, chinese = ((ROOT / name).read_text() for name in ("README.md", "README.zh-CN.md"))

    assert len(re.findall(r"^## ", english, re.M)) == len(re.findall(r"^## ", chinese, re.M))
    assert set(re.findall(r"^make \S+", english, re.M)) == set(re.findall(r"^make \S+", chinese, re.M))
    assert all("](docs/images/" in readme for readme in (english, chinese))
