"""Receiving by webhook: Telegram calls us, and takes 200 as the acknowledgement."""

from __future__ import annotations

import hmac
import json

from aiohttp import web

from bot.channels.telegram.door import TelegramDoor
from bot.errors import DatabaseBusy

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
RETRY_AFTER_SECONDS = 1
LONGEST_UPDATE_BYTES = 4 * 1024 * 1024


class Webhook:
    """The route Telegram posts updates to."""

    def __init__(self, door: TelegramDoor, secret: str) -> None:
        self._door = door
        self._secret = secret

    def route(self) -> web.RouteDef:
        return web.post(PATH, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        """200 once committed; 403 wrong secret; 400 unreadable; 503 not stored, for Telegram to send again."""
        shown = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(shown.encode(errors="replace"), self._secret.encode()):
            return web.Response(status=403)
        try:
            # Only Telegram comes this far, and an update with a quoted message outgrows what a web page may post.
            update = json.loads(await request.clone(client_max_size=LONGEST_UPDATE_BYTES).read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            await self._door.receive([update])
        except DatabaseBusy:
            return web.Response(status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
        return web.Response()
