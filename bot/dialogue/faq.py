"""Answers from the FAQ, choices when it is unclear which, and what to say when nothing fits."""

from __future__ import annotations

from bot.dialogue.buttons import label_button, label_buttons, menu_buttons, none_button, person_button
from bot.dialogue.feed import Entry
from bot.dialogue.messages import Reply
from bot.dialogue.talk import Talk

MISSES_BEFORE_A_PERSON = 2


def answer(talk: Talk, entry: Entry) -> None:
    """The stored text, word for word, with its source and date; a person is offered where the topic is sensitive."""
    lines = [entry.answer.strip(), "", talk.words("faq.source", source=entry.source_text, date=entry.source_date)]
    running = talk.state.form.name if talk.state.form else ""
    buttons = list(label_buttons(talk, (label for label in entry.buttons if label != running)))
    if entry.sensitive:
        lines.append(talk.words("faq.sensitive"))
        if "human" not in entry.buttons:
            buttons.append(person_button(talk))
        talk.offer("task", "human")
    talk.put(Reply("\n".join(lines), tuple(buttons)))
    talk.answered(entry.id)


def suggest(talk: Talk, labels: tuple[str, ...]) -> None:
    """Two or three choices and "none of these"."""
    talk.remember(nearest=labels)
    talk.say("faq.suggest", buttons=(*label_buttons(talk, labels), none_button(talk)))
    if len(labels) == 1 and label_button(talk, labels[0]):
        talk.offer("topic", labels[0])


def miss(talk: Talk) -> None:
    """Nothing understood: what the bot can do; the second time in a row also a person."""
    talk.remember(misses=talk.state.misses + 1, nearest=talk.ranked())
    if talk.state.misses < MISSES_BEFORE_A_PERSON:
        talk.say("faq.miss", buttons=menu_buttons(talk))
        return
    talk.say("faq.miss_again", buttons=(person_button(talk), *label_buttons(talk, talk.state.nearest)))
    talk.offer("task", "human")


def none_of_these(talk: Talk) -> None:
    """None of the choices was meant."""
    talk.remember(misses=talk.state.misses + 1, nearest=())
    talk.say("faq.none_of_these", buttons=(person_button(talk), *label_buttons(talk, ("help", "report_problem"))))
    talk.offer("task", "human")
