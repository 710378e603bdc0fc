"""Takes drafts to judge, one at a time, and has them judged beside the server."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from nlu.checks.draft import read_draft
from nlu.live.background import Background, BackgroundFailed

TIMEOUT_SECONDS = 180.0  # half a minute where nothing else runs; the caller waits longer than this

logger = logging.getLogger(__name__)


class CheckDesk:
    def __init__(self, model: Path, live: Path, data: Path, conversations: Path) -> None:
        folders = {"--model": model, "--live": live, "--data": data, "--conversations": conversations}
        self._arguments = [part for name, path in folders.items() for part in (name, str(path.resolve()))]
        self._background = Background()

    async def check(self, body: bytes) -> dict[str, Any]:
        """The answer to `POST /v1/faq-checks`. Raises DraftUnreadable, BackgroundFailed."""
        read_draft(body)
        try:
            judged = await asyncio.to_thread(self._background.run, "nlu.check", self._arguments, body, TIMEOUT_SECONDS)
        except BackgroundFailed as failure:
            logger.warning("faq check: %s %s", failure.outcome, failure.words)
            raise
        return json.loads(judged)

    def stop(self) -> None:
        self._background.stop()
