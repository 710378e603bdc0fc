"""Watches every call the application answers, and what the audit log got of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy import func, select

from actions.audit.actor import client_actor
from actions.audit.model import AuditEntry
from actions.desk.frame import MEMBER
from actions.web import CALLER, DATABASE

Row = tuple[str, str]


@dataclass(frozen=True)
class Call:
    """One that succeeded. `by` is the actor it should be logged under, "" where only the entry can tell."""

    row: Row
    address: Mapping[str, str]  # what stood for the placeholders
    by: str
    body: bytes
    entries: tuple[AuditEntry, ...]


class Watch:
    """The innermost middleware: it sees what handlers make of requests that were let in."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        before = await _last(request)
        response = await handler(request)
        resource, address = request.match_info.route.resource, dict(request.match_info)
        if response.status < 400 and resource is not None:
            path = resource.canonical.replace("{act}", address.get("act", ""))
            body = response.body if isinstance(response, web.Response) and isinstance(response.body, bytes) else b""
            entries = await _since(request, before)
            self.calls.append(Call((request.method, path), address, _by(request), body, entries))
        return response


def _by(request: web.Request) -> str:
    if (member := request.get(MEMBER)) is not None:
        return f"staff:{member.id}"
    return client_actor(request[CALLER]).reference if CALLER in request else ""


async def _last(request: web.Request) -> int:
    async with request.app[DATABASE].read() as session:
        return await session.scalar(select(func.max(AuditEntry.sequence))) or 0


async def _since(request: web.Request, before: int) -> tuple[AuditEntry, ...]:
    async with request.app[DATABASE].read() as session:
        new = select(AuditEntry).where(AuditEntry.sequence > before).order_by(AuditEntry.sequence)
        return tuple(await session.scalars(new))
