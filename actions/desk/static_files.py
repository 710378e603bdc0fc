"""The desk's static files. Each has an address that changes with its content, so browsers keep it and ask no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).resolve().parent / "static"
# Said here and not guessed: what a machine's own tables say differs, and no browser guesses for us.
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"


class StaticFiles:
    """What lay in the folder at the start; nothing else is served."""

    def __init__(self, versions: Mapping[str, str]) -> None:
        self._versions = versions

    @classmethod
    @cache
    def load(cls) -> StaticFiles:
        """The process's own; read once."""
        files = {file.relative_to(FOLDER).as_posix(): file for file in FOLDER.rglob("*") if file.suffix in KINDS}
        return cls({path: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for path, file in files.items()})

    def address(self, path: str) -> str:
        """Where pages find `vendor/htmx.min.js` and its like. Raises KeyError for a file that is not there."""
        return f"/desk/static/{path}?v={self._versions[path]}"

    def answer(self, path: str, version: str | None) -> web.FileResponse:
        """The file; kept for good under its present version, else asked for again each time. Raises HTTPNotFound."""
        if path not in self._versions:
            raise web.HTTPNotFound
        kept = FOR_GOOD if version == self._versions[path] else "no-cache"
        file = FOLDER / path
        return web.FileResponse(file, headers={"Cache-Control": kept, "Content-Type": KINDS[file.suffix]})
