"""Answers from the FAQ, choices when it is unclear which, and what to say when nothing fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.dialogue.buttons import (
    choice_buttons,
    label_button,
    label_buttons,
    menu_buttons,
    none_button,
    person_button,
    unhelpful_button,
)
from bot.dialogue.feed import Entry, Held, in_region
from bot.dialogue.messages import Button, OutcomeKind, Reply
from bot.dialogue.outcomes import (
    answer_given,
    just_given,
    note_answer,
    note_choices,
    note_fallback,
    note_none_fit,
    note_told,
    note_unhelpful,
)
from bot.dialogue.state import MAX_REJECTED, Given, Noted
from bot.dialogue.talk import Talk
from bot.dialogue.variables import filled

MISSES_BEFORE_A_PERSON = 2
OTHER_TRADE = "other"  # of the list of trades; its name, 其他, is nothing to call a worker by


def answer(talk: Talk, entry: Entry, outcome: OutcomeKind = "answered") -> None:
    """The stored text, word for word but for its variables, with its source and date.

    A person is offered where the topic is sensitive, and to who goes on about what was just answered. `outcome` is
    "chosen" for one of the choices shown.
    """
    reason = "sensitive" if entry.offers_person else "misses" if talk.state.context_at(talk.now) == entry.id else ""
    talk.put(_stored(talk, entry, reason))
    if reason:
        talk.offer("task", "human", reason)
    talk.answered(entry.id)
    note_answer(talk, entry.id, outcome)


def tell(talk: Talk, entry: Entry, lead: str) -> None:
    """The same below a `lead`, to a question of days ago: nobody asked now, so it is counted as no answer.

    Beside a running form nothing is remembered of it, nor where a person has yet to pass it on.
    """
    reason = "sensitive" if entry.offers_person else ""
    stored = _stored(talk, entry, reason)
    talk.put(replace(stored, text=f"{lead}\n{stored.text}"))
    if talk.state.form is not None or talk.owner == "person":
        return
    talk.remember(just_answered=False, nearest=(), offer=None)  # of what was said before this
    if reason:
        talk.offer("task", "human", reason)
    talk.answered(entry.id)
    note_told(talk, entry.id)


def _stored(talk: Talk, entry: Entry, reason: str) -> Reply:
    """`reason` says why a person is offered, "" for not."""
    region, trade = _region(talk), talk.entity("trade") or talk.state.trade
    held = entry.holding_for(region, trade)
    stored = held.answer
    lines = [_told(talk, stored.text.strip(), region, trade), ""]
    if stored.text.strip() != entry.answer.text.strip():
        lines.append(talk.words("faq.holds_for", whom=_whom(talk, held)))
    lines.append(talk.words("faq.source", source=stored.source_text, date=stored.source_date))
    running = talk.state.form.name if talk.state.form else ""
    buttons = list(label_buttons(talk, (label for label in stored.buttons if label != running)))
    if entry.id == "membership_transfer" and running != "transfer":
        buttons.insert(0, Button(talk.words("button.transfer"), {"do": "task", "id": "transfer"}))
    if reason:
        lines.append(talk.words("faq.sensitive" if entry.offers_person else "faq.same_again"))
        if "human" not in stored.buttons:
            buttons.append(person_button(talk, reason))
    if talk.state.form is None and talk.owner != "person" and not talk.is_emergency:
        buttons.append(unhelpful_button(talk, talk.state.answers + 1))
    return Reply("\n".join(lines), tuple(buttons))


def _told(talk: Talk, text: str, region: str, trade: str) -> str:
    named = talk.reference.trades.get(trade)
    known = {
        "region": talk.reference.full_region(region),
        "trade": named.name if named and trade != OTHER_TRADE else "",
        "today": talk.words("date.this_year", month=talk.today.month, day=talk.today.day),
    }
    return filled(text, talk.reference.variables, known)


def _region(talk: Talk) -> str:
    """The place a text asks about, else where the worker is known to work; "" for neither."""
    codes = {entity.value for entity in talk.entities if entity.kind == "region" and entity.value}
    if len(codes) > 1:  # 合肥市包河区 is one place
        codes = {code for code in codes if not any(other != code and in_region(other, code) for other in codes)}
    return codes.pop() if len(codes) == 1 else talk.state.region


def _whom(talk: Talk, held: Held) -> str:
    trade = talk.reference.trades.get(held.trade)
    named = (talk.reference.full_region(held.area), trade.name if trade else "")
    return "、".join(name for name in named if name) or talk.words("faq.holds_in_anhui")


def unhelpful(talk: Talk, answers: Sequence[Given]) -> None:
    """The worker says that these answers missed, and not what was meant; none of them is answered again at once."""
    rejected = (*talk.state.rejected_at(talk.now), *(one.topic for one in answers))
    rejected = tuple(dict.fromkeys(rejected))[-MAX_REJECTED:]
    talk.reject(rejected)
    talk.remember(rejected=Noted(rejected, talk.now))
    note_unhelpful(talk, answers)
    not_that(talk)


def unhelpful_pressed(talk: Talk, number: int) -> None:
    """The button below an answer; pressed again, it only says what to do next."""
    given = answer_given(talk, number)
    if given is None:
        _ask_otherwise(talk)
        return
    if given not in just_given(talk):
        talk.remember(nearest=())  # ranked for something said since
    unhelpful(talk, (given,))


def not_that(talk: Talk) -> None:
    """The answer was not what was asked: what else the text may have meant, and a person."""
    near = tuple(label for label in talk.state.nearest if label not in talk.rejected and talk.can_offer(label))
    talk.remember(misses=talk.state.misses + 1, nearest=near)
    if not near:
        _ask_otherwise(talk)
        return
    person = person_button(talk, "misses")
    talk.say("correction.near", buttons=(*choice_buttons(talk, near), none_button(talk), person))
    talk.offer("choices", "")
    note_choices(talk, near, is_question=False)


def _ask_otherwise(talk: Talk) -> None:
    talk.say("correction.nothing_near", buttons=(person_button(talk, "misses"), *label_buttons(talk, ("help",))))
    talk.offer("task", "human", "misses")


def suggest(talk: Talk, labels: tuple[str, ...]) -> None:
    """What a text may have meant."""
    show_choices(talk, labels)
    note_choices(talk, labels)


def show_choices(talk: Talk, labels: tuple[str, ...]) -> None:
    """Two or three choices and "none of these"."""
    talk.remember(nearest=labels)
    talk.say("faq.suggest", buttons=(*choice_buttons(talk, labels), none_button(talk)))
    if len(labels) == 1 and label_button(talk, labels[0]):
        talk.offer("topic", labels[0])
    else:
        talk.offer("choices", "")


def miss(talk: Talk) -> None:
    """Nothing understood: what the bot can do; the second time in a row also a person."""
    talk.remember(misses=talk.state.misses + 1, nearest=talk.ranked())
    note_fallback(talk)
    if talk.state.misses < MISSES_BEFORE_A_PERSON:
        talk.say("faq.miss", buttons=menu_buttons(talk))
        return
    talk.say("faq.miss_again", buttons=(person_button(talk, "misses"), *label_buttons(talk, talk.state.nearest)))
    talk.offer("task", "human", "misses")


def none_of_these(talk: Talk) -> None:
    """None of the choices was meant."""
    shown = tuple(dict.fromkeys((*talk.state.rejected_at(talk.now), *talk.state.nearest)))[-MAX_REJECTED:]
    talk.remember(
        misses=talk.state.misses + 1,
        nearest=(),
        later=(),
        rejected=Noted(shown, talk.now) if shown else None,
    )
    note_none_fit(talk)
    others = label_buttons(talk, ("help", "report_problem"))
    talk.say("faq.none_of_these", buttons=(person_button(talk, "misses"), *others))
    talk.offer("task", "human", "misses")
