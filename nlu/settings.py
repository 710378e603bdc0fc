"""The nlu room's settings: read from the environment, once, at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nlu.errors import SettingsError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5005
DEFAULT_ACTIONS_URL = "http://127.0.0.1:8081"


@dataclass(frozen=True)
class Settings:
    """What the server needs."""

    host: str
    port: int  # 0: any free one
    token: str  # what callers of /model/parse must present
    models: Path  # the folder the trained model lies in
    live: Path  # the folder of what was published since: the last good feed, refits
    data: Path  # the data folder: its development set judges drafts
    conversations: Path  # scripted conversations; the folder may be missing
    actions_url: str  # where the feed comes from
    actions_token: str = field(repr=False)  # nlu's own at actions; "": no feed is followed

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming the first variable that is missing or unreadable."""
        host = env.get("XIAOFENG_NLU_HOST") or DEFAULT_HOST
        return cls(
            host=host,
            port=_port(env),
            token=_token(env),
            models=models_dir(env),
            live=live_dir(env),
            data=data_dir(env),
            conversations=conversations_dir(env),
            actions_url=env.get("XIAOFENG_ACTIONS_URL") or DEFAULT_ACTIONS_URL,
            actions_token=env.get("XIAOFENG_ACTIONS_TOKEN", ""),
        )


def models_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_NLU_MODELS: where `train` puts the model and the server looks for it."""
    return Path(env.get("XIAOFENG_NLU_MODELS") or "var/nlu/models")


def live_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_NLU_LIVE: where the last good feed and the refits made from it are kept."""
    return Path(env.get("XIAOFENG_NLU_LIVE") or "var/nlu/live")


def conversations_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_CONVERSATIONS_DIR: the scripted conversations whose first lines a draft is checked against."""
    return Path(env.get("XIAOFENG_CONVERSATIONS_DIR") or "tests/conversations")


def data_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_DATA_DIR: the FAQ, the training lines and the reference lists."""
    return Path(env.get("XIAOFENG_DATA_DIR") or "data")


def encoder_dir(env: Mapping[str, str]) -> Path | None:
    """XIAOFENG_ENCODER: the folder of a sentence encoder; None without one."""
    stated = env.get("XIAOFENG_ENCODER")
    return Path(stated) if stated else None


def _port(env: Mapping[str, str]) -> int:
    stated = env.get("XIAOFENG_NLU_PORT") or str(DEFAULT_PORT)
    if not stated.isdecimal() or int(stated) > 65_535:
        raise SettingsError("XIAOFENG_NLU_PORT", f"is {stated!r}, not a port number between 0 and 65535")
    return int(stated)


def _token(env: Mapping[str, str]) -> str:
    token = env.get("XIAOFENG_NLU_TOKEN", "")
    if not token:
        raise SettingsError("XIAOFENG_NLU_TOKEN", "is not set; give nlu and bot the same long random text")
    return token
