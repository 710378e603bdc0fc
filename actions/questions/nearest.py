"""Which answers a cluster sounds like, as nlu hears it now: what was published since it was asked counts as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from actions.faq.errors import UnderstandingUnavailable
from actions.faq.understanding import LONGEST_TEXT, MOST_TEXTS, Understanding

#: Of the mean over the wordings; what is below is a guess among many.
_LEAST_SCORE = 0.1


@dataclass(frozen=True)
class Nearest:
    """Ids of topics and tasks, the likest first; `answered`: what the most typical wording gets outright now."""

    topics: Sequence[str]
    answered: str | None = None


async def nearest_now(understanding: Understanding, texts: Sequence[str], told: Sequence[str]) -> Nearest:
    """Of these wordings, the most typical first. Behind them, or alone while nlu does not answer, what was `told` when
    they were asked.
    """
    asked = [text[:LONGEST_TEXT] for text in texts[:MOST_TEXTS]]
    try:
        heard = await understanding.understand(asked) if asked else []
    except UnderstandingUnavailable:
        heard = []
    scores: Counter[str] = Counter()
    for one in heard:
        scores.update({ranked.id: ranked.score / len(heard) for ranked in one.ranking})
    likest = [topic for topic, score in scores.most_common() if score >= _LEAST_SCORE]
    answered = heard[0].label if heard and heard[0].decision == "answer" else None
    first = [answered] if answered else []
    return Nearest(list(dict.fromkeys([*first, *likest, *told])), answered)
