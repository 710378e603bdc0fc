"""The action of the Rasa baseline: says the answer that belongs to the intent. Runs in Rasa's environment.

`XIAOFENG_BENCHMARK_ANSWERS` names a JSON file of intent → text.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker  # type: ignore[import-not-found]
from rasa_sdk.executor import CollectingDispatcher  # type: ignore[import-not-found]


class ActionAnswer(Action):  # type: ignore[misc]
    """Looks the answer up and says it, as a house built on Rasa's own channel would."""

    def __init__(self) -> None:
        self._answers = json.loads(Path(os.environ["XIAOFENG_BENCHMARK_ANSWERS"]).read_text(encoding="utf-8"))

    def name(self) -> str:
        """The name the rules use."""
        return "action_answer"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        """Say the answer of the latest message's intent; nothing else changes."""
        dispatcher.utter_message(text=self._answers[tracker.latest_message["intent"]["name"]])
        return []
