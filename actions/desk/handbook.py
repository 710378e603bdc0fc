"""The handbook for colleagues: Markdown files of `docs/handbook/`, read once and shown at the desk.

The files lead to each other and to their pictures by relative addresses, as any reader of Markdown follows them; at the
desk these become the desk's own. A house without the folder runs as well, without a handbook.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from actions.desk.static_files import StaticFiles

log = logging.getLogger(__name__)

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "handbook"
ADDRESS = "/desk/handbook"
LIST = "README"
_PICTURES = "images"


@dataclass(frozen=True)
class HandbookPage:
    title: str  # its first heading
    html: str


class Handbook:
    """What lay in the folder at the start; `titles` by page, the list of all left out, in their order."""

    def __init__(self, pages: Mapping[str, HandbookPage], pictures: StaticFiles) -> None:
        self._pages = pages
        self.pictures = pictures
        self.titles: Mapping[str, str] = {name: page.title for name, page in pages.items() if name != LIST}

    @classmethod
    @cache
    def load(cls) -> Handbook:
        """The process's own; read once."""
        return cls.read(FOLDER)

    @classmethod
    def read(cls, folder: Path) -> Handbook:
        """The handbook in a folder; without one an empty handbook, which the log tells."""
        pictures = StaticFiles.under(folder / _PICTURES, f"{ADDRESS}/{_PICTURES}")
        files = sorted(folder.glob("*.md"))
        if not files:
            log.warning("there is no handbook", extra={"ids": {"folder": str(folder)}})
        pages = {file.stem: _page(file.read_text(encoding="utf-8"), folder, pictures) for file in files}
        return cls(pages, pictures)

    def page(self, name: str) -> HandbookPage | None:
        return self._pages.get(name)

    def beside(self, name: str) -> tuple[str | None, str | None]:
        """The pages before and after that one."""
        names = [None, *self.titles, None]
        place = names.index(name)
        return names[place - 1], names[place + 1]


def _page(text: str, folder: Path, pictures: StaticFiles) -> HandbookPage:
    markdown = MarkdownIt("commonmark", {"html": False})
    tokens = markdown.parse(text)
    for token in _all(tokens):
        if token.type == "link_open":
            token.attrSet("href", _address(str(token.attrGet("href"))))
        elif token.type == "image":
            _place(token, folder, pictures)
    first = next((place for place, token in enumerate(tokens) if token.type == "heading_open"), None)
    title = tokens[first + 1].content if first is not None else ""
    return HandbookPage(title, markdown.renderer.render(tokens, markdown.options, {}))


def _all(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _address(target: str) -> str:
    """Of another page: `03-writing.md` is `/desk/handbook/03-writing`; what lies elsewhere stays."""
    if "/" in target or not target.endswith(".md"):
        return target
    name = target.removesuffix(".md")
    return ADDRESS if name == LIST else f"{ADDRESS}/{name}"


def _place(image: Token, folder: Path, pictures: StaticFiles) -> None:
    """Give a picture its address at the desk, and its size, so that nothing jumps when it comes."""
    source = str(image.attrGet("src"))
    file = folder / source
    if not file.is_file():
        return  # its words are shown in its place
    width, height = struct.unpack(">II", file.read_bytes()[16:24])  # a PNG's first chunk says its size there
    image.attrs = {"src": pictures.address(file.name), "width": width, "height": height, "loading": "lazy"}
