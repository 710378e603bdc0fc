"""What was said between workers and the desk: every line once and in order, and the bot silent in between."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.ground import Ground
from tests.faults.notices import heard
from tests.faults.visits import Help, Visit


def takeover_faults(ground: Ground, visit: Visit) -> Iterator[str]:
    """What is wrong about one conversation that people had, in sentences; the worker has caught up."""
    helped = visit.helped
    if helped is None:
        return
    query = "SELECT state, outcome, claim FROM takeovers WHERE number = :number"
    [(state, outcome, claims)] = ground.ledger.rows("actions", query, number=helped.number)
    if (state, outcome) != ("closed", "answered"):
        yield f"the takeover ended {state}, {outcome}"
    page = ground.desk.page(helped.number)
    if page.lines("mine person") != [*helped.written]:
        yield f"{helped.written} written, {page.lines('mine person')} kept"
    yield from _told_to_the_worker(visit, helped, claims)
    yield from _told_to_the_desk(visit, helped, page.lines("theirs"))
    yield from _bot_lines_in_between(ground, visit, claims)


def _told_to_the_worker(visit: Visit, helped: Help, claims: int) -> Iterator[str]:
    """Each claim is introduced, then come the operator's words; the last claim is the one that went through."""
    replies = [reply for _, reply in sorted(visit.worker.replies.items())]
    persons = [reply for reply in replies if "from" in reply]
    if len(heard("takeover.taken", persons)) != claims:
        yield f"{claims} claims, {len(heard('takeover.taken', persons))} introduced"
    if [reply["text"] for reply in persons[claims:]] != [*helped.written]:
        yield f"{helped.written} written, {[reply['text'] for reply in persons]} heard"
    if len(heard("takeover.closed", replies)) != 1:
        yield f"the close was told {len(heard('takeover.closed', replies))} times"


def _told_to_the_desk(visit: Visit, helped: Help, kept: list[str]) -> Iterator[str]:
    """What was said since asking, after the end of what was said before; words after the close go to one of the two."""
    said = [posted.body["text"] for posted in visit.worker.posted]
    afterwards = visit.worker.posted[helped.last_at + 1]
    expected = said[: helped.last_at + 1]
    if not afterwards.answer["replies"]:
        expected.append(afterwards.body["text"])
    if len(kept) < len(expected) - helped.asked_at or kept != expected[-len(kept) :]:
        yield f"{expected} said, {kept} in the transcript"


def _bot_lines_in_between(ground: Ground, visit: Visit, claims: int) -> Iterator[str]:
    """From `taken` to the close, or to the way back into the queue, no line is the bot's."""
    ledger = ground.ledger
    of = ledger.data_key.conversation_id("web", visit.worker.secret)
    query = "SELECT author, body FROM outbox WHERE conversation_id = :of ORDER BY seq"
    is_with_person, came, went = False, 0, 0
    for author, body in ledger.rows("bot", query, of=of):
        said = [ledger.data_key.decrypt(bytes(body))]
        if heard("takeover.taken", said):
            is_with_person, came = True, came + 1
        elif heard("takeover.closed", said) or heard("takeover.returned_unacknowledged", said):
            is_with_person, went = False, went + 1
        elif is_with_person and author == "bot":
            yield "the bot spoke while a person had the conversation"
    if (came, went) != (claims, claims):
        yield f"{claims} claims, but a person came {came} times and went {went} times"
