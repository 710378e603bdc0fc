"""Entries and revisions as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from actions.faq.content import TopicContent
from actions.faq.course import course_of
from actions.faq.differences import Difference
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.queries import by_topic
from actions.faq.scope import revision_name
from actions.staff.model import StaffMember


def revision_document(revision: FaqRevision) -> dict[str, Any]:
    """The whole revision; people by the names colleagues know, instants in UTC."""
    entry = revision.entry
    checked = revision.check_result
    return {
        **brief(revision),
        "entry": str(entry.name),
        "topic": entry.topic,
        "areas": entry.areas,
        "trades": entry.trades,
        "based_on": revision_name(entry.name, revision.based_on) if revision.based_on is not None else None,
        "draft_version": revision.draft_version,
        "created_at": _instant(revision.created_at),
        "submitted_at": _instant(revision.submitted_at),
        "approved_at": _instant(revision.approved_at),
        "retired_by": _name(revision.retired_by),
        "reason": revision.reason,
        "check": {**checked, "checked_at": _instant(revision.checked_at)} if checked is not None else None,
        "in_spite_of_check": revision.in_spite_of_check,
        "content": revision.content,
    }


def brief(revision: FaqRevision) -> dict[str, Any]:
    """One line of a history."""
    return {
        "revision": revision.name,
        "number": revision.number,
        "state": revision.state,
        "origin": revision.origin,
        "review": revision.review,
        "author": revision.author_name,
        "approver": _name(revision.approver),
        "valid_from": revision.content["valid_from"],
        "valid_until": revision.content["valid_until"],
        "changed_at": _instant(revision.changed_at),
        "published_at": _instant(revision.published_at),
        "retired_at": _instant(revision.retired_at),
    }


def entry_documents(
    entries: Sequence[FaqEntry], out: Sequence[FaqRevision], begun: Sequence[FaqRevision]
) -> list[dict[str, Any]]:
    """Each entry with the revision that is out and the one being worked on; a variant bears its topic's title."""
    published = {revision.entry_id: revision for revision in out}
    working = {revision.entry_id: revision for revision in begun}
    titles = {
        revision.entry.topic: revision.content["title"] for revision in (*begun, *out) if "title" in revision.content
    }
    return [
        {
            "entry": str(entry.name),
            "topic": entry.topic,
            "areas": entry.areas,
            "trades": entry.trades,
            "title": titles.get(entry.topic),
            "published": brief(published[entry.id]) if entry.id in published else None,
            "open": brief(working[entry.id]) if entry.id in working else None,
        }
        for entry in entries
    ]


def history_document(entry: FaqEntry, revisions: Sequence[FaqRevision], hands: Mapping[int, str]) -> dict[str, Any]:
    """`hands`: names of those whose hands they went through, by id."""
    return {
        "entry": str(entry.name),
        "revisions": [{**brief(one), "course": _course(one, hands)} for one in revisions],
    }


def _course(revision: FaqRevision, hands: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"at": _instant(step.at), "text": step.text} for step in course_of(revision, hands)]


def difference_document(before: FaqRevision | None, after: FaqRevision, found: Sequence[Difference]) -> dict[str, Any]:
    return {
        "before": before.name if before is not None else None,
        "after": after.name,
        "differences": [{"column": one.column, "before": one.before, "after": one.after} for one in found],
    }


def topic_documents(out: Sequence[FaqRevision]) -> list[dict[str, Any]]:
    """What is out, one document per topic in the shape of the data folder's files; each part with its `revision`."""
    documents = []
    for topic, (general, *variants) in by_topic(out).items():
        if not isinstance(general.says, TopicContent):
            continue  # the topic itself was taken out
        document = {"topic": topic, **_file_part(general)}
        if variants:
            document["variants"] = [
                {"areas": one.entry.areas, "trades": one.entry.trades, **_file_part(one)} for one in variants
            ]
        documents.append(document)
    return documents


def _file_part(revision: FaqRevision) -> dict[str, Any]:
    return {**revision.content, "review": revision.review, "revision": revision.number}


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _name(member: StaffMember | None) -> str | None:
    return member.name if member is not None else None
