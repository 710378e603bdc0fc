"""The house's secrets: made once, kept in `var/keys.json` (mode 0600), handed to each room as its own few variables.

Run as `python -m launcher.keys FILE` inside the main environment, which has PyNaCl.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import sys
from pathlib import Path

_CLIENT_TOKENS = ("bot_client_token", "cli_client_token", "nlu_client_token")


def make_keys(file: Path) -> None:
    """Write a new set of keys; refuses to overwrite one (FileExistsError), since nothing sealed could be read again."""
    from nacl.public import PrivateKey

    private = PrivateKey.generate()
    keys = {
        "XIAOFENG_SEALING_PRIVATE_KEY": _text(bytes(private)),
        "XIAOFENG_SEALING_PUBLIC_KEY": _text(bytes(private.public_key)),
        "XIAOFENG_BOT_DATA_KEY": _text(secrets.token_bytes(32)),
        "XIAOFENG_FIELD_KEY": _text(secrets.token_bytes(32)),
        "XIAOFENG_LOOKUP_KEY": _text(secrets.token_bytes(32)),
        "XIAOFENG_NLU_TOKEN": secrets.token_urlsafe(32),
        **{name: secrets.token_urlsafe(32) for name in _CLIENT_TOKENS},
    }
    _write(file, keys)


def add_missing_tokens(file: Path) -> dict[str, str]:
    """The keys of a file, completed by the tokens an earlier release had no use for. Raises OSError, ValueError.

    Only tokens between our own processes are ever added: a new key would not open what was sealed with another.
    """
    with file.with_name(f"{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys: dict[str, str] = json.loads(file.read_text())
        missing = {name: secrets.token_urlsafe(32) for name in _CLIENT_TOKENS if name not in keys}
        if missing:
            fresh = file.with_name(f"{file.name}.new")
            fresh.unlink(missing_ok=True)
            _write(fresh, {**keys, **missing})
            os.replace(fresh, file)
    return {**keys, **missing}


def _write(file: Path, keys: dict[str, str]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(keys, out, indent=1)
        out.flush()
        os.fsync(out.fileno())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    make_keys(Path(sys.argv[1]))
