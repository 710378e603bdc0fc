"""Does a conversation grow slower? The same questions at turn 5 of new conversations and at turn 2,000 of one."""

from __future__ import annotations

import random
import secrets
import time

import aiohttp

from benchmarks.exchange import ExchangeFailed, say_in_chat
from benchmarks.jobs import LongJob, LongResult
from benchmarks.phrasebook import Phrasebook
from benchmarks.sender import Kind, Message, Sender

EARLY_TURN = 5
LATE_TURN = 2_000
_SAMPLES = 200
_STATUS = Message("form", "查入会进度")


async def compare_early_and_late(job: LongJob, book: Phrasebook, session: aiohttp.ClientSession) -> LongResult:
    """Grow one conversation, then time pairs of questions around its turn 2,000."""
    try:
        early, late = await _times(job.url, book, session)
    except (ExchangeFailed, aiohttp.ClientError, TimeoutError) as error:
        return LongResult([], [], failure=f"{type(error).__name__} {error}")
    return LongResult(early, late)


async def _times(url: str, book: Phrasebook, session: aiohttp.ClientSession) -> tuple[list[float], list[float]]:
    chance = random.Random(LATE_TURN)
    long = await _grown_conversation(url, book, session, turns=LATE_TURN - _SAMPLES // 2 - 1)
    early: list[float] = []
    late: list[float] = []
    for number in range(_SAMPLES):
        new = secrets.token_urlsafe(32)
        for _ in range(EARLY_TURN - 1):
            await say_in_chat(session, url, new, _question(book, chance))
        question = _question(book, chance)
        # Asked once elsewhere first and in changing order, so that neither side is the first to ask it.
        await say_in_chat(session, url, secrets.token_urlsafe(32), question)
        for conversation, times in ((new, early), (long, late))[:: 1 if number % 2 else -1]:
            began = time.perf_counter()
            await say_in_chat(session, url, conversation, question)
            times.append((time.perf_counter() - began) * 1000)
    return early, late


async def _grown_conversation(url: str, book: Phrasebook, session: aiohttp.ClientSession, *, turns: int) -> str:
    """The secret of a conversation of `turns` messages in the usual mix; once the application is filed the worker
    asks how it stands instead of filling in the form."""
    sender = Sender(LATE_TURN * 100, book, guided=True)
    conversation = sender.conversation
    filed = False
    for _ in range(turns):
        message = sender.next_message()
        if filed and message.kind == "form":
            message = _STATUS
        sender.hear(message, await say_in_chat(session, url, conversation, message))
        filed = filed or message.field == "confirm"
    return conversation


def _question(book: Phrasebook, chance: random.Random) -> Message:
    kind: Kind = "faq"
    return Message(kind, book.question(chance))
