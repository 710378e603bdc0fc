"""What a new answer must fit in with: the closed lists, the other topics, and the ways to ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.content import TopicContent, bare
from actions.faq.model import FaqRevision
from actions.faq.queries import all_published
from actions.faq.scope import PROVINCE
from actions.faq.titles import topics_there
from actions.faq.variables import longest_values
from actions.reference import Reference


@dataclass(frozen=True)
class Surroundings:
    topics: Collection[str]  # ids of topics there are, out or not: all, or those that were asked about
    tasks: Collection[str]
    areas: Mapping[str, str]  # code → name: the province, its cities and counties
    trades: Mapping[str, str]  # code → name
    wordings: Mapping[str, str]  # bare wording → the topic that is out with it
    variables: Mapping[str, int]  # name → characters of the longest text it may become

    def wording_of_another(self, topic: str, content: TopicContent) -> tuple[str, str] | None:
        """A wording another topic is out with, and that topic; None when all are free."""
        for wording in content.wordings():
            owner = self.wordings.get(bare(wording), topic)
            if owner != topic:
                return wording, owner
        return None


async def look_around(session: AsyncSession, reference: Reference, *, about: Iterable[str]) -> Surroundings:
    """What one answer must fit in with; `about`: the topics it speaks of."""
    topics = await topics_there(session, set(about))
    return surroundings_of(topics, await all_published(session), reference)


def surroundings_of(topics: Collection[str], published: Iterable[FaqRevision], reference: Reference) -> Surroundings:
    """The same of what was read before; of thousands of answers it takes a second."""
    wordings: dict[str, str] = {}
    for revision in published:
        if isinstance(says := revision.says, TopicContent):
            wordings.update({bare(wording): revision.entry.topic for wording in says.wordings()})
    return Surroundings(
        topics=topics,
        tasks=reference.tasks.keys(),
        areas={PROVINCE: "安徽省", **{code: reference.region_name(code) for code in reference.regions}},
        trades=reference.trades,
        wordings=wordings,
        variables=longest_values(reference),
    )
