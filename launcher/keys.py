"""The house's secrets: made once, kept in `var/keys.json` (mode 0600), handed to each room as its own few variables.

Run as `python -m launcher.keys FILE` inside the main environment, which has PyNaCl.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import sys
from pathlib import Path


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
        "bot_client_token": secrets.token_urlsafe(32),
        "cli_client_token": secrets.token_urlsafe(32),
    }
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(keys, out, indent=1)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    make_keys(Path(sys.argv[1]))
