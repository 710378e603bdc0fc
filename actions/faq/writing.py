"""Writing an answer on a page: what the form begins with, and keeping what was typed over nothing but what was seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.content import TopicContent, VariantContent
from actions.faq.drafting import Draft, put_draft
from actions.faq.errors import DraftReplaced, PublishedMeanwhile, TopicNotFound
from actions.faq.model import FaqRevision
from actions.faq.queries import entry_named, general_revision, revisions_of
from actions.faq.scope import EntryName
from actions.faq.states import OPEN, State
from actions.faq.titles import titles_of, titles_offered
from actions.faq.words import topics_in
from actions.reference import Reference
from actions.staff.model import StaffMember


@dataclass(frozen=True)
class Seen:
    """What a form was made over: the draft's number and how often it had been written, and what was out; None: none.

    A draft may be dropped and another begun meanwhile, which is written as often: only its number tells them apart.
    """

    draft: int | None
    draft_version: int | None
    out: int | None


@dataclass(frozen=True)
class Standing:
    """An entry as somebody who writes finds it. `begun` is its draft, or the revision in review."""

    name: EntryName
    exists: bool
    out: FaqRevision | None
    begun: FaqRevision | None
    last: FaqRevision | None  # the newest of all, out or not
    general: TopicContent | None  # what the topic says to everybody; None before it was ever written
    titles: Mapping[str, str]  # of tasks, of topics that are out or offered, and of those it speaks of, by id
    offered: Mapping[str, str]  # those of them a button can be chosen from by title

    @property
    def draft(self) -> FaqRevision | None:
        return self.begun if self.begun is not None and self.begun.state_now is State.DRAFT else None

    @property
    def in_review(self) -> FaqRevision | None:
        return self.begun if self.begun is not None and self.begun.state_now is State.IN_REVIEW else None

    @property
    def seen(self) -> Seen:
        """What a form made now is made over."""
        return Seen(
            self.draft.number if self.draft is not None else None,
            self.draft.draft_version if self.draft is not None else None,
            self.out.number if self.out is not None else None,
        )

    @property
    def is_overtaken(self) -> bool:
        """Whether something went out, or was taken out, after the draft was written."""
        return self.draft is not None and self.draft.based_on != self.seen.out

    @property
    def refused(self) -> FaqRevision | None:
        """The newest, where somebody said no to it and nothing was begun since."""
        return self.last if self.last is not None and self.last.is_refused else None

    @property
    def begins_with(self) -> VariantContent | None:
        """The draft, else what is out, else what was; of a narrower answer nobody wrote, what the topic says."""
        for one in (self.begun, self.out, self.last):
            if one is not None:
                return one.says
        return self.general


async def stand(
    session: AsyncSession, name: EntryName, reference: Reference, *, buttons: Collection[str] = ()
) -> Standing:
    """`buttons`: ids somebody typed. Raises TopicNotFound when a narrower answer's topic was never written."""
    entry = await entry_named(session, name)
    general = await _general(session, name.topic)
    if name.scope.key and general is None:
        raise TopicNotFound
    revisions = await revisions_of(session, entry) if entry is not None else []
    out = next((one for one in revisions if one.state_now is State.PUBLISHED), None)
    begun = next((one for one in revisions if one.state_now in OPEN), None)
    said = [one for one in (out, begun, *revisions[:1]) if one is not None]
    spoken_of = {name.topic, *buttons, *(topic for one in said for topic in topics_in(one))}
    titles = {**await titles_offered(session), **await titles_of(session, spoken_of, reference)}
    return Standing(
        name=name,
        exists=entry is not None,
        out=out,
        begun=begun,
        last=revisions[0] if revisions else None,
        general=general,
        titles=titles,
        offered={
            code: title for code, title in titles.items() if code not in reference.tasks or code in reference.buttons
        },
    )


async def keep_writing(
    wanted: Draft, seen: Seen, standing: Standing, *, by: StaffMember, session: AsyncSession, now: datetime
) -> FaqRevision:
    """Keep content that was read without a fault; what the draft says already is not written again.

    The caller holds the FAQ and has looked since. Raises DraftExists, DraftMoved, DraftGone, InReview, NothingChanged,
    DraftReplaced, PublishedMeanwhile, ScopeTaken.
    """
    draft, out = standing.draft, standing.out
    if draft is not None and seen.draft not in (None, draft.number):
        raise DraftReplaced(draft.name, draft.author_name, draft.draft_version)
    is_moved = draft is not None and draft.draft_version != seen.draft_version
    if not is_moved and standing.in_review is None and seen.out != standing.seen.out:
        of = draft.name if draft is not None else str(wanted.name)
        raise PublishedMeanwhile(of, *((out.name, out.published_by) if out is not None else (None, "")))
    is_current = not is_moved and not standing.is_overtaken
    if draft is not None and is_current and draft.content == wanted.content.document():
        return draft
    return await put_draft(wanted, by=by, session=session, now=now)


async def _general(session: AsyncSession, topic: str) -> TopicContent | None:
    """What is out of it, else its newest wording."""
    revision = await general_revision(session, topic)
    return revision.says if revision is not None and isinstance(revision.says, TopicContent) else None
