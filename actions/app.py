"""The web application: routes of every subject behind the same doors."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web

from actions.audit.heads import AUDIT_HEADS, HeadsFolder
from actions.audit.pages import routes as audit_pages
from actions.audit.routes import routes as audit
from actions.caller_address import TRUSTED_PROXIES
from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.cover.pages import routes as cover_pages
from actions.cover.routes import routes as cover
from actions.database import Database
from actions.deliveries.routes import routes as deliveries
from actions.desk.frame import HANDBOOK, STATIC, TEMPLATES, desk_frame, templates
from actions.desk.handbook import Handbook
from actions.desk.handbook_pages import routes as handbook_pages
from actions.desk.routes import routes as desk
from actions.desk.static_files import StaticFiles
from actions.enrollment.pages import routes as enrollment_pages
from actions.enrollment.routes import routes as enrollment
from actions.faq.draft_pages import routes as draft_pages
from actions.faq.entry_pages import routes as faq_entry_pages
from actions.faq.feed_keeper import FeedKeeper
from actions.faq.feed_moving import FEED
from actions.faq.judging import CHECKS_UNDER_WAY, UNDERSTANDING
from actions.faq.list_pages import routes as faq_list_pages
from actions.faq.outcome_routes import routes as faq_outcomes
from actions.faq.overview_pages import routes as faq_overview_pages
from actions.faq.revision_pages import routes as faq_revision_pages
from actions.faq.routes import routes as faq
from actions.faq.understanding import Understanding
from actions.filing.pages import IS_SENT
from actions.filing.pages import routes as filing_pages
from actions.filing.routes import routes as filings
from actions.health import routes as health
from actions.keys.routes import routes as keys
from actions.memberships.pages import routes as member_pages
from actions.observation import METRICS, Metrics, observed
from actions.people.routes import routes as people
from actions.problems import problem_documents
from actions.quality.evaluation_pages import routes as evaluation_pages
from actions.quality.outcome_pages import routes as quality_pages
from actions.quality.threshold_pages import routes as threshold_pages
from actions.questions.pages import routes as question_pages
from actions.questions.routes import routes as questions
from actions.reference import Reference
from actions.retention.routes import RETENTION
from actions.retention.routes import routes as retention
from actions.rosters.pages import routes as roster_pages
from actions.rosters.routes import CHAT_URL, ROSTERS_KEPT
from actions.rosters.routes import routes as rosters
from actions.settings import Client
from actions.staff.account_pages import routes as account_pages
from actions.staff.pages import routes as staff_pages
from actions.staff.passwords import Passwords
from actions.staff.people_pages import routes as people_pages
from actions.staff.routes import routes as staff
from actions.staff.second_factor_pages import routes as second_factor_pages
from actions.start.pages import routes as start_pages
from actions.stations.gazetteer import Gazetteer
from actions.stations.routes import GAZETTEER
from actions.stations.routes import routes as stations
from actions.takeovers.assist import ANSWERS, PublishedAnswers
from actions.takeovers.assist_pages import routes as assist_pages
from actions.takeovers.conversation_pages import routes as conversation_pages
from actions.takeovers.hours import DeskHours
from actions.takeovers.live import routes as live_conversations
from actions.takeovers.pulse import PULSE, Pulse
from actions.takeovers.queue_pages import routes as queue_pages
from actions.takeovers.quick_reply_pages import routes as quick_reply_pages
from actions.takeovers.routes import CLIMB_AFTER, DESK_HOURS
from actions.takeovers.routes import routes as takeovers
from actions.takeovers.typing_board import TYPING, TypingBoard
from actions.tickets.pages import routes as ticket_pages
from actions.tickets.routes import routes as tickets
from actions.unions.pages import routes as union_pages
from actions.unions.routes import routes as unions
from actions.vault import Vault
from actions.web import (
    CHECKPOINT,
    CLIENTS,
    CLOCK,
    DATABASE,
    NEW_TOKEN,
    PASSWORDS,
    PUBLIC_URL,
    REFERENCE,
    STOPPING,
    VAULT,
    client_access,
)

MAX_BODY_BYTES = 256 * 1024

#: The API and pages of each subject; a new subject adds its line here.
ROUTES: tuple[web.RouteTableDef, ...] = (
    health,
    enrollment,
    deliveries,
    tickets,
    takeovers,
    people,
    stations,
    unions,
    rosters,
    faq,
    faq_overview_pages,
    faq_entry_pages,
    faq_revision_pages,
    faq_outcomes,
    questions,
    question_pages,
    draft_pages,
    staff,
    desk,
    handbook_pages,
    start_pages,
    staff_pages,
    second_factor_pages,
    account_pages,
    people_pages,
    audit_pages,
    enrollment_pages,
    roster_pages,
    union_pages,
    ticket_pages,
    queue_pages,
    conversation_pages,
    live_conversations,
    quick_reply_pages,
    faq_list_pages,
    assist_pages,
    quality_pages,
    evaluation_pages,
    threshold_pages,
    filings,
    filing_pages,
    cover,
    member_pages,
    cover_pages,
    keys,
    retention,
    audit,
)


@dataclass(frozen=True)
class Parts:
    """What the application is made of; `main.py` and the tests choose them."""

    database: Database
    vault: Vault
    clock: Clock
    checkpoint: Checkpoint
    clients: Mapping[Client, str]
    reference: Reference
    gazetteer: Gazetteer
    feed: FeedKeeper  # it has looked once
    understanding: Understanding
    public_url: str
    desk_hours: DeskHours
    climb_after: timedelta  # unclaimed for that long, a takeover climbs
    chat_url: str  # where workers find the chat page
    rosters_kept: timedelta
    trusted_proxies: int
    retention: Mapping[str, timedelta]  # how long each kind of row is kept
    passwords: Passwords
    new_token: Callable[[], str]  # 256 random bits as URL-safe text
    audit_heads: Path | None  # where the audit log's heads are written
    files_outward: bool  # filings are sent to the union's own system


def build_app(parts: Parts) -> web.Application:
    """The application, not yet listening; closing the database stays with whoever opened it."""
    app = web.Application(
        middlewares=[observed, problem_documents, desk_frame, client_access],
        client_max_size=MAX_BODY_BYTES,
    )
    app[DATABASE] = parts.database
    app[VAULT] = parts.vault
    app[CLOCK] = parts.clock
    app[CHECKPOINT] = parts.checkpoint
    app[CLIENTS] = dict(parts.clients)
    app[REFERENCE] = parts.reference
    app[GAZETTEER] = parts.gazetteer
    app[FEED] = parts.feed
    app[ANSWERS] = PublishedAnswers(parts.feed, parts.reference)
    app[UNDERSTANDING] = parts.understanding
    app[CHECKS_UNDER_WAY] = set()
    app[PUBLIC_URL] = parts.public_url
    app[DESK_HOURS] = parts.desk_hours
    app[CLIMB_AFTER] = parts.climb_after
    app[TYPING] = TypingBoard(parts.database.commits.beat)
    app[PULSE] = Pulse(parts.database, app[TYPING])
    app[CHAT_URL] = parts.chat_url
    app[ROSTERS_KEPT] = parts.rosters_kept
    app[TRUSTED_PROXIES] = parts.trusted_proxies
    app[AUDIT_HEADS] = HeadsFolder(parts.audit_heads)
    app[RETENTION] = {**parts.retention, "rosters": parts.rosters_kept}
    app[NEW_TOKEN] = parts.new_token
    app[PASSWORDS] = parts.passwords
    app[IS_SENT] = parts.files_outward
    app[STATIC] = StaticFiles.load()
    app[HANDBOOK] = Handbook.load()
    app[TEMPLATES] = templates(app[STATIC], app[HANDBOOK])
    app[METRICS] = Metrics()
    app[STOPPING] = asyncio.Event()
    app.on_shutdown.append(_answer_long_polls)
    app.cleanup_ctx.append(_keeps(app[FEED].keep_looking))
    app.cleanup_ctx.append(_keeps(app[PULSE].keep_looking))
    for routes in ROUTES:
        app.add_routes(routes)
    return app


async def _answer_long_polls(app: web.Application) -> None:
    app[STOPPING].set()
    app[PULSE].wake_all()
    app[DATABASE].commits.beat()


def _keeps(looking: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[web.Application], AsyncIterator[None]]:
    """What goes on while the application runs."""

    async def keep(app: web.Application) -> AsyncIterator[None]:
        task = asyncio.create_task(looking())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return keep
