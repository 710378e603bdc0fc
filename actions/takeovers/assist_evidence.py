"""What operators did with suggested answers: inserted, edited, ignored. Evidence for those who write the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.database import insert_into
from actions.staff.model import StaffMember
from actions.takeovers.assist import PublishedAnswers
from actions.takeovers.model import AssistUse, Author, Takeover, Use
from actions.takeovers.transcript import Line


@dataclass(frozen=True)
class Picked:
    """The suggestion an operator put into the reply box."""

    seq: int
    topic: str

    @classmethod
    def parse(cls, text: str) -> Picked | None:
        """`12:join_cost`; None when nothing was picked."""
        seq, _, topic = text.partition(":")
        return cls(int(seq), topic) if seq.isascii() and seq.isdigit() and topic and len(seq) < 9 else None


@dataclass(frozen=True)
class TopicUse:
    """How often the answer to one topic was suggested, and what became of it."""

    topic: str
    inserted: int
    edited: int
    ignored: int

    @property
    def suggested(self) -> int:
        return self.inserted + self.edited + self.ignored


async def keep_uses(
    session: AsyncSession,
    takeover: Takeover,
    *,
    lines: Sequence[Line],
    reply_seq: int,
    picked: Picked | None,
    answers: PublishedAnswers,
    member: StaffMember,
    now: datetime,
) -> None:
    """Write down what the reply made of the suggestions shown since the reply before it; the same again adds nothing.

    What was passed over and picked later counts as picked.
    """
    text = next((line.text or "" for line in lines if line.seq == reply_seq), "")
    earlier = [line.seq for line in lines if line.author == Author.OPERATOR and line.seq < reply_seq]
    since = max(earlier, default=0)
    for line in lines:
        if line.author != Author.WORKER or line.seq >= reply_seq:
            continue
        is_picked_line = picked is not None and picked.seq == line.seq
        if line.seq <= since and not is_picked_line:
            continue
        for suggestion in answers.suggested(line.understood, takeover.region, local_date(now)):
            if picked == Picked(line.seq, suggestion.topic):
                use = Use.INSERTED if _same(suggestion.text, text) else Use.EDITED
            elif line.seq > since:
                use = Use.IGNORED
            else:
                continue
            await _keep(session, takeover, line.seq, suggestion.topic, suggestion.rank, use, member, now)


async def uses_by_topic(session: AsyncSession, *, since: datetime) -> list[TopicUse]:
    """Most suggested first; [] when nobody was helped since."""
    query = (
        select(AssistUse.topic, AssistUse.use, func.count())
        .where(AssistUse.at >= since)
        .group_by(AssistUse.topic, AssistUse.use)
    )
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(Use, 0))
    for topic, use, count in await session.execute(query):
        counts[topic][use] = count
    found = [TopicUse(topic, used[Use.INSERTED], used[Use.EDITED], used[Use.IGNORED]) for topic, used in counts.items()]
    return sorted(found, key=lambda one: (-one.suggested, one.topic))


async def _keep(
    session: AsyncSession,
    takeover: Takeover,
    seq: int,
    topic: str,
    rank: int,
    use: Use,
    member: StaffMember,
    now: datetime,
) -> None:
    values = {"takeover_id": takeover.id, "seq": seq, "topic": topic, "rank": rank, "use": use}
    row = insert_into(session, AssistUse).values(**values, staff_id=member.id, at=now)
    key = ["takeover_id", "seq", "topic"]
    if use == Use.IGNORED:
        await session.execute(row.on_conflict_do_nothing(index_elements=key))
    else:
        await session.execute(row.on_conflict_do_update(index_elements=key, set_={"use": use, "at": now}))


def _same(suggested: str, written: str) -> bool:
    """Blanks and line ends of a browser's text box do not count as an edit."""
    return "".join(suggested.split()) == "".join(written.split())
