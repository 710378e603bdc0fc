"""Who may open what: every page and every API route of actions, in two tables a reader can check by eye.

A new route fails here until it has its line.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiohttp import web

from actions.app import ROUTES
from actions.settings import Client
from actions.staff.model import Role, StaffMember
from actions.web import STOPPING
from tests.actions.applicants import RIDER, filed
from tests.actions.desk_browser import Browser, Page, sign_in, staff
from tests.actions.faq.editing import LI, drafted, hired
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.rosters.lists import given, row_of
from tests.actions.takeovers.chats import opened

COLLEAGUES: dict[str, tuple[Role, ...]] = {
    "operator": (Role.OPERATOR,),
    "editor": (Role.FAQ_EDITOR,),
    "approver": (Role.FAQ_APPROVER,),
    "reviewer": (Role.REVIEWER,),
    "administrator": (Role.ADMINISTRATOR,),
    "both": (Role.REVIEWER, Role.ADMINISTRATOR),
}

#: `x` opens, `.` is refused; `both` is a reviewer who is an administrator, too. Pages marked `visitor` open for
#: everybody, `entrant` once the password was right, before the second factor as well as after it.
DESK = """
                                                        operator
                                                        | editor
                                                        | | approver
                                                        | | | reviewer
                                                        | | | | administrator
                                                        | | | | | both
GET  /desk                                              x x x x x x
GET  /desk/account                                      x x x x x x
POST /desk/account/password                             x x x x x x
POST /desk/account/recovery-codes                       x x x x x x
POST /desk/account/second-factor/removal                x x x x x x
POST /desk/account/sessions/end                         x x x x x x
POST /desk/account/sessions/{session}/end               x x x x x x
GET  /desk/audit                                        . . . . x x
POST /desk/audit/verification                           . . . . x x
GET  /desk/assist-uses                                  . x x . . .
GET  /desk/conversations                                x . . . . .
GET  /desk/conversations/{number}                       x . . . . .
GET  /desk/conversations/{number}/events                x . . . . .
GET  /desk/conversations/{number}/photos/{seq}          x . . . . .
POST /desk/conversations/{number}/claim                 x . . . . .
POST /desk/conversations/{number}/closing               x . . . . .
POST /desk/conversations/{number}/giving-up             x . . . . .
POST /desk/conversations/{number}/lines                 x . . . . .
POST /desk/conversations/{number}/notes                 x . . . . .
POST /desk/conversations/{number}/transfer              x . . . . .
POST /desk/conversations/{number}/typing                x . . . . .
GET  /desk/enrollments                                  . . . x . x
GET  /desk/enrollments/{number}                         . . . x . x
POST /desk/enrollments/{number}/release                 . . . . . x
POST /desk/enrollments/{number}/reveal                  . . . x . x
POST /desk/enrollments/{number}/{act}                   . . . x . x
GET  /desk/faq                                          . x x . . .
GET  /desk/faq/entries/{entry}                          . x x . . .
POST /desk/faq/entries/{entry}/confirmation             . x . . . .
POST /desk/faq/entries/{entry}/retirement               . . x . . .
POST /desk/faq/entries/{entry}/rollback                 . x . . . .
GET  /desk/faq/revisions/{revision}                     . x x . . .
POST /desk/faq/revisions/{revision}/approval            . . x . . .
POST /desk/faq/revisions/{revision}/check               . x x . . .
POST /desk/faq/revisions/{revision}/publication         . . x . . .
POST /desk/faq/revisions/{revision}/rejection           . x x . . .
POST /desk/faq/revisions/{revision}/submission          . x . . . .
GET  /desk/faq/lists                                    . x x . . .
GET  /desk/faq/lists/answers.xlsx                       . x . . . .
GET  /desk/faq/lists/template.xlsx                      . x . . . .
POST /desk/faq/lists                                    . x . . . .
POST /desk/faq/lists/imports/{number}/rejection         . x x . . .
GET  /desk/faq/drafts/new                               . x . . . .
POST /desk/faq/drafts/new                               . x . . . .
POST /desk/faq/drafts/new/previews                      . x . . . .
POST /desk/faq/drafts/new/tries                         . x . . . .
GET  /desk/faq/entries/{entry}/draft                    . x . . . .
POST /desk/faq/entries/{entry}/draft                    . x . . . .
POST /desk/faq/entries/{entry}/previews                 . x . . . .
POST /desk/faq/entries/{entry}/tries                    . x . . . .
GET  /desk/questions                                    . x x . . .
GET  /desk/questions/{cluster}                          . x x . . .
POST /desk/questions/joining                            . x . . . .
POST /desk/questions/{cluster}/assignment               . x . . . .
POST /desk/questions/{cluster}/dismissal                . x . . . .
POST /desk/questions/{cluster}/parting                  . x . . . .
POST /desk/questions/{cluster}/phrasings                . x . . . .
POST /desk/questions/{cluster}/reopening                . x . . . .
POST /desk/questions/{cluster}/topic                    . x . . . .
GET  /desk/filings                                      . . . . x x
POST /desk/filings/retries                              . . . . x x
GET  /desk/cover                                        . . . x . x
GET  /desk/cover/{region}/{year}                        . . . x . x
POST /desk/cover/batches/{number}/file                  . . . x . x
POST /desk/cover/{region}/{year}/batches                . . . x . x
POST /desk/cover/{region}/{year}/results                . . . x . x
GET  /desk/handbook                                     x x x x x x
GET  /desk/handbook/{page}                              x x x x x x
GET  /desk/handbook/images/{picture}                    x x x x x x
GET  /desk/members                                      . . . x . x
GET  /desk/members/{number}                             . . . x . x
GET  /desk/people                                       . . . . x x
POST /desk/people                                       . . . . x x
GET  /desk/people/new                                   . . . . x x
GET  /desk/people/{id}                                  . . . . x x
POST /desk/people/{id}                                  . . . . x x
POST /desk/people/{id}/closing                          . . . . x x
POST /desk/people/{id}/second-factor-reset              . . . . x x
POST /desk/people/{id}/sessions/{session}/end           . . . . x x
POST /desk/people/{id}/{act}                            . . . . x x
GET  /desk/quality                                      . x x . . .
GET  /desk/quality/thresholds                           . x x . . .
POST /desk/quality/thresholds                           . x . . . .
POST /desk/quality/thresholds/retirement                . . x . . .
POST /desk/quality/thresholds/rollback                  . x . . . .
POST /desk/quality/thresholds/{number}/approval         . . x . . .
POST /desk/quality/thresholds/{number}/rejection        . . x . . .
GET  /desk/quality/understanding                        . x x . . .
GET  /desk/quick-replies                                x . . . . .
POST /desk/quick-replies                                x . . . . .
POST /desk/quick-replies/{id}                           x . . . . .
POST /desk/quick-replies/{id}/deletion                  x . . . . .
GET  /desk/rosters                                      . . . x x x
POST /desk/rosters                                      . . . x x x
GET  /desk/rosters/{number}                             . . . x x x
POST /desk/rosters/{number}/invitations                 . . . x x x
POST /desk/rosters/{number}/reveal                      . . . x x x
GET  /desk/tickets                                      x . . . . .
POST /desk/tickets/{number}/answer                      x . . . . .
POST /desk/tickets/{number}/closing                     x . . . . .
POST /desk/tickets/{number}/reveal                      x . . . . .
GET  /desk/unions                                       . . . . x x
GET  /desk/unions/{code}                                . . . . x x
POST /desk/unions/{code}                                . . . . x x
POST /desk/unions/{code}/{act}                          . . . . x x
GET  /desk/second-factor                                entrant
POST /desk/second-factor                                entrant
GET  /desk/second-factor/set-up                         entrant
POST /desk/second-factor/set-up                         entrant
POST /desk/sign-out                                     entrant
GET  /desk/password/{token}                             visitor
POST /desk/password/{token}                             visitor
GET  /desk/sign-in                                      visitor
POST /desk/sign-in                                      visitor
GET  /desk/static/{path}                                visitor
"""

API = """
                                                        bot
                                                        | cli
                                                        | | nlu
GET  /healthz                                           everybody
GET  /metrics                                           everybody
GET  /readyz                                            everybody
POST /v1/cover/answers                                  x . .
GET  /v1/cover/quotas                                   . x .
POST /v1/cover/quotas/imports                           . x .
POST /v1/cover/results/imports                          . x .
POST /v1/cover/withdrawals                              x . .
GET  /v1/audit/head                                     . x .
GET  /v1/audit/verification                             . x .
GET  /v1/deliveries                                     x . .
POST /v1/deliveries/acks                                x . .
GET  /v1/enrollments                                    x x .
POST /v1/enrollments                                    x . .
POST /v1/enrollments/lookups                            x . .
POST /v1/enrollments/transfers                          x . .
GET  /v1/enrollments/{number}                           . x .
POST /v1/enrollments/{number}/corrections               x . .
POST /v1/enrollments/{number}/hand-over                 . x .
POST /v1/enrollments/{number}/release                   . x .
POST /v1/enrollments/{number}/review                    . x .
POST /v1/enrollments/{number}/withdrawal                x . .
POST /v1/erasures                                       x . .
POST /v1/faq/drafts                                     . x .
GET  /v1/faq/entries                                    . x .
GET  /v1/faq/entries/{entry}                            . x .
POST /v1/faq/entries/{entry}/retirement                 . x .
POST /v1/faq/entries/{entry}/rollback                   . x .
GET  /v1/faq/export                                     . x .
GET  /v1/faq/feed                                       x x x
POST /v1/faq/imports                                    . x .
POST /v1/faq/outcomes                                   x . .
GET  /v1/faq/revisions/{revision}                       . x .
POST /v1/faq/revisions/{revision}/approval              . x .
POST /v1/faq/revisions/{revision}/check                 . x .
GET  /v1/faq/revisions/{revision}/differences           . x .
POST /v1/faq/revisions/{revision}/publication           . x .
POST /v1/faq/revisions/{revision}/rejection             . x .
POST /v1/faq/revisions/{revision}/submission            . x .
GET  /v1/filings                                        . x .
POST /v1/filings/batches                                . x .
GET  /v1/filings/batches/{number}                       . x .
POST /v1/filings/results                                . x .
POST /v1/filings/retries                                . x .
POST /v1/invitations/lookups                            x . .
GET  /v1/keys                                           . x .
GET  /v1/personal-data                                  x . .
GET  /v1/personal-data/copy                             x . .
POST /v1/purges                                         . x .
POST /v1/questions                                      x . .
GET  /v1/retention                                      . x .
GET  /v1/rosters                                        . x .
POST /v1/rosters/imports                                . x .
POST /v1/rosters/{number}/invitations                   . x .
GET  /v1/staff                                          . x .
POST /v1/staff                                          . x .
POST /v1/staff/administrator-link                       . x .
POST /v1/staff/closings                                 . x .
POST /v1/staff/links                                    . x .
POST /v1/staff/second-factor-resets                     . x .
POST /v1/stations/imports                               . x .
GET  /v1/stations/nearby                                x x .
POST /v1/stations/sample-removals                       . x .
GET  /v1/stations/search                                x x .
POST /v1/takeovers                                      x . .
POST /v1/takeovers/claim-acks                           x . .
POST /v1/takeovers/leaving                              x . .
POST /v1/takeovers/lines                                x . .
GET  /v1/takeovers/standing                             x . .
PUT  /v1/takeovers/typing                               x . .
GET  /v1/tickets                                        . x .
POST /v1/tickets                                        x . .
POST /v1/tickets/{number}/answer                        . x .
POST /v1/tickets/{number}/closing                       . x .
GET  /v1/unions                                         . x .
POST /v1/unions/imports                                 . x .
POST /v1/unions/matches                                 x . .
POST /v1/unions/sample-removals                         . x .
"""

Row = tuple[str, str]


def rows_of(table: str) -> dict[Row, str]:
    found = re.findall(r"^(GET|POST|PUT) +(/\S*) +(.+)$", table, re.MULTILINE)
    return {(method, path): marks.strip() for method, path, marks in found}


PAGES, CALLS = rows_of(DESK), rows_of(API)
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_the_tables_hold_every_route_and_every_route_is_declared() -> None:
    app = web.Application()
    for table in ROUTES:
        app.add_routes(table)
    served: dict[Row, Any] = {}
    for route in app.router.routes():
        if route.method != "HEAD" and route.resource is not None:
            assert "allowed" in getattr(route.handler, "__dict__", {}), route
            served[(route.method, route.resource.canonical)] = route
    assert sorted(served) == sorted([*PAGES, *CALLS])


@only_sqlite
@pytest.mark.parametrize("who", COLLEAGUES)
async def test_each_page_opens_for_its_roles_and_no_others(house: House, bot: Caller, cli: Caller, who: str) -> None:
    browser = await staff(house, cli, *COLLEAGUES[who])
    at_hand = await _things(house, bot)
    column = list(COLLEAGUES).index(who)
    told = {}
    for row, marks in PAGES.items():
        if " " in marks:
            page = await _open(browser, row, at_hand, csrf=(await browser.get("/desk/account")).csrf)
            told[row] = "." if page.status == 403 else "x"
            assert page.path != "/desk/sign-in", row
    assert told == {row: marks.split()[column] for row, marks in PAGES.items() if " " in marks}


@only_sqlite
async def test_before_signing_in_every_page_but_the_visitors_leads_to_sign_in(house: House, bot: Caller) -> None:
    at_hand = await _things(house, bot)
    for row, marks in PAGES.items():
        browser = Browser(house)
        page = await _open(browser, row, at_hand, csrf=(await browser.get("/desk/sign-in")).csrf)
        assert (page.path == "/desk/sign-in") is (marks != "visitor" or row[1] == "/desk/sign-in"), row


@only_sqlite
async def test_with_the_password_alone_no_page_of_any_role_opens(house: House, bot: Caller, cli: Caller) -> None:
    await staff(house, cli, *Role)
    house.clock.move(minutes=5)
    browser = Browser(house)
    csrf = (await sign_in(browser, "wangmin")).csrf
    at_hand = await _things(house, bot)
    for row, marks in PAGES.items():
        if " " in marks:
            assert (await _open(browser, row, at_hand, csrf=csrf)).path == "/desk/second-factor", row


@only_sqlite
async def test_no_form_is_taken_without_its_token(house: House, bot: Caller, cli: Caller) -> None:
    browser = await staff(house, cli, *Role)
    at_hand, before = await _things(house, bot), len(await house.audit())
    for row in PAGES:
        if row[0] == "POST":
            for token in (None, "wrong", (await Browser(house).get("/desk/sign-in")).csrf):
                assert (await _open(browser, row, at_hand, csrf=token)).status == 403, row
    assert len(await house.audit()) == before


@only_sqlite
async def test_each_call_is_answered_to_its_clients_and_no_others(house: House) -> None:
    house.client.app[STOPPING].set()  # polls answer at once instead of waiting for news
    for (method, path), marks in CALLS.items():
        if marks == "everybody":
            continue
        for client, mark in zip((Client.BOT, Client.CLI, Client.NLU), marks.split(), strict=True):
            assert ((await _call(house, method, path, client)) == 403) is (mark == "."), (method, path, client)
        assert await _call(house, method, path, None) == 401, (method, path)


async def _things(house: House, bot: Caller) -> dict[str, str]:
    """What the placeholders of addresses stand for; a colleague whom acts can be tried on."""
    house.client.app[STOPPING].set()  # live streams end at once
    async with house.database.write() as session:
        position = {"roles": [Role.OPERATOR], "areas": ["340000"]}
        other = StaffMember(login="other", name="别人", password_hash="x", created_at=house.clock(), **position)
        session.add(other)
        await session.commit()
    await hired(house, LI)
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问"}
    await asked(bot, "换电站在哪里有")
    await sorted_by(house)
    return {
        "cluster": str(await cluster_of(house, "换电站在哪里有")),
        "enrollments": await filed(bot),
        "tickets": str((await bot.post("/v1/tickets", body)).json["number"]),
        "id": str(other.id),
        "session": "999",
        "token": "never-made",
        "conversations": str((await opened(bot)).json["number"]),
        "seq": "1",
        "code": "sample_340302",
        "rosters": await given(house.caller(Client.CLI), row_of(RIDER)),
        "faq": "1",
        "entry": "join_cost",
        "revision": str((await drafted(house.caller(Client.CLI), by=LI)).json["revision"]),
        "path": "desk.css",
        "page": "01-start",
        "picture": "01-cards.png",
        "cover": "never-made",
        "quality": "never-made",
        "members": "never-made",
        "region": "340302",
        "year": "2026",
    }


async def _open(browser: Browser, row: Row, at_hand: dict[str, str], *, csrf: str | None) -> Page:
    method, path = row
    subject = path.split("/")[2] if path.count("/") > 1 else ""
    acts = {"enrollments": "take", "unions": "closing"}
    path = path.replace("{act}", acts.get(subject, "link"))
    path = path.replace("{number}", at_hand.get(subject, ""))
    path = re.sub(r"{(\w+)}", lambda found: at_hand[found[1]], path)
    return await browser.get(path) if method == "GET" else await browser.post(path, csrf=csrf)


async def _call(house: House, method: str, path: str, client: Client | None) -> int:
    """The status of an empty call."""
    address = re.sub(r"{\w+}", "none", path)
    headers = dict(house.caller(client).headers) if client is not None else {}
    async with house.client.request(method, address, headers=headers) as response:
        return response.status
