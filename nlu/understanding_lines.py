"""What a model makes of texts, as the JSON lines of `understand --jsonl`."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, TextIO

from nlu.errors import InputUnreadable
from nlu.model_archive import OpenModel

RANKING_LENGTH = 10


def understand_line(model: OpenModel, text: str) -> dict[str, Any]:
    """{"text", "decision", "label", "second", "ranking": [{"id", "score"}], "entities"}."""
    understood, entities = model.understand(text)
    return {
        "text": text,
        "decision": understood.decision,
        "label": understood.label,
        "second": understood.second,
        "ranking": [{"id": label, "score": round(score, 4)} for label, score in understood.ranking[:RANKING_LENGTH]],
        "entities": entities,
    }


def understand_stream(model: OpenModel, lines: BinaryIO, answers: TextIO) -> None:
    """Answer each {"text": …} line as soon as it has come, in the same order; blank lines are passed over.

    Raises InputUnreadable with the number of the first bad line, after everything before it was answered.
    """
    for number, line in enumerate(iter(lines.readline, b""), start=1):
        if line.strip():
            answers.write(json.dumps(understand_line(model, _text(number, line)), ensure_ascii=False) + "\n")
            answers.flush()


def _text(number: int, line: bytes) -> str:
    try:
        stated = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputUnreadable(number, "is not JSON in UTF-8") from error
    if not isinstance(stated, dict) or not isinstance(stated.get("text"), str):
        raise InputUnreadable(number, 'has no "text" that is a string')
    return stated["text"]
