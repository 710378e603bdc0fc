"""Asking nlu what a new wording would change, before anybody publishes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.faq.content import TopicContent
from actions.faq.errors import UnderstandingUnavailable

#: nlu may judge its messages for three minutes on a busy machine.
TIMEOUT_SECONDS = 190.0
#: A revision keeps so many examples of each kind; the counts say how many there were.
_KEPT_EXAMPLES = 20


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Judgment(_Answer):
    decision: str
    label: str | None = None


class Turned(_Answer):
    """One message, before and after; `source`: "development", or "conversation:" and the script's name."""

    text: str
    expected: str | None = None
    source: str | None = Field(default=None, alias="from")
    before: Judgment
    after: Judgment


class Collision(_Answer):
    """A phrasing that sounds like another topic's; `score` is from 0 to 1."""

    phrasing: str
    topic: str
    other: str
    score: float


class CheckResult(_Answer):
    """What nlu answers; `messages` is how many it judged."""

    messages: int
    turned_wrong: list[Turned]
    turned_right: list[Turned]
    changed: list[Turned]
    collisions: list[Collision]

    def summary(self) -> dict[str, Any]:
        """What is kept with the revision: counts, and some examples of what is wrong."""
        return {
            "messages": self.messages,
            **{name: len(getattr(self, name)) for name in ("turned_wrong", "turned_right", "changed", "collisions")},
            "examples": [one.model_dump(by_alias=True) for one in self.turned_wrong[:_KEPT_EXAMPLES]],
            "colliding": [one.model_dump(by_alias=True) for one in self.collisions[:_KEPT_EXAMPLES]],
        }


#: For an answer that leaves title and phrasings alone: nlu sees none of it.
NOTHING_TO_JUDGE = CheckResult(messages=0, turned_wrong=[], turned_right=[], changed=[], collisions=[])


@dataclass(frozen=True)
class Understanding:
    """nlu, as actions knows it. `token` None: it was not set up, and no check is made."""

    url: str
    token: str | None = field(repr=False)

    async def check(self, topic: str, content: TopicContent) -> CheckResult:
        """What would change if the topic were published so. Raises UnderstandingUnavailable."""
        if self.token is None:
            raise UnderstandingUnavailable("not_set")
        entry = {
            "id": topic,
            "title": content.title,
            "category": content.category,
            "sensitive": content.sensitive,
            "phrasings": content.phrasings,
        }
        return await self._ask({"entries": [entry], "retired": []}, self.token)

    async def _ask(self, body: Mapping[str, Any], token: str) -> CheckResult:
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=TIMEOUT_SECONDS)) as session,
                session.post(f"{self.url}/v1/faq-checks", params={"token": token}, json=body) as response,
            ):
                raw, status = await response.read(), response.status
        except (ClientError, TimeoutError, OSError) as error:
            raise UnderstandingUnavailable("unreachable") from error
        if status != 200:
            raise UnderstandingUnavailable(_reason(raw) if status == 503 else "unreadable")
        try:
            return CheckResult.model_validate_json(raw)
        except ValidationError as error:
            raise UnderstandingUnavailable("unreadable") from error


def _reason(raw: bytes) -> str:
    """Why nlu made no check, as its 503 says."""
    try:
        reason = json.loads(raw)["reason"]
    except (ValueError, KeyError, TypeError):
        return "unreadable"
    return reason if reason in ("busy", "timeout") else "failed"
