"""The feed of answers: everything at once, then cheap to ask for again; its version moves when an answer does."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from actions.database import Database
from actions.faq.entries import Entry, load_entries
from actions.faq.feed import publish
from actions.faq.model import FaqEntry
from actions.settings import Client
from tests.actions.faq.files import entry, write_entry
from tests.actions.house import Answer, Caller, House, Noon


def entries(folder: Path, **fields: object) -> list[Entry]:
    write_entry(folder, entry(**fields))
    return load_entries(folder)


async def feed_knowing(bot: Caller, tags: str) -> Answer:
    headers = {**bot.headers, "If-None-Match": tags}
    async with bot.house.client.get("/v1/faq/feed", headers=headers) as response:
        return Answer(response.status, await response.read(), dict(response.headers))


async def test_the_first_entries_are_version_one(database: Database, tmp_path: Path, clock: Noon) -> None:
    feed = await publish(database, entries(tmp_path), clock)

    assert feed.version == 1
    assert '"version":1' in feed.body.decode()


async def test_starting_again_with_the_same_entries_moves_nothing(
    database: Database, tmp_path: Path, clock: Noon
) -> None:
    first = await publish(database, entries(tmp_path), clock)
    clock.move(days=3)

    assert await publish(database, load_entries(tmp_path), clock) == first


@pytest.mark.parametrize(
    "change", [{"answer": "不收钱!"}, {"phrasings": ["要钱吗"]}, {"buttons": []}, {"review": "已复核"}]
)
async def test_any_change_moves_the_version_by_one(
    database: Database, tmp_path: Path, clock: Noon, change: dict[str, object]
) -> None:
    before = await publish(database, entries(tmp_path), clock)
    after = await publish(database, entries(tmp_path, **change), clock)
    back = await publish(database, entries(tmp_path), clock)

    assert (before.version, after.version, back.version) == (1, 2, 3)
    assert len({before.etag, after.etag, back.etag}) == 3


async def test_an_entry_whose_file_is_gone_leaves_the_table(database: Database, tmp_path: Path, clock: Noon) -> None:
    other = write_entry(tmp_path, entry(topic="join_how"), path="join/join_how.yaml")
    assert (await publish(database, entries(tmp_path), clock)).version == 1
    other.unlink()

    feed = await publish(database, load_entries(tmp_path), clock)

    assert feed.version == 2
    assert "join_how" not in feed.body.decode()
    async with database.read() as session:
        assert await session.scalar(select(func.count()).select_from(FaqEntry)) == 1


async def test_the_feed_holds_every_entry_as_clients_need_it(bot: Caller) -> None:
    answer = await bot.get("/v1/faq/feed")

    assert answer.status == 200
    assert answer.json["version"] == 1
    assert len(answer.json["entries"]) == 89
    [cost] = [one for one in answer.json["entries"] if one["id"] == "join_cost"]
    assert set(cost) == {
        "id", "category", "title", "answer", "buttons", "sensitive", "source", "review", "phrasings"
    }  # fmt: skip
    assert (cost["title"], cost["category"], cost["sensitive"]) == ("入会要不要交钱", "join", False)
    assert cost["source"]["date"] == "2023-10-12"
    assert len(cost["phrasings"]) >= 15


async def test_who_knows_the_feed_gets_no_body(bot: Caller) -> None:
    whole = await bot.get("/v1/faq/feed")
    etag = whole.headers["Etag"]

    again = await feed_knowing(bot, etag)

    assert not etag.startswith("W/")
    assert (again.status, again.raw, again.headers["Etag"]) == (304, b"", etag)


@pytest.mark.parametrize(
    ("tags", "status"), [('"of-yesterday"', 200), ('"of-yesterday", {etag}', 304), ("W/{etag}", 304), ("*", 304)]
)
async def test_known_tags_are_compared_as_http_says(bot: Caller, tags: str, status: int) -> None:
    etag = (await bot.get("/v1/faq/feed")).headers["Etag"]

    assert (await feed_knowing(bot, tags.format(etag=etag))).status == status


@pytest.mark.parametrize("who", [Client.BOT, Client.NLU])
async def test_bot_and_nlu_follow_the_feed(house: House, who: Client) -> None:
    assert (await house.caller(who).get("/v1/faq/feed")).status == 200


async def test_nobody_reads_it_without_a_token(house: House) -> None:
    async with house.client.get("/v1/faq/feed") as response:
        assert response.status == 401
