"""Static files of the desk. Each has an address that changes with its content, so browsers keep it and ask no more."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).resolve().parent / "static"
# Said here and not guessed: what a machine's own tables say differs, and no browser guesses for us.
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}
FOR_GOOD = "public, max-age=31536000, immutable"


class StaticFiles:
    """What lay in a folder at the start, served under an address; nothing else is."""

    def __init__(self, folder: Path, root: str, versions: Mapping[str, str]) -> None:
        self._folder = folder
        self._root = root
        self._versions = versions

    @classmethod
    @cache
    def load(cls) -> StaticFiles:
        """The process's own; read once."""
        return cls.under(FOLDER, "/desk/static")

    @classmethod
    def under(cls, folder: Path, root: str) -> StaticFiles:
        """Those of a folder, none where there is no folder; `root` is where their addresses begin."""
        files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.suffix in KINDS}
        versions = {path: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for path, file in files.items()}
        return cls(folder, root, versions)

    def address(self, path: str) -> str:
        """Where pages find `vendor/htmx.min.js` and its like. Raises KeyError for a file that is not there."""
        return f"{self._root}/{path}?v={self._versions[path]}"

    def answer(self, path: str, version: str | None) -> web.FileResponse:
        """The file; kept for good under its present version, else asked for again each time. Raises HTTPNotFound."""
        if path not in self._versions:
            raise web.HTTPNotFound
        kept = FOR_GOOD if version == self._versions[path] else "no-cache"
        file = self._folder / path
        return web.FileResponse(file, headers={"Cache-Control": kept, "Content-Type": KINDS[file.suffix]})
