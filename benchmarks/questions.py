"""How long thousands of unanswered questions take to be sorted, and what that costs whoever is at the desk meanwhile.

Run as `.venv/bin/python -m benchmarks.questions`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import csv
import os
import random
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, aclosing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import system_clock
from actions.database import Database
from actions.migrate import migrate
from actions.questions.model import Question, Reason, Telling
from actions.questions.sorting import LOOK_EVERY_SECONDS
from actions.staff.access import PROVINCE
from actions.staff.model import Role, StaffMember
from actions.staff.sessions import begin_session
from actions.vault import Vault
from benchmarks.errors import CannotRun
from benchmarks.percentiles import percentile
from benchmarks.phrasebook import varied
from benchmarks.processes import running_server
from launcher.paths import NLU_PYTHON, ROOT, var_folder
from tests.ports import free_port

PROMISED_SECONDS = 30.0
_SETS = ("question_groups.csv", "question_groups_apart.csv")
_LOOKED_FOR = 0.05  # seconds between two looks whether all are sorted, and between two pages
_CALM_SECONDS = 10.0
_LONGEST_WAIT_SECONDS = 600.0
#: What colleagues open all day; the second page is the one whose questions are being sorted.
PAGES = ("/desk/conversations", "/desk/questions", "/desk/faq")


@dataclass(frozen=True)
class Desk:
    url: str
    cookie: str
    vault: Vault
    database_url: str


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    parser = argparse.ArgumentParser(prog="benchmarks.questions", description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000, help="how many (10,000)")
    wanted = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    cache = var_folder() / "benchmarks"
    cache.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=cache, prefix="questions-") as folder, ExitStack() as stack:
            desk = stack.enter_context(_running_desk(Path(folder)))
            for line in asyncio.run(_measure(desk, wanted.questions)):
                print(line)
    except CannotRun as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


async def _measure(desk: Desk, count: int) -> list[str]:
    database = Database(desk.database_url)
    async with (
        aclosing(database),
        httpx.AsyncClient(base_url=desk.url, cookies={"xiaofeng_desk": desk.cookie}, timeout=60) as client,
    ):
        calm = await _times_until(client, asyncio.create_task(asyncio.sleep(_CALM_SECONDS)))
        async with database.write() as session:
            await _ask(session, desk.vault, count)
            await session.commit()
        started = time.perf_counter()
        busy = await _times_until(client, asyncio.create_task(_all_sorted(database)))
        took = time.perf_counter() - started
        async with database.read() as session:
            clusters = await session.scalar(select(func.count(Question.cluster_id.distinct()))) or 0
    slept = f"of which up to {LOOK_EVERY_SECONDS:.0f} s until the next look"
    verdict = "holds" if took - LOOK_EVERY_SECONDS <= PROMISED_SECONDS else "does not hold"
    lines = [
        f"{count:,} questions, {clusters:,} clusters",
        f"sorted after {took:.1f} s, {slept}; without that at most {PROMISED_SECONDS:.0f} s wanted: {verdict}",
        f"{'page, ms':24}{'calm p50':>10}{'p95':>8}{'max':>8}{'sorting p50':>14}{'p95':>8}{'max':>8}",
    ]
    for page in PAGES:
        figures = [f(times[page]) * 1000 for times in (calm, busy) for f in (_median, _p95, max)]
        lines.append(f"{page:24}{figures[0]:10.0f}{figures[1]:8.0f}{figures[2]:8.0f}{figures[3]:14.0f}"
                     f"{figures[4]:8.0f}{figures[5]:8.0f}")  # fmt: skip
    return lines


async def _times_until(client: httpx.AsyncClient, over: asyncio.Task[None]) -> dict[str, list[float]]:
    """Seconds each page took, asked for in turn until the task is done; each at least once."""
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    while not over.done() or not all(times.values()):
        for page in PAGES:
            started = time.perf_counter()
            answered = await client.get(page)
            times[page].append(time.perf_counter() - started)
            if answered.status_code != httpx.codes.OK:
                raise CannotRun(f"{page} was answered with {answered.status_code}")
            await asyncio.sleep(_LOOKED_FOR)
    await over
    return times


async def _all_sorted(database: Database) -> None:
    try:
        async with asyncio.timeout(_LONGEST_WAIT_SECONDS):
            waiting = 1
            while waiting:
                await asyncio.sleep(_LOOKED_FOR)
                async with database.read() as session:
                    waiting = await session.scalar(select(func.count()).where(Question.cluster_id.is_(None))) or 0
    except TimeoutError as error:
        raise CannotRun(f"not sorted within {_LONGEST_WAIT_SECONDS:.0f} s") from error


async def _ask(session: AsyncSession, vault: Vault, count: int) -> None:
    """Questions of the labelled sets with changing openings and endings, of as many workers over half a year."""
    chance, now = random.Random(7), system_clock()
    texts = [row["text"] for name in _SETS for row in _rows(ROOT / "data" / "development" / name)]
    session.add_all(
        Question(
            conversation=f"conversation-{number:06}",
            reason=Reason.FALLBACK,
            topics=["join_cost", "join_how", "union_contact"],
            county=None,
            text_box=vault.encrypt(varied(chance.choice(texts), chance)[:200]),
            asked_at=now - timedelta(minutes=25 * number),
            state=Telling.OPEN,
        )
        for number in range(count)
    )
    await session.flush()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def _running_desk(folder: Path) -> Iterator[Desk]:
    """Actions on SQLite beside a real nlu, and an FAQ editor signed in. Raises CannotRun."""
    keys = {key: secrets.token_bytes(32) for key in ("SEALING_PRIVATE_KEY", "FIELD_KEY", "LOOKUP_KEY")}
    vault = Vault(
        sealing_private_key=keys["SEALING_PRIVATE_KEY"], field_key=keys["FIELD_KEY"], lookup_key=keys["LOOKUP_KEY"]
    )
    database_url = f"sqlite+aiosqlite:///{folder / 'actions.db'}"
    cookie = asyncio.run(_prepared(database_url))
    bot_token, nlu_token, nlu_port, port = secrets.token_urlsafe(), secrets.token_urlsafe(), free_port(), free_port()
    shared = {
        **{key: value for key, value in os.environ.items() if not key.startswith("XIAOFENG_")},
        "PYTHONPATH": str(ROOT),
        "XIAOFENG_DATA_DIR": str(ROOT / "data"),
        "XIAOFENG_NLU_TOKEN": nlu_token,
    }
    nlu_url, url = f"http://127.0.0.1:{nlu_port}", f"http://127.0.0.1:{port}"
    of_nlu: Mapping[str, str] = shared | {
        "XIAOFENG_NLU_PORT": str(nlu_port),
        "XIAOFENG_NLU_MODELS": str(var_folder() / "nlu" / "models"),
        "XIAOFENG_NLU_LIVE": str(folder / "live"),
    }
    of_actions: Mapping[str, str] = shared | {
        "XIAOFENG_ACTIONS_DATABASE_URL": database_url,
        "XIAOFENG_ACTIONS_PORT": str(port),
        "XIAOFENG_ACTIONS_CLIENTS": f"bot={bot_token}",
        "XIAOFENG_NLU_URL": nlu_url,
        **{f"XIAOFENG_{key}": base64.b64encode(value).decode() for key, value in keys.items()},
    }
    with ExitStack() as stack:
        for name, command, address, environment in (
            ("nlu", [str(NLU_PYTHON), "-m", "nlu.main"], nlu_url, of_nlu),
            ("actions", [sys.executable, "-m", "actions.main"], url, of_actions),
        ):
            ready = f"{address}/readyz"
            server = running_server(name, command, ready_url=ready, folder=folder, environment=environment)
            stack.enter_context(server).wait_until_ready()
        yield Desk(url, cookie, vault, database_url)


async def _prepared(url: str) -> str:
    """The tables, and an FAQ editor's and operator's cookie."""
    database, now = Database(url), system_clock()
    async with aclosing(database):
        await migrate(database.engine)
        async with database.write() as session:
            member = StaffMember(
                login="editor",
                name="王敏",
                roles=sorted((Role.FAQ_EDITOR, Role.OPERATOR)),
                areas=[PROVINCE],
                password_hash="never signs in",  # not a hash: no password opens it
                created_at=now,
            )
            session.add(member)
            await session.flush()
            cookie, _ = await begin_session(
                session, member.id, device="benchmark", new_token=secrets.token_urlsafe, now=now
            )
            await session.commit()
    return cookie


def _median(times: Sequence[float]) -> float:
    return percentile(times, 50)


def _p95(times: Sequence[float]) -> float:
    return percentile(times, 95)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
