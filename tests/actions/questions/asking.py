"""Questions as the bot hands them over."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from actions.faq.judging import UNDERSTANDING
from actions.questions.clusters import Show, listed
from actions.questions.model import Question
from actions.questions.sorting import sort_questions
from actions.questions.telling import tell_answered
from actions.staff.model import StaffMember
from tests.actions.applicants import RIDER
from tests.actions.house import Caller, House
from tests.actions.test_process import _env

QUESTIONS = "/v1/questions"
TEXT = "雨天的高温津贴算到几点"


def question(**changed: Any) -> dict[str, Any]:
    return {
        "conversation": RIDER.conversation,
        "text": TEXT,
        "reason": "fallback",
        "topics": ["summer_cooling", "enroll"],
        "county": "340302",
        "asked_at": "2026-11-22T03:58:00+00:00",
        **changed,
    }


async def asked(bot: Caller, *texts: str, of: str = "worker-{:04}", **changed: Any) -> None:
    """Each from another conversation, unless `of` names one."""
    for number, text in enumerate(texts, start=1):
        kept = await bot.post(QUESTIONS, question(text=text, conversation=of.format(number), **changed))
        assert kept.status == 201, kept.raw.decode()


async def sorted_by(house: House, *, everything: bool = False) -> int:
    """As the process does it by itself; returns how many questions moved."""
    return await sort_questions(
        house.database,
        vault=house.vault,
        understanding=house.client.app[UNDERSTANDING],
        clock=house.clock,
        checkpoint=house.checkpoints.append,
        everything=everything,
    )


async def told(house: House) -> int:
    """As the process does it by itself, some seconds later; returns how many pieces of news were put down."""
    house.clock.move(seconds=5)
    return await tell_answered(
        house.database, vault=house.vault, clock=house.clock, checkpoint=house.checkpoints.append
    )


async def lying(house: House) -> dict[str, int | None]:
    """Every question's text and the cluster it lies in."""
    async with house.database.read() as session:
        questions = list(await session.scalars(select(Question).order_by(Question.id)))
    return {house.vault.decrypt(one.text_box): one.cluster_id for one in questions}


async def groups(house: House) -> list[list[str]]:
    """The texts of each cluster, in the order they were asked; what is not sorted stands alone."""
    found: dict[int | str, list[str]] = {}
    for text, cluster in (await lying(house)).items():
        found.setdefault(cluster if cluster is not None else text, []).append(text)
    return list(found.values())


async def cluster_of(house: House, text: str) -> int:
    cluster = (await lying(house))[text]
    assert cluster is not None
    return cluster


async def shown(house: House, show: Show = Show.OPEN) -> Sequence[tuple[str, int, int]]:
    """What a list has: the most typical text, how many questions, of how many workers."""
    nobody = StaffMember(id=0, areas=[], roles=[])
    async with house.database.read() as session:
        found = await listed(session, house.vault, show, nobody, limit=100, offset=0)
    return [(one.text, one.questions, one.workers) for one in found]


async def killed_at(failpoint: str, database_url: str, port: int, **more: str) -> None:
    """A process of its own on the same database, which does what is due by itself and dies there."""
    env = _env(database_url, port, XIAOFENG_FAILPOINT=failpoint, **more)
    command, silent = [sys.executable, "-m", "actions.main"], asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, env=env, stderr=silent)
    async with asyncio.timeout(60):
        assert await process.wait() == -signal.SIGKILL
