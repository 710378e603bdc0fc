"""Every call that changes something, or shows a person's data whole, leaves its entry in the audit log.

The tables hold every route that can change something; a new one fails here until it has its line. Stories then perform
each of them, and what they left is compared with its line.
"""

from __future__ import annotations

import base64
import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

import pytest
from aiohttp import web
from aiohttp.typedefs import Middleware
from yarl import URL

from actions.app import ROUTES
from actions.audit.model import AuditEntry
from actions.audit.telling import actor_names, names_in, told
from actions.reference import Reference
from actions.stations.checking import Checked
from actions.stations.gazetteer import Gazetteer
from actions.stations.samples import load_samples, seed_samples
from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, other_rider, reviewed, submission
from tests.actions.cover.covers import answered, candidate, member, quota, taken_back
from tests.actions.cover.test_batches_and_results import batch, insured, numbers_in, results, sent_back
from tests.actions.desk_browser import PASSWORD, Browser, administrator, set_up_second_factor, sign_in, staff
from tests.actions.faq.drafting_at_desk import DRAFT, NEW, changed, saved
from tests.actions.faq.editing import LI, WANG, act, drafted
from tests.actions.faq.lists import drafted as list_drafted
from tests.actions.faq.lists import excel
from tests.actions.faq.lists import row as answer_row
from tests.actions.faq.lists import sent as list_sent
from tests.actions.faq.nlu import Nlu, turned
from tests.actions.faq.test_pages_entry import brought_back, seen_on, taken_out
from tests.actions.filing.conftest import refused_filing
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.quality.test_threshold_pages import HERE as THRESHOLDS
from tests.actions.quality.test_threshold_pages import approved, proposed
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.questions.desk.reading import boxes
from tests.actions.rosters.lists import codes, given, looked_up, row_of
from tests.actions.rosters.test_pages import TWO, csv_file
from tests.actions.rosters.test_pages import sent as roster_sent
from tests.actions.stations.lists import given_stations, station_row
from tests.actions.takeovers.chats import PNG, acknowledged, line, number_of, opened, operator, said, taken, written
from tests.actions.takeovers.chats import act as on_page
from tests.actions.test_whose_places import ALL_ROLES, PLACED, only_sqlite, open_page, rows_of, things
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, township_row
from tests.actions.unions.test_pages import ENTERPRISE
from tests.actions.watching import Call, Row, Watch

#: By the story that performs it: who is named in the entry, the act, and what it was done to. `colleague` is whoever is
#: signed in at the desk, `named` one the call or the form names (`as`, a login, a link), `program` the client itself,
#: `worker` whoever the bot speaks for. The address's own parts stand in braces; `me` is the actor.
AUDITED = """
applications:
POST /v1/enrollments                                    worker    enrollment.submitted          XF*
POST /v1/enrollments/lookups                            worker    enrollment.found_again        XF*
POST /v1/enrollments/transfers                          worker    enrollment.submitted          XF*
POST /v1/enrollments/{number}/corrections               worker    enrollment.corrected          {number}
POST /v1/enrollments/{number}/hand-over                 program   enrollment.handed_over        {number}
POST /v1/enrollments/{number}/release                   program   enrollment.released           {number}
POST /v1/enrollments/{number}/review                    program   enrollment.approved           {number}
POST /v1/enrollments/{number}/withdrawal                worker    enrollment.withdrawn          {number}
POST /v1/erasures                                       worker    person.erased                 *
POST /v1/purges                                         program   retention.purged              retention
POST /desk/enrollments/{number}/approve                 colleague enrollment.approved           {number}
POST /desk/enrollments/{number}/giving-back             colleague enrollment.given_back         {number}
POST /desk/enrollments/{number}/hand-over               colleague enrollment.handed_over        {number}
POST /desk/enrollments/{number}/reject                  colleague enrollment.rejected           {number}
POST /desk/enrollments/{number}/release                 colleague enrollment.released           {number}
POST /desk/enrollments/{number}/return                  colleague enrollment.returned           {number}
POST /desk/enrollments/{number}/reveal                  colleague enrollment.revealed           {number}
POST /desk/enrollments/{number}/take                    colleague enrollment.taken              {number}
what_follows_an_approval:
POST /v1/cover/answers                                  worker    cover.agreed                  HX*
POST /v1/cover/quotas/imports                           program   cover.quotas_imported         cover
POST /v1/cover/results/imports                          program   cover.results_imported        cover
POST /v1/cover/withdrawals                              worker    cover.withdrawn               HX*
POST /v1/filings/batches                                program   filings.exported              BS*
POST /v1/filings/results                                program   filings.results_imported      filings
POST /v1/filings/retries                                program   filing.retried                XF*
POST /desk/cover/batches/{number}/file                  colleague cover.batch_written           {number}
POST /desk/cover/{region}/{year}/batches                colleague cover.batch_made              *
POST /desk/cover/{region}/{year}/results                colleague cover.results_imported        cover
POST /desk/filings/retries                              colleague filing.retried                XF*
lists_of_the_county:
POST /v1/rosters/imports                                program   roster.imported               *
POST /v1/rosters/{number}/invitations                   program   roster.handed_out             {number}
POST /v1/stations/imports                               program   stations.imported             stations
POST /v1/stations/sample-removals                       program   stations.samples-removed      stations
POST /v1/unions/imports                                 program   unions.imported               unions
POST /v1/unions/sample-removals                         program   unions.samples-removed        unions
POST /desk/rosters                                      colleague roster.imported               *
POST /desk/rosters/{number}/invitations                 colleague roster.handed_out             {number}
POST /desk/rosters/{number}/reveal                      colleague roster.revealed               {number}
POST /desk/unions/{code}                                colleague union.changed                 {code}
POST /desk/unions/{code}/closing                        colleague union.closed                  {code}
POST /desk/unions/{code}/reopening                      colleague union.reopened                {code}
messages_and_conversations:
POST /v1/takeovers                                      worker    takeover.opened               *
POST /v1/takeovers/claim-acks                           program   takeover.taken                *
POST /v1/takeovers/leaving                              worker    takeover.left                 *
POST /v1/tickets                                        worker    ticket.opened                 *
POST /v1/tickets/{number}/answer                        program   ticket.answered               {number}
POST /v1/tickets/{number}/closing                       program   ticket.closed                 {number}
POST /desk/conversations/{number}/claim                 colleague takeover.claimed              {number}
POST /desk/conversations/{number}/closing               colleague takeover.closed               {number}
POST /desk/conversations/{number}/giving-up             colleague takeover.given_up             {number}
POST /desk/conversations/{number}/lines                 colleague takeover.line_written         {number}
POST /desk/conversations/{number}/notes                 colleague takeover.note_written         {number}
POST /desk/conversations/{number}/transfer              colleague takeover.transferred          {number}
POST /desk/quick-replies                                colleague quick_reply.saved             quick_reply:*
POST /desk/quick-replies/{id}                           colleague quick_reply.saved             quick_reply:{id}
POST /desk/quick-replies/{id}/deletion                  colleague quick_reply.deleted           quick_reply:{id}
POST /desk/tickets/{number}/answer                      colleague ticket.answered               {number}
POST /desk/tickets/{number}/closing                     colleague ticket.closed                 {number}
POST /desk/tickets/{number}/reveal                      colleague ticket.revealed               {number}
GET  /desk/conversations/{number}/photos/{seq}          colleague takeover.photo_shown          {number}
answers_by_programs:
POST /v1/faq/drafts                                     named     faq.drafted                   join_cost.*
POST /v1/faq/entries/{entry}/retirement                 named     faq.retired                   {entry}
POST /v1/faq/entries/{entry}/rollback                   named     faq.rolled_back               {entry}.*
POST /v1/faq/imports                                    named     faq.drafted                   new_topic_1.1
POST /v1/faq/revisions/{revision}/approval              named     faq.approved                  {revision}
POST /v1/faq/revisions/{revision}/check                 named     faq.checked                   {revision}
POST /v1/faq/revisions/{revision}/publication           named     faq.published                 {revision}
POST /v1/faq/revisions/{revision}/rejection             named     faq.rejected                  {revision}
POST /v1/faq/revisions/{revision}/submission            named     faq.submitted                 {revision}
answers_at_the_desk:
POST /desk/faq/drafts/new                               colleague faq.drafted                   *.1
POST /desk/faq/entries/{entry}/confirmation             colleague faq.drafted                   {entry}.*
POST /desk/faq/entries/{entry}/draft                    colleague faq.drafted                   {entry}.*
POST /desk/faq/entries/{entry}/retirement               colleague faq.retired                   {entry}
POST /desk/faq/entries/{entry}/rollback                 colleague faq.rolled_back               {entry}.*
POST /desk/faq/lists                                    colleague faq.drafted                   new_topic_2.1
POST /desk/faq/lists/imports/{number}/rejection         colleague faq.import_discarded          faq
POST /desk/faq/revisions/{revision}/approval            colleague faq.approved                  {revision}
POST /desk/faq/revisions/{revision}/check               colleague faq.checked                   {revision}
POST /desk/faq/revisions/{revision}/publication         colleague faq.published                 {revision}
POST /desk/faq/revisions/{revision}/rejection           colleague faq.rejected                  {revision}
POST /desk/faq/revisions/{revision}/submission          colleague faq.submitted                 {revision}
POST /desk/quality/thresholds                           colleague thresholds.submitted          thresholds.*
POST /desk/quality/thresholds/retirement                colleague thresholds.retired            thresholds.*
POST /desk/quality/thresholds/rollback                  colleague thresholds.rolled_back        thresholds.*
POST /desk/quality/thresholds/{number}/approval         colleague thresholds.published          thresholds.{number}
POST /desk/quality/thresholds/{number}/rejection        colleague thresholds.rejected           thresholds.{number}
questions_nobody_answered:
POST /desk/questions/joining                            colleague questions.joined              cluster-*
POST /desk/questions/{cluster}/assignment               colleague questions.assigned            cluster-{cluster}
POST /desk/questions/{cluster}/dismissal                colleague questions.dismissed           cluster-{cluster}
POST /desk/questions/{cluster}/parting                  colleague questions.parted              cluster-{cluster}
POST /desk/questions/{cluster}/phrasings                colleague questions.taken-up            cluster-{cluster}
POST /desk/questions/{cluster}/reopening                colleague questions.reopened            cluster-{cluster}
accounts:
POST /v1/staff                                          program   staff.added                   staff:*
POST /v1/staff/administrator-link                       program   staff.link_made               staff:*
POST /v1/staff/closings                                 program   staff.closed                  staff:*
POST /v1/staff/links                                    program   staff.link_made               staff:*
POST /v1/staff/second-factor-resets                     program   staff.second_factor_reset     staff:*
POST /desk/account/password                             colleague staff.password_changed        {me}
POST /desk/account/recovery-codes                       colleague staff.recovery_codes_made     {me}
POST /desk/account/second-factor/removal                colleague staff.second_factor_removed   {me}
POST /desk/account/sessions/end                         colleague staff.session_ended           {me}
POST /desk/account/sessions/{session}/end               colleague staff.session_ended           {me}
POST /desk/audit/verification                           colleague audit.verified                audit
POST /desk/password/{token}                             named     staff.password_set            {me}
POST /desk/people                                       colleague staff.added                   staff:*
POST /desk/people/{id}                                  colleague staff.changed                 staff:{id}
POST /desk/people/{id}/closing                          colleague staff.closed                  staff:{id}
POST /desk/people/{id}/link                             colleague staff.link_made               staff:{id}
POST /desk/people/{id}/reopening                        colleague staff.reopened                staff:{id}
POST /desk/people/{id}/second-factor-reset              colleague staff.second_factor_reset     staff:{id}
POST /desk/people/{id}/sessions/{session}/end           colleague staff.session_ended           staff:{id}
POST /desk/second-factor                                named     staff.signed_in               {me}
POST /desk/second-factor/set-up                         named     staff.second_factor_set_up    {me}
POST /desk/sign-in                                      named     staff.signed_in               {me}
POST /desk/sign-out                                     named     staff.signed_out              {me}
"""

#: What leaves no entry, and why not.
EXCEPTIONS = {
    ("POST", "/v1/deliveries/acks"): "the bot's receipt for news; what the news tell of has its entry",
    ("POST", "/v1/faq/outcomes"): "sums by day and county, of nobody and without words",
    ("POST", "/v1/invitations/lookups"): "the worker's own code, answered masked; each try is counted",
    ("POST", "/v1/questions"): "what the worker asked, as in the chat; what colleagues do with it has its entry",
    ("POST", "/v1/takeovers/lines"): "what the worker says, kept in the transcript by number",
    ("PUT", "/v1/takeovers/typing"): "that somebody types: kept in memory for seconds",
    ("POST", "/v1/unions/matches"): "asks only, by POST so that no company stands in an address",
    ("POST", "/desk/conversations/{number}/typing"): "that somebody types: kept in memory for seconds",
    ("POST", "/desk/faq/drafts/new/previews"): "shows what was typed; nothing is kept",
    ("POST", "/desk/faq/drafts/new/tries"): "asks nlu; nothing is kept",
    ("POST", "/desk/faq/entries/{entry}/previews"): "shows what was typed; nothing is kept",
    ("POST", "/desk/faq/entries/{entry}/tries"): "asks nlu; nothing is kept",
    ("POST", "/desk/questions/{cluster}/topic"): "leads to the form of a new answer; nothing is kept",
    ("GET", "/v1/filings/batches/{number}"): "the list handed out, which has its entry; readable for ten minutes",
}

OTHERS = [other_rider(running) for running in range(2, 40)]
#: What nobody may see without an entry: the applicants' numbers, and a photo.
WHOLE = [PNG, *(value.encode() for who in (RIDER, *OTHERS) for value in (who.phone, who.id_number))]

Story = Callable[["Walk"], Awaitable[None]]


@dataclass(frozen=True)
class Expected:
    who: str
    act: str
    subject: str

    def fits(self, entry: AuditEntry, call: Call) -> bool:
        actors = {"worker": "worker", "colleague": call.by or "nobody", "program": call.by, "named": "staff:*"}
        subject = self.subject.format(**call.address, me=entry.actor)
        return (
            entry.action == self.act
            and fnmatchcase(entry.actor, actors[self.who])
            and fnmatchcase(entry.subject, subject)
        )


def lines_of(table: str) -> dict[str, dict[Row, Expected]]:
    """By story."""
    found: dict[str, dict[Row, Expected]] = {}
    for text in filter(None, table.split("\n")):
        if text.endswith(":"):
            rows = found[text.removesuffix(":")] = {}
        else:
            method, path, *columns = text.split()
            rows[method, path] = Expected(*columns)
    return found


LINES = lines_of(AUDITED)


@dataclass(frozen=True)
class Walk:
    """What a story works with."""

    house: House
    bot: Caller
    cli: Caller
    nlu: Nlu
    samples: Checked


def test_the_tables_hold_every_route_that_can_change_something() -> None:
    app = web.Application()
    for table in ROUTES:
        app.add_routes(table)
    changing = {row for row in _rows_in(app) if row[0] not in ("GET", "HEAD")}
    listed = [*(row for rows in LINES.values() for row in rows), *EXCEPTIONS]
    assert sorted(row for row in listed if row[0] != "GET") == sorted(changing)


def _rows_in(app: web.Application) -> Iterable[Row]:
    """One for each act an address can name."""
    for route in app.router.routes():
        assert route.resource is not None
        path, info = route.resource.canonical, route.resource.get_info()
        named = re.search(r"\(\?P<act>([^)]*)\)", info["pattern"].pattern) if "pattern" in info else None
        for one in named[1].split("|") if named else [""]:
            yield route.method, path.replace("{act}", one.replace("\\", ""))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def middlewares(watch: Watch) -> Sequence[Middleware]:
    return (watch.middleware,)


@pytest.fixture
def walk(house: House, bot: Caller, cli: Caller, nlu: Nlu, gazetteer: Gazetteer, reference: Reference) -> Walk:
    return Walk(house, bot, cli, nlu, load_samples(DATA_DIR, gazetteer, reference.facilities))


async def applications(walk: Walk) -> None:
    """From filing to every decision, at the desk and by the API."""
    house, bot, cli = walk.house, walk.bot, walk.cli
    await given_unions(cli, county_row(), township_row(), enterprise_row())
    chief = await staff(house, cli, "reviewer", "administrator", areas=[LONGZIHU])
    riders = [other_rider(running) for running in range(2, 10)]
    numbers = [await filed(bot, rider) for rider in riders]
    own = {"conversation": riders[0].conversation}
    await bot.post(f"/v1/enrollments/{numbers[0]}/corrections", {**own, "platform": "eleme"})
    await bot.post(f"/v1/enrollments/{numbers[0]}/withdrawal", own)
    sealed = {"phone": house.seal(riders[1].phone), "id_tail": house.seal(riders[1].id_number[-6:])}
    await bot.post("/v1/enrollments/lookups", {"conversation": "conversation-new", "sealed": sealed})
    await cli.post(f"/v1/enrollments/{numbers[1]}/hand-over", {"union": "LZH-01"})
    await reviewed(cli, numbers[2], "approve")
    await bot.post("/v1/enrollments/transfers", submission(house, riders[2], region=BAOHE))
    for place, phone in ((30, riders[3].phone), (31, riders[4].phone)):
        numbers.append(await filed(bot, other_rider(place).but(phone=phone)))
    await cli.post(f"/v1/enrollments/{numbers[-1]}/release", {})
    for number, what, *fields in (
        (numbers[-2], "release"),
        (numbers[3], "take"),
        (numbers[3], "reveal", ("field", "id_number"), ("why", "verify_identity")),
        (numbers[3], "giving-back"),
        (numbers[3], "approve"),
        (numbers[4], "return", ("reason_phone", "打不通")),
        (numbers[5], "reject", ("cause", "elsewhere"), ("reason", "不在本省干活")),
        (numbers[6], "take"),
        (numbers[6], "hand-over", ("union", "LZH-01")),
    ):
        await chief.submit(f"/desk/enrollments/{number}", f"/desk/enrollments/{number}/{what}", *fields)
    await bot.post("/v1/unions/matches", {"trade": "courier", "region": LONGZIHU, "employer": "通达速配"})
    news = (await bot.get("/v1/deliveries")).json["deliveries"]
    await bot.post("/v1/deliveries/acks", {"ids": [news[0]["id"]]})
    await bot.post("/v1/erasures", own)
    house.clock.move(days=1_000)
    await cli.post("/v1/purges", {})


async def what_follows_an_approval(walk: Walk) -> None:
    """The gifted cover, and filing to the union's own system."""
    house, bot, cli = walk.house, walk.bot, walk.cli
    failed = [await refused_filing(house, bot, cli, who=other_rider(place)) for place in (4, 5)]
    chief = await staff(house, cli, "administrator", login="chief", name="管理员")
    await cli.post("/v1/filings/retries", {"numbers": failed[:1]})
    await chief.submit("/desk/filings", "/desk/filings/retries", ("number", failed[1]))
    await quota(cli, 3)
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    await candidate(bot, cli)
    number = await batch(county)
    await sent_back(house, county, number, insured(""), act="import")
    await candidate(bot, cli, other_rider(2))
    [shared] = await numbers_in(house, county, await batch(county))
    await results(cli, insured(shared))
    third = await member(bot, cli, other_rider(3))
    await answered(bot, third, other_rider(3))
    await taken_back(bot, third, other_rider(3))
    exported = (await cli.post("/v1/filings/batches", {})).json["number"]
    rows = (await cli.get(f"/v1/filings/batches/{exported}")).json["rows"]
    done = [{"row": 2, "number": rows[0]["number"], "result": "成功", "reference": "R-1"}]
    await cli.post("/v1/filings/results", {"dry_run": False, "rows": done})


async def lists_of_the_county(walk: Walk) -> None:
    """Unions, stations and rosters."""
    house, bot, cli = walk.house, walk.bot, walk.cli
    await given_unions(cli, county_row(), enterprise_row())
    chief = await staff(house, cli, "administrator", "reviewer", areas=[LONGZIHU])
    here = "/desk/unions/LZH-Q1"
    version = (await chief.get(here)).field("version")
    await chief.submit(here, here, *{**ENTERPRISE, "name": "改名的工会", "version": version}.items())
    for what in ("closing", "reopening"):
        await chief.submit(here, f"{here}/{what}", ("version", (await chief.get(here)).field("version")))
    await cli.post("/v1/unions/sample-removals", {})
    await seed_samples(house.database, walk.samples, house.clock)
    await given_stations(cli, station_row())
    await cli.post("/v1/stations/sample-removals", {})
    number = await given(cli, row_of(RIDER))
    [code] = await codes(cli, number)
    await looked_up(bot, code)
    await roster_sent(chief, csv_file(TWO))
    for what in ("reveal", "invitations"):
        await chief.submit(f"/desk/rosters/{number}", f"/desk/rosters/{number}/{what}")


async def messages_and_conversations(walk: Walk) -> None:
    """Messages left, and conversations taken over."""
    house, bot, cli = walk.house, walk.bot, walk.cli
    wang = await operator(house, cli)
    await operator(house, cli, login="liqiang", name="李强")
    message = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想问", "region": BAOHE}
    sealed = {"phone": house.seal(RIDER.phone)}
    tickets = [(await bot.post("/v1/tickets", {**message, "sealed": sealed})).json["number"] for _ in range(4)]
    await cli.post(f"/v1/tickets/{tickets[0]}/answer", {"text": "好的"})
    await cli.post(f"/v1/tickets/{tickets[1]}/closing", {})
    for number, what, *fields in (
        (tickets[2], "reveal", ("state", "open")),
        (tickets[2], "answer", ("text", "下午给您回电")),
        (tickets[3], "closing"),
    ):
        await wang.submit("/desk/tickets", f"/desk/tickets/{number}/{what}", *fields)

    photo = {"type": "image/png", "data": base64.b64encode(PNG).decode()}
    number = await number_of(bot, lines=[line(kind="photo", photo=photo)])
    await said(bot, line())
    await bot.put("/v1/takeovers/typing", {"conversation": RIDER.conversation})
    await on_page(wang, number, "claim")
    await on_page(wang, number, "giving-up")
    await on_page(wang, number, "claim")
    await acknowledged(bot, claim=2)
    await wang.get(f"/desk/conversations/{number}/photos/1")
    await written(wang, number, "您好")
    await on_page(wang, number, "notes", ("text", "先记一下"), ("client_id", "a" * 32))
    await on_page(wang, number, "typing")
    await on_page(wang, number, "transfer", ("to", "staff:liqiang"))
    other = await taken(wang, bot, conversation=other_rider(2).conversation)
    await on_page(wang, other, "closing", ("outcome", "answered"))
    await opened(bot, conversation=other_rider(3).conversation)
    await bot.post("/v1/takeovers/leaving", {"conversation": other_rider(3).conversation})

    replies = "/desk/quick-replies"
    text = (("title", "问好"), ("text", "您好，请讲。"))
    await wang.submit(replies, replies, *text)
    [made] = [one.subject for one in await house.audit() if one.action == "quick_reply.saved"]
    own = f"{replies}/{made.partition(':')[2]}"
    await wang.submit(replies, own, *text)
    await wang.submit(replies, f"{own}/deletion")


async def answers_by_programs(walk: Walk) -> None:
    """Drafts, reviews and lists by the API, for colleagues it names."""
    house, bot, cli, nlu = walk.house, walk.bot, walk.cli, walk.nlu
    await staff(house, cli, "faq_editor", "faq_approver", login=WANG)
    await staff(house, cli, "faq_editor", "faq_approver", login=LI, name="李军")
    nlu.finds = {"turned_wrong": [turned()]}
    first = str((await drafted(cli)).json["revision"])
    for what, by in (("check", WANG), ("submission", WANG), ("approval", LI)):
        await act(cli, first, what, by=by)
    await act(cli, first, "publication", by=LI, in_spite_of_check=True, reason="那句话本来就该换")
    nlu.finds = {}
    second = str((await drafted(cli, says={"answer": "再写一遍。"})).json["revision"])
    await act(cli, second, "rejection", by=WANG, reason="写重了")
    await act(cli, "join_cost", "rollback", by=LI)
    await act(cli, "join_cost", "retirement", by=LI, reason="过时了")
    rows = [{"place": "第 2 行", **answer_row()}]
    report = await cli.post("/v1/faq/imports", {"as": WANG, "dry_run": False, "rows": rows})
    assert report.status == 200, report.raw.decode()
    count = {"day": "2026-11-22", "county": LONGZIHU, "topic": "join_cost", "outcome": "answered", "count": 1}
    await bot.post("/v1/faq/outcomes", {"counts": [count]})


async def answers_at_the_desk(walk: Walk) -> None:
    """The same on pages, with thresholds."""
    house, cli, nlu = walk.house, walk.cli, walk.nlu
    wang = await staff(house, cli, "faq_editor", login=WANG)
    li = await staff(house, cli, "faq_approver", login=LI, name="李军")
    entry = "/desk/faq/entries/join_cost"
    for path, beside in ((DRAFT, entry), (NEW, NEW)):
        page = await wang.get(path)
        await wang.post(f"{beside}/previews", changed(page, answer="不要钱。"), csrf=page.csrf)
        await wang.post(f"{beside}/tries", changed(page, question="要钱吗"), csrf=page.csrf)
    page = await wang.get(NEW)
    new = {"title": "驿站能充电吗", "answer": "能。", "source": "公告", "source_date": "2026-11-01"}
    typed = changed(page, **new, category="station", valid_from="2026-11-22", phrasings="驿站里能不能充电")
    assert "草稿已保存" in (await wang.post(NEW, typed, csrf=page.csrf)).text
    dropped = f"/desk/faq/revisions/{await saved(wang, DRAFT, answer='一分钱也不要。')}"
    await wang.submit(dropped, f"{dropped}/rejection", ("reason", "不用了"))
    nlu.finds = {"turned_wrong": [turned()]}
    revision = f"/desk/faq/revisions/{(await drafted(cli)).json['revision']}"
    await wang.submit(revision, f"{revision}/check")
    await wang.submit(revision, f"{revision}/submission")
    await li.submit(revision, f"{revision}/approval")
    await li.submit(revision, f"{revision}/publication", ("reason", "那句话本来就该换"))
    nlu.finds = {}
    shipped = "/desk/faq/entries/join_how"
    await wang.submit(shipped, f"{shipped}/confirmation", ("seen", seen_on(await wang.get(shipped))))
    await brought_back(wang, 1)
    await taken_out(li, "过时了")
    page = await list_drafted(wang, await list_sent(wang, excel(answer_row(2))))
    await wang.post("/desk/faq/lists/imports/1/rejection", [("reason", "传错了表")], csrf=page.csrf)

    for number in (1, 2):
        await proposed(wang, answer=75 + number)
        await approved(li, number)
    await proposed(wang, answer=80)
    await li.submit(THRESHOLDS, f"{THRESHOLDS}/3/rejection", ("reason", "太低了"))
    await wang.submit(THRESHOLDS, f"{THRESHOLDS}/rollback", ("to", "1"), ("seen", "2"), ("reason", "变差了"))
    await li.submit(THRESHOLDS, f"{THRESHOLDS}/retirement", ("seen", "4"), ("reason", "先停"))


async def questions_nobody_answered(walk: Walk) -> None:
    """Clusters are parted, joined, taken on and left."""
    house, bot, cli = walk.house, walk.bot, walk.cli
    wang = await staff(house, cli, "faq_editor", login=WANG)
    await asked(bot, "换电站在哪里有", "换电池去哪儿换啊", topics=["join_cost", "enroll"])
    await asked(bot, "停车被贴条了", of="parks-worker")
    await sorted_by(house)
    here, parking = [f"/desk/questions/{await cluster_of(house, text)}" for text in ("换电站在哪里有", "停车被贴条了")]
    [me] = re.findall(r'value="(\d+)">王敏', (await wang.get(here)).html)
    await wang.submit(here, f"{here}/assignment", ("to", me))
    own = await wang.submit(here, f"{here}/parting", boxes(await wang.get(here))[1])
    both = [("clusters", path.partition("?")[0].rpartition("/")[2]) for path in (here, own.path)]
    await wang.submit("/desk/questions", "/desk/questions/joining", *both)
    await wang.submit(parking, f"{parking}/dismissal", ("reason", "不归工会管"))
    await wang.submit(parking, f"{parking}/reopening", ("state", "dismissed"))
    await wang.submit(here, f"{here}/topic", *boxes(await wang.get(here)))
    await wang.submit(here, f"{here}/phrasings", *boxes(await wang.get(here)), ("other", "join_cost"))


async def accounts(walk: Walk) -> None:
    """Colleagues come and go; they sign in, and change what is theirs."""
    house, cli = walk.house, walk.cli
    chief = await administrator(house, cli)
    position = (("name", "林琳"), ("roles", "reviewer"), ("areas", LONGZIHU))
    await chief.submit("/desk/people/new", "/desk/people", ("login", "lin"), *position)
    lin = await staff(house, cli, "reviewer", login="wangmin", areas=[LONGZIHU])
    person = (await chief.get("/desk/people")).link_to("wangmin")
    await chief.submit(person, person, ("name", "王敏"), *position[1:], ("areas", BAOHE))
    for again in range(2):
        house.clock.move(minutes=5)
        elsewhere = Browser(house)
        await sign_in(elsewhere, "wangmin")
        await elsewhere.submit("/desk/second-factor", "/desk/second-factor", ("code", lin.code()))
        account = (await lin.get("/desk/account")).html
        one = re.findall(r'action="(/desk/account/sessions/\d+/end)"', account)[0]
        await lin.submit("/desk/account", one if again else "/desk/account/sessions/end")
    account, current = "/desk/account", ("current", PASSWORD)
    await lin.submit(account, f"{account}/recovery-codes", current)
    house.clock.move(seconds=30)
    await lin.submit(account, f"{account}/second-factor/removal", current, ("code", lin.code()))
    await set_up_second_factor(lin)
    new = "flowers open at six sharp"
    await lin.submit(account, f"{account}/password", current, ("password", new), ("again", new))
    [session] = re.findall(rf'action="({person}/sessions/\d+/end)"', (await chief.get(person)).html)
    await chief.submit(person, session)
    for what in ("link", "second-factor-reset", "closing", "reopening"):
        await chief.submit(person, f"{person}/{what}")
    await chief.submit("/desk/audit", "/desk/audit/verification")
    made = await cli.post("/v1/staff/links", {"login": "wangmin"})
    path = URL(made.json["url"]).path
    await Browser(house).submit(path, path, ("password", PASSWORD), ("again", PASSWORD))
    guest = await staff(house, cli, "operator", login="guest", name="客人")
    await guest.submit("/desk", "/desk/sign-out")
    other = await staff(house, cli, "reviewer", login="other", name="别人", areas=[LONGZIHU])
    assert other.app is not None
    await cli.post("/v1/staff/second-factor-resets", {"login": "other"})
    await cli.post("/v1/staff/closings", {"login": "other"})


STORIES: Sequence[Story] = (
    applications,
    what_follows_an_approval,
    lists_of_the_county,
    messages_and_conversations,
    answers_by_programs,
    answers_at_the_desk,
    questions_nobody_answered,
    accounts,
)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_each_call_of_a_story_leaves_its_entry_in_words(
    walk: Walk, watch: Watch, reference: Reference, story: Story
) -> None:
    await story(walk)

    calls: dict[Row, list[Call]] = defaultdict(list)
    for call in watch.calls:
        calls[call.row].append(call)
    for row, expected in LINES[story.__name__].items():
        assert any(expected.fits(entry, call) for call in calls[row] for entry in call.entries), row
    assert [row for row in EXCEPTIONS for call in calls[row] if call.entries] == []
    assert shown_whole(watch) <= set(EXCEPTIONS)

    entries = await walk.house.audit()
    async with walk.house.database.read() as session:
        names = await names_in(session, entries, await actor_names(session), reference)
    for one in (told(entry, names) for entry in entries):
        words = re.sub(r"（\w+）|(?<=对话 )[0-9a-f]{16}", "", f"{one.actor} {one.act} {one.about} {one.detail}")
        assert not re.search(r"[a-z]{2}|其他 ", words), words


@only_sqlite
async def test_no_page_shows_anybody_whole(house: House, bot: Caller, cli: Caller, watch: Watch) -> None:
    at_hand = await things(house, bot, cli)
    browser = await staff(house, cli, *ALL_ROLES, login="insider", name="本地人", areas=[LONGZIHU])
    csrf = (await browser.get("/desk/account")).csrf
    watch.calls.clear()

    for row in rows_of(PLACED):
        if row[0] == "GET":
            await open_page(browser, row, at_hand, csrf)
    for path in ("/v1/enrollments", "/v1/tickets", "/v1/rosters", "/v1/filings", "/v1/cover/quotas"):
        assert (await cli.get(path)).status == 200
    for path in ("/v1/personal-data", "/v1/personal-data/copy", "/v1/enrollments", "/v1/takeovers/standing"):
        assert (await bot.get(path, conversation=RIDER.conversation)).status == 200

    assert len(watch.calls) > len(PLACED)
    assert shown_whole(watch) == set()


def shown_whole(watch: Watch) -> set[Row]:
    """Where somebody's number or photo was shown, and nothing tells of it."""
    return {call.row for call in watch.calls if not call.entries and any(value in call.body for value in WHOLE)}
