"""The chat page: `/` and its own files under `/page/`, from bot/channels/page/."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
# Always asked for again, and answered 304 while unchanged: a new release is seen at once.
_FRESH = {"Cache-Control": "no-cache"}
_SHOWN = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def page_routes() -> Iterable[web.AbstractRouteDef]:
    """`GET /` and `GET /page/{file}`."""
    return [web.get("/", _index), web.get("/page/{file}", _file)]


async def _index(request: web.Request) -> web.FileResponse:
    return web.FileResponse(FOLDER / "index.html", headers={**_FRESH, "Content-Type": "text/html; charset=utf-8"})


async def _file(request: web.Request) -> web.FileResponse:
    path = FOLDER / request.match_info["file"]
    kind = _SHOWN.get(path.suffix)
    # The name comes from outside: only a file directly in the folder is served.
    if kind is None or path.parent != FOLDER or not path.is_file():
        raise web.HTTPNotFound
    charset = "" if path.suffix == ".svg" else "; charset=utf-8"
    return web.FileResponse(path, headers={**_FRESH, "Content-Type": f"{kind}{charset}"})
