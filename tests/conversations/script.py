"""Reads and plays the scripted conversations of this folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.spellings import spellings
from tests.journeys.worker import Worker
from tests.people import Person

FOLDER = Path(__file__).parent
_ACTS = {"say", "press", "press_id", "pin", "photo", "waits_for"}
_CHECKS = {"hears", "not_hears", "asks"}


def scripts() -> list[Path]:
    """All script files, by name."""
    return sorted(FOLDER.glob("*.yml"))


def read_script(file: Path) -> list[dict[str, Any]]:
    """The steps of one script. Raises ValueError naming the step that has an unknown or missing key."""
    script = yaml.safe_load(file.read_text())
    if set(script) != {"title", "steps"}:
        raise ValueError(f"{file.name}: needs exactly title and steps")
    for number, step in enumerate(script["steps"], 1):
        if len(_ACTS & set(step)) != 1 or set(step) - _ACTS - _CHECKS:
            raise ValueError(f"{file.name}, step {number}: one of {sorted(_ACTS)}, checks only {sorted(_CHECKS)}")
    steps: list[dict[str, Any]] = script["steps"]
    return steps


def play(file: Path, worker: Worker, person: Person) -> None:
    """Play one script to its end. Raises AssertionError naming the step and what was said instead."""
    values = spellings(person)
    for number, step in enumerate(read_script(file), 1):
        heard = _act(step, worker, values)
        _check(f"{file.name}, step {number} {step}", step, worker, heard)


def _act(step: Mapping[str, Any], worker: Worker, values: Mapping[str, str]) -> list[dict[str, Any]]:
    if "say" in step:
        text = str(step["say"])
        for key, value in values.items():
            text = text.replace("{" + key + "}", value)
        assert "{" not in text, f"unknown placeholder in {step['say']!r}"
        return worker.say(text)
    if "press" in step:
        return worker.press(step["press"])
    if "press_id" in step:
        return worker.post({"button": step["press_id"]})
    if "pin" in step:
        return worker.share_location(*step["pin"])
    if "photo" in step:
        return worker.post({"photo": {"size": 1}})
    return [worker.hears(step["waits_for"])]


def _check(where: str, step: Mapping[str, Any], worker: Worker, heard: list[dict[str, Any]]) -> None:
    said = "\n".join(_whole(reply) for reply in heard)
    for words in step.get("hears", []):
        assert any(word in said for word in str(words).split("|")), f"{where}: {words!r} not in:\n{said}"
    for words in step.get("not_hears", []):
        assert words not in said, f"{where}: {words!r} is in:\n{said}"
    if "asks" in step:
        assert worker.asks == step["asks"], f"{where}: asks {worker.asks!r}, said:\n{said}"


def _whole(reply: Mapping[str, Any]) -> str:
    cards = [f"{card['name']} {card['address']} {' '.join(card['facilities'])}" for card in reply.get("stations", [])]
    buttons = [f"[{button['title']}]" for button in reply.get("buttons", [])]
    links = [f"<{link['title']}>" for link in reply.get("links", [])]
    return "\n".join([reply["text"], *cards, *buttons, *links])
