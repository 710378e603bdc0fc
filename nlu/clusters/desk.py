"""Takes questions to cluster, once at a time, and has them clustered beside the server."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from nlu.clusters.questions import read_questions
from nlu.live.background import Background, BackgroundFailed

TIMEOUT_SECONDS = 180.0  # half a minute for 10,000 where nothing else runs; the caller waits longer than this

logger = logging.getLogger(__name__)


class ClusterDesk:
    def __init__(self, model: Path) -> None:
        self._arguments = ["--model", str(model.resolve())]
        self._background = Background()

    async def cluster(self, body: bytes) -> dict[str, Any]:
        """The answer to `POST /v1/question-clusters`. Raises QuestionsUnreadable, BackgroundFailed."""
        return await asyncio.to_thread(self._clustered, body)  # thousands of questions: messages go on meanwhile

    def stop(self) -> None:
        self._background.stop()

    def _clustered(self, body: bytes) -> dict[str, Any]:
        read_questions(body)
        try:
            found = self._background.run("nlu.cluster", self._arguments, body, TIMEOUT_SECONDS)
        except BackgroundFailed as failure:
            logger.warning("question clusters: %s %s", failure.outcome, failure.words)
            raise
        return json.loads(found)
