"""What each task, chat and control id of data/tasks.csv does outside a form."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.dialogue import applications, chat, memberships, own_data
from bot.dialogue.buttons import label_buttons
from bot.dialogue.correcting import correct
from bot.dialogue.fields_told import MAX_TOLD, read_place, told
from bot.dialogue.fields_work import works_for
from bot.dialogue.form_engine import offer_to_resume, spotted, start
from bot.dialogue.state import FormRun, State, Value
from bot.dialogue.stations import search_at, wishes_in
from bot.dialogue.talk import Talk
from bot.dialogue.tickets import TICKETS
from bot.dialogue.waiting import ask_for_person

_A_WHOLE_STORY = 15  # a request this long tells the matter itself: it need not be told again


def do(talk: Talk, task: str) -> None:
    """Does a task, chat or control id; the text of the turn, if any, may already hold what the task needs."""
    _DOINGS[task](talk)


def can_do(task: str) -> bool:
    return task in _DOINGS


def enroll(talk: Talk) -> None:
    """Starts enrolling with what the worker said already; after a rejection afresh, saying why it was rejected."""
    known: dict[str, Value] = {}
    reference, state = talk.reference, talk.state
    if applications.tell_rejection(talk):
        state = State()
    if state.trade in reference.trades:
        known["trade"] = Value(reference.trades[state.trade].name, state.trade)
    if state.platform in reference.platforms and works_for(talk, state.trade, state.platform):
        known["platform"] = Value(reference.platforms[state.platform].name, state.platform)
    said = spotted(talk, FormRun("enroll", 0, talk.now)) if talk.text else {}
    start(talk, "enroll", values={**known, **said})
    talk.answered("enroll")


def transfer(talk: Talk) -> None:
    """Starts moving a membership; where the worker was before is not taken for where they are now."""
    start(talk, "transfer", values=spotted(talk, FormRun("transfer", 0, talk.now)) if talk.text else {})
    talk.remember(misses=0)


def find_station(talk: Talk) -> None:
    """Searches at once when the text names a place; says so when it lies elsewhere; else asks for one, the wishes
    kept.
    """
    wishes = wishes_in(talk)
    reading = read_place(talk, FormRun("find_station", 0, talk.now)) if talk.text else None
    if reading and reading.values:
        search_at(talk, reading.values["place"], wishes)
        return
    if reading and reading.declined:
        talk.say("form.find_station.declined", buttons=label_buttons(talk, ("find_station", "human")))
        talk.answered("find_station")
        return
    start(talk, "find_station", values=wishes.values())


def _ticket(kind: str) -> Callable[[Talk], None]:
    def open_form(talk: Talk) -> None:
        talk.answered(kind)
        run = FormRun(kind, 0, talk.now)
        values = spotted(talk, run) if talk.text else {}
        field = "place" if kind == "suggest_station" else "description"
        if _tells_the_matter(talk):
            values[field] = told(talk, talk.text[:MAX_TOLD])
        start(talk, kind, values=values)

    return open_form


def _tells_the_matter(talk: Talk) -> bool:
    """Whether a request is long enough to be the whole story; one for two tasks at once is none."""
    tasks = [need for need in talk.needs if talk.feed.get(need) is None]
    return len(talk.text) >= _A_WHOLE_STORY and len(tasks) < 2


def _benefit_check(talk: Talk) -> None:
    talk.answered("benefit_check")
    topics = (
        "benefit_overview",
        "accident_plan_who",
        "hospital_mutual",
        "hardship_aid",
        "education_aid",
        "health_check",
        "legal_aid",
    )
    talk.say("benefit_check.guide", buttons=label_buttons(talk, (*topics, "human")))


def _notifications(wanted: bool) -> Callable[[Talk], None]:
    def switch(talk: Talk) -> None:
        talk.remember(notifications=wanted, misses=0)
        talk.say("notifications_on.done" if wanted else "notifications_off.done")

    return switch


def _restart(talk: Talk) -> None:
    state = talk.state
    # Run and answer numbers go on, so that buttons of the past stay stale; what was handed over is still awaited.
    talk.state = State(
        runs=state.runs,
        answers=state.answers,
        notifications=state.notifications,
        submitted=state.submitted,
        takeover=state.takeover,
        attendant=state.attendant,
    )
    talk.say("restart.done")
    chat.menu(talk)


def _nothing_running(key: str, *instead: str) -> Callable[[Talk], None]:
    def answer(talk: Talk) -> None:
        talk.say(key, buttons=label_buttons(talk, (*instead, "help", "human")))

    return answer


def _go_on_or_nothing(talk: Talk) -> None:
    """A "yes" or "go on" out of the blue: a form put aside is what it can mean."""
    if talk.state.suspended_at(talk.now):
        offer_to_resume(talk)
    else:
        _nothing_running("affirm.nothing")(talk)


_DOINGS: dict[str, Callable[[Talk], None]] = {
    "enroll": enroll,
    "enrollment_status": applications.show_status,
    "enrollment_correct": correct,
    "enrollment_withdraw": applications.withdraw,
    "transfer": transfer,
    **{task: partial(memberships.do, task) for task in memberships.COVER_TASKS},
    "find_station": find_station,
    "benefit_check": _benefit_check,
    **{kind: _ticket(kind) for kind in TICKETS},
    "human": ask_for_person,
    "my_data": own_data.show,
    "delete_my_data": own_data.ask_to_delete,
    "notifications_off": _notifications(False),
    "notifications_on": _notifications(True),
    "cancel": _nothing_running("cancel.nothing"),
    "back": _nothing_running("back.nothing", "enrollment_correct"),
    "affirm": _go_on_or_nothing,
    "deny": _nothing_running("deny.nothing"),
    "restart": _restart,
    "help": chat.menu,
    "greet": chat.greet,
    "thanks": chat.thanks,
    "goodbye": chat.goodbye,
    "bot_challenge": chat.bot_challenge,
    "complain_bot": chat.complain_bot,
    "out_of_scope": chat.out_of_scope,
}
