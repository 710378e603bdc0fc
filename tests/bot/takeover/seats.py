"""Workers put straight into the queue, what the bot said last still on its way to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from bot.database.tables import buttons, conversations, outbox
from tests.bot.core import Core

BEFORE = "bot before"
_ACTIONS = {
    "不等了": {"do": "waiting", "step": "leave", "title": "不等了"},
    "谢谢": {"do": "task", "id": "thanks", "title": "谢谢"},
}


def number_of(address: str) -> str:
    """The number of the takeover somebody waits under."""
    return f"T-{address}"


async def seated(
    core: Core, addresses: Sequence[str], *, status: str = "pending", texts: Sequence[str] = (BEFORE,)
) -> dict[str, str]:
    """The conversation of each address; `texts` is what the bot said last, `status` how far that has got."""
    ids = {address: core.data_key.conversation_id("telegram", address) for address in addresses}
    at, encrypt = core.clock(), core.data_key.encrypt
    fresh = {"channel": "telegram", "version": 0, "owner": "queue", "owner_epoch": 0, "created_at": at}
    fresh["last_seq"] = len(texts)
    line = {"owner_epoch": 0, "kind": "reply", "status": status, "sending_since": at, "created_at": at}
    waiting = [
        {**fresh, "id": key, "address": encrypt(address), "state": encrypt({"takeover": number_of(address)})}
        for address, key in ids.items()
    ]
    said = [
        {**line, "conversation_id": key, "seq": seq, "body": encrypt({**_said(address), "text": text})}
        for address, key in ids.items()
        for seq, text in enumerate(texts, 1)
    ]
    offered = [
        {"id": button["id"], "conversation_id": key, "seq": 1, "action": json.dumps(_ACTIONS[button["title"]])}
        for address, key in ids.items()
        for button in _said(address)["buttons"]
    ]

    def write(connection: Connection) -> None:
        for table, rows in ((conversations, waiting), (outbox, said), (buttons, offered)):
            connection.execute(insert(table), rows)

    await core.database.write(write)
    return ids


def _said(address: str) -> dict[str, Any]:
    shown = [{"title": title, "id": f"{address}-{number}"} for number, title in enumerate(_ACTIONS)]
    return {"buttons": shown}
