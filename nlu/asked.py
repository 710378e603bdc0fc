"""What the caller of `/model/parse` said beside the text; Rasa hands its components the text alone."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from nlu.intents.context import NO_CONTEXT, Context

LONGEST_ID = 100  # characters
MOST_REJECTED = 20

# Set per request; each request is a task of its own, so that two at once do not see each other's.
asked_context: ContextVar[Context] = ContextVar("asked_context", default=NO_CONTEXT)


class ContextUnreadable(ValueError):
    """The text says which field of the body is wrong."""


def context_from(body: Mapping[str, Any]) -> Context:
    """Reads `context` (an id or null) and `rejected` (a list of ids); both may be missing. Raises ContextUnreadable."""
    topic, rejected = body.get("context"), body.get("rejected")
    if topic is not None and not _is_id(topic):
        raise ContextUnreadable('"context" must be an id or null')
    if rejected is not None and not (
        isinstance(rejected, list) and len(rejected) <= MOST_REJECTED and all(map(_is_id, rejected))
    ):
        raise ContextUnreadable(f'"rejected" must be a list of at most {MOST_REJECTED} ids')
    return Context(topic or None, frozenset(rejected or ()))


def _is_id(stated: object) -> bool:
    return isinstance(stated, str) and len(stated) <= LONGEST_ID
