"""Plays actions for nlu in a process of its own: serves the feed last read from standard input.

Each line is `{"version": …, "entries": […]}`; it is out when its version is written to standard output. The first line
written is the port.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys

from aiohttp import web


async def serve() -> None:
    """Until standard input ends."""
    out: dict[str, bytes] = {"body": b""}

    async def feed(request: web.Request) -> web.Response:
        etag = hashlib.sha256(out["body"]).hexdigest()
        known = any(tag.value == etag for tag in request.if_none_match or ())
        response = (
            web.Response(status=304) if known else web.Response(body=out["body"], content_type="application/json")
        )
        response.etag = etag
        return response

    app = web.Application()
    app.router.add_get("/v1/faq/feed", feed)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        out["body"] = line.strip().encode()
        print(json.loads(line)["version"], flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve())
