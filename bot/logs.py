"""Logs: one JSON object a line, with ids, counts and durations; never a worker's text, never an exception's text.

Our own lines are `log.info("turn.done", extra=facts(conversation=…, replies=2))`. Of foreign lines only the template is
kept, since their arguments may quote a request. An exception is named by its type and the places it came through.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FRAMES_NAMED = 4


def facts(**values: str | int | float | None) -> dict[str, Any]:
    """The `extra` of a log line: ids, counts and durations only."""
    return {"ids": values}


def where(error: BaseException) -> str:
    """ "ValueError at form.py:33 < turn.py:40": type and the innermost places, without the text."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES_NAMED:]
    places = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}" if places else type(error).__name__


class JsonFormatter(logging.Formatter):
    """One line of JSON for each record."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg).partition("\n")[0][:200],
            **getattr(record, "ids", {}),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = where(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Send everything from INFO up (foreign code: WARNING up) to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("bot").setLevel(logging.INFO)
