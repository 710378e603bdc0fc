"""A process says that it is alive, whether it can serve, and what it has done."""

from __future__ import annotations

from sqlalchemy import text

from tests.actions.house import Caller, House


async def test_a_migrated_database_makes_the_service_ready(bot: Caller) -> None:
    assert (await bot.get("/healthz")).status == 200
    assert (await bot.get("/readyz")).json == {"status": "ready", "missing": []}


async def test_missing_migrations_are_named(house: House, bot: Caller) -> None:
    async with house.database.write() as session:
        await session.execute(text("DELETE FROM alembic_version"))
        await session.commit()

    answer = await bot.get("/readyz")

    assert answer.status == 503
    assert answer.json["missing"] == ["migrations"]


async def test_metrics_count_by_route_template(bot: Caller) -> None:
    await bot.get("/healthz")

    metrics = (await bot.get("/metrics")).raw.decode()

    assert 'xiaofeng_actions_requests_total{method="GET",route="/healthz",status="200"} 1.0' in metrics
