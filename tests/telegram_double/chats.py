"""Who talks with the bot, and what stands in each chat."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from tests.telegram_double.errors import ApiError, bad_request
from tests.telegram_double.sent import SentMessage


class Chats:
    """Thread-safe; one counter numbers the messages of all private chats, as Telegram does for one account."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self._known: set[int] = set()
        self._blocked: set[int] = set()
        self._sent: list[SentMessage] = []
        self._from_workers: dict[int, int] = {}  # message id → chat id
        self._deleted: set[int] = set()
        self._queries: dict[str, bool] = {}  # callback query id → answered
        self._last_message_id = 0

    def written_by_worker(self, chat_id: int) -> int:
        """The id of a new message from a worker, whose chat is known from now on."""
        with self.changed:
            self._known.add(chat_id)
            self._last_message_id += 1
            self._from_workers[self._last_message_id] = chat_id
            return self._last_message_id

    def keep(self, chat_id: int, method: str, given: dict[str, Any], markup: dict[str, Any]) -> SentMessage:
        """Store what the bot sent. Raises ApiError for an unknown chat and for a worker who blocked the bot."""
        with self.changed:
            self.check_reachable(chat_id)
            self._last_message_id += 1
            message = SentMessage(self._last_message_id, chat_id, method, given, markup)
            self._sent.append(message)
            self.changed.notify_all()
            return message

    def delete(self, chat_id: int, message_id: int) -> None:
        with self.changed:
            self.check_reachable(chat_id)
            theirs = self._from_workers.get(message_id) == chat_id
            ours = any(one.message_id == message_id and one.chat_id == chat_id for one in self._sent)
            if not (theirs or ours) or message_id in self._deleted:
                raise bad_request("message to delete not found")
            self._deleted.add(message_id)
            self.changed.notify_all()

    def new_query(self) -> str:
        with self.changed:
            query_id = str(4_000_000_000_000_000_000 + len(self._queries))
            self._queries[query_id] = False
            return query_id

    def answer_query(self, query_id: str) -> None:
        with self.changed:
            if query_id not in self._queries:
                raise bad_request("query is too old and response timeout expired or query ID is invalid")
            self._queries[query_id] = True
            self.changed.notify_all()

    def unanswered_queries(self) -> int:
        with self.changed:
            return sum(not answered for answered in self._queries.values())

    def block(self, chat_id: int, blocked: bool) -> None:
        with self.changed:
            (self._blocked.add if blocked else self._blocked.discard)(chat_id)

    def forget(self, chat_id: int) -> None:
        """The account is gone."""
        with self.changed:
            self._known.discard(chat_id)

    def sent_to(self, chat_id: int) -> list[SentMessage]:
        """What the bot sent, in order, without what it deleted."""
        with self.changed:
            return [one for one in self._sent if one.chat_id == chat_id and one.message_id not in self._deleted]

    def is_deleted(self, message_id: int) -> bool:
        with self.changed:
            return message_id in self._deleted

    def wait_until(self, condition: Callable[[], bool], within_seconds: float) -> bool:
        """Whether `condition`, looked at after each change, came true in time."""
        with self.changed:
            return self.changed.wait_for(condition, within_seconds)

    def check_reachable(self, chat_id: int) -> None:
        """Raises ApiError for an unknown chat and for a worker who blocked the bot."""
        if chat_id not in self._known:
            raise bad_request("chat not found")
        if chat_id in self._blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
