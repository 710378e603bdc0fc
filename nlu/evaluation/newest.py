"""The newest evaluation of what serves, kept in the live folder for the next start."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from nlu.atomic_file import replace_file

EVALUATION_FILE = "evaluation.json"


def keep(live: Path, body: bytes) -> None:
    """Replace the one kept before. Raises OSError."""
    live.mkdir(parents=True, exist_ok=True)
    replace_file(live / EVALUATION_FILE, body)


def kept(live: Path, fingerprint: str) -> dict[str, Any] | None:
    """None when there is none that can be read, or it judged another trained model."""
    try:
        found = json.loads((live / EVALUATION_FILE).read_bytes())
        return found if found["fingerprint"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
