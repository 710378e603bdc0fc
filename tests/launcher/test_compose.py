"""The container set-up: it reads, starts no process as root, and sets only variables the settings page knows."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "nlu", "actions")


@pytest.fixture(scope="module")
def compose(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """docker-compose.yml as docker-compose itself reads it, every asked-for variable filled in."""
    filled = tmp_path_factory.mktemp("compose") / "env"
    lines = (ROOT / ".env.example").read_text().splitlines()
    filled.write_text("\n".join(f"{line}filled" if line.endswith("=") else line for line in lines))
    command = ["docker-compose", "--env-file", str(filled), "-f", str(ROOT / "docker-compose.yml"), "config"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    read: dict[str, Any] = yaml.safe_load(done.stdout)
    return read


def test_every_variable_it_sets_is_on_the_settings_page(compose: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    names = {name for room in ROOMS for name in compose["services"][room]["environment"]}

    assert names - {name for name in names if f"`{name}`" in page} == set()


def test_every_variable_it_asks_for_is_in_the_example(compose: dict[str, Any]) -> None:
    asked = set(re.findall(r"\$\{([A-Z_0-9]+)", (ROOT / "docker-compose.yml").read_text()))

    assert asked <= set(re.findall(r"^([A-Z_0-9]+)=", (ROOT / ".env.example").read_text(), re.M))


def test_nothing_has_a_default_password() -> None:
    empty = [
        line for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line and not line.startswith("#")
    ]

    assert all(line.endswith("=") for line in empty)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_runs_as_an_ordinary_user_with_a_health_check_and_a_volume(room: str, compose: dict[str, Any]) -> None:
    dockerfile = (ROOT / room / "Dockerfile").read_text()

    assert re.search(r"^USER (?!root)", dockerfile, re.M)
    assert "HEALTHCHECK" in dockerfile
    assert "--require-hashes" in dockerfile
    assert compose["services"][room]["volumes"]


def test_only_the_chat_and_the_desk_are_reachable_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert {name for name, service in services.items() if service.get("ports")} == {"bot", "actions"}
    assert compose["networks"]["inner"]["internal"] is True
    assert all("inner" in service["networks"] for service in services.values())
    assert set(services["nlu"]["networks"]) == {"inner"}


def test_the_bot_gets_no_key_that_opens_what_it_sealed(compose: dict[str, Any]) -> None:
    secret = {"XIAOFENG_SEALING_PRIVATE_KEY", "XIAOFENG_FIELD_KEY", "XIAOFENG_LOOKUP_KEY", "XIAOFENG_ACTIONS_CLIENTS",
              "XIAOFENG_OTHER_SEALING_PRIVATE_KEYS", "XIAOFENG_OTHER_FIELD_KEYS"}  # fmt: skip

    assert not secret & set(compose["services"]["bot"]["environment"])
    assert not secret & set(compose["services"]["nlu"]["environment"])
