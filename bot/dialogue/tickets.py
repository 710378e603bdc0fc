"""Handing a message over to people: the end of the small forms that take one down."""

from __future__ import annotations

from typing import Any

from bot.dialogue.state import FormRun
from bot.dialogue.talk import Talk

TICKETS = ("human", "report_problem", "suggest_station", "submit_proposal", "claim")


def open_ticket(talk: Talk, run: FormRun) -> None:
    """Orders a ticket of the form's kind; its text is redacted already."""
    parts = [run.values[name].value for name in ("place", "description") if name in run.values]
    body: dict[str, Any] = {
        "channel": talk.turn.channel,
        "kind": run.name,
        "text": "\n".join(part for part in parts if part) or _asked_before(talk),
    }
    region = run.values["region"].value if "region" in run.values else talk.state.region
    if region:
        body["region"] = region
    if "phone" in run.values and run.values["phone"].sealed:
        body["sealed"] = {"phone": run.values["phone"].sealed}
    talk.order("open_ticket", body)
    talk.say(f"{run.name}.received")


def _asked_before(talk: Talk) -> str:
    """What a person is told of someone who left no message: the topics asked about last."""
    entries = (talk.feed.get(topic) for topic in talk.state.topics)
    titles = "、".join(entry.title for entry in entries if entry is not None)
    return talk.words("ticket.asked_before", topics=titles) if titles else talk.words("ticket.no_message")
