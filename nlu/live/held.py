"""The one `Serving` of a server process, where the Rasa component finds it; a process without one has none."""

from __future__ import annotations

from nlu.intents.model import IntentModel
from nlu.live.serving import Serving

_serving: Serving | None = None


def hold(serving: Serving | None) -> None:
    global _serving
    _serving = serving


def model_in_use(trained: IntentModel) -> IntentModel:
    """What the server serves now, or the trained model where nobody follows a feed."""
    return trained if _serving is None else _serving.model
