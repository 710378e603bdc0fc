"""The shipped answers are taken in at start; what staff have touched is left to them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from actions.database import Database
from actions.faq.entries import load_entries
from actions.faq.feed import Feed
from actions.faq.feed_keeper import FeedKeeper
from actions.faq.queries import known_entry, revisions_of
from actions.faq.seeding import seed_faq
from actions.migrate import migrate
from tests.actions.faq.editing import LI, act, drafted, entry_in_feed, published, version
from tests.actions.faq.files import entry, write_entry
from tests.actions.house import Caller, House, Noon


@pytest.fixture
async def fresh(empty_database_url: str) -> Database:
    """Migrated and empty."""
    database = Database(empty_database_url)
    await migrate(database.engine)
    return database


async def seeded(database: Database, folder: Path, clock: Noon, **fields: object) -> Feed:
    """What a start with that one file serves."""
    write_entry(folder, entry(**fields))
    return await started(database, folder, clock)


async def started(database: Database, folder: Path, clock: Noon) -> Feed:
    await seed_faq(database, load_entries(folder), clock)
    feed = FeedKeeper(database, clock)
    await feed.look()
    return feed.current


async def test_the_first_entries_are_version_one_and_a_second_start_moves_nothing(
    fresh: Database, tmp_path: Path, clock: Noon
) -> None:
    first = await seeded(fresh, tmp_path, clock)
    clock.move(days=3)
    second = await started(fresh, tmp_path, clock)
    await fresh.aclose()

    assert first.version == 1
    assert '"version":1' in first.body.decode()
    assert second == first


async def test_any_change_moves_the_version_by_one(fresh: Database, tmp_path: Path, clock: Noon) -> None:
    feeds = [await seeded(fresh, tmp_path, clock)]
    for change in ({"answer": "不收钱!"}, {"phrasings": ["要钱吗"]}, {"buttons": []}, {"review": "已复核"}, {}):
        feeds.append(await seeded(fresh, tmp_path, clock, **change))
    async with fresh.read() as session:
        history = await revisions_of(session, await known_entry(session, "join_cost"))
    await fresh.aclose()

    assert [feed.version for feed in feeds] == [1, 2, 3, 4, 5, 6]
    assert len({feed.etag for feed in feeds}) == 6
    assert [(one.number, one.state, one.origin) for one in history][:2] == [
        (6, "published", "shipped"),
        (5, "retired", "shipped"),
    ]


async def test_an_entry_whose_file_is_gone_leaves_the_feed(fresh: Database, tmp_path: Path, clock: Noon) -> None:
    other = write_entry(tmp_path, entry(topic="join_how", title="怎么入会"), path="join/join_how.yaml")
    await seeded(fresh, tmp_path, clock)
    other.unlink()

    feed = await started(fresh, tmp_path, clock)
    await fresh.aclose()

    assert feed.version == 2
    assert "join_how" not in feed.body.decode()


async def test_a_file_may_hold_answers_for_some(fresh: Database, tmp_path: Path, clock: Noon) -> None:
    shared = {name: entry()[name] for name in ("source", "valid_from", "review", "buttons")}
    variants = [{"areas": [340100], "answer": "合肥不收钱。", **shared}]

    feed = await seeded(fresh, tmp_path, clock, variants=variants)
    without = await seeded(fresh, tmp_path, clock)
    await fresh.aclose()

    assert '"areas":["340100"],"trades":[],"answer":"合肥不收钱。"' in feed.body.decode()
    assert '"variants":[]' in without.body.decode()


async def test_a_clock_behind_the_release_holds_no_answer_back(fresh: Database, tmp_path: Path, clock: Noon) -> None:
    clock.move(days=-400)

    feed = await seeded(fresh, tmp_path, clock)
    await fresh.aclose()

    assert "join_cost" in feed.body.decode()


@pytest.mark.usefixtures("colleagues")
async def test_a_release_updates_untouched_topics_and_leaves_those_of_staff(
    cli: Caller, bot: Caller, house: House, tmp_path: Path, clock: Noon, caplog: pytest.LogCaptureFixture
) -> None:
    await published(cli)
    await act(cli, "dues_how_much", "retirement", by=LI, reason="在改")
    await drafted(cli, topic="join_why", says={"title": "入会有什么好处", "phrasings": ["没人问过的"]})
    before = await version(bot)
    caplog.set_level(logging.INFO)

    for topic in ("join_cost", "dues_how_much", "join_why", "join_how"):
        says = entry(topic=topic, title=f"{topic} 的标题", phrasings=[f"{topic} 怎么问"], answer="新版数据。")
        write_entry(tmp_path, says, path=f"join/{topic}.yaml")
    await seed_faq(house.database, load_entries(tmp_path), clock)
    feed = FeedKeeper(house.database, clock)
    await feed.look()

    texts = feed.current.body.decode()
    assert feed.current.version == before + 1
    assert texts.count("新版数据。") == 1
    assert "入会不要钱。" in texts
    [left] = [record for record in caplog.records if record.message.startswith("faq topics of staff differ")]
    assert left.__dict__["ids"] == {"topics": ["dues_how_much", "join_cost", "join_why"]}
    assert await entry_in_feed(bot, "dues_how_much") is None
