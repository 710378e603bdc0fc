"""The HTTP side: /bot<token>/<method>, files, envelopes, long polling, and pushing to a webhook."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import aiohttp
from aiohttp import web

from tests.telegram_double.errors import ApiError
from tests.telegram_double.faults import SENDS, Faults
from tests.telegram_double.methods import Methods, WebhookSetting
from tests.telegram_double.parameters import integer_in, json_in, parameters_of
from tests.telegram_double.updates import Updates

PUSH_AGAIN_SECONDS = 0.05


class Server:
    """Lives in one event loop; everything it shares with other threads is thread-safe by itself."""

    def __init__(self, token: str, methods: Methods, updates: Updates, webhook: WebhookSetting, faults: Faults) -> None:
        self._token = token
        self._methods = methods
        self._updates = updates
        self._webhook = webhook
        self._faults = faults
        self._polls = 0
        self._changed = asyncio.Event()
        self._calls: list[tuple[str, dict[str, Any]]] = []
        self._called = threading.Condition()
        self.pushes: list[int] = []  # statuses a webhook answered with

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._handle)
        app.router.add_get("/file/bot{token}/photos/{file}.jpg", self._download)
        return app

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Thread-safe."""
        with self._called:
            return [given for name, given in self._calls if name == method]

    def wait_for_calls(self, method: str, count: int, within_seconds: float) -> None:
        """Thread-safe; fails when it takes longer."""
        with self._called:
            done = self._called.wait_for(lambda: len(self.calls(method)) >= count, within_seconds)
            assert done, f"{method} was called {len(self.calls(method))} times only"

    def wake(self) -> None:
        """An update came in; to be called in the loop."""
        self._changed.set()

    async def _handle(self, request: web.Request) -> web.Response:
        try:
            result = await self._result(request)
        except ApiError as error:
            return web.json_response(error.envelope(), status=error.code)
        except ConnectionError:
            return web.Response(status=499)  # the bot hung up before its request was complete
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.Response:
        content = self._methods.files.get(request.match_info["file"])
        if request.match_info["token"] != self._token or content is None:
            raise web.HTTPNotFound
        return web.Response(body=content, content_type="application/octet-stream")

    async def _result(self, request: web.Request) -> Any:
        if request.match_info["token"] != self._token:
            raise ApiError(401, "Unauthorized")
        method = self._methods.name_of(request.match_info["method"])
        if method is None:
            raise ApiError(404, "Not Found")
        given = await parameters_of(request)
        with self._called:
            self._calls.append((method, given))
            self._called.notify_all()
        fault = self._faults.next_for(method)
        if fault is not None and fault.refusal is not None:
            raise fault.refusal
        if method == "getUpdates":
            return await self._get_updates(given)
        result = self._methods.call(method, given)
        if method not in SENDS:
            self.wake()  # a webhook may have been set
        if fault is not None and fault.cut and request.transport is not None:
            request.transport.abort()
        return result

    async def _get_updates(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        offset, limit = integer_in(given, "offset", 0), min(max(integer_in(given, "limit", 100), 1), 100)
        deadline = time.monotonic() + min(integer_in(given, "timeout", 0), 50)
        if (allowed := json_in(given, "allowed_updates")) is not None:
            self._updates.allowed = allowed or None
        self._polls += 1
        mine = self._polls
        self._changed.set()  # an earlier poll still waiting finds out that it was replaced
        while True:
            if self._webhook.url:
                raise ApiError(
                    409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
                )
            if mine != self._polls:
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            self._changed = asyncio.Event()
            batch = self._updates.take(offset, limit)
            left = deadline - time.monotonic()
            if batch or left <= 0:
                return batch
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                continue

    async def push(self) -> None:
        """Post waiting updates to the webhook, one by one, each until it is taken; runs until cancelled."""
        async with aiohttp.ClientSession(trust_env=False) as session:
            while True:
                update = self._updates.first()
                if not self._webhook.url or update is None:
                    await asyncio.sleep(PUSH_AGAIN_SECONDS)
                elif await self._pushed(session, update):
                    self._updates.drop_first()
                else:
                    await asyncio.sleep(PUSH_AGAIN_SECONDS)

    async def _pushed(self, session: aiohttp.ClientSession, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._webhook.secret} if self._webhook.secret else {}
        try:
            async with session.post(self._webhook.url, json=update, headers=headers) as answer:
                self.pushes.append(answer.status)
                return 200 <= answer.status < 300
        except aiohttp.ClientError:
            return False
