"""What the command line asks of actions, without starting a process for it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import httpx

from tests.journeys.house import House


def as_cli(house: House, path: str, body: Mapping[str, object]) -> httpx.Response:
    """POST it with the command line's token."""
    headers = {
        "Authorization": f"Bearer {house.cli_environment['XIAOFENG_ACTIONS_TOKEN']}",
        "Idempotency-Key": uuid.uuid4().hex,
    }
    return httpx.post(f"{house.actions}{path}", json=body, headers=headers, timeout=30, trust_env=False)
