"""What each room is started with: its interpreter, its own variables (nobody else's secrets) and where it answers."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import CannotStart
from launcher.keys import add_missing_tokens
from launcher.paths import MAIN_PYTHON, NLU_PYTHON, ROOT, var_folder

# Which of the shared secrets a room may see. The bot must not be able to read what it sealed.
_SECRETS = {
    "bot": ("XIAOFENG_SEALING_PUBLIC_KEY", "XIAOFENG_BOT_DATA_KEY", "XIAOFENG_NLU_TOKEN"),
    "nlu": ("XIAOFENG_NLU_TOKEN",),
    "actions": ("XIAOFENG_SEALING_PRIVATE_KEY", "XIAOFENG_FIELD_KEY", "XIAOFENG_LOOKUP_KEY", "XIAOFENG_NLU_TOKEN"),
}
# The same, where there are any: keys that were replaced and still read, and what keeps the bot's hashes.
_REPLACED = {
    "bot": ("XIAOFENG_OTHER_BOT_DATA_KEYS", "XIAOFENG_BOT_HASH_KEY"),
    "nlu": (),
    "actions": ("XIAOFENG_OTHER_SEALING_PRIVATE_KEYS", "XIAOFENG_OTHER_FIELD_KEYS"),
}
_TELEGRAM = ("XIAOFENG_TELEGRAM_TOKEN", "XIAOFENG_TELEGRAM_WEBHOOK_SECRET", "XIAOFENG_TELEGRAM_API_URL")
_FILING = ("XIAOFENG_FILING_URL", "XIAOFENG_FILING_SECRET")
# Variables that belong to one room although they carry no secret of the keys file.
_OTHERS_OWN = {
    "bot": ("XIAOFENG_ACTIONS_CLIENTS", "XIAOFENG_ACTIONS_DATABASE_URL", "XIAOFENG_SEALING_PRIVATE_KEY",
            "XIAOFENG_FIELD_KEY", "XIAOFENG_LOOKUP_KEY", *_REPLACED["actions"], *_FILING),
    "nlu": ("XIAOFENG_ACTIONS_CLIENTS", "XIAOFENG_ACTIONS_TOKEN", "XIAOFENG_ACTIONS_DATABASE_URL",
            "XIAOFENG_BOT_DATABASE_URL", "XIAOFENG_BOT_DATA_KEY", *_TELEGRAM,
            "XIAOFENG_SEALING_PRIVATE_KEY", "XIAOFENG_FIELD_KEY", "XIAOFENG_LOOKUP_KEY",
            *_REPLACED["actions"], *_REPLACED["bot"], *_FILING),
    "actions": ("XIAOFENG_BOT_DATABASE_URL", "XIAOFENG_BOT_DATA_KEY", *_REPLACED["bot"], *_TELEGRAM),
}  # fmt: skip


@dataclass(frozen=True)
class Room:
    """One process: how to start it and the address it answers on."""

    name: str
    python: Path
    environment: Mapping[str, str]
    url: str

    def command(self, module: str, *arguments: str) -> list[str]:
        """The command line of one of the room's modules, e.g. `main` or `cli`."""
        return [str(self.python), "-m", f"{self.name}.{module}", *arguments]


def rooms(environ: Mapping[str, str]) -> dict[str, Room]:
    """All three rooms, keyed by name, from the environment and the keys file. Raises CannotStart."""
    var = var_folder()
    keys = _keys(keys_file())
    hosts = {
        name: (
            environ.get(f"XIAOFENG_{name.upper()}_HOST", "127.0.0.1"),
            environ.get(f"XIAOFENG_{name.upper()}_PORT", port),
        )
        for name, port in (("bot", "8080"), ("nlu", "5005"), ("actions", "8081"))
    }
    urls = {name: f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}" for name, (host, port) in hosts.items()}  # noqa: S104
    shared = {
        "XIAOFENG_DATA_DIR": str(ROOT / "data"),
        "XIAOFENG_NLU_URL": urls["nlu"],
        "XIAOFENG_ACTIONS_URL": urls["actions"],
        "PYTHONUNBUFFERED": "1",
        **{f"XIAOFENG_{name.upper()}_{key}": value for name, pair in hosts.items()
           for key, value in zip(("HOST", "PORT"), pair, strict=True)},
    }  # fmt: skip
    own = {
        "bot": {
            "XIAOFENG_BOT_DATABASE_URL": f"sqlite+aiosqlite:///{var / 'bot.db'}",
            "XIAOFENG_BOT_PUBLIC_URL": urls["bot"],
            "XIAOFENG_ACTIONS_TOKEN": keys["bot_client_token"],
        },
        "nlu": {
            "XIAOFENG_NLU_MODELS": str(var / "nlu" / "models"),
            "XIAOFENG_NLU_LIVE": str(var / "nlu" / "live"),
            "XIAOFENG_CONVERSATIONS_DIR": str(ROOT / "tests" / "conversations"),
            "XIAOFENG_ACTIONS_TOKEN": keys["nlu_client_token"],
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "RASA_TELEMETRY_ENABLED": "false",
        },
        "actions": {
            "XIAOFENG_ACTIONS_DATABASE_URL": f"sqlite+aiosqlite:///{var / 'actions.db'}",
            "XIAOFENG_ACTIONS_PUBLIC_URL": urls["actions"],
            "XIAOFENG_AUDIT_HEADS_DIR": str(var / "audit-heads"),
            "XIAOFENG_BOT_PUBLIC_URL": urls["bot"],
            "XIAOFENG_ACTIONS_CLIENTS": ",".join(
                f"{client}={keys[f'{client}_client_token']}" for client in ("bot", "cli", "nlu")
            ),
        },
    }  # fmt: skip
    return {
        name: Room(
            name=name,
            python=NLU_PYTHON if name == "nlu" else MAIN_PYTHON,
            environment={
                **shared,
                **own[name],
                **{key: keys[key] for key in _SECRETS[name]},
                **{key: keys[key] for key in _REPLACED[name] if key in keys},
                **{key: value for key, value in environ.items() if key not in _OTHERS_OWN[name]},
            },
            url=urls[name],
        )
        for name in ("actions", "nlu", "bot")
    }


def cli_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of actions' commands: they speak to the API with the command line's own token."""
    keys = _keys(keys_file())
    actions = rooms(environ)["actions"]
    return {
        **actions.environment,
        "XIAOFENG_ACTIONS_TOKEN": environ.get("XIAOFENG_ACTIONS_TOKEN", keys["cli_client_token"]),
    }


def keys_file() -> Path:
    """Where the house's secrets lie."""
    return var_folder() / "keys.json"


def _keys(file: Path) -> dict[str, str]:
    if not file.exists():
        made = subprocess.run([str(MAIN_PYTHON), "-m", "launcher.keys", str(file)], cwd=ROOT, check=False,
                              capture_output=True, text=True)  # fmt: skip
        if made.returncode != 0 and not file.exists():
            raise CannotStart(f"the keys could not be made: {made.stderr.strip().splitlines()[-1:]}")
    try:
        return add_missing_tokens(file)
    except (OSError, ValueError) as error:
        raise CannotStart(f"{file} cannot be read ({error}); restore it from your backup: without it nothing sealed "
                          "can be opened") from error  # fmt: skip
