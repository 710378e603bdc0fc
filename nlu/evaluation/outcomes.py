"""What became of one development message."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nlu.development import Message
from nlu.intents.decision import ANSWER, SUGGEST
from nlu.intents.model import Understanding

CHOICES = 3  # buttons shown for a suggestion

Understand = Callable[[Message], Understanding]


@dataclass(frozen=True)
class Outcome:
    message: Message
    understood: Understanding

    @property
    def is_right(self) -> bool:
        return self.understood.label == self.message.label

    @property
    def is_in_three(self) -> bool:
        return self.message.label in self._first_three

    @property
    def is_answered(self) -> bool:
        return self.understood.decision == ANSWER

    @property
    def is_served(self) -> bool:
        """The right answer at once, or the right one among the buttons."""
        if self.is_answered:
            return self.is_right
        return self.understood.decision == SUGGEST and self.is_in_three

    @property
    def is_wrongly_answered(self) -> bool:
        return self.is_answered and not self.is_right

    @property
    def has_both_needs(self) -> bool:
        """Both ids of a message with two needs are named, or both are among the buttons."""
        wanted = {self.message.label, self.message.second}
        if wanted == {self.understood.label, self.understood.second}:
            return True
        return self.understood.decision == SUGGEST and wanted <= set(self._first_three)

    @property
    def _first_three(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.understood.ranking[:CHOICES])


def judge(messages: Iterable[Message], understand: Understand) -> list[Outcome]:
    return [Outcome(message, understand(message)) for message in messages]
