"""The token and what workers write are in no log line and no exception, however much is logged."""

from __future__ import annotations

import logging
import traceback

import pytest

from bot.channels.channel import OutgoingReply, SendError
from tests.bot.telegram.conftest import OpenChannel, Pauses, running
from tests.bot.telegram.inboxes import MemoryInbox
from tests.telegram_double import TelegramDouble

SAID = "我叫张示例电话保密"


async def test_neither_token_nor_text_is_logged_with_everything_switched_on(
    telegram: TelegramDouble, open_channel: OpenChannel, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    inbox, worker = MemoryInbox(), telegram.worker()
    for code in (409, 401, 502):
        telegram.fail_next("getUpdates", code, f"refused bot{telegram.token}")
    telegram.updates.add_raw({"update_id": 1, "message": {"text": SAID}})
    worker.type(SAID)
    async with open_channel(inbox) as channel, running(channel):
        await inbox.holds(1)
        await channel.send("70001", OutgoingReply(SAID), 0)
        telegram.cut_next_send()
        with pytest.raises(SendError):
            await channel.send("70001", OutgoingReply(SAID), 0)

    logged = [repr(vars(record)) for record in caplog.records if record.name.startswith(("bot", "http", "telegram"))]
    assert any("XIAOFENG_TELEGRAM_TOKEN" in line for line in logged)
    for secret in (telegram.token, SAID, "70001"):
        assert not [line for line in logged if secret in line]


async def test_an_exception_shows_neither_token_nor_text(telegram: TelegramDouble, open_channel: OpenChannel) -> None:
    worker = telegram.worker()
    worker.start()
    shown = []
    async with open_channel() as channel:
        for ordered in ("cut", "refuse", "unreachable"):
            if ordered == "cut":
                telegram.cut_next_send()
            if ordered == "refuse":
                telegram.fail_next("sendMessage", 400, f"Bad Request: bot{telegram.token} said {SAID}")
            try:
                if ordered == "unreachable":
                    with telegram.refusing_connections():
                        await channel.send("70001", OutgoingReply(SAID), 0)
                else:
                    await channel.send("70001", OutgoingReply(SAID), 0)
            except SendError as error:
                shown.append("".join(traceback.format_exception(error)) + repr(vars(error)))

    assert len(shown) == 3
    for text in shown:
        assert telegram.token not in text
        assert SAID not in text
