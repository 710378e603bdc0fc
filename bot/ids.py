"""New ids, as everything that makes one receives them."""

from __future__ import annotations

import secrets
from typing import Protocol
from uuid import uuid4


class Ids(Protocol):
    """Makes ids nobody can guess."""

    def button(self) -> str:
        """At most 32 characters of [A-Za-z0-9_-]; never one of the words a page sends itself, such as `start`."""

    def command(self) -> str:
        """A UUID: the Idempotency-Key."""

    def page_token(self) -> str:
        """At least 256 bits, fit for a path."""


class RandomIds:
    """From the system's random source."""

    def button(self) -> str:
        return secrets.token_urlsafe(16)

    def command(self) -> str:
        return str(uuid4())

    def page_token(self) -> str:
        return secrets.token_urlsafe(32)
