"""Meeting the needs of a message, one or two, so that neither is lost while the other is dealt with."""

from __future__ import annotations

from bot.dialogue import faq, tasks
from bot.dialogue.buttons import label_button
from bot.dialogue.fields_told import read_place
from bot.dialogue.forms import FORMS
from bot.dialogue.messages import Reply
from bot.dialogue.outcomes import note_task_chosen
from bot.dialogue.state import MAX_NEAREST, FormRun
from bot.dialogue.talk import Talk


def meet_needs(talk: Talk) -> None:
    """Stored answers come first, then what is done at once, then what goes on asking; what must wait is noted."""
    labels = sorted(talk.needs, key=lambda label: _patience(talk, label))
    if any(talk.can_offer(label) for label in labels):
        ranked = talk.ranked(MAX_NEAREST + len(labels))
        talk.remember(nearest=tuple(label for label in ranked if label not in labels)[:MAX_NEAREST])
    for place, label in enumerate(labels):
        said, running = len(talk.replies), _running(talk)
        meet(talk, label)
        rest = tuple(labels[place + 1 :])
        opened = talk.state.form is not None and (_running(talk) != running or talk.state.form.name == label)
        if rest and opened:
            talk.remember(later=rest)
            button = label_button(talk, rest[0])
            if button is not None:
                note = Reply(talk.words("needs.noted", need=button.title), (button,))
                talk.replies.insert(said, note)  # what the form asks stays the last word
            return


def meet(talk: Talk, label: str) -> None:
    """Answers a topic or does a task; an id the bot does not hold (any more) was not understood."""
    entry = talk.feed.get(label)
    if entry is not None:
        faq.answer(talk, entry)
    elif tasks.can_do(label):
        talk.remember(later=tuple(other for other in talk.state.later if other != label))
        if label != "human" and talk.can_offer(label):  # a person is to deal with it; thanks need nobody
            talk.dealt_with.append(talk.now)
        tasks.do(talk, label)
    else:
        faq.miss(talk)


def choose(talk: Talk, label: str) -> None:
    """Meets the need that was chosen of those shown."""
    entry = talk.feed.get(label)
    if entry is not None:
        faq.answer(talk, entry, "chosen")
    else:
        note_task_chosen(talk)
        meet(talk, label)


def offer_later(talk: Talk) -> None:
    """Once nothing else is open, offers what had to wait; it is offered once."""
    offer = talk.state.offer
    if not talk.state.later or talk.state.form is not None or (offer and offer.kind != "task"):
        return
    buttons = [button for label in talk.state.later if (button := label_button(talk, label)) is not None]
    first = talk.state.later[0]
    talk.remember(later=())
    if not buttons:
        return
    talk.say("needs.offered", need=buttons[0].title, buttons=buttons)
    if offer is None:
        talk.offer("topic" if talk.feed.get(first) else "task", first)


def _running(talk: Talk) -> int:
    return talk.state.form.run if talk.state.form else 0


def _patience(talk: Talk, label: str) -> int:
    if talk.feed.get(label) is not None:
        return 0
    at_once = label == "find_station" and bool(read_place(talk, FormRun("find_station", 0, talk.now)).values)
    return 1 if at_once or label not in FORMS else 2
