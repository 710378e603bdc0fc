"""Lines: what is said in a conversation as people at the desk read it, redacted, at most so long.

A line is {"from": worker, bot or house, "kind", "text", "at"}, perhaps with "emergency", "photo" and "understood"
(topics, region, place, to_form, dealt_with, missed, doubted; question: its words without addresses and loose numbers,
where it has any). A shared point becomes words; its coordinates go nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from bot.dialogue.emergencies import emergency_in
from bot.dialogue.messages import JsonObject, Location, Reply
from bot.dialogue.outcomes import as_question
from bot.dialogue.personal import for_strangers, redact
from bot.dialogue.region_reading import counties_around, degrees_apart
from bot.dialogue.stations import is_in_anhui
from bot.dialogue.talk import Talk
from bot.dialogue.waiting import is_about_waiting

MOST_LINES = 30  # in one command
LONGEST_LINE = 4000  # characters
MOST_KEPT = 20
LONGEST_KEPT = 300
_MOST_TOPICS = 3
_NEAR = 0.03  # degrees, some three kilometres: a landmark this close names the place

_KINDS = ("text", "button", "photo", "location", "voice", "sticker", "contact")
_NOT_FROM_WORKER = ("news", "command_result", "command_delayed")


def is_from_worker(talk: Talk) -> bool:
    return talk.turn.inbound.kind not in _NOT_FROM_WORKER


def worker_line(talk: Talk) -> JsonObject:
    """What the worker of this turn sent."""
    inbound = talk.turn.inbound
    line: dict[str, Any] = {
        "from": "worker",
        "kind": inbound.kind if inbound.kind in _KINDS else "text",
        "text": _words(talk)[:LONGEST_LINE],
        "at": inbound.at.isoformat(),
    }
    if emergency_in(inbound.words) is not None:
        line["emergency"] = True
    if understood := {**_understood(talk), **_came_of(talk)}:
        line["understood"] = understood
    if photo := inbound.data.get("photo"):
        line["photo"] = dict(photo)
    elif file := inbound.data.get("file"):
        line["photo"] = {"file": file}  # fetched from its channel when the line is handed over
    return line


def bot_lines(talk: Talk, replies: Iterable[Reply]) -> list[JsonObject]:
    """What the bot says in this turn."""
    return [_said(talk, "bot", "text", reply) for reply in replies if reply.author == "bot"]


def house_lines(talk: Talk, replies: Iterable[Reply]) -> list[JsonObject]:
    """What the bot would have said, as news for the person who has the conversation."""
    return [_said(talk, "house", "news", reply) for reply in replies]


def house_line(talk: Talk, key: str) -> JsonObject:
    return _said(talk, "house", "news", Reply(talk.words(key)))


def kept(lines: Sequence[JsonObject]) -> tuple[JsonObject, ...]:
    """The end of a conversation as it is remembered for whoever takes over: shortened, no photos."""
    return tuple(
        {key: value[:LONGEST_KEPT] if key == "text" else value for key, value in line.items() if key != "photo"}
        for line in lines[-MOST_KEPT:]
    )


def _said(talk: Talk, author: str, kind: str, reply: Reply) -> JsonObject:
    titles = "".join(f"［{button.title}］" for button in reply.buttons)
    text = f"{reply.text}\n{titles}" if titles else reply.text
    return {"from": author, "kind": kind, "text": text[:LONGEST_LINE], "at": talk.now.isoformat()}


def _words(talk: Talk) -> str:
    inbound = talk.turn.inbound
    if inbound.kind == "button":
        return str((inbound.button or {}).get("title") or talk.words("line.button_unknown"))
    if inbound.kind == "location":
        return _place_words(talk, inbound.location)
    if inbound.kind in ("start", "help", "contact", "page_form"):
        return talk.words(f"line.{inbound.kind}")
    written = redact(talk.turn.state, inbound.words[:LONGEST_LINE], talk.reference.names).strip()
    return written or talk.words(f"line.{inbound.kind}")


def _understood(talk: Talk) -> JsonObject:
    if talk.turn.inbound.kind == "location":
        return _around(talk, talk.turn.inbound.location)
    understanding = talk.turn.understanding
    if understanding is None:
        return {}
    known: dict[str, Collection[str]] = {"region": talk.reference.regions, "place": talk.reference.places}
    named = {kind: code for kind, codes in known.items() if (code := talk.entity(kind)) in codes}
    if _leaves_nothing_to_answer(talk):
        return {"topics": [], **named} if named else {}
    ranked = dict.fromkeys((understanding.label, *(label for label, _ in understanding.ranking)))
    topics = [label for label in ranked if label and talk.knows(label)][:_MOST_TOPICS]
    to_form = {"to_form": True} if talk.turn.state.form is not None else {}
    return {"topics": topics, **named, **to_form, **_question(talk)}


def _question(talk: Talk) -> dict[str, str]:
    """What of the line may leave the conversation, should it become a question; {} where that is all of it."""
    words = _words(talk)
    is_all = talk.turn.inbound.kind != "text" or for_strangers(words, talk.reference.names) == words
    return {} if is_all else {"question": as_question(words, talk.reference.names)}


def _came_of(talk: Talk) -> JsonObject:
    """When the lines were said that the bot has dealt with by now, those whose answer missed and those doubted."""
    moments = {"dealt_with": talk.dealt_with, "missed": talk.missed, "doubted": talk.doubted}
    return {name: [at.isoformat() for at in dict.fromkeys(ats)] for name, ats in moments.items() if ats}


def _leaves_nothing_to_answer(talk: Talk) -> bool:
    """Asks for a person, is about the waiting, or only steers or chats: what ranks below that is nobody's question."""
    meant = talk.controls or talk.needs
    return is_about_waiting(talk) or (bool(meant) and not any(_can_be_answered(talk, label) for label in meant))


def _can_be_answered(talk: Talk, label: str) -> bool:
    return label not in ("human", "help") and talk.can_offer(label)


def _place_words(talk: Talk, point: Location | None) -> str:
    found = _around(talk, point)
    if not found:
        return talk.words("line.location_outside")
    region = talk.reference.full_region(found["region"])
    place = talk.reference.places.get(found.get("place", ""))
    if place is None:
        return talk.words("line.location_in", region=region)
    return talk.words("line.location_near", place=place.name, region=region)


def _around(talk: Talk, point: Location | None) -> dict[str, Any]:
    """The nearest landmark and its county, else the nearest county; nothing for a point outside Anhui."""
    if point is None or not is_in_anhui(point):
        return {}
    nearest = min(talk.reference.places.values(), key=lambda place: degrees_apart(point, place.lat, place.lon))
    if degrees_apart(point, nearest.lat, nearest.lon) <= _NEAR and nearest.region in talk.reference.regions:
        return {"topics": [], "place": nearest.id, "region": nearest.region}
    return {"topics": [], "region": counties_around(talk, point, 1)[0]}
