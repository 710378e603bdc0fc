"""Refusals as the Bot API words them."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A call refused: HTTP status and `error_code`, `description`, and the `parameters` that may come with it."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def envelope(self) -> dict[str, Any]:
        packed: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            packed["parameters"] = self.parameters
        return packed


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})
