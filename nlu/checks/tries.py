"""Trying a draft: what the bot makes of some texts now, and what in the first seconds after the draft was published."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from nlu.checks.draft import Draft, DraftUnreadable, draft_from
from nlu.entities.extractor import EntityExtractor
from nlu.feed.document import a_list, a_text
from nlu.intents.model import IntentModel
from nlu.live.serving import Serving

MOST_TEXTS = 5
LONGEST_TEXT = 500  # characters
RANKING_LENGTH = 5

SHAPE = f'{{"texts": [1 to {MOST_TEXTS}, each at most {LONGEST_TEXT} characters], "entries": …, "retired": …}}'


@dataclass(frozen=True)
class Tries:
    texts: tuple[str, ...]
    draft: Draft


def read_tries(body: bytes) -> Tries:
    """A draft as `POST /v1/faq-checks` takes it, and the texts. Raises DraftUnreadable."""
    try:
        stated = json.loads(body.decode("utf-8"))
        texts = tuple(a_text(text) for text in a_list(stated["texts"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DraftUnreadable(f"not {SHAPE}") from error
    if not 1 <= len(texts) <= MOST_TEXTS or any(len(text) > LONGEST_TEXT for text in texts):
        raise DraftUnreadable(f"not {SHAPE}")
    return Tries(texts, draft_from(stated))


class TryDesk:
    """Tries drafts on the model that serves, which stays as it is."""

    def __init__(self, serving: Serving, entities: EntityExtractor) -> None:
        self._serving = serving
        self._entities = entities
        self._turn = asyncio.Lock()  # one at a time: whatever else waits for the processor are workers' messages

    async def try_out(self, body: bytes) -> dict[str, Any]:
        """The answer to `POST /v1/faq-tries`. Raises DraftUnreadable."""
        wanted = read_tries(body)
        async with self._turn:
            # Reading a topic's phrasings takes a millisecond each: too long to keep messages waiting for all of them.
            return await asyncio.to_thread(self._tried, wanted)

    def _tried(self, wanted: Tries) -> dict[str, Any]:
        before, after = self._serving.with_draft(wanted.draft.topics, wanted.draft.retired)
        return {
            "tried": [
                {"text": text, "before": self._judged(before, text), "after": self._judged(after, text)}
                for text in wanted.texts
            ]
        }

    def _judged(self, model: IntentModel, text: str) -> dict[str, Any]:
        understood = model.understand(text, self._entities.extract(text))
        return {
            "decision": understood.decision,
            "label": understood.label,
            "second": understood.second,
            "ranking": [
                {"id": label, "score": round(score, 4)} for label, score in understood.ranking[:RANKING_LENGTH]
            ],
        }
