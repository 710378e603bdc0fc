"""What nlu made of a question, in the words of who tries a draft out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.faq.understanding import Tried, Understood

CHOICES = 3  # shown to the worker when the bot is not sure

_DECISIONS = {"answer": "直接回答", "suggest": "给几个选择", "fallback": "听不懂"}


@dataclass(frozen=True)
class Outcome:
    """`answers`: titles with how sure nlu is of each, e.g. `92%`; where nothing is understood, what was nearest."""

    does: str
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class TriedOut:
    text: str
    before: Outcome
    after: Outcome

    @property
    def stays(self) -> str:
        """Where the same comes of it, that in a sentence, which says nothing of what the answers themselves say."""
        if self.before != self.after:
            return ""
        if self.after.does == _DECISIONS["answer"]:
            return f"发布以后答的还是这{'两' if len(self.after.answers) > 1 else '一'}条。"
        return "发布以后给的还是这几个选择。" if self.after.does == _DECISIONS["suggest"] else "发布以后还是听不懂。"


def tried_out(tried: Tried, titles: Mapping[str, str]) -> TriedOut:
    """`titles` by id, with that of the draft."""
    return TriedOut(tried.text, _outcome(tried.before, titles), _outcome(tried.after, titles))


def _outcome(understood: Understood, titles: Mapping[str, str]) -> Outcome:
    scores = {one.id: one.score for one in understood.ranking}
    if understood.decision == "answer":
        ids = [one for one in (understood.label, understood.second) if one is not None]
    else:
        ids = list(scores)[: CHOICES if understood.decision == "suggest" else 1]
    answers = [(titles.get(one, one), f"{scores[one]:.0%}" if one in scores else "") for one in ids]
    return Outcome(_DECISIONS.get(understood.decision, understood.decision), answers)
