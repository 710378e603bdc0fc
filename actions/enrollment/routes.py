"""The enrollment API: workers through the bot, reviewers through the command line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.enrollment import amendment, lookup, queries, review, submission, transferring
from actions.enrollment.documents import application, application_for_review, receipt
from actions.enrollment.handing_over import hand_over
from actions.enrollment.jurisdiction import turn_of
from actions.enrollment.model import Enrollment
from actions.enrollment.reasons import without_numbers
from actions.enrollment.requests import Correction, HandOver, Lookup, Release, Review, Submission, Withdrawal
from actions.enrollment.states import State
from actions.enrollment.steps import steps_of
from actions.errors import Forbidden, InvalidField
from actions.memberships.documents import membership_document
from actions.memberships.queries import of_conversation as memberships_of
from actions.settings import Client
from actions.vault import Vault
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, VAULT, answer, changes, query_conversation, reads

MOST_LISTED = 200

routes = web.RouteTableDef()


@routes.post("/v1/enrollments")
@changes(Client.BOT, body=Submission, committed="enrollment.committed")
async def submit(request: web.Request, wanted: Submission, session: AsyncSession) -> web.Response:
    """201 with number and union; 409 open application or member already; 422 naming the field."""
    app = request.app
    filed = await submission.submit(
        wanted, session=session, vault=app[VAULT], reference=app[REFERENCE], now=app[CLOCK]()
    )
    return answer(receipt(filed), status=201)


@routes.post("/v1/enrollments/transfers")
@changes(Client.BOT, body=Submission, committed="enrollment.committed")
async def transfers(request: web.Request, wanted: Submission, session: AsyncSession) -> web.Response:
    """201 with number and union; 404 no such membership, without saying which value was wrong; 409 already there, or an
    open application; 422 naming the field; 429 after five tries a day."""
    app = request.app
    filed = await transferring.request_transfer(
        wanted, session=session, vault=app[VAULT], reference=app[REFERENCE], now=app[CLOCK]()
    )
    return answer(receipt(filed), status=201)


@routes.get("/v1/enrollments")
@reads(Client.BOT, Client.CLI)
async def enrollments(request: web.Request) -> web.Response:
    """200: the bot asks for one conversation and gets its memberships, too; the command line for one state (or all)."""
    vault = request.app[VAULT]
    async with request.app[DATABASE].read() as session:
        if request[CALLER] is Client.BOT:
            conversation, now = query_conversation(request), request.app[CLOCK]()
            own = await queries.of_conversation(session, conversation)
            members = await memberships_of(session, conversation)
            return answer(
                {
                    "enrollments": await followed(session, own, vault),
                    "memberships": [
                        await membership_document(session, member, vault=vault, now=now) for member in members
                    ],
                }
            )
        listed = await queries.in_state(session, _state(request), limit=MOST_LISTED)
        return answer({"enrollments": [application_for_review(one, vault) for one in listed]})


@routes.get("/v1/enrollments/{number}")
@reads(Client.CLI)
async def enrollment(request: web.Request) -> web.Response:
    """200 masked, for staff; 404."""
    async with request.app[DATABASE].read() as session:
        found = await queries.by_number(session, request.match_info["number"])
        return answer(application_for_review(found, request.app[VAULT]))


@routes.post("/v1/enrollments/lookups")
@changes(Client.BOT, body=Lookup, committed="enrollment.lookup.committed")
async def lookups(request: web.Request, wanted: Lookup, session: AsyncSession) -> web.Response:
    """200 with the person's applications; 404 without saying which value was wrong; 429 after five tries a day."""
    vault = request.app[VAULT]
    found = await lookup.look_up(wanted, session=session, vault=vault, now=request.app[CLOCK]())
    return answer({"enrollments": await followed(session, found, vault)})


@routes.post("/v1/enrollments/{number}/corrections")
@changes(Client.BOT, body=Correction, committed="enrollment.committed")
async def corrections(request: web.Request, wanted: Correction, session: AsyncSession) -> web.Response:
    """200 with the application; 404 not this conversation's; 409 state forbids; 422 naming the field."""
    app = request.app
    corrected = await amendment.correct(
        request.match_info["number"],
        wanted,
        session=session,
        vault=app[VAULT],
        reference=app[REFERENCE],
        now=app[CLOCK](),
    )
    return answer(await _as_it_stands(session, corrected, app[VAULT]))


@routes.post("/v1/enrollments/{number}/withdrawal")
@changes(Client.BOT, body=Withdrawal, committed="enrollment.committed")
async def withdrawal(request: web.Request, wanted: Withdrawal, session: AsyncSession) -> web.Response:
    """200 with the application; 404 not this conversation's; 409 state forbids."""
    number, now = request.match_info["number"], request.app[CLOCK]()
    vault = request.app[VAULT]
    withdrawn = await amendment.withdraw(number, wanted.conversation, session=session, vault=vault, now=now)
    return answer(await _as_it_stands(session, withdrawn, vault))


@routes.post("/v1/enrollments/{number}/review")
@changes(Client.CLI, body=Review, committed="enrollment.committed")
async def decide(request: web.Request, wanted: Review, session: AsyncSession) -> web.Response:
    """200 with the application; 409 already decided (by whom), held or under age; 422 fields or reason missing, or a
    number of somebody's in a reason."""
    decided = await decided_as(wanted, request, session)
    return answer(application_for_review(decided, request.app[VAULT]), about=decided.conversation)


@routes.post("/v1/enrollments/{number}/hand-over")
@changes(Client.CLI, body=HandOver, committed="enrollment.committed")
async def hand_over_to(request: web.Request, wanted: HandOver, session: AsyncSession) -> web.Response:
    """200 with the application, now with the other union; 409 decided already; 422 that union may not decide on it."""
    app = request.app
    handed = await hand_over(
        request.match_info["number"],
        wanted.union,
        by=client_actor(request[CALLER]),
        session=session,
        vault=app[VAULT],
        reference=app[REFERENCE],
        now=app[CLOCK](),
    )
    return answer(application_for_review(handed, app[VAULT]), about=handed.conversation)


@routes.post("/v1/enrollments/{number}/release")
@changes(Client.CLI, body=Release, committed="enrollment.committed")
async def release(request: web.Request, _: Release, session: AsyncSession) -> web.Response:
    """200 with the application, no longer held; 409 when it was not."""
    number, now = request.match_info["number"], request.app[CLOCK]()
    vault, by = request.app[VAULT], client_actor(request[CALLER])
    released = await review.release(number, by=by, session=session, vault=vault, now=now)
    return answer(application_for_review(released, vault), about=released.conversation)


async def followed(session: AsyncSession, found: Collection[Enrollment], vault: Vault) -> list[dict[str, Any]]:
    """Applications for their worker, each with its steps."""
    steps = await steps_of(session, found, vault)
    return [{**await _as_it_stands(session, one, vault), "steps": steps[one.id]} for one in found]


async def _as_it_stands(session: AsyncSession, one: Enrollment, vault: Vault) -> dict[str, Any]:
    return application(one, vault, turn=await turn_of(session, one))


async def decided_as(wanted: Review, request: web.Request, session: AsyncSession) -> Enrollment:
    """Carry out the decision in the name of the calling client."""
    number, vault, now = request.match_info["number"], request.app[VAULT], request.app[CLOCK]()
    by = client_actor(request[CALLER])
    for field, reason in (("reason", wanted.reason), *(("reasons", why) for why in wanted.reasons.values())):
        without_numbers(reason, field)
    if wanted.decision == "approve":
        return await review.approve(number, by=by, session=session, vault=vault, now=now)
    if wanted.decision == "reject":
        return await review.reject(
            number, reason=wanted.reason, cause=wanted.cause, by=by, session=session, vault=vault, now=now
        )
    return await review.return_for_correction(
        number, reasons=wanted.returned, by=by, session=session, vault=vault, now=now
    )


def _state(request: web.Request) -> State | None:
    if request.query.get("conversation"):
        raise Forbidden("这个凭证不能按对话查询。")
    text = request.query.get("state", "")
    if not text:
        return None
    if text not in set(State):
        raise InvalidField("state", "没有这种状态。")
    return State(text)
