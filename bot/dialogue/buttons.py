"""Quick replies and what they stand for. `do` says what pressing one means; a form's buttons carry its run number."""

from __future__ import annotations

from collections.abc import Iterable

from bot.dialogue.messages import Button
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

MENU = ("enroll", "find_station", "enrollment_status", "benefit_check", "report_problem", "human")


def label_button(talk: Talk, label: str) -> Button | None:
    """The button of a task or topic, None for an id the bot does not hold."""
    entry = talk.feed.get(label)
    if entry is not None:
        return Button(entry.title, {"do": "topic", "id": label})
    task = talk.reference.tasks.get(label)
    return Button(task.name, {"do": "task", "id": label}) if task else None


def label_buttons(talk: Talk, labels: Iterable[str]) -> tuple[Button, ...]:
    made = (label_button(talk, label) for label in dict.fromkeys(labels))
    return tuple(button for button in made if button is not None)


def choice_buttons(talk: Talk, labels: Iterable[str]) -> tuple[Button, ...]:
    """The same as choices: pressing one says what a question was about."""
    return tuple(Button(one.title, {**one.action, "chosen": True}) for one in label_buttons(talk, labels))


def menu_buttons(talk: Talk) -> tuple[Button, ...]:
    return label_buttons(talk, MENU)


def person_button(talk: Talk, reason: str = "") -> Button:
    """`reason` says why a person is offered: sensitive, misses or emergency."""
    action = {"do": "task", "id": "human"} | ({"reason": reason} if reason else {})
    return Button(talk.words("button.human"), action)


def none_button(talk: Talk) -> Button:
    return Button(talk.words("button.none_of_these"), {"do": "none"})


def unhelpful_button(talk: Talk, number: int) -> Button:
    """Says that an answer missed; `number` is the answer's."""
    return Button(talk.words("button.unhelpful"), {"do": "unhelpful", "answer": number})


def value_button(run: FormRun, field: str, title: str, value: str) -> Button:
    return Button(title, {"do": "field", "run": run.run, "field": field, "value": value})


def step_button(talk: Talk, run: FormRun, step: str, field: str = "", *, title: str = "") -> Button:
    """A step of a form: submit, change, cancel, skip, resume or fresh; change and skip name their field."""
    action = {"do": "step", "run": run.run, "step": step} | ({"field": field} if field else {})
    return Button(title or talk.words(f"button.{step}"), action)
