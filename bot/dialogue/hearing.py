"""A typed text: emergencies first, then the running form, then whatever it means."""

from __future__ import annotations

from bot.dialogue import faq, tasks
from bot.dialogue.answer_corrections import Correction, correction_in, rejected_by
from bot.dialogue.buttons import label_buttons, menu_buttons, person_button
from bot.dialogue.control_words import task_named_in
from bot.dialogue.correcting import correct, says_misfilled
from bot.dialogue.emergencies import emergency_in, is_happening_now
from bot.dialogue.feed import bare
from bot.dialogue.form_engine import resume, spotted
from bot.dialogue.form_hearing import hear
from bot.dialogue.forms import FORMS
from bot.dialogue.incoming_text import MAX_CHARACTERS, is_wordless
from bot.dialogue.introduction import hear_introduction
from bot.dialogue.invitation_code import code_in, speaks_of_code
from bot.dialogue.invitations import ask_for_code, open_invitation
from bot.dialogue.messages import Reply
from bot.dialogue.needs import choose, meet, meet_needs
from bot.dialogue.outcomes import just_given, note_unhelpful
from bot.dialogue.state import Noted, Offer
from bot.dialogue.stations import search_again
from bot.dialogue.talk import YES_NO, Talk
from bot.dialogue.unhelpful_words import says_it_missed
from bot.dialogue.waiting import PERSON_OFFERED, hear_waiting, open_by_itself

_TOPIC_OF_EMERGENCY = {
    "injury": "traffic_accident",
    "violence": "customer_conflict",
    "despair": "mental_health",
}
_WITH_ANSWER = ("injury", "violence", "held")


def hear_text(talk: Talk) -> None:
    raw = talk.turn.inbound.words
    must_go = bool(talk.findings) and not talk.may_ask_personal
    talk.delete_inbound = talk.delete_inbound or must_go
    kind = emergency_in(raw)
    if kind is not None:
        _emergency(talk, kind)
        if must_go:
            talk.say("personal.removed")
        return
    offer = talk.state.offer
    talk.remember(offer=None)
    if len(raw) > MAX_CHARACTERS:
        if must_go:
            talk.say("personal.removed")
        talk.say("text.too_long")
        return
    missed = just_given(talk) if talk.state.form is None and says_it_missed(talk.text) else ()
    if missed:
        faq.unhelpful(talk, missed)
        return
    if is_wordless(talk.text):
        talk.say("text.wordless", buttons=() if talk.state.form else menu_buttons(talk))
        return
    code = code_in(talk.text)
    if must_go and _take_away_personal(talk) and not code:
        return
    if code:
        open_invitation(talk, code)
        return
    if talk.owner == "queue" and hear_waiting(talk):
        return
    if speaks_of_code(talk.text) and not _is_told_freely(talk):
        ask_for_code(talk)
        return
    correction = correction_in(talk.turn.state, talk.text)
    _take_back(talk, correction)
    if correction is not None and correction.meant:
        _hear_what_was_meant(talk, correction)
        return
    if correction is not None and _says_only_no(talk, correction, offer):
        return
    if offer is not None and talk.yes is not None and not _waits_for_yes_or_no(talk):
        _answer_offer(talk, offer)
        return
    if talk.state.form is not None and hear(talk, talk.state.form):
        talk.remember(misses=0)
        return
    _answer(talk)


def _emergency(talk: Talk, kind: str) -> None:
    """A fixed line with the right number, and a person. A form that runs is left as it is.

    Where nobody's life hangs on the next minute and the topic is clear, its answer follows.
    """
    talk.is_emergency = True
    asked_about = talk.feed.get(talk.sure)
    topics = (asked_about.id if asked_about else "", _TOPIC_OF_EMERGENCY.get(kind, ""))
    person = person_button(talk, "emergency")
    talk.say(f"emergency.{kind}", buttons=(person, *label_buttons(talk, filter(None, topics))))
    if asked_about is not None and kind in _WITH_ANSWER and not is_happening_now(talk.text):
        faq.answer(talk, asked_about)
    talk.offer("task", "human", "emergency")


def _take_away_personal(talk: Talk) -> bool:
    """Personal values on a channel that must not carry them: sealed if a form needs them, and told why they are gone.

    True when there was nothing else in the text.
    """
    run = talk.state.form
    found = spotted(talk, run) if run is not None else {}
    sealed = {name: value for name, value in found.items() if value.sealed}
    if run is not None and sealed:
        talk.set_form(run.holding(sealed))
        talk.say("personal.removed_kept")
    else:
        talk.say("personal.removed")
    return talk.heard is None


def _take_back(talk: Talk, correction: Correction | None) -> None:
    """What the worker says was not meant counts for this text, and with a correction for the next one too."""
    rejected = rejected_by(talk.turn.state, correction, talk.now)
    talk.reject(rejected)
    talk.remember(rejected=Noted(rejected, talk.now) if correction and rejected else None)


def _hear_what_was_meant(talk: Talk, correction: Correction) -> None:
    if correction.is_plain:
        note_unhelpful(talk, just_given(talk))
    talk.hear_only(correction.meant)
    said = len(talk.replies)
    _answer(talk)
    is_answered = talk.state.answered is not None and talk.feed.get(talk.state.answered.ids[-1]) is not None
    if talk.turn.state.just_answered and talk.state.just_answered and is_answered:
        talk.replies.insert(said, Reply(talk.words("correction.again")))


def _says_only_no(talk: Talk, correction: Correction, offer: Offer | None) -> bool:
    """Whether "不是这个" was said of an answer or of choices, and what is shown instead of them."""
    before = talk.turn.state
    if offer is not None and offer.kind in ("choices", "topic"):
        if not correction.blames:
            faq.none_of_these(talk)
        return not correction.blames
    asked_otherwise = offer is not None and (offer.kind, offer.id) != PERSON_OFFERED and "deny" in talk.controls
    answered = before.answered.ids if before.just_answered and before.answered else ()
    if asked_otherwise or not any(talk.feed.get(label) for label in answered):
        return False
    note_unhelpful(talk, just_given(talk))
    faq.not_that(talk)
    return True


def _is_told_freely(talk: Talk) -> bool:
    """Whether the text is somebody's own description, which a form waits for."""
    run = talk.state.form
    field = FORMS[run.name].field(run.asked) if run is not None else None
    return field is not None and field.told_freely


def _waits_for_yes_or_no(talk: Talk) -> bool:
    run = talk.state.form
    if run is None:
        return False
    field = FORMS[run.name].field(run.asked)
    return run.asked in ("confirm", "change", "consent") or (field is not None and field.optional)


def _answer_offer(talk: Talk, offer: Offer) -> None:
    if talk.yes is False and offer.kind in ("choices", "topic"):
        faq.none_of_these(talk)
    elif talk.yes is False:
        talk.say("offer.declined")
    elif offer.kind == "choices":
        faq.show_choices(talk, talk.state.nearest)
    elif offer.kind == "topic" and not talk.can_offer(offer.id):
        talk.say("button.topic_gone", buttons=menu_buttons(talk))
    elif offer.kind == "resume":
        left = [run for run in talk.state.suspended_at(talk.now) if str(run.run) == offer.id]
        if left:
            resume(talk, left[0])
        else:
            talk.say("form.expired", buttons=menu_buttons(talk))
    elif offer.kind == "topic" and offer.id in talk.state.nearest:
        choose(talk, offer.id)
    else:
        talk.person_reason = offer.reason
        meet(talk, offer.id)


def _answer(talk: Talk) -> None:
    literal = next((control for control in talk.controls if tasks.can_do(control)), "")
    if literal and not (literal in YES_NO and talk.sure):
        meet(talk, literal)
    elif search_again(talk):
        talk.dealt_with.append(talk.now)
    elif says_misfilled(talk):
        correct(talk)
        talk.dealt_with.append(talk.now)
    elif talk.turn.nlu_down:
        _without_nlu(talk)
    elif talk.heard is None:
        talk.say("personal.unasked", buttons=label_buttons(talk, ("enroll", "privacy_data")))
    elif talk.heard.decision == "answer" and talk.sure:
        meet_needs(talk)
    elif (entry := talk.feed.worded(talk.text)) is not None and entry.id not in talk.rejected:
        talk.remember(nearest=tuple(label for label in talk.ranked() if label != entry.id))
        faq.answer(talk, entry)
    elif hear_introduction(talk):
        talk.dealt_with.append(talk.now)
    elif talk.heard.decision != "fallback" and talk.ranked():
        _show_choices(talk)
    else:
        faq.miss(talk)


def _show_choices(talk: Talk) -> None:
    """Of two likely needs both are to be chosen, one after the other."""
    choices = talk.ranked()
    second = talk.heard.second if talk.heard else None
    needs = tuple(label for label in choices if talk.heard and label in (talk.heard.label, second)) if second else ()
    faq.suggest(talk, choices)
    talk.remember(later=needs if len(needs) > 1 else ())


def _without_nlu(talk: Talk) -> None:
    """The exact title of a topic or task and its plain key words still work; for the rest the menu and a person."""
    entry = talk.feed.worded(talk.text)
    titled = (task.code for task in talk.reference.tasks.values() if bare(task.name) == bare(talk.text))
    task = next(titled, "") or task_named_in(talk.text)
    if entry is not None:
        talk.remember(nearest=())
        faq.answer(talk, entry)
    elif task:
        meet(talk, task)
    elif not (talk.turn.nlu_out and open_by_itself(talk, "takeover.outage")):
        talk.say("nlu_down", buttons=menu_buttons(talk))
