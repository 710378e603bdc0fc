"""Where each thing that arrives goes. Emergencies come before everything, then a running form, then the rest."""

from __future__ import annotations

from collections.abc import Callable

from bot.dialogue import applications, chat, faq, media, memberships, results, tasks
from bot.dialogue.buttons import menu_buttons
from bot.dialogue.correcting import choose_union, correct
from bot.dialogue.emergencies import emergency_in
from bot.dialogue.form_engine import ask_again, offer_to_resume, start
from bot.dialogue.form_presses import press, stale
from bot.dialogue.forms import FORMS
from bot.dialogue.hearing import hear_text
from bot.dialogue.incoming_text import is_wordless
from bot.dialogue.messages import InboundKind, JsonObject
from bot.dialogue.needs import choose, meet, offer_later
from bot.dialogue.page_form import submit_page
from bot.dialogue.state import KEPT_FOR, LEFT_ALONE_AFTER, Value
from bot.dialogue.stations import Wishes, search_at, where_of
from bot.dialogue.talk import Talk
from bot.dialogue.waiting import press_waiting


def hold(talk: Talk) -> None:
    """Works out the turn; raises Asking when actions must be asked first."""
    kind = talk.turn.inbound.kind
    if kind in _FROM_ACTIONS:
        _FROM_ACTIONS[kind](talk, talk.turn.inbound.data)
        return
    left_alone = _put_aside_what_was_left_alone(talk)
    talk.remember(just_answered=False)
    if not talk.text:
        talk.remember(offer=None)
    _FROM_WORKER[kind](talk)
    if talk.is_emergency or talk.is_answered_already:
        return
    if talk.state.form is not None and not talk.has_asked:
        ask_again(talk, talk.state.form)
        talk.remember(offer=None)  # a "yes" now answers the form, which spoke last
    if left_alone and not talk.has_asked:
        offer_to_resume(talk)
    offer_later(talk)
    if not talk.replies:
        talk.say("faq.miss", buttons=menu_buttons(talk))


def _put_aside_what_was_left_alone(talk: Talk) -> bool:
    """After a long silence a form is offered, not forced on; a plain answer to its question still counts."""
    run = talk.state.form
    if run is None or talk.now - run.touched_at <= LEFT_ALONE_AFTER:
        return False
    if talk.now - run.touched_at > KEPT_FOR:
        talk.remember(form=None)
        return False
    if talk.turn.inbound.kind == "page_form":
        return False
    field = FORMS[run.name].field(run.asked)
    if talk.text and field is not None:
        reading = field.read(talk, run)
        if reading.values and reading.certain:
            return False
    talk.state = talk.state.suspending()
    return True


def _start(talk: Talk) -> None:
    talk.state = talk.state.suspending()
    talk.say("start.hello", buttons=menu_buttons(talk))
    offer_to_resume(talk)


def _button(talk: Talk) -> None:
    action = talk.turn.inbound.button
    if action is None:
        stale(talk)
        return
    pressed = _PRESSED.get(str(action.get("do")))
    if pressed is None:
        stale(talk)
    else:
        pressed(talk, action)


def _press_task(talk: Talk, action: JsonObject) -> None:
    task = str(action.get("id"))
    talk.person_reason = str(action.get("reason") or "")
    if tasks.can_do(task):
        if action.get("chosen"):
            choose(talk, task)
        else:
            meet(talk, task)
    else:
        stale(talk)


def _press_topic(talk: Talk, action: JsonObject) -> None:
    entry = talk.feed.get(str(action.get("id")))
    if entry is None:
        talk.say("button.topic_gone", buttons=menu_buttons(talk))
    else:
        nearest = talk.state.nearest if entry.id in talk.state.nearest else ()
        talk.remember(nearest=tuple(label for label in nearest if label != entry.id))
        faq.answer(talk, entry, "chosen" if action.get("chosen") else "answered")


def _press_stations(talk: Talk, action: JsonObject) -> None:
    code = str(action.get("where"))
    words = code.removeprefix("q:")
    where = Value(words, code) if words and words != code else where_of(talk, code)
    if where is None:
        stale(talk)
        return
    wishes = Wishes(facility=str(action.get("facility") or ""), open_now=bool(action.get("open_now")))
    search_at(talk, where, wishes)


def _press_application(talk: Talk, action: JsonObject) -> None:
    number = str(action.get("number") or "")
    if action.get("task") == "enrollment_correct":
        correct(talk, number)
    elif action.get("task") == "choose_union":
        choose_union(talk, number)
    elif action.get("task") == "enrollment_withdraw":
        applications.withdraw(talk, number)
    else:
        stale(talk)


def _press_cover(talk: Talk, action: JsonObject) -> None:
    if not memberships.press(talk, str(action.get("task")), str(action.get("number") or "")):
        stale(talk)


def _press_look_up(talk: Talk, action: JsonObject) -> None:
    start(talk, "enrollment_lookup")


def _beside_words(alone: Callable[[Talk], None]) -> Callable[[Talk], None]:
    """What a picture or a recording is answered with; words sent along are heard like any others."""

    def hear(talk: Talk) -> None:
        if is_wordless(talk.text):
            alone(talk)
            return
        if emergency_in(talk.turn.inbound.words) is None:
            is_passed_on = talk.owner == "queue" and talk.turn.inbound.kind == "photo"
            talk.say("media.photo_passed_on" if is_passed_on else "media.words_seen")
        hear_text(talk)

    return hear


def _photo(talk: Talk) -> None:
    """The pictures of an album are one thing sent; words under one of them are heard wherever in it they stand."""
    album = str(talk.turn.inbound.data.get("album") or "")
    if album and album == talk.state.album and is_wordless(talk.text):
        talk.is_answered_already = True
        return
    talk.remember(album=album)
    _beside_words(media.photo)(talk)


_PRESSED: dict[str, Callable[[Talk, JsonObject], None]] = {
    "task": _press_task,
    "topic": _press_topic,
    "unhelpful": lambda talk, action: faq.unhelpful_pressed(talk, int(action.get("answer") or 0)),
    "none": lambda talk, action: faq.none_of_these(talk),
    "stations": _press_stations,
    "application": _press_application,
    "look_up": _press_look_up,
    "cover": _press_cover,
    "waiting": press_waiting,
    "field": press,
    "step": press,
}
_FROM_ACTIONS: dict[InboundKind, Callable[[Talk, JsonObject], None]] = {
    "news": results.news,
    "command_result": results.command_settled,
    "command_delayed": results.command_delayed,
}
_FROM_WORKER: dict[InboundKind, Callable[[Talk], None]] = {
    "start": _start,
    "help": chat.menu,
    "text": hear_text,
    "button": _button,
    "location": lambda talk: media.location(talk, talk.turn.inbound.location),
    "contact": lambda talk: media.contact(talk, talk.turn.inbound.text),
    "photo": _photo,
    "voice": _beside_words(media.voice),
    "sticker": _beside_words(media.sticker),
    "page_form": lambda talk: submit_page(talk, talk.turn.inbound.data),
}
