"""The least a durable bot can do: take a message, commit one row, ask Rasa what it means, answer.

Speaks the house's own interface, so that the same driver drives both. Run as
`python -m benchmarks.baseline.skeleton PORT DATABASE RASA_URL`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

import aiohttp
import aiosqlite
from aiohttp import web

DATABASE = web.AppKey("database", aiosqlite.Connection)
SESSION = web.AppKey("session", aiohttp.ClientSession)
RASA = web.AppKey("rasa", str)
routes = web.RouteTableDef()


@routes.post("/v1/chat/messages")
async def receive(request: web.Request) -> web.Response:
    """200 with the name of the intent as the only reply."""
    message = await request.json()
    database = request.app[DATABASE]
    row = (message["conversation"], message["message_id"], message["text"])
    await database.execute("INSERT INTO messages (conversation, message_id, text) VALUES (?, ?, ?)", row)
    await database.commit()
    async with request.app[SESSION].post(request.app[RASA], json={"text": message["text"]}) as parsed:
        parsed.raise_for_status()
        intent = (await parsed.json())["intent"]["name"]
    return web.json_response({"replies": [{"seq": 1, "text": intent, "buttons": []}], "asks": None, "owner": "bot"})


@routes.get("/healthz")
async def alive(_: web.Request) -> web.Response:
    """200 while the process runs."""
    return web.json_response({"status": "alive"})


def build(database: str, rasa: str) -> web.Application:
    """The application; `rasa` is the server's URL without a trailing slash."""
    app = web.Application()
    app[RASA] = f"{rasa}/model/parse"
    app.add_routes(routes)

    async def hold(app: web.Application) -> AsyncIterator[None]:
        async with aiosqlite.connect(database) as connection, aiohttp.ClientSession() as session:
            await connection.execute("PRAGMA journal_mode = WAL")
            await connection.execute("PRAGMA synchronous = NORMAL")
            await connection.execute(
                "CREATE TABLE messages (id INTEGER PRIMARY KEY, conversation TEXT, message_id TEXT, text TEXT)"
            )
            await connection.commit()
            app[DATABASE], app[SESSION] = connection, session
            yield

    app.cleanup_ctx.append(hold)
    return app


if __name__ == "__main__":
    port, database, rasa = sys.argv[1:]
    web.run_app(build(database, rasa), host="127.0.0.1", port=int(port), access_log=None, print=None,
                loop=asyncio.new_event_loop())  # fmt: skip
