"""The double itself: a thread with the server in it, and what a test may do to it. No HTTP is needed to steer it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from tests.telegram_double.chats import Chats
from tests.telegram_double.errors import ApiError, too_many_requests
from tests.telegram_double.faults import SENDS, Fault, Faults
from tests.telegram_double.methods import Methods, WebhookSetting
from tests.telegram_double.server import Server
from tests.telegram_double.updates import Updates
from tests.telegram_double.worker import TelegramWorker

Result = TypeVar("Result")

FIRST_UPDATE_ID = 871_000_000


class TelegramDouble:
    """`with TelegramDouble(token) as telegram:` listens on a free port of the loopback; all methods are thread-safe.

    `url` is what XIAOFENG_TELEGRAM_API_URL is set to. It speaks form and JSON bodies, keeps every message per chat in
    order, and refuses what Telegram refuses.
    """

    def __init__(self, token: str = "4242:made-up-token-of-the-double") -> None:
        self.token = token
        self.chats = Chats()
        self.updates = Updates(FIRST_UPDATE_ID, self._wake)
        self._faults = Faults()
        self._webhook = WebhookSetting()
        self._methods = Methods(self.chats, self.updates, self._webhook)
        self._loop = asyncio.new_event_loop()
        self._server = Server(token, self._methods, self.updates, self._webhook, self._faults)
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram-double", daemon=True)
        self._runner: web.AppRunner | None = None
        self._port = 0

    def __enter__(self) -> TelegramDouble:
        self._thread.start()
        self._in_loop(self._listen)
        self._pushing = asyncio.run_coroutine_threadsafe(self._server.push(), self._loop)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pushing.cancel()
        self._in_loop(self._stop_listening)
        self._in_loop(self._cancel_rest)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def webhook_url(self) -> str:
        """Empty while the bot polls."""
        return self._webhook.url

    @property
    def webhook_statuses(self) -> list[int]:
        """What the webhook answered, push by push."""
        return list(self._server.pushes)

    @property
    def commands(self) -> dict[str, str]:
        """The bot's command menu."""
        return {command["command"]: command["description"] for command in self._methods.commands}

    def keep_file(self, file_id: str, content: bytes) -> None:
        """What getFile leads to."""
        self._methods.files[file_id] = content

    def calls(self, method: str) -> list[dict[str, Any]]:
        """Parameters of every call of a method so far, refused ones too."""
        return self._server.calls(method)

    def wait_for_calls(self, method: str, count: int, within_seconds: float = 60.0) -> None:
        """Wait until a method was called so many times in all."""
        self._server.wait_for_calls(method, count, within_seconds)

    def worker(self, user_id: int = 70_001, first_name: str = "测试") -> TelegramWorker:
        """A worker with a private chat; the bot knows the chat once the worker has written."""
        return TelegramWorker(self.chats, self.updates, user_id, first_name)

    def flood_next(self, sends: int, retry_after: int) -> None:
        """Refuse the next sends with 429."""
        for _ in range(sends):
            self._faults.order(Fault(SENDS, too_many_requests(retry_after)))

    def cut_next_send(self) -> None:
        """Take the next message, keep it, and break the connection instead of answering."""
        self._faults.order(Fault(SENDS, cut=True))

    def fail_next(self, method: str, code: int, description: str, retry_after: int | None = None) -> None:
        """Refuse the next call of a method in any way."""
        parameters = None if retry_after is None else {"retry_after": retry_after}
        self._faults.order(Fault((method,), ApiError(code, description, parameters)))

    @contextmanager
    def refusing_connections(self) -> Iterator[None]:
        """Nobody listens on the port meanwhile; open connections are closed."""
        self._in_loop(self._stop_listening)
        try:
            yield
        finally:
            self._in_loop(self._listen)

    @contextmanager
    def out_of_order(self) -> Iterator[None]:
        """What workers do meanwhile is delivered at the end, the last first."""
        self.updates.hold()
        try:
            yield
        finally:
            self.updates.release_reversed()

    def deliver_again(self, update_id: int) -> None:
        """Deliver an update a second time, although it was acknowledged."""
        self.updates.add_again(update_id)

    def group_says(self, text: str, *, chat_id: int = -100_200, user_id: int = 70_001) -> int:
        """A message in a group the bot was added to."""
        message = {
            "message_id": 1,
            "from": {"id": user_id, "is_bot": False, "first_name": "测试"},
            "chat": {"id": chat_id, "type": "supergroup", "title": "骑手群"},
            "date": 1_790_000_000,
            "text": text,
        }
        return self.updates.add("message", message)

    def _wake(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._server.wake)

    async def _listen(self) -> None:
        self._runner = web.AppRunner(self._server.app(), access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def _stop_listening(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    async def _cancel_rest(self) -> None:
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _in_loop(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        return asyncio.run_coroutine_threadsafe(work(), self._loop).result(10)
