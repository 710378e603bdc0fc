"""Asking nlu about a revision while no transaction is open, for a program's call as for a page's form."""

from __future__ import annotations

from datetime import date

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.faq import queries
from actions.faq.content import TopicContent, VariantContent
from actions.faq.errors import UnderstandingUnavailable
from actions.faq.model import FaqRevision
from actions.faq.states import OPEN
from actions.faq.understanding import NOTHING_TO_JUDGE, CheckResult, Understanding
from actions.web import CLOCK, DATABASE

UNDERSTANDING = web.AppKey("UNDERSTANDING", Understanding)
#: Names of the revisions nlu is being asked about now. It checks one at a time and does not know what we call it.
CHECKS_UNDER_WAY: web.AppKey[set[str]] = web.AppKey("CHECKS_UNDER_WAY", set)

#: A check with the draft's version it judged; why there is none; or None: none is wanted any more.
Judged = tuple[CheckResult, int] | UnderstandingUnavailable | None


async def judge(app: web.Application, revision_name: str, *, again: bool) -> Judged:
    """What nlu says about an open revision; `again`: even when it was asked before. Raises RevisionNotFound."""
    async with app[DATABASE].read() as session:
        revision = await queries.known_revision(session, revision_name)
        topic, says, version = revision.entry.topic, revision.says, revision.draft_version
        is_to_ask = await is_nlu_to_judge(session, revision, local_date(app[CLOCK]()))
    if revision.state_now not in OPEN or (revision.check_result is not None and not again):
        return None
    if not is_to_ask or not isinstance(says, TopicContent):
        return NOTHING_TO_JUDGE, version
    under_way = app[CHECKS_UNDER_WAY]
    if revision_name in under_way:
        return UnderstandingUnavailable("under_way")
    under_way.add(revision_name)
    try:
        return await app[UNDERSTANDING].check(topic, says), version
    except UnderstandingUnavailable as refusal:
        return refusal
    finally:
        under_way.discard(revision_name)


async def is_nlu_to_judge(session: AsyncSession, revision: FaqRevision, day: date) -> bool:
    """Whether a check takes its while: nlu would learn something else than what is out. `day` is China's."""
    says, out = revision.says, await _in_feed(session, revision, day)
    return isinstance(says, TopicContent) and not (isinstance(out, TopicContent) and says.is_understood_as(out))


async def _in_feed(session: AsyncSession, revision: FaqRevision, day: date) -> VariantContent | None:
    """What the same entry says in the feed nlu follows; None while it is not in it."""
    out = await queries.published_revision(session, revision.entry)
    return out.says if out is not None and out.says.is_valid_on(day) else None


def result_of(judged: Judged) -> tuple[CheckResult, int]:
    """What there is to keep; nothing of a revision that is decided. Raises UnderstandingUnavailable."""
    if isinstance(judged, UnderstandingUnavailable):
        raise judged
    return judged or (NOTHING_TO_JUDGE, 0)  # no draft is of version 0: keeping it says that it is decided
