"""Parameters of a call: from the query, a form or a JSON body, each value plain or as JSON text."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from tests.telegram_double.errors import bad_request


async def parameters_of(request: web.Request) -> dict[str, Any]:
    """All parameters by name, later places winning: query, then body."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        given |= body
    else:
        given |= dict(await request.post())
    return given


def text_in(given: dict[str, Any], name: str) -> str:
    return str(given.get(name, ""))


def integer_in(given: dict[str, Any], name: str, default: int | None = None) -> int:
    try:
        return int(given[name])
    except KeyError:
        if default is not None:
            return default
        raise bad_request(f"{name} is empty") from None
    except (TypeError, ValueError):
        raise bad_request(f"{name} must be an integer") from None


def number_in(given: dict[str, Any], name: str) -> float:
    try:
        return float(given[name])
    except (KeyError, TypeError, ValueError):
        raise bad_request(f"{name} is empty") from None


def json_in(given: dict[str, Any], name: str) -> Any:
    """A list or an object; None when it was not given."""
    value = given.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise bad_request(f"can't parse {name} JSON object") from None
