"""What an operator answered otherwise than was suggested is a question for those who write answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.content import bare
from actions.questions.keeping import keep
from actions.questions.model import Reason
from actions.questions.queries import moments_of
from actions.takeovers.levels import city_of
from actions.takeovers.model import AssistUse, Author, Takeover, Use
from actions.takeovers.transcript import Line, lines_after
from actions.vault import Vault

#: Letters and digits: 好的 and 谢谢 ask nothing. Beside longer thanks the bot lets nothing be suggested.
SHORTEST = 4


async def keep_overrides(session: AsyncSession, takeover: Takeover, *, vault: Vault) -> None:
    """Keep each text of the worker beside which answers were suggested and all of them passed over.

    What the bot has handed over itself is kept already; what it has dealt with and nobody doubted, what was said to a
    form and what in an emergency never is. The caller holds the takeover's row.
    """
    conversation = takeover.conversation
    passed_over = await _passed_over(session, takeover)
    if conversation is None or not passed_over:
        return
    kept = await moments_of(session, conversation)
    lines = await lines_after(session, takeover.id, 0, vault)
    settled = kept | _dealt_with(lines)
    for line in lines:
        if line.seq in passed_over and line.said_at not in settled and _asks(line):
            await keep(
                session,
                vault,
                conversation=conversation,
                reason=Reason.OVERRIDE,
                text=_question(line),
                topics=passed_over[line.seq],
                county=_county(takeover),
                asked_at=line.said_at,
            )


async def _passed_over(session: AsyncSession, takeover: Takeover) -> dict[int, list[str]]:
    """The topics suggested beside each line none of whose suggestions was used, best first; {} for none."""
    query = (
        select(AssistUse.seq, AssistUse.topic, AssistUse.use)
        .where(AssistUse.takeover_id == takeover.id)
        .order_by(AssistUse.seq, AssistUse.rank)
    )
    suggested: defaultdict[int, list[str]] = defaultdict(list)
    used: set[int] = set()
    for seq, topic, use in await session.execute(query):
        suggested[seq].append(topic)
        if use != Use.IGNORED:
            used.add(seq)
    return {seq: topics for seq, topics in suggested.items() if seq not in used}


def _dealt_with(lines: Sequence[Line]) -> set[datetime]:
    """When what the bot has answered, done or noted was said; what the worker complained of afterwards is left out, and
    that after whose answer they wanted a person and asked nothing else before that person replied."""
    found: set[datetime] = set()
    doubted: set[datetime] = set()
    for line in lines:
        if line.author == Author.OPERATOR:
            found -= doubted
        if line.author == Author.OPERATOR or _names_a_topic(line):
            doubted = set()
        if line.understood is not None:
            found |= set(line.understood.dealt_with)
            found -= set(line.understood.missed)
            doubted |= set(line.understood.doubted)
    return found


def _names_a_topic(line: Line) -> bool:
    return line.understood is not None and bool(line.understood.topics)


def _asks(line: Line) -> bool:
    to_form = line.understood is not None and line.understood.to_form
    is_text = line.author == Author.WORKER and line.kind == "text" and len(bare(_question(line))) >= SHORTEST
    return is_text and not line.emergency and not to_form


def _question(line: Line) -> str:
    """Its words as more people may read them than the operator who needed an address."""
    named = line.understood.question if line.understood is not None else None
    return (line.text or "") if named is None else named


def _county(takeover: Takeover) -> str | None:
    region = takeover.region
    return region if region is not None and region != city_of(region) else None
