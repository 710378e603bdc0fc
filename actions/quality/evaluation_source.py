"""Asking nlu how well the model that serves understands."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout
from pydantic import ValidationError

from actions.quality.told_evaluation import ToldEvaluation

TIMEOUT_SECONDS = 5.0


class NoEvaluation(Exception):
    """There is none to be had now; `reason`: "not-set", "unreachable", "none-yet", "status-<code>" or "unreadable"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class EvaluationSource:
    """`url` of nlu; `token` None: nlu was not set up, and is not asked."""

    url: str
    token: str | None = field(repr=False)

    async def newest(self) -> ToldEvaluation:
        """Raises NoEvaluation."""
        if self.token is None:
            raise NoEvaluation("not-set")
        try:
            async with (
                ClientSession(timeout=ClientTimeout(total=TIMEOUT_SECONDS)) as session,
                session.get(f"{self.url}/v1/evaluation", params={"token": self.token}) as response,
            ):
                raw, status = await response.read(), response.status
        except (ClientError, TimeoutError, OSError) as error:
            raise NoEvaluation("unreachable") from error
        if status != 200:
            raise NoEvaluation("none-yet" if status == 404 else f"status-{status}")
        try:
            return ToldEvaluation.model_validate_json(raw)
        except ValidationError as error:
            raise NoEvaluation("unreadable") from error
