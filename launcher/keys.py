"""The house's secrets: made once, kept in `var/keys.json` (mode 0600), handed to each room as its own few variables.

Run as `python -m launcher.keys FILE`, or `python -m launcher.keys rotate FILE`, inside the main environment, which has
PyNaCl. Keys that were replaced stay in the file, to read with, until `retire` takes them out (docs/privacy.md).
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

_CLIENT_TOKENS = ("bot_client_token", "cli_client_token", "nlu_client_token")

#: What `rotate` makes anew, and where the replaced ones are kept to read with.
OTHERS: Mapping[str, str] = {
    "XIAOFENG_FIELD_KEY": "XIAOFENG_OTHER_FIELD_KEYS",
    "XIAOFENG_SEALING_PRIVATE_KEY": "XIAOFENG_OTHER_SEALING_PRIVATE_KEYS",
    "XIAOFENG_BOT_DATA_KEY": "XIAOFENG_OTHER_BOT_DATA_KEYS",
}
HASH_KEY = "XIAOFENG_BOT_HASH_KEY"


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
    with _held(file) as keys:
        missing = {name: secrets.token_urlsafe(32) for name in _CLIENT_TOKENS if name not in keys}
        if missing:
            _replace(file, {**keys, **missing})
    return {**keys, **missing}


def rotate(file: Path) -> dict[str, str]:
    """Make a new field key, sealing key pair and data key; the present ones stay to read with.

    The bot's hashes stay as they are, or no worker would find their conversation again; so does the lookup key. Raises
    OSError, ValueError.
    """
    from nacl.public import PrivateKey

    with _held(file) as keys:
        private = PrivateKey.generate()
        fresh = {
            "XIAOFENG_FIELD_KEY": _text(secrets.token_bytes(32)),
            "XIAOFENG_SEALING_PRIVATE_KEY": _text(bytes(private)),
            "XIAOFENG_BOT_DATA_KEY": _text(secrets.token_bytes(32)),
        }
        others = {
            other: ",".join([keys[name], *filter(None, keys.get(other, "").split(","))])
            for name, other in OTHERS.items()
        }
        hash_key = keys.get(HASH_KEY) or _text(_bot_hash_key(base64.b64decode(keys["XIAOFENG_BOT_DATA_KEY"])))
        public = {"XIAOFENG_SEALING_PUBLIC_KEY": _text(bytes(private.public_key))}
        rotated = {**keys, **fresh, **public, **others, HASH_KEY: hash_key}
        _replace(file, rotated)
    return rotated


def retire(file: Path, seen: Mapping[str, str]) -> bool:
    """Take all replaced keys out; False, and nothing changes, when the file is no longer what was seen."""
    with _held(file) as keys:
        if keys != seen:
            return False
        _replace(file, {name: value for name, value in keys.items() if name not in OTHERS.values()})
    return True


def key_id(text: str) -> str:
    """The id the rooms give a key (of a pair: the public half); eight hex digits."""
    return blake2b(base64.b64decode(text), digest_size=4, person=b"xiaofeng.key-id").hexdigest()


def _bot_hash_key(data_key: bytes) -> bytes:
    """What the bot derives itself as long as there has been one data key only (bot/data_key.py)."""
    return blake2b(b"xiaofeng.hash", key=data_key, digest_size=32).digest()


@contextmanager
def _held(file: Path) -> Iterator[dict[str, str]]:
    """The keys, while nobody else changes them."""
    with file.with_name(f"{file.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        keys: dict[str, str] = json.loads(file.read_text())
        yield keys


def _replace(file: Path, keys: dict[str, str]) -> None:
    """Whole or not at all."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.unlink(missing_ok=True)
    _write(fresh, keys)
    os.replace(fresh, file)


def _write(file: Path, keys: dict[str, str]) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        json.dump(keys, out, indent=1)
        out.flush()
        os.fsync(out.fileno())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


if __name__ == "__main__":
    if sys.argv[1] == "rotate":
        rotate(Path(sys.argv[2]))
    else:
        make_keys(Path(sys.argv[1]))
