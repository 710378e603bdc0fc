"""Asking for a person: opening a takeover while the desk is open, the place in its queue, and leaving it again.

Outside opening hours, and while nobody can be asked, a message is taken down instead (the form `human`).
"""

from __future__ import annotations

import re

from bot.dialogue.feed import bare
from bot.dialogue.form_engine import offer_to_resume, spotted, start
from bot.dialogue.form_presses import stale
from bot.dialogue.messages import Button, JsonObject, Unavailable
from bot.dialogue.outcomes import count, note_doubted
from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

PERSON_OFFERED = ("task", "human")  # below a sensitive answer

_ASKED_BEFORE = r"(?:请问|那|现在|我|帮我看看|到底|这)*+"
_PLACE_ASKED = re.compile(
    _ASKED_BEFORE + r"(?:排到(?:第)?(?:几|哪)(?:位|个|号|里|儿)?了?|排(?:在)?第几(?:位|个|号)?了?|第几(?:位|个|号)了?"
    r"|(?:我?(?:前面|前头))还?有?(?:几|多少)个?人?|(?:还要|还得|要|得)(?:等|排)(?:多久|多长时间|好久)"
    r"|(?:什么时候|啥时候|多久|几时)(?:能|才能)?(?:轮到|到)我?|(?:快)?轮到我(?:了)?(?:吗|没|没有)"
    r"|怎么还没(?:有)?人(?:来|接)?|还没(?:有)?人(?:来|接)吗?|排队情况|排队进度)(?:了|呢|啊|呀|吗)*"
)
_LEAVE_ASKED = re.compile(
    r"(?:算了|我|那|先)*+(?:不等了|不想等了|不排了|不排队了|取消排队|退出排队|别排了|不用等了|不用排了|不用排队了"
    r"|不用人工了|不用找人了?|不用转(?:人工)?了|不找人(?:工)?了|不转(?:人工)?了|取消(?:转)?人工)(?:吧|啊|谢谢)*"
)


def ask_for_person(talk: Talk) -> None:
    """Opens a takeover, or says how an open one stands; takes a message down where nobody would come."""
    if talk.owner == "queue":
        _tell_place(talk)
        return
    standing = talk.ask_actions("standing")
    answered = talk.state.context_at(talk.now) or ""
    count(talk, "person", answered if talk.feed.get(answered) else "")
    if not _was_offered(talk):
        note_doubted(talk)
    if _would_come(standing):
        _open(talk, talk.person_reason or "asked", "takeover.queued")
        return
    if isinstance(standing, dict) and standing.get("hours"):
        talk.say("takeover.desk_closed", hours=standing["hours"])
    take_message(talk)


def open_by_itself(talk: Talk, key: str) -> bool:
    """Opens a takeover nobody asked for, because the bot cannot help; False where nobody would come."""
    if talk.owner != "bot" or not _would_come(talk.ask_actions("standing")):
        return False
    _open(talk, "outage", key)
    return True


def take_message(talk: Talk) -> None:
    """The form of a message for people, with a number to call back."""
    talk.answered("human")
    start(talk, "human", values=spotted(talk, FormRun("human", 0, talk.now)) if talk.text else {})


def hear_waiting(talk: Talk) -> bool:
    """Whether a text of somebody in the queue was about the queue; then it is answered."""
    said = bare(talk.text)
    if _PLACE_ASKED.fullmatch(said):
        _tell_place(talk)
    elif _LEAVE_ASKED.fullmatch(said) or ("cancel" in talk.controls and talk.state.form is None):
        _leave(talk)
    else:
        return False
    return True


def is_about_waiting(talk: Talk) -> bool:
    """Whether a text asks for the place in the queue or wants to leave it, whoever has the conversation."""
    said = bare(talk.text)
    return bool(_PLACE_ASKED.fullmatch(said) or _LEAVE_ASKED.fullmatch(said))


def press_waiting(talk: Talk, action: JsonObject) -> None:
    """A button of the queue; once the waiting is over it is an old button."""
    step = action.get("step")
    if talk.owner != "queue":
        stale(talk)
    elif step == "place":
        _tell_place(talk)
    elif step == "message":
        _give_up_place(talk)
        take_message(talk)
    else:
        _leave(talk)


def waiting_buttons(talk: Talk, *steps: str) -> tuple[Button, ...]:
    return tuple(Button(talk.words(f"button.waiting_{step}"), {"do": "waiting", "step": step}) for step in steps)


def _was_offered(talk: Talk) -> bool:
    """Whether a person was offered by the bot itself: taking that up is no doubt of the answer."""
    offer = talk.turn.state.offer
    return bool(talk.person_reason) or (offer is not None and (offer.kind, offer.id) == PERSON_OFFERED)


def _would_come(standing: JsonObject | Unavailable) -> bool:
    if isinstance(standing, Unavailable) or standing.get("problem"):
        return False
    return bool(standing.get("open") or standing.get("state"))


def _open(talk: Talk, reason: str, key: str) -> None:
    """A form is put aside: what comes next is told to a person, not to a question."""
    talk.opening = {"reason": reason, **_matter(talk)}
    talk.owner = "queue"
    talk.answered("human")
    talk.state = talk.state.suspending()
    talk.remember(takeover="", attendant="", offer=None)
    talk.say(key, buttons=waiting_buttons(talk, "place", "leave"))


def _matter(talk: Talk) -> dict[str, str]:
    """What it is about and where, as far as that was said; the place decides who comes."""
    topics = [topic for topic in talk.state.topics if talk.knows(topic) and topic != "human"]
    matter = {"topic": topics[-1]} if topics else {}
    region = talk.entity("region") or talk.state.region or _region_said_before(talk)
    return matter | ({"region": region} if region in talk.reference.regions else {})


def _region_said_before(talk: Talk) -> str:
    """The latest that the worker named; "" for none."""
    understood = [line.get("understood", {}) for line in talk.turn.said_before]
    return next((one["region"] for one in reversed(understood) if one.get("region")), "")


def _tell_place(talk: Talk) -> None:
    standing = talk.ask_actions("standing")
    if isinstance(standing, Unavailable) or standing.get("problem"):
        talk.say("takeover.place_unknown", buttons=waiting_buttons(talk, "place", "leave"))
    elif standing.get("state") is None and talk.state.takeover:
        # It was open, since its number is known, and is no more: the news of it got lost.
        talk.owner = "bot"
        talk.say("takeover.over")
        offer_to_resume(talk)
    elif not standing.get("open"):
        talk.say(
            "takeover.place_after_hours",
            hours=standing.get("hours", ""),
            buttons=waiting_buttons(talk, "message", "leave"),
        )
    elif standing.get("state") == "waiting" and standing.get("position"):
        talk.say(
            "takeover.place",
            position=standing["position"],
            hours=standing.get("hours", ""),
            buttons=waiting_buttons(talk, "place", "leave"),
        )
    else:
        talk.say("takeover.coming", buttons=waiting_buttons(talk, "place", "leave"))


def _leave(talk: Talk) -> None:
    _give_up_place(talk)
    talk.say("takeover.left")
    offer_to_resume(talk)


def _give_up_place(talk: Talk) -> None:
    talk.owner = "bot"
    talk.order("leave_takeover", {})
