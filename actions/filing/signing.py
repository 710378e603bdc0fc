"""The headers that let the receiver know us and tell repeats, after the Standard Webhooks specification, version 1."""

from __future__ import annotations

import base64
import hmac
from datetime import datetime


def signed_headers(key: str, body: bytes, *, secret: bytes, at: datetime) -> dict[str, str]:
    """`key` stays the same over all tries of a filing; `at` is this try."""
    seconds = str(int(at.timestamp()))
    signature = hmac.digest(secret, b".".join((key.encode(), seconds.encode(), body)), "sha256")
    return {
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        "Idempotency-Key": key,
    }
