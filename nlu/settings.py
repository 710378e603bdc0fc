"""The nlu room's settings: read from the environment, once, at start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nlu.errors import SettingsError

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 5005


@dataclass(frozen=True)
class Settings:
    """What the server needs."""

    host: str
    port: int  # 0: any free one
    token: str  # what callers of /model/parse must present
    models: Path  # the folder the trained model lies in

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming the first variable that is missing or unreadable."""
        host = env.get("XIAOFENG_NLU_HOST") or DEFAULT_HOST
        return cls(host=host, port=_port(env), token=_token(env), models=models_dir(env))


def models_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_NLU_MODELS: where `train` puts the model and the server looks for it."""
    return Path(env.get("XIAOFENG_NLU_MODELS") or "var/nlu/models")


def data_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_DATA_DIR: the FAQ, the training lines and the reference lists."""
    return Path(env.get("XIAOFENG_DATA_DIR") or "data")


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
