"""The rows a turn writes, made before its transaction begins."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.data_key import DataKey
from bot.dialogue.messages import JsonObject
from bot.ids import Ids
from bot.outbox import Rendered, as_shown, render
from bot.turn_records import Waiting, Written

PAGE_LINK_LIVES = timedelta(minutes=30)

Row = dict[str, Any]


@dataclass(frozen=True)
class TurnRows:
    """Values of the two rows that change and of all that are added; `shown` is what the web contract shows."""

    conversation: Row
    inbox: Row
    outbox: list[Row]
    buttons: list[Row]
    commands: list[Row]
    page_links: list[Row]
    outcomes: list[Row]
    shown: list[JsonObject]


class TurnRowMaker:
    """Renders replies and encrypts what is stored."""

    def __init__(
        self, *, data_key: DataKey, clock: Clock, ids: Ids, public_url: str, pushes: Callable[[str], bool]
    ) -> None:
        """`pushes` tells whether a channel has to be called to deliver."""
        self._data_key = data_key
        self._clock = clock
        self._ids = ids
        self._public_url = public_url.rstrip("/")
        self._pushes = pushes

    def rows_of(self, waiting: Waiting, written: Written) -> TurnRows:
        """All rows of one turn."""
        replies = self._rendered(written)
        bodies = [("reply", reply.author, one.body) for reply, one in zip(written.replies, replies, strict=True)]
        first_seq = waiting.last_seq + 1
        if written.deletes_inbound and waiting.message_ref is not None:
            bodies.insert(0, ("delete", "bot", {"message_ref": waiting.message_ref}))
        first_reply_seq = first_seq + len(bodies) - len(replies)
        last_seq = waiting.last_seq + len(bodies)
        epoch = waiting.owner_epoch + written.raises_epoch
        said = {} if written.said is None else {"said": self._data_key.encrypt(list(written.said))}
        return TurnRows(
            conversation={
                "of": waiting.conversation_id,
                "made_on": waiting.version,
                "under": waiting.owner_epoch,
                "state": self._data_key.encrypt(written.state),
                "version": waiting.version + 1,
                "last_seq": last_seq,
                "asks": written.asks,
                "owner": written.owner or waiting.owner,
                "owner_epoch": epoch,
                "active_at": self._clock(),
                **said,
            },
            inbox={
                "row": waiting.inbox_id,
                "status": "failed" if written.undigested else "done",
                "first_seq": first_seq if bodies else None,
                "last_seq": last_seq if bodies else None,
                "asks": written.asks,
                "done_at": self._clock(),
            },
            outbox=[
                {
                    "conversation_id": waiting.conversation_id,
                    "seq": seq,
                    "owner_epoch": epoch,
                    "author": author,
                    "kind": kind,
                    "body": self._data_key.encrypt(body),
                    "status": "pending" if self._pushes(waiting.channel) else "readable",
                    "can_wait": waiting.can_wait and kind == "reply",
                    "created_at": self._clock(),
                }
                for seq, (kind, author, body) in enumerate(bodies, start=first_seq)
            ],
            buttons=[
                {"id": key, "conversation_id": waiting.conversation_id, "seq": seq, "action": _json(action)}
                for seq, one in enumerate(replies, start=first_reply_seq)
                for key, action in one.actions.items()
            ],
            commands=self._command_rows(waiting, written),
            page_links=self._page_link_rows(waiting, replies),
            outcomes=[dict(vars(one)) for one in written.counted],
            shown=[as_shown(seq, one.body) for seq, one in enumerate(replies, start=first_reply_seq)],
        )

    def _rendered(self, written: Written) -> list[Rendered]:
        last = len(written.replies) - 1
        return [
            render(reply, asks=written.asks if at == last else None, ids=self._ids, public_url=self._public_url)
            for at, reply in enumerate(written.replies)
        ]

    def _command_rows(self, waiting: Waiting, written: Written) -> list[Row]:
        return [
            {
                "id": self._ids.command(),
                "conversation_id": waiting.conversation_id,
                "kind": command.kind,
                "body": self._data_key.encrypt(dict(command.body)),
                "status": "waiting",
                "tries": 0,
                "next_try_at": self._clock(),
                "created_at": self._clock(),
            }
            for command in written.commands
        ]

    def _page_link_rows(self, waiting: Waiting, replies: Sequence[Rendered]) -> list[Row]:
        return [
            {
                "token_hash": self._data_key.fingerprint("page", token),
                "conversation_id": waiting.conversation_id,
                "page": page,
                "expires_at": self._clock() + PAGE_LINK_LIVES,
            }
            for one in replies
            for token, page in one.pages.items()
        ]


def _json(action: JsonObject) -> str:
    return json.dumps(dict(action), ensure_ascii=False)
