"""Environment values Rasa reads while it is imported; call before the first import of it."""

from __future__ import annotations

from collections.abc import MutableMapping


def quiet(env: MutableMapping[str, str]) -> None:
    """No telemetry, no training cache (the fingerprint decides when to train), no chatter of the libraries below."""
    env["RASA_TELEMETRY_ENABLED"] = "false"
    env["RASA_MAX_CACHE_SIZE"] = "0"
    env["TF_CPP_MIN_LOG_LEVEL"] = "3"
    env["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    env["PYTHONWARNINGS"] = "ignore"
