"""Tokens in links and cookies; the database has their hashes."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

NewToken = Callable[[], str]


def token_hash(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash hides them well enough."""
    return sha256(token.encode()).hexdigest()
