"""A chat in the terminal, over the same HTTP contract the web page uses."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.errors import StartError

PATH = "/v1/chat/messages"
TRIES = 5


class BotUnreachable(StartError):
    """No bot answers at the address."""

    exit_code = 1


class TerminalChat:
    """Shows replies and remembers the buttons on offer: a number presses one."""

    def __init__(self, session: ClientSession, url: str, out: TextIO) -> None:
        self._session = session
        self._url = url.rstrip("/") + PATH
        self._out = out
        self._secret = secrets.token_urlsafe(32)
        self._seq = 0
        self._buttons: list[Mapping[str, str]] = []

    async def open(self) -> None:
        """Say hello, as the page does. Raises BotUnreachable."""
        await self._send({})

    async def say(self, line: str) -> None:
        """Send a line, or press the button of that number. Raises BotUnreachable."""
        if line.isdigit() and 1 <= int(line) <= len(self._buttons):
            await self._send({"button": self._buttons[int(line) - 1]["id"]})
        else:
            await self._send({"text": line})

    async def listen(self) -> None:
        """Show what comes later (news, results) until cancelled."""
        while True:
            try:
                params = {"after": str(self._seq), "wait": "25"}
                headers = {"X-Conversation": self._secret}
                async with self._session.get(self._url, params=params, headers=headers) as response:
                    body = await response.json(content_type=None)
                self._show(body.get("replies", []))
            except (ClientError, TimeoutError, ValueError):
                await asyncio.sleep(1)

    async def _send(self, content: Mapping[str, Any]) -> None:
        message = {"conversation": self._secret, "message_id": secrets.token_urlsafe(12), **content}
        for attempt in range(TRIES):
            try:
                async with self._session.post(self._url, json=message) as response:
                    body = await response.json(content_type=None)
                    status = response.status
            except (ClientError, TimeoutError, ValueError):
                status, body = 503, {}
            if status == 200:
                self._show(body["replies"])
                return
            if status < 500 and status != 429:
                self._out.write(f"! {body.get('detail', status)}\n")
                return
            # The same message id again: it is answered once, however often it is sent.
            await asyncio.sleep(0.3 * 2**attempt)
        raise BotUnreachable(f"bot: no answer from {self._url}; is it running? (`make up`)")

    def _show(self, replies: Sequence[Mapping[str, Any]]) -> None:
        for reply in replies:
            if reply["seq"] <= self._seq:
                continue
            self._seq = reply["seq"]
            self._buttons = list(reply["buttons"])
            self._out.write(_drawn(reply))
        self._out.flush()


async def chat(url: str, lines: TextIO, out: TextIO) -> int:
    """Talk until end of input; returns the exit code. Raises BotUnreachable."""
    async with ClientSession(timeout=ClientTimeout(total=60)) as session:
        talk = TerminalChat(session, url, out)
        await talk.open()
        listening = asyncio.create_task(talk.listen())
        try:
            while line := await asyncio.to_thread(lines.readline):
                if line.strip():
                    await talk.say(line.strip())
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
    return 0


def _drawn(reply: Mapping[str, Any]) -> str:
    speaker = reply.get("from", {}).get("name", "小蜂")
    parts = [f"{speaker}: {reply['text']}"]
    for card in reply.get("stations", ()):
        distance = "" if card["distance_m"] is None else f" · {card['distance_m']} m"
        parts.append(f"  ▪ {card['name']}{distance} · {card['hours']}\n    {card['address']}\n    {card['map_url']}")
    parts += [f"  → {link['title']} {link['url']}" for link in reply.get("links", ())]
    parts += [f"  [{number}] {button['title']}" for number, button in enumerate(reply["buttons"], start=1)]
    return "\n".join(parts) + "\n"
