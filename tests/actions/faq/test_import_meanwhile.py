"""A list is checked before its unit of work begins: others go on meanwhile, and what they change is not overlooked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

import pytest

from actions.faq import importing
from tests.actions.faq.editing import LI, WANG, act, drafted, published
from tests.actions.faq.lists import row
from tests.actions.faq.test_import import exported_rows
from tests.actions.house import Answer, Caller, House

pytestmark = pytest.mark.usefixtures("colleagues")

LONG = 20  # seconds within which anything here has happened


class Judging:
    """Stands in for the judging of rows, which is held up until it is let go."""

    def __init__(self, judge: Callable[..., Any]) -> None:
        self._judge = judge
        self._begun, self._goes_on = Event(), Event()

    def __call__(self, *given: Any) -> Any:
        self._begun.set()
        assert self._goes_on.wait(LONG)
        return self._judge(*given)

    @asynccontextmanager
    async def under_way(self) -> Any:
        """While the rows are being judged."""
        assert await asyncio.to_thread(self._begun.wait, LONG)
        try:
            yield
        finally:
            self._goes_on.set()


@pytest.fixture
def judging(monkeypatch: pytest.MonkeyPatch) -> Judging:
    held_up = Judging(importing.judge)
    monkeypatch.setattr(importing, "judge", held_up)
    return held_up


def imported(cli: Caller, *rows: dict[str, Any], dry_run: bool = False) -> Awaitable[Answer]:
    body = {"as": WANG, "dry_run": dry_run, "rows": [{"place": f"第 {n} 行", **one} for n, one in enumerate(rows, 2)]}
    return asyncio.create_task(cli.post("/v1/faq/imports", body))


async def state_of(cli: Caller, revision: str) -> int:
    return (await cli.get(f"/v1/faq/revisions/{revision}")).status


async def test_others_work_while_a_list_is_checked_and_it_is_drafted_all_the_same(
    cli: Caller, judging: Judging
) -> None:
    list_ = imported(cli, row(1), row(2))
    async with judging.under_way():
        other = await asyncio.wait_for(drafted(cli, by=LI), LONG)
        again = await drafted(cli, by=LI, says={"answer": "再改一次。"}, draft_version=1)

    report = await list_

    assert (other.status, again.status) == (201, 201)
    assert (report.status, report.json["applied"], report.json["new"]) == (200, True, 2)


async def test_a_draft_of_what_the_list_leaves_as_it_is_does_not_matter(cli: Caller, judging: Judging) -> None:
    [same] = await exported_rows(cli, "join_cost")
    list_ = imported(cli, row(1), {name: value for name, value in same.items() if name != "place"})
    async with judging.under_way():
        assert (await drafted(cli, by=LI)).status == 201

    report = await list_

    assert [one["draft"] for one in report.json["rows"]] == ["new_topic_1.1", None]


async def test_what_was_published_meanwhile_is_not_overlooked(cli: Caller, judging: Judging) -> None:
    list_ = imported(cli, row(1, phrasings="两边都写了的问法"))
    async with judging.under_way():
        await published(cli, says={"phrasings": ["两边都写了的问法"]})

    refused = await list_

    assert (refused.status, refused.json["type"].rpartition("/")[2]) == (409, "list-outdated")
    assert "一份草稿也没有写" in refused.json["detail"]
    assert await state_of(cli, "new_topic_1.1") == 404


async def test_what_was_taken_out_meanwhile_is_not_overlooked(cli: Caller, judging: Judging) -> None:
    list_ = imported(cli, row(1, buttons="join_cost"))
    async with judging.under_way():
        assert (await act(cli, "join_cost", "retirement", by=LI, reason="过时了")).status == 200

    assert (await list_).status == 409


@pytest.mark.parametrize("by", [WANG, LI])
async def test_a_draft_of_the_same_answer_begun_meanwhile_is_not_written_over(
    cli: Caller, judging: Judging, by: str
) -> None:
    list_ = imported(cli, row(1), row(2))
    async with judging.under_way():
        await drafted(cli, by=by, topic="new_topic_1", says={"title": "同时写的", "phrasings": ["同时写的问法"]})

    assert (await list_).status == 409
    assert await state_of(cli, "new_topic_2.1") == 404
    kept = await cli.get("/v1/faq/revisions/new_topic_1.1")
    assert kept.json["content"]["title"] == "同时写的"


async def test_one_that_was_written_on_meanwhile_neither(cli: Caller, judging: Judging) -> None:
    own = await drafted(cli, topic="new_topic_1", says={"title": "第一稿", "phrasings": ["第一稿的问法"]})
    list_ = imported(cli, row(1))
    async with judging.under_way():
        says = {"title": "第二稿", "phrasings": ["第一稿的问法"]}
        await drafted(cli, topic="new_topic_1", says=says, draft_version=own.json["draft_version"])

    assert (await list_).status == 409
    assert (await cli.get("/v1/faq/revisions/new_topic_1.1")).json["content"]["title"] == "第二稿"


async def test_a_dry_run_tells_what_it_found_whatever_came_meanwhile(
    house: House, cli: Caller, judging: Judging
) -> None:
    list_ = imported(cli, row(1), dry_run=True)
    async with judging.under_way():
        await published(cli)

    report = await list_

    assert (report.status, report.json["applied"], report.json["new"]) == (200, False, 1)
    assert await state_of(cli, "new_topic_1.1") == 404


async def test_sent_again_with_the_same_key_a_list_is_drafted_once(cli: Caller) -> None:
    body = {"as": WANG, "dry_run": False, "rows": [{"place": "第 2 行", **row(1)}]}

    first, second = [await cli.post("/v1/faq/imports", body, key="sent-twice") for _ in range(2)]

    assert first.json["rows"][0]["draft"] == "new_topic_1.1"
    assert second.raw == first.raw


async def test_two_lists_at_once_are_drafted_one_after_the_other_or_told(cli: Caller) -> None:
    answers = await asyncio.gather(imported(cli, row(1)), imported(cli, row(1)))

    assert sorted(answer.status for answer in answers) in ([200, 200], [200, 409])
    assert (await cli.get("/v1/faq/revisions/new_topic_1.1")).json["draft_version"] == 1
