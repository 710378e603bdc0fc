"""Asking nlu what a new wording would change, before anybody publishes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.faq.content import TopicContent, VariantContent
from actions.faq.errors import UnderstandingUnavailable

#: nlu may judge its messages for three minutes on a busy machine.
TIMEOUT_SECONDS = 190.0
#: A try is answered at once, or somebody waits before a page for nothing.
TRY_TIMEOUT_SECONDS = 10.0
#: Beside a page that is shown without it, too.
LOOK_TIMEOUT_SECONDS = 1.5
#: What nlu takes in one try, and of each text.
MOST_TEXTS, LONGEST_TEXT = 5, 500
#: A revision keeps so many examples of each kind; the counts say how many there were.
_KEPT_EXAMPLES = 20


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Judgment(_Answer):
    """`right`: answered with what was meant, or that is among the choices; None where nothing was, or nobody says.

    `second` is the other need of a message that holds two.
    """

    decision: str
    label: str | None = None
    second: str | None = None
    right: bool | None = None


class Turned(_Answer):
    """One message, before and after; `source`: "development", or "conversation:" and the script's name.

    `second` is what is expected beside `expected`, of a message with two needs.
    """

    text: str
    expected: str | None = None
    second: str | None = None
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


class Ranked(_Answer):
    """`score` is from 0 to 1."""

    id: str
    score: float


class Understood(Judgment):
    """What one message comes to; the best is ranked first."""

    ranking: list[Ranked]


class Tried(_Answer):
    """One message: with what is out now, and in the first seconds after the draft went out."""

    text: str
    before: Understood
    after: Understood


class TriedAll(_Answer):
    tried: list[Tried]


class Grouped(_Answer):
    """Questions one answer would serve, the most typical first; `cluster` None: it is none of the fixed ones."""

    cluster: int | None
    questions: list[int]


class GroupedAll(_Answer):
    clusters: list[Grouped]


A = TypeVar("A", bound=_Answer)

#: For what leaves title, category, phrasings and care alone: nlu would understand every message as before.
NOTHING_TO_JUDGE = CheckResult(messages=0, turned_wrong=[], turned_right=[], changed=[], collisions=[])


@dataclass(frozen=True)
class Understanding:
    """nlu, as actions knows it. `token` None: it was not set up, and no check is made."""

    url: str
    token: str | None = field(repr=False)

    async def check(self, topic: str, content: TopicContent) -> CheckResult:
        """What would change if the topic were published so. Raises UnderstandingUnavailable."""
        return await self._ask("faq-checks", _draft(topic, content), CheckResult, TIMEOUT_SECONDS)

    async def try_out(self, topic: str, content: VariantContent, texts: Sequence[str]) -> list[Tried]:
        """What the bot makes of each text before and after that content of the topic went out, in their order.

        A narrower answer teaches nothing, so that nothing changes. 1 to `MOST_TEXTS` texts of at most `LONGEST_TEXT`
        characters. Raises UnderstandingUnavailable.
        """
        body = {"texts": list(texts), **_draft(topic, content)}
        return (await self._ask("faq-tries", body, TriedAll, TRY_TIMEOUT_SECONDS)).tried

    async def understand(self, texts: Sequence[str]) -> list[Understood]:
        """What the bot makes of each text now, in their order: 1 to `MOST_TEXTS` of at most `LONGEST_TEXT` characters.

        Raises UnderstandingUnavailable, also when it takes longer than a page should.
        """
        body = {"texts": list(texts), "entries": [], "retired": []}
        return [one.before for one in (await self._ask("faq-tries", body, TriedAll, LOOK_TIMEOUT_SECONDS)).tried]

    async def group(self, questions: Sequence[tuple[int, str, int | None]], fixed: Sequence[int]) -> list[Grouped]:
        """Which questions belong together: id, text and the cluster each lies in now; the largest group first.

        The fixed clusters keep their questions and may get more. Raises UnderstandingUnavailable.
        """
        asked = [{"id": id_, "text": text, "cluster": cluster} for id_, text, cluster in questions]
        body = {"questions": asked, "fixed": list(fixed)}
        return (await self._ask("question-clusters", body, GroupedAll, TIMEOUT_SECONDS)).clusters

    async def _ask(self, what: str, body: Mapping[str, Any], kind: type[A], timeout_seconds: float) -> A:
        if self.token is None:
            raise UnderstandingUnavailable("not_set")
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=timeout_seconds)) as session,
                session.post(f"{self.url}/v1/{what}", params={"token": self.token}, json=body) as response,
            ):
                raw, status = await response.read(), response.status
        except (ClientError, TimeoutError, OSError) as error:
            raise UnderstandingUnavailable("unreachable") from error
        if status != 200:
            raise UnderstandingUnavailable(_reason(raw) if status == 503 else "unreadable")
        try:
            return kind.model_validate_json(raw)
        except ValidationError as error:
            raise UnderstandingUnavailable("unreadable") from error


def _draft(topic: str, content: VariantContent) -> dict[str, Any]:
    """As nlu takes it: the topic as it would be, without its answer."""
    if not isinstance(content, TopicContent):
        return {"entries": [], "retired": []}
    entry = {
        "id": topic,
        "title": content.title,
        "category": content.category,
        "sensitive": content.sensitive,
        "phrasings": content.phrasings,
    }
    return {"entries": [entry], "retired": []}


def _reason(raw: bytes) -> str:
    """Why nlu made no check, as its 503 says."""
    try:
        reason = json.loads(raw)["reason"]
    except (ValueError, KeyError, TypeError):
        return "unreadable"
    return reason if reason in ("busy", "timeout") else "failed"
