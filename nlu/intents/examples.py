"""What the intent model learns from: one line of training text, whose it is, and what kind of id that is."""

from __future__ import annotations

from dataclasses import dataclass

TOPIC, TASK, CONTROL, CHAT = "topic", "task", "control", "chat"
OUT_OF_SCOPE = "out_of_scope"  # the label of background lines; never an answer


@dataclass(frozen=True)
class Example:
    text: str
    label: str
    kind: str  # TOPIC, TASK, CONTROL or CHAT
    careful: bool = False  # sensitive, or about money or a deadline: answered only when surer
    phrasing: bool = True  # False for a sentence of an answer: it teaches a topic's words, nobody asks like that
