"""The FAQ feed: the last good one is kept, in memory and over a restart."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import web

from bot.feed_keeper import FeedKeeper
from tests.bot.core import Core, Stopped, running_core
from tests.bot.doubles import Asked, running_server

ENTRY = {"id": "join_cost", "category": "join", "title": "入会要不要交钱", "answer": "不收。", "buttons": []}


def publishing(version: int, *entries: dict[str, Any]) -> Any:
    async def respond(asked: Asked) -> web.StreamResponse:
        etag = f'"{version}"'
        if asked.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.json_response({"version": version, "entries": entries or [ENTRY]}, headers={"ETag": etag})

    return respond


def answering(text: str, status: int = 200) -> Any:
    async def respond(asked: Asked) -> web.StreamResponse:
        return web.Response(text=text, status=status, content_type="application/json")

    return respond


def keeper(core: Core) -> FeedKeeper:
    return FeedKeeper(
        actions=core.actions,
        database=core.database,
        clock=core.clock,
        checkpoint=core.checkpoints,
        metrics=core.metrics,
        interval_seconds=1,
    )


async def test_a_process_stopped_after_storing_one_begins_with_it(database_url: str) -> None:
    async with running_server(publishing(1)) as actions:
        stop = "feed.committed"
        async with running_core(database_url, actions_url=actions.url, stops_at=stop) as stopped:
            with pytest.raises(Stopped):
                await keeper(stopped).look()
    async with running_core(database_url, actions_url="http://127.0.0.1:9") as restarted:
        feed = keeper(restarted)
        await feed.load()

        assert feed.current().version == 1


async def test_a_new_version_is_taken_up(database_url: str) -> None:
    async with running_server(publishing(1)) as actions, running_core(database_url, actions_url=actions.url) as core:
        feed = keeper(core)
        await feed.look()
        actions.respond = publishing(2, {**ENTRY, "answer": "一分不收。"})
        await feed.look()

        assert feed.current().version == 2
        assert feed.current().get("join_cost").answer.text == "一分不收。"  # type: ignore[union-attr]
        assert feed.trouble is None


async def test_an_unchanged_feed_is_not_sent_again(database_url: str) -> None:
    async with running_server(publishing(1)) as actions, running_core(database_url, actions_url=actions.url) as core:
        feed = keeper(core)
        await feed.look()
        await feed.look()

        assert actions.asked[1].headers["If-None-Match"] == '"1"'
        assert feed.current().version == 1


@pytest.mark.parametrize(
    ("respond", "reason"),
    [
        (answering("<html>"), "malformed"),
        (answering("[]"), "malformed"),
        (answering(json.dumps({"version": 9})), "malformed"),
        (answering(json.dumps({"version": 9, "entries": [{"id": "x"}]})), "malformed"),
        (answering(json.dumps({"version": 9, "entries": []})), "empty"),
        (publishing(1), "older"),
        (answering("", status=500), "status-500"),
        (answering("", status=404), "status-404"),
    ],
)
async def test_what_cannot_be_used_leaves_the_last_good_feed(database_url: str, respond: Any, reason: str) -> None:
    async with running_server(publishing(5)) as actions, running_core(database_url, actions_url=actions.url) as core:
        feed = keeper(core)
        await feed.look()
        actions.respond = respond
        await feed.look()

        assert feed.current().version == 5
        assert feed.trouble == reason
        counted = core.metrics.registry.get_sample_value("xiaofeng_bot_feed_problems_total", {"reason": reason})
        assert counted == 1


async def test_trouble_is_over_with_the_next_good_look(database_url: str) -> None:
    async with running_server(answering("")) as actions, running_core(database_url, actions_url=actions.url) as core:
        feed = keeper(core)
        await feed.look()
        assert feed.trouble == "malformed"
        actions.respond = publishing(1)
        await feed.look()

        assert feed.trouble is None


async def test_after_a_restart_without_actions_the_stored_feed_answers(database_url: str) -> None:
    async with running_server(publishing(3)) as actions, running_core(database_url, actions_url=actions.url) as core:
        await keeper(core).look()
    async with running_core(database_url) as restarted:
        feed = keeper(restarted)
        await feed.load()
        await feed.look()

        assert feed.current().version == 3
        assert feed.trouble == "connection"
