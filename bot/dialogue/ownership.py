"""Who speaks in a conversation: the bot, the bot while a person is waited for, or a person.

While a person has it the bot says nothing: whatever happens becomes a line for the desk. The owner changes in the turn
that reads the desk's news. Taking and giving back raise the owner epoch, so that what was said under another owner and
is not on its way yet never is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.dialogue.conversation import hold
from bot.dialogue.form_engine import offer_to_resume
from bot.dialogue.lines import (
    MOST_LINES,
    bot_lines,
    house_line,
    house_lines,
    is_from_worker,
    kept,
    worker_line,
)
from bot.dialogue.messages import Command, JsonObject, Photo, Reply
from bot.dialogue.talk import Talk
from bot.dialogue.waiting import open_by_itself, take_message, waiting_buttons

_OF_TAKEOVERS = ("open_takeover", "takeover_lines", "acknowledge_claim", "leave_takeover")


def take_turn(talk: Talk) -> None:
    """Works out the turn under its owner; raises Asking when actions must be asked first."""
    data = talk.turn.inbound.data
    kind = str(data.get("kind") or "")
    desk_news = _FROM_DESK.get(kind) if talk.turn.inbound.kind == "news" else None
    if desk_news is not None:
        desk_news(talk, data.get("data") or {})
    elif talk.turn.inbound.kind in ("command_result", "command_delayed") and kind in _OF_TAKEOVERS:
        _hand_over_settled(talk, kind, data)
    elif talk.owner == "person":
        _pass_on(talk)
    else:
        hold(talk)
        _end_with_erasure(talk, kind, data)
    _keep_lines(talk)


def take_undigested(talk: Talk) -> None:
    """The turn of a message the dialogue failed on: the worker hears that it was our fault, a person takes over."""
    if talk.owner == "person":
        talk.order("takeover_lines", {"lines": [house_line(talk, "line.undigested")]})
        return
    if not (is_from_worker(talk) and open_by_itself(talk, "takeover.undigested")):
        talk.say("core.undigested")
    _keep_lines(talk)


def _claimed(talk: Talk, facts: JsonObject) -> None:
    """One turn: the bot falls silent, the person is introduced, and only then is the claim acknowledged."""
    name = str(facts.get("by") or talk.words("label.colleague"))
    talk.state = talk.state.suspending()
    talk.remember(takeover=str(facts.get("number") or ""), attendant=name, offer=None, later=())
    talk.owner = "person"
    talk.raises_epoch = True
    if talk.turn.owner == "bot" and talk.turn.said_before:
        # The worker left the queue as somebody came: what was said since then has not been passed on.
        talk.order("takeover_lines", {"lines": list(talk.turn.said_before)})
        talk.said = ()
    talk.put(Reply(talk.words("takeover.taken", by=name), speaker=name))
    talk.order("acknowledge_claim", {"claim": facts.get("claim"), "last_seq": talk.turn.last_seq})


def _line(talk: Talk, facts: JsonObject) -> None:
    """A person's words, word for word, whoever has the conversation by now: nothing of theirs may be lost."""
    photo = facts.get("photo")
    shown = Photo(photo["type"], photo["data"]) if photo else None
    text = str(facts.get("text") or "")
    if text or shown is not None:
        talk.put(Reply(text, speaker=talk.state.attendant or talk.words("label.colleague"), photo=shown))


def _returned(talk: Talk, facts: JsonObject) -> None:
    """Back in the queue, to be taken by somebody else."""
    talk.owner = "queue"
    talk.raises_epoch = True
    talk.remember(takeover=str(facts.get("number") or ""), attendant="")
    key = f"takeover.returned_{facts.get('why')}"
    key = key if talk.has_words(key) else "takeover.returned_transfer"
    talk.say(key, buttons=waiting_buttons(talk, "place", "leave"))


def _closed(talk: Talk, facts: JsonObject) -> None:
    # Somebody who left the queue may stand in it anew when the news of the first end arrive.
    is_over_already = talk.owner == "queue" and facts.get("number") != talk.state.takeover
    if talk.owner != "bot" and not is_over_already:
        _give_back(talk, "takeover.closed")


def _climbed(talk: Talk, facts: JsonObject) -> None:
    if talk.owner == "queue":
        talk.say("takeover.climbed", buttons=waiting_buttons(talk, "message", "place", "leave"))


_FROM_DESK: dict[str, Callable[[Talk, JsonObject], None]] = {
    "takeover.claimed": _claimed,
    "takeover.line": _line,
    "takeover.returned": _returned,
    "takeover.closed": _closed,
    "takeover.climbed": _climbed,
}


def _give_back(talk: Talk, key: str) -> None:
    talk.owner = "bot"
    talk.raises_epoch = True
    talk.remember(takeover="", attendant="", offer=None)
    talk.say(key)
    offer_to_resume(talk)


def _hand_over_settled(talk: Talk, kind: str, data: JsonObject) -> None:
    """What became of a command about the takeover itself."""
    if talk.turn.inbound.kind == "command_delayed":
        if kind == "open_takeover" and talk.owner == "queue":
            talk.say("takeover.delayed")
    elif data.get("status") == "done":
        if kind == "open_takeover" and talk.owner == "queue":
            talk.remember(takeover=str((data.get("body") or {}).get("number") or ""))
    elif kind == "open_takeover" and talk.owner == "queue":
        talk.owner = "bot"
        talk.say("takeover.refused")
        take_message(talk)
    elif kind == "takeover_lines" and talk.owner != "bot" and _is_gone(talk, data):
        _give_back(talk, "takeover.over")


def _is_gone(talk: Talk, data: JsonObject) -> bool:
    """Whether actions know of no takeover, so that nobody would ever answer; not if this one is still being opened."""
    return data.get("problem") == "not-found" and bool(talk.state.takeover)


def _pass_on(talk: Talk) -> None:
    """A person has the conversation: what the worker sends goes there, and so does what the bot would have said."""
    if is_from_worker(talk) and talk.turn.inbound.kind != "page_form":
        lines = [worker_line(talk)]
        holds_personal = bool(talk.findings) or talk.turn.inbound.kind == "contact"
        talk.delete_inbound = holds_personal and not talk.may_ask_personal
    else:
        before = talk.turn.state
        hold(talk)
        lines = [*([worker_line(talk)] if is_from_worker(talk) else []), *house_lines(talk, talk.replies)]
        talk.replies.clear()
        talk.state = talk.state.suspending()
        talk.remember(offer=before.offer, later=before.later)
        _end_with_erasure(talk, str(talk.turn.inbound.data.get("kind")), talk.turn.inbound.data)
    if lines and talk.owner == "person":
        talk.commands.insert(0, Command("takeover_lines", {"lines": lines[:MOST_LINES]}))


def _end_with_erasure(talk: Talk, kind: str, data: JsonObject) -> None:
    """A takeover ends with the erasure of its worker; no news say so."""
    if kind == "erase_person" and data.get("status") == "done" and talk.owner != "bot":
        talk.raises_epoch = talk.owner == "person"
        talk.owner = "bot"
        talk.remember(takeover="", attendant="")


def _keep_lines(talk: Talk) -> None:
    """Passes on what was said while somebody waits; else remembers it for whoever may take over later."""
    before = talk.turn.owner
    if before == "person" and talk.owner == "person":
        return
    said: list[JsonObject] = []
    if is_from_worker(talk) and before != "person":
        said.append(worker_line(talk))
    said += bot_lines(talk, talk.replies)
    if talk.opening:
        lines = [*kept(talk.turn.said_before), *said][-MOST_LINES:]
        body: dict[str, Any] = {**talk.opening, "lines": lines}
        talk.commands.append(Command("open_takeover", body))
        talk.said = ()
    elif talk.owner == "queue" or (before == "queue" and is_from_worker(talk)):
        if said:
            talk.commands.insert(0, Command("takeover_lines", {"lines": said[:MOST_LINES]}))
    elif said:
        talk.said = kept([*talk.turn.said_before, *said])
