"""The page a worker fetches their own data from: `/my-data/{token}`, opened by a single-use link, on every channel.

Opening it fetches nothing: a chat app that looks at links for a preview would use the link up.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from aiohttp import web

from bot.actions_client import ActionsClient
from bot.channels.page_templates import page_template
from bot.clock import Clock
from bot.dialogue.messages import Query
from bot.dialogue.own_copy import copy_text
from bot.errors import ActionsUnreachable
from bot.page_links import MY_DATA, PageLinks
from bot.turn_maker import Knowledge

_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


class MyDataPage:
    """Shows a button, and gives the file once."""

    def __init__(self, *, links: PageLinks, actions: ActionsClient, knowledge: Knowledge, clock: Clock) -> None:
        self._links = links
        self._actions = actions
        self._knowledge = knowledge
        self._clock = clock
        self._template = page_template("my_data.html")

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """`GET` and `POST /my-data/{token}`."""
        return [
            web.get("/my-data/{token}", self.show, allow_head=False),
            web.post("/my-data/{token}", self.download),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """200 with the button; 410 when the link no longer works."""
        link = await self._links.find(request.match_info["token"], page=MY_DATA)
        return self._page("copy.page_text") if link is not None else self._closed()

    async def download(self, request: web.Request) -> web.Response:
        """200 with the file, once; 410 when the link no longer works; 503, and it still works, when actions is away."""
        link = await self._links.find(request.match_info["token"], page=MY_DATA)
        if link is None:
            return self._closed()
        try:
            copy = await self._actions.ask(Query("personal_copy_of"), conversation_id=link.conversation_id)
        except ActionsUnreachable:
            return self._page("copy.later", status=503)
        if copy.get("problem"):
            return self._page("copy.later", status=503)
        said = await self._links.use_up(link)
        if said is None:
            return self._closed()
        text = copy_text(copy, said, at=self._clock(), words=self._words, reference=self._knowledge.reference)
        name = quote("我的信息.txt")
        disposition = f"attachment; filename=\"my-data.txt\"; filename*=UTF-8''{name}"
        # The mark in front tells old editors that it is UTF-8.
        return web.Response(
            body=f"\ufeff{text}".encode(), content_type="text/plain", charset="utf-8",
            headers={**_HEADERS, "Content-Disposition": disposition},
        )  # fmt: skip

    def _closed(self) -> web.Response:
        return self._page("copy.closed", status=410, title="page.closed_title", has_button=False)

    def _page(
        self, text: str, *, status: int = 200, title: str = "copy.page_title", has_button: bool = True
    ) -> web.Response:
        html = self._template.render(
            title=self._words(title),
            text=self._words(text),
            button=self._words("copy.page_button") if has_button else "",
        )
        return web.Response(status=status, text=html, content_type="text/html", headers=_HEADERS)

    def _words(self, key: str, **values: object) -> str:
        return self._knowledge.responses.text(key, 0, **values)
