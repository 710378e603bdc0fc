"""How soon the chat says what a colleague has put out or taken back at the desk.

Run as `.venv/bin/python -m benchmarks.desk_to_chat`; `benchmarks/README.md` says what the figures mean.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.errors import CannotRun
from benchmarks.percentiles import percentile
from benchmarks.systems import NO_LIMITS
from launcher.errors import CannotStart
from launcher.paths import var_folder
from tests.faults.desk_browser import DeskBrowser
from tests.journeys.command_line import as_cli
from tests.journeys.house import House, running_house
from tests.journeys.worker import Worker

PROMISED_SECONDS = 2.0
LONGEST_WAIT_SECONDS = 60.0
_ASKED_EVERY_SECONDS = 0.05
_TOPIC, _QUESTION = "join_cost", "入会要交钱吗"
_SAYS = "入会不要钱，会费按工会的规定交，这是第 {} 次改的。"
_EDITOR, _APPROVER = "editor", "approver"
_SEE_OTHER = 303


@dataclass(frozen=True)
class Desks:
    """Two colleagues, signed in."""

    editor: DeskBrowser
    approver: DeskBrowser


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns 0 whatever the figures say, 1 when nothing could be measured (stderr says why)."""
    parser = argparse.ArgumentParser(prog="benchmarks.desk_to_chat", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="approvals, each rolled back (10)")
    wanted = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    cache = var_folder() / "benchmarks"
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with (
            tempfile.TemporaryDirectory(dir=cache, prefix="desk-to-chat-") as folder,
            running_house(Path(folder) / "house", extra=NO_LIMITS) as house,
        ):
            for line in _measure(house, Path(folder), wanted.times):
                print(line)
    except (CannotRun, CannotStart) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _measure(house: House, folder: Path, times: int) -> Iterator[str]:
    desks = Desks(_at_work(house, _EDITOR, "faq_editor"), _at_work(house, _APPROVER, "faq_approver"))
    worker = Worker(house.bot)
    _ask_until(worker, "入会", is_said=True)  # the conversation is open, and the house answers
    seconds: dict[str, list[float]] = {"approval": [], "rollback": []}
    for number in range(1, times + 1):
        says = _SAYS.format(number)
        revision = _submitted(house, folder, says)
        answered_at = _approve(desks.approver, revision)
        seconds["approval"].append(_ask_until(worker, says, is_said=True) - answered_at)
        answered_at = _roll_back(desks.editor)
        seconds["rollback"].append(_ask_until(worker, says, is_said=False) - answered_at)
    yield f"{'desk → chat, s':28}{'p50':>8}{'p95':>8}{'max':>8}   wanted"
    for act, values in seconds.items():
        figures = "".join(f"{one:>8.2f}" for one in (percentile(values, 50), percentile(values, 95), max(values)))
        verdict = "holds" if max(values) <= PROMISED_SECONDS else "does not hold"
        yield f"{f'{act} ({len(values)} times)':28}{figures}   max ≤ {PROMISED_SECONDS:g}: {verdict}"


def _at_work(house: House, login: str, role: str) -> DeskBrowser:
    body = {"login": login, "name": login, "roles": [role], "areas": ["340000"], "union": None}
    made = as_cli(house, "/v1/staff", body)
    if made.is_error:
        raise CannotRun(f"nobody can be hired: {made.status_code}")
    desk = DeskBrowser(house.actions)
    desk.set_password(made.json()["url"])
    desk.sign_in(login)
    return desk


def _submitted(house: House, folder: Path, says: str) -> str:
    """The name of a revision in review that says so; what goes before an approval is not measured."""
    document = yaml.safe_load(_faq(house, "show", _TOPIC))
    file = folder / "draft.yaml"
    file.write_text(yaml.safe_dump({**document, "answer": says}, allow_unicode=True), encoding="utf-8")
    revision = _faq(house, "draft", _TOPIC, "--from", str(file), "--as", _EDITOR).split("\t")[0]
    _faq(house, "submit", revision, "--as", _EDITOR)
    return revision


def _faq(house: House, *arguments: str) -> str:
    done = house.cli("faq", *arguments)
    if done.returncode != 0:
        words = done.stderr.strip() or done.stdout.strip() or f"ended with {done.returncode}"
        raise CannotRun(f"faq {arguments[0]}: {words}")
    return done.stdout


def _approve(desk: DeskBrowser, revision: str) -> float:
    """When the form that put it out was answered; where the check forbids it, that is the second one.

    Which it is is read from the page, whose time counts as waiting for the chat.
    """
    here = f"/desk/faq/revisions/{revision}"
    answered_at = _send(desk, here, f"{here}/approval", {})
    if f'action="{here}/publication"' in desk.open(here).text:
        answered_at = _send(desk, here, f"{here}/publication", {"reason": "测速度"})
    return answered_at


def _roll_back(desk: DeskBrowser) -> float:
    """When the form that brought back what was out before was answered."""
    here = f"/desk/faq/entries/{_TOPIC}"
    page = desk.open(here)
    return _send(desk, here, f"{here}/rollback", {"to": page.hidden("to"), "seen": page.hidden("seen"), "reason": ""})


def _send(desk: DeskBrowser, page: str, path: str, fields: Mapping[str, str]) -> float:
    status = desk.send(path, {"csrf": desk.open(page).csrf, **fields})
    answered_at = time.perf_counter()
    if status != _SEE_OTHER:
        raise CannotRun(f"{path} was answered with {status}")
    return answered_at


def _ask_until(worker: Worker, words: str, *, is_said: bool) -> float:
    """When an answer came with these words in it, or without them, the same question being asked again and again."""
    given_up_at = time.perf_counter() + LONGEST_WAIT_SECONDS
    while any(words in reply["text"] for reply in worker.say(_QUESTION)) != is_said:
        if time.perf_counter() > given_up_at:
            raise CannotRun(f"not in the chat within {LONGEST_WAIT_SECONDS:.0f} s: {words}")
        time.sleep(_ASKED_EVERY_SECONDS)
    return time.perf_counter()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
