"""JSON lines on standard error. An error is its class and where it happened, never its text, which may hold values."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO


class JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "event": record.msg if record.name.startswith("actions") else record.levelname.lower(),
        }
        line.update(getattr(record, "ids", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line.update(described(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def described(error: BaseException) -> dict[str, object]:
    """Class names down the chain of causes, and the last frames of our code and the libraries'."""
    causes = [type(error).__name__]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < 5:
        causes.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return {"error": causes, "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}


def log_to(stream: TextIO = sys.stderr) -> None:
    """Send every logger of this process to JSON lines; libraries from warnings up."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("actions").setLevel(logging.INFO)
