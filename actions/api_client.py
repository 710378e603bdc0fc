"""How this room's commands speak to the running service: over its own HTTP API, with the command line's token."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from actions.settings import SettingsError

#: A draft is judged, and a whole province's stations are checked, within this; everything else is far quicker.
TIMEOUT_SECONDS = 200.0


class ApiUnreachable(Exception):
    """Nobody answers at the service's address."""


class ApiRefused(Exception):
    """The service answered with a problem document."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self.detail = detail  # Chinese, for the person at the terminal


@dataclass(frozen=True)
class ApiClient:
    url: str
    token: str = field(repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> ApiClient:
        """From XIAOFENG_ACTIONS_URL and XIAOFENG_ACTIONS_TOKEN. Raises SettingsError naming the one that is missing."""
        values = []
        for name in ("XIAOFENG_ACTIONS_URL", "XIAOFENG_ACTIONS_TOKEN"):
            value = env.get(name, "").strip()
            if not value:
                raise SettingsError(f"{name} is not set")
            values.append(value)
        return cls(values[0].rstrip("/"), values[1])

    async def get(self, path: str, **query: str) -> Any:
        """The answer's JSON. Raises ApiUnreachable, ApiRefused."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer's JSON; under a fresh Idempotency-Key. Raises ApiUnreachable, ApiRefused."""
        return await self._ask("POST", path, json=body, headers={"Idempotency-Key": uuid.uuid4().hex})

    async def _ask(self, method: str, path: str, **request: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", **request.pop("headers", {})}
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=TIMEOUT_SECONDS)) as session,
                session.request(method, f"{self.url}{path}", headers=headers, **request) as response,
            ):
                answer = json.loads(await response.read())
        except (ClientError, TimeoutError, ValueError) as error:
            raise ApiUnreachable from error
        if response.status >= 400:
            raise ApiRefused(response.status, str(answer.get("type", "")), str(answer.get("detail", "")))
        return answer
