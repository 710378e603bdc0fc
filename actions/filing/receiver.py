"""Where filings go: the address and secret of the union's own system."""

from __future__ import annotations

import base64
import binascii
import ipaddress
from dataclasses import dataclass, field

from yarl import URL

#: Of the secret, in bytes, as the Standard Webhooks specification has it.
SHORTEST_SECRET, LONGEST_SECRET = 24, 64
SECRET_PREFIX = "whsec_"  # noqa: S105


class UnreadableUrl(Exception):
    """The text says what is wrong with the address, never the address."""


class UnreadableSecret(Exception):
    """The text says what is wrong with the secret, never the secret."""


@dataclass(frozen=True)
class Receiver:
    url: URL = field(repr=False)  # somebody may have put a token into it
    secret: bytes = field(repr=False)

    @classmethod
    def parse(cls, url: str, secret: str) -> Receiver:
        """Raises UnreadableUrl, UnreadableSecret."""
        return cls(_url(url), _secret(secret))


def _url(text: str) -> URL:
    try:
        url = URL(text)
    except ValueError as error:
        raise UnreadableUrl("is not an address") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise UnreadableUrl("must begin with https://")
    if url.user or url.password or url.fragment:
        raise UnreadableUrl("must hold neither a name and password nor a #fragment")
    if url.scheme == "http" and not _is_loopback(url.host):
        raise UnreadableUrl("must begin with https://, since personal data go there; http:// only on this machine")
    return url


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(text: str) -> bytes:
    try:
        secret = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableSecret("is not base64") from error
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET:
        raise UnreadableSecret(f"must be {SHORTEST_SECRET} to {LONGEST_SECRET} bytes in base64")
    return secret
