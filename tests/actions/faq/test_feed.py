"""The feed of answers: everything at once, then cheap to ask for again; it moves with what is out and valid."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from actions.database import Database
from actions.faq.feed_keeper import FeedKeeper
from actions.settings import Client
from tests.actions.faq.editing import LI, act, entry_in_feed, general, narrower, published, version
from tests.actions.house import Answer, Caller, House, Noon


async def feed_knowing(bot: Caller, tags: str) -> Answer:
    headers = {**bot.headers, "If-None-Match": tags}
    async with bot.house.client.get("/v1/faq/feed", headers=headers) as response:
        return Answer(response.status, await response.read(), dict(response.headers))


async def test_the_feed_holds_every_shipped_entry_as_clients_need_it(bot: Caller) -> None:
    answer = await bot.get("/v1/faq/feed")

    assert answer.status == 200
    assert answer.json["version"] == 1
    cost = await entry_in_feed(bot)
    assert cost is not None
    assert set(cost) == {
        "id", "category", "title", "answer", "buttons", "sensitive", "source", "review", "phrasings", "valid_from",
        "valid_until", "variants",
    }  # fmt: skip
    assert (cost["title"], cost["category"], cost["sensitive"]) == ("入会要不要交钱", "join", False)
    assert (cost["source"]["date"], cost["valid_from"], cost["valid_until"]) == ("2023-10-12", "2026-11-22", None)
    assert (cost["review"], cost["variants"]) == ("待复核", [])
    assert len(cost["phrasings"]) >= 15


async def test_who_knows_the_feed_gets_no_body(bot: Caller) -> None:
    etag = (await bot.get("/v1/faq/feed")).headers["Etag"]

    again = await feed_knowing(bot, etag)

    assert (again.status, again.raw, again.headers["Etag"]) == (304, b"", etag)


async def test_known_tags_are_compared_as_http_says(bot: Caller) -> None:
    etag = (await bot.get("/v1/faq/feed")).headers["Etag"]

    for tags, status in (('"of-yesterday"', 200), ('"of-yesterday", {etag}', 304), ("W/{etag}", 304), ("*", 304)):
        assert (await feed_knowing(bot, tags.format(etag=etag))).status == status


@pytest.mark.parametrize("who", [Client.BOT, Client.NLU])
async def test_bot_and_nlu_follow_the_feed(house: House, who: Client) -> None:
    assert (await house.caller(who).get("/v1/faq/feed")).status == 200


async def test_nobody_reads_it_without_a_token(house: House) -> None:
    async with house.client.get("/v1/faq/feed") as response:
        assert response.status == 401


@pytest.mark.usefixtures("colleagues")
async def test_an_answer_for_some_comes_with_its_topics_own(cli: Caller, bot: Caller) -> None:
    await published(cli, areas=["340100"], trades=["rider"], content=narrower(answer="合肥骑手看这里。"))
    await published(cli, areas=["340000"], content=narrower(answer="全省看这里。"))

    entry = await entry_in_feed(bot)

    assert entry is not None
    assert entry["answer"].startswith("申请入会不收钱")
    assert [(one["areas"], one["trades"], one["answer"], one["review"]) for one in entry["variants"]] == [
        (["340000"], [], "全省看这里。", "已复核"),
        (["340100"], ["rider"], "合肥骑手看这里。", "已复核"),
    ]
    assert set(entry["variants"][0]) == {"areas", "trades", "answer", "buttons", "source", "review"}


@pytest.mark.usefixtures("colleagues")
async def test_two_answers_that_fit_equally_well_are_not_both_taken(cli: Caller) -> None:
    await published(cli, areas=["340100"], content=narrower())

    body = {"as": LI, "topic": "join_cost", "areas": ["340100", "340200"], "content": narrower(answer="另一条。")}
    refused = await cli.post("/v1/faq/drafts", body)

    assert (refused.status, refused.json["type"]) == (409, "scope-taken")
    assert "join_cost@340100" in refused.json["detail"]


@pytest.mark.usefixtures("colleagues")
async def test_an_answer_begins_and_ends_at_midnight_in_china(
    cli: Caller, bot: Caller, house: House, clock: Noon
) -> None:
    clock.now = datetime(2027, 2, 28, 4, 0, tzinfo=UTC)  # noon in China, and every shipped answer has begun
    feed = FeedKeeper(house.database, clock)
    await feed.look()
    before = feed.current.version
    says = {"valid_from": "2027-03-01", "valid_until": "2027-03-02", "title": "新问题一个", "phrasings": ["没人问过的"]}
    await published(cli, topic="new_topic", says=says)
    assert await entry_in_feed(bot, "new_topic") is None
    assert await version(bot) == before

    seen = []
    for hours in (11.9, 0.2, 47.8, 0.2):  # to 23:54, then 00:06 on the first day; to 23:54 on the last, then 00:06
        clock.move(hours=hours)
        await feed.look()
        seen.append((feed.current.version - before, "new_topic" in feed.current.body.decode()))

    assert seen == [(0, False), (1, True), (1, True), (2, False)]


@pytest.mark.usefixtures("colleagues")
async def test_a_topic_waits_for_its_own_answer_before_narrower_ones_show(cli: Caller, bot: Caller) -> None:
    says = general(title="新问题一个", phrasings=["没人问过的"], valid_from="2026-12-01")
    await published(cli, topic="new_topic", content=says)
    await published(cli, topic="new_topic", areas=["340100"], content=narrower())

    assert await entry_in_feed(bot, "new_topic") is None


@pytest.mark.usefixtures("colleagues")
async def test_another_process_sees_what_went_out(cli: Caller, house: House, database_url: str, clock: Noon) -> None:
    other = Database(database_url)
    feed = FeedKeeper(other, clock)
    await feed.look()
    following = asyncio.create_task(feed.keep_looking(0.01))

    await published(cli)
    if database_url.startswith("sqlite"):
        await feed.look()  # there is no other process on SQLite, and nobody looks for one
    for _ in range(1000):
        if "入会不要钱。" in feed.current.body.decode():
            break
        await asyncio.sleep(0.01)

    following.cancel()
    await other.aclose()
    assert feed.current.version == 2


@pytest.mark.usefixtures("colleagues")
async def test_every_process_serves_the_same_bytes(cli: Caller, bot: Caller, database_url: str, clock: Noon) -> None:
    await published(cli, areas=["340100"], content=narrower())
    other = Database(database_url)
    feed = FeedKeeper(other, clock)
    await feed.look()
    await other.aclose()

    assert (await bot.get("/v1/faq/feed")).raw == feed.current.body


async def test_a_clock_that_falls_back_brings_no_former_feed_back(house: House, clock: Noon) -> None:
    feed = FeedKeeper(house.database, clock)
    await feed.look()
    clock.move(days=-2)

    await feed.look()

    assert (feed.current.version, b"join_cost" in feed.current.body) == (1, True)


@pytest.mark.usefixtures("colleagues")
async def test_a_draft_moves_nothing_and_a_retired_topic_leaves(cli: Caller, bot: Caller) -> None:
    before = await version(bot)

    await act(cli, "join_cost", "retirement", by=LI, reason="过时了")

    assert await version(bot) == before + 1
    assert await entry_in_feed(bot) is None
