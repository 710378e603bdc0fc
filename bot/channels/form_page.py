"""The page for personal fields of channels that must not carry them: `/form/{token}`, opened by a single-use link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.channels.page_templates import page_template
from bot.clock import Clock
from bot.dialogue.messages import Inbound
from bot.dialogue.page_form import consent_key, invited_on_page, page_fields, page_form, typed_reading
from bot.dialogue.state import State
from bot.dialogue.talk import Talk
from bot.dialogue.turn import Turn
from bot.page_links import OpenLink, PageLinks
from bot.turn_maker import Knowledge

LONGEST_VALUE = 100
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
# What a phone's keyboard and its form filler should know about a field.
_INPUTS = {
    "name": {"autocomplete": "name", "inputmode": "text"},
    "id_number": {"autocomplete": "off", "inputmode": "text"},
    "phone": {"autocomplete": "tel-national", "inputmode": "tel"},
    "plate": {"autocomplete": "off", "inputmode": "text"},
}


@dataclass(frozen=True)
class _Field:
    name: str
    is_optional: bool
    invited: str = ""  # what a roster says of it, masked


class FormPage:
    """Shows the fields the conversation's form still needs, checks them, and hands them to the inbox."""

    def __init__(
        self, *, links: PageLinks, knowledge: Knowledge, clock: Clock, start_turn: Callable[[str], None]
    ) -> None:
        self._links = links
        self._knowledge = knowledge
        self._clock = clock
        self._start_turn = start_turn
        self._template = page_template("form.html")

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """`GET` and `POST /form/{token}`."""
        return [
            web.get("/form/{token}", self.show, allow_head=False),
            web.post("/form/{token}", self.receive),
        ]

    async def show(self, request: web.Request) -> web.Response:
        """200 with the form; 410 with a friendly page when the link no longer works."""
        link = await self._links.find(request.match_info["token"])
        name = _form_of(link)
        if link is None or not name:
            return self._closed()
        return self._form(name, _fields(link), typed={}, faults={}, status=200)

    async def receive(self, request: web.Request) -> web.Response:
        """200 handed over, now or just before; 422 with a reason at each wrong field; 410 when the link is too old."""
        token = request.match_info["token"]
        link = await self._links.find(token)
        name, fields = _form_of(link), _fields(link)
        if link is None or not name:
            return await self._handed_over_before(token)
        posted = await request.post()
        typed = {field.name: _typed(posted, field.name) for field in fields}
        faults = self._faults(link, fields, typed, at=self._clock())
        if posted.get("consent") != "yes":
            faults["consent"] = self._words("page.consent_needed")
        if faults:
            return self._form(name, fields, typed=typed, faults=faults, status=422)
        if not await self._links.use(link, typed):
            return await self._handed_over_before(token)
        self._start_turn(link.conversation_id)
        return self._done()

    async def _handed_over_before(self, token: str) -> web.Response:
        # Of two taps on the button a browser shows the answer to the second: nothing new, but it has arrived.
        return self._done() if await self._links.was_used(token) else self._closed()

    def _faults(
        self, link: OpenLink, fields: list[_Field], typed: Mapping[str, str], *, at: datetime
    ) -> dict[str, str]:
        talk = Talk(self._turn(link, at))
        faults: dict[str, str] = {}
        for field in fields:
            text = typed[field.name]
            if not text and field.is_optional:
                continue
            reading = typed_reading(talk, field.name, text)
            if field.name not in reading.values:
                faults[field.name] = self._words(reading.fault, reading.fault_values)
        return faults

    def _turn(self, link: OpenLink, at: datetime) -> Turn:
        return Turn(
            state=State.from_json(link.state),
            inbound=Inbound(kind="page_form", at=at),
            channel=link.channel,
            understanding=None,
            nlu_down=False,
            feed=self._knowledge.feed(),
            reference=self._knowledge.reference,
            responses=self._knowledge.responses,
            seal=self._knowledge.seal,
        )

    def _form(
        self, name: str, fields: list[_Field], *, typed: Mapping[str, str], faults: Mapping[str, str], status: int
    ) -> web.Response:
        shown = [
            {
                "name": field.name,
                "label": self._words(f"field.{field.name}.label"),
                "hint": self._hint(field),
                "is_optional": field.is_optional,
                "value": typed.get(field.name, ""),
                "fault": faults.get(field.name, ""),
                **_INPUTS.get(field.name, _INPUTS["plate"]),
            }
            for field in fields
        ]
        return self._page(
            status,
            title=self._own_words("page.title", name),
            text=self._own_words("page.opening", name),
            fields=shown,
            consent=self._words(consent_key(name, self._knowledge.responses)),
            consent_fault=faults.get("consent", ""),
            words={
                key: self._words(f"page.{key}")
                for key in ("agree", "submit", "optional", "faults_above", "consent_heading")
            },
        )

    def _hint(self, field: _Field) -> str:
        asked = self._words(f"field.{field.name}.ask")
        return f"{asked}{self._words('page.invited', {'value': field.invited})}" if field.invited else asked

    def _done(self) -> web.Response:
        return self._message("page.done_title", "page.done", status=200)

    def _closed(self) -> web.Response:
        return self._message("page.closed_title", "page.closed", status=410)

    def _message(self, title: str, text: str, *, status: int) -> web.Response:
        return self._page(
            status,
            title=self._words(title),
            text=self._words(text),
            fields=[],
            consent="",
            consent_fault="",
            words={},
        )

    def _page(self, status: int, **shown: object) -> web.Response:
        html = self._template.render(**shown)
        return web.Response(status=status, text=html, content_type="text/html", headers=_HEADERS)

    def _own_words(self, key: str, form: str) -> str:
        own = f"{key}.{form}"
        return self._words(own if own in self._knowledge.responses else key)

    def _words(self, key: str, values: Mapping[str, object] | None = None) -> str:
        return self._knowledge.responses.text(key, 0, **(values or {}))


def _form_of(link: OpenLink | None) -> str:
    return page_form(State.from_json(link.state)) if link is not None else ""


def _fields(link: OpenLink | None) -> list[_Field]:
    if link is None:
        return []
    state = State.from_json(link.state)
    known = invited_on_page(state)
    return [_Field(name, is_optional, known.get(name, "")) for name, is_optional in page_fields(state)]


def _typed(posted: Mapping[str, object], name: str) -> str:
    value = posted.get(name, "")
    return value.strip()[:LONGEST_VALUE] if isinstance(value, str) else ""
