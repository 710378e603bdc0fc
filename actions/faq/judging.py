"""Asking nlu about a revision while no transaction is open, for a program's call as for a page's form."""

from __future__ import annotations

from aiohttp import web

from actions.faq import queries
from actions.faq.content import TopicContent
from actions.faq.errors import UnderstandingUnavailable
from actions.faq.states import OPEN
from actions.faq.understanding import NOTHING_TO_JUDGE, CheckResult, Understanding
from actions.web import DATABASE

UNDERSTANDING = web.AppKey("UNDERSTANDING", Understanding)

#: A check with the draft's version it judged; why there is none; or None: none is wanted any more.
Judged = tuple[CheckResult, int] | UnderstandingUnavailable | None


async def judge(app: web.Application, revision_name: str, *, again: bool) -> Judged:
    """What nlu says about an open revision; `again`: even when it was asked before. Raises RevisionNotFound."""
    async with app[DATABASE].read() as session:
        revision = await queries.known_revision(session, revision_name)
        topic, says, version = revision.entry.topic, revision.says, revision.draft_version
    if revision.state_now not in OPEN or (revision.check_result is not None and not again):
        return None
    if not isinstance(says, TopicContent):
        return NOTHING_TO_JUDGE, version
    try:
        return await app[UNDERSTANDING].check(topic, says), version
    except UnderstandingUnavailable as refusal:
        return refusal


def result_of(judged: Judged) -> tuple[CheckResult, int]:
    """What there is to keep; nothing of a revision that is decided. Raises UnderstandingUnavailable."""
    if isinstance(judged, UnderstandingUnavailable):
        raise judged
    return judged or (NOTHING_TO_JUDGE, 0)  # no draft is of version 0: keeping it says that it is decided
