"""The migrated tables are the models' tables, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from actions.database import Base, Database, create_engine
from actions.faq.entries import load_entries
from actions.faq.model import FaqFeed
from actions.faq.queries import all_published
from actions.faq.seeding import seed_faq
from actions.migrate import migrate, require_current_schema
from actions.models import metadata
from tests.actions.house import DATA_DIR, Noon


async def test_nothing_is_left_to_generate(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_constraints_and_partial_indexes_are_the_same_too(database: Database) -> None:
    async with database.engine.connect() as connection:
        migrated = await connection.run_sync(_described)
    async with database.engine.begin() as connection:
        await connection.run_sync(_drop_everything)
        await connection.run_sync(Base.metadata.create_all)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_described) == migrated


async def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine)
    await migrate(engine)
    await require_current_schema(engine)
    await engine.dispose()


async def test_answers_that_were_out_before_revisions_are_kept_as_first_ones(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    await migrate(database.engine, to="0006")
    async with database.engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(text(
            "INSERT INTO faq_entries VALUES ('join_cost', 'join', '入会要不要交钱', '不收钱。', '[\"enroll\"]', false, "
            "'中国工会章程', '2023-10-12', '待复核', '[\"要钱吗\"]')"
        ))  # fmt: skip
        await connection.execute(text("INSERT INTO faq_feed VALUES (1, 7, 'abc', '2026-11-20 10:00:00+00:00')"))
    await migrate(database.engine)

    async with database.read() as session:
        [revision] = await all_published(session)
        feed = await session.get_one(FaqFeed, 1)
    assert (revision.name, revision.origin, revision.review) == ("join_cost.1", "shipped", "待复核")
    assert (revision.content["answer"], revision.content["sensitive"]) == ("不收钱。", False)
    assert (revision.content["buttons"], revision.content["phrasings"]) == (["enroll"], ["要钱吗"])
    assert (feed.version, feed.day) == (7, date(2026, 11, 20))

    await seed_faq(database, load_entries(DATA_DIR), Noon())
    async with database.read() as session:
        assert (await session.get_one(FaqFeed, 1)).version == 8
        assert len(await all_published(session)) == len(load_entries(DATA_DIR))
    await database.aclose()


async def test_colleagues_keep_their_work_through_the_change_to_several_roles(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, to="0007")
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(text(
            "INSERT INTO staff VALUES (1, 'admin', '管理员', 'administrator', 'x', '2026-11-20 10:00:00+00:00'), "
            "(2, 'lin', '林', 'operator', NULL, '2026-11-20 10:00:00+00:00')"
        ))  # fmt: skip
        await connection.execute(
            text("INSERT INTO password_links VALUES ('of-lin', 2, '2026-11-21 10:00:00+00:00', NULL)")
        )

    await migrate(engine, to="0008")
    assert await _all(engine, "SELECT id, roles, areas, organization FROM staff ORDER BY id") == [
        (1, ["administrator"], ["340000"], None),
        (2, ["operator"], ["340000"], None),
    ]
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(text("""UPDATE staff SET roles = '["faq_editor", "reviewer"]' WHERE id = 2"""))

    await migrate(engine, to="0007")
    assert await _all(engine, "SELECT id, role FROM staff ORDER BY id") == [(1, "administrator"), (2, "reviewer")]
    assert await _all(engine, "SELECT staff_id FROM password_links") == [(2,)]
    await engine.dispose()


async def test_answers_of_before_are_found_by_the_same_words_as_those_written_since(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    await migrate(database.engine)
    await seed_faq(database, load_entries(DATA_DIR), Noon())
    beside = "SELECT title, category, words FROM faq_revisions ORDER BY id"
    written = await _all(database.engine, beside)

    await migrate(database.engine, to="0036")
    await migrate(database.engine)

    assert await _all(database.engine, beside) == written
    assert all(words for *_, words in written)
    with pytest.raises(DBAPIError, match="never"):
        async with database.engine.begin() as connection:
            await connection.execute(text("DELETE FROM faq_revisions"))
    await database.aclose()


async def test_who_had_a_hand_in_answers_of_before_is_read_from_the_audit_log(empty_database_url: str) -> None:
    """The log has one entry for a sitting: its first 稿, and when it began."""
    database = Database(empty_database_url)
    await migrate(database.engine, to="0037")
    content = '{"answer": "一。"}'
    begun, changed = "2026-11-20 10:00:00+00:00", "2026-11-20 10:30:00+00:00"
    revision = (
        "INSERT INTO faq_revisions (id, entry_id, number, state, origin, content, review, draft_version, author_id, "
        "writers, created_at, changed_at) "
        f"VALUES (:id, :id, 2, 'in_review', :origin, '{content}', '待复核', 9, 1, '[1, 2]', '{begun}', '{changed}')"
    )
    logged = [
        ("1", "faq.drafted", "join_cost@340100.2", 0, '{"version": 1}'),
        ("2", "faq.drafted", "join_cost@340100.2", 10, '{"version": 4}'),
        ("2", "faq.checked", "join_cost@340100.2", 11, "{}"),
        ("1", "faq.drafted", "join_cost@340100.2", 20, '{"version": 7}'),
        ("2", "faq.submitted", "join_cost@340100.2", 40, "{}"),
        ("3", "faq.drafted", "join_cost.2", 0, '{"version": 1}'),
        ("2", "faq.published", "join_cost@340100.2", 50, '{"act": "approve"}'),
    ]
    async with database.engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(text(
            f"INSERT INTO staff (id, login, name, roles, areas, created_at) "
            f"VALUES (1, 'wang', '王', '[]', '[]', '{begun}'), (2, 'li', '李', '[]', '[]', '{begun}')"
        ))  # fmt: skip
        await connection.execute(text(
            "INSERT INTO faq_entries (id, topic, scope, areas, trades, created_at) "
            f"VALUES (1, 'join_cost', '340100', '[]', '[]', '{begun}'), (2, 'join_how', '', '[]', '[]', '{begun}')"
        ))  # fmt: skip
        for id_, origin in enumerate(("staff", "rollback"), start=1):
            await connection.execute(text(revision), {"id": id_, "origin": origin})
        for sequence, (by, action, subject, minute, detail) in enumerate(logged, start=1):
            await connection.execute(
                text(
                    "INSERT INTO audit_entries VALUES (:sequence, "
                    f"'2026-11-20 10:{minute:02}:00+00:00', :actor, :action, :subject, :detail, :hash, :hash)"
                ),
                {"sequence": sequence, "actor": f"staff:{by}", "action": action, "subject": subject}
                | {"detail": detail, "hash": f"{sequence:064}"},
            )

    await migrate(database.engine)

    [hands], [none] = await _all(database.engine, "SELECT hands FROM faq_revisions ORDER BY id")
    assert [(one["deed"], one["by"], one["at"][11:16], one["draft_version"]) for one in hands] == [
        ("drafted", 1, "10:00", 1),
        ("edited", 2, "10:10", 6),
        ("edited", 1, "10:30", 9),
        ("submitted", 2, "10:40", 9),
    ]
    assert none == []
    await migrate(database.engine, to="0037")
    await migrate(database.engine)
    await database.aclose()


async def test_unions_become_data_and_back_without_losing_an_application(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, to="0011")
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO organizations VALUES (1, '示例', '340302', true), (2, '总工会', '340302', false), "
                "(3, '别处', '340303', false)"
            )
        )
    await migrate(engine, to="0012")
    assert await _all(engine, "SELECT id, code, kind, parent, trades, steps, limit_hours FROM organizations") == [
        (1, "sample_340302", "county", None, [], 1, None),
        (2, "union_2", "county", None, [], 1, None),
        (3, "union_3", "county", None, [], 1, None),
    ]
    columns = "id, code, name, kind, parent, region, trades, employers, steps, is_sample"
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(
            text(
                f"INSERT INTO organizations ({columns}) VALUES "
                "(4, 'q1', '别处', 'enterprise', 'union_2', '340302', '[]', '[\"通达\"]', 2, false)"
            )
        )
        await connection.execute(text(_FILED_WITH_4))

    await migrate(engine, to="0011")
    assert await _all(engine, "SELECT id, name FROM organizations ORDER BY id") == [
        (1, "示例"),
        (2, "总工会"),
        (3, "别处"),
    ]
    assert await _all(engine, "SELECT organization_id FROM enrollments") == [(2,)]
    await migrate(engine)
    await migrate(engine, to="0012")
    await migrate(engine)
    assert await _all(engine, "SELECT organization_id, step, choice, due_at FROM enrollments") == [(2, 1, None, None)]
    await engine.dispose()


_FILED_WITH_4 = """
INSERT INTO enrollments (id, number, channel, consent_version, consent_given_at, trade, region, organization_id, state,
    returned_fields, submitted_at, updated_at)
VALUES (1, 'XF26-000001-5', 'web', '2026-11', '2026-11-20 10:00:00+00:00', 'rider', '340302', 4, 'submitted', '[]',
    '2026-11-20 10:00:00+00:00', '2026-11-20 10:00:00+00:00')
"""


async def test_questions_operators_answered_otherwise_come_and_go_with_their_reason(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, to="0032")
    columns = "conversation, reason, topics, text_box, asked_at, state"
    values = "'c', :reason, '[]', :box, '2026-11-20 10:00:00+00:00', 'open'"
    insert = text(f"INSERT INTO questions ({columns}) VALUES ({values})")

    async def ask(reason: str) -> None:
        async with engine.execution_options(unit_of_work=True).begin() as connection:
            await connection.execute(insert, {"reason": reason, "box": b"x"})

    await ask("unhelpful")
    with pytest.raises(IntegrityError):
        await ask("override")

    await migrate(engine, to="0033")
    await ask("override")
    assert await _all(engine, "SELECT reason FROM questions ORDER BY id") == [("unhelpful",), ("override",)]

    await migrate(engine, to="0032")
    assert await _all(engine, "SELECT reason FROM questions") == [("unhelpful",)]
    with pytest.raises(IntegrityError):
        await ask("override")
    await migrate(engine)
    await engine.dispose()


async def test_questions_of_before_are_phrasings_of_no_revision_they_know(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, to="0035")
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO questions (conversation, reason, topics, text_box, asked_at, state)"
                " VALUES ('c', 'fallback', '[]', :box, '2026-11-20 10:00:00+00:00', 'open')"
            ),
            {"box": b"x"},
        )

    await migrate(engine, to="0036")
    assert await _all(engine, "SELECT conversation, written_into FROM questions") == [("c", None)]

    await migrate(engine, to="0035")
    assert await _all(engine, "SELECT conversation FROM questions") == [("c",)]
    await migrate(engine)
    await engine.dispose()


async def test_after_migrating_references_are_enforced_again(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine)
    for _ in range(3):  # whichever connection the pool hands out
        with pytest.raises(IntegrityError):
            async with engine.execution_options(unit_of_work=True).begin() as connection:
                await connection.execute(
                    text("INSERT INTO password_links VALUES ('nobodys', 99, '2026-11-21 10:00:00+00:00', NULL)")
                )
    await engine.dispose()


async def _all(engine: AsyncEngine, query: str) -> list[tuple[Any, ...]]:
    """Rows, with what SQLite hands out as JSON text read."""
    async with engine.connect() as connection:
        rows = (await connection.execute(text(query))).all()
    return [
        tuple(json.loads(value) if isinstance(value, str) and value[:1] == "[" else value for value in row)
        for row in rows
    ]


def _described(connection: Connection) -> dict[str, Any]:
    """Columns, checks, keys and indexes of every table, in an order that does not depend on the engine."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "checks": sorted(str(check["name"]) + check["sqltext"] for check in inspector.get_check_constraints(table)),
            "foreign keys": _lines(inspector.get_foreign_keys(table)),
            "unique": _lines(inspector.get_unique_constraints(table)),
            "indexes": _lines(inspector.get_indexes(table)),
        }
        for table in sorted(metadata.tables)
    }


def _lines(found: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True, default=str) for one in found)


def _drop_everything(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(text(f"DROP TABLE {table.name}"))


async def test_members_know_where_they_work_after_the_change_and_it_can_be_taken_back(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine, to="0014")
    at = "'2026-11-20 10:00:00+00:00'"
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.execute(text(
            "INSERT INTO organizations (id, code, name, kind, region, trades, employers, steps, is_sample) VALUES "
            "(1, 'u', '总工会', 'county', '340302', '[]', '[]', 1, false)"
        ))  # fmt: skip
        await connection.execute(text(
            "INSERT INTO enrollments (id, number, channel, consent_version, consent_given_at, trade, region, step, "
            f"organization_id, state, returned_fields, submitted_at, updated_at) VALUES (1, 'XF', 'web', '1', {at}, "
            f"'courier', '340111', 1, 1, 'approved', '[]', {at}, {at})"
        ))  # fmt: skip
        for id_, application in ((1, "XF"), (2, "gone")):
            await connection.execute(
                text(
                    "INSERT INTO memberships (id, number, enrollment_number, conversation, organization_id, name_box, "
                    "id_number_box, phone_box, id_number_hash, name_hash, phone_hash, joined_on) VALUES "
                    f"({id_}, 'HY{id_}', '{application}', 'c', 1, :box, :box, :box, 'h{id_}', 'h', 'h', '2026-11-20')"
                ),
                {"box": b"x"},
            )

    await migrate(engine)

    assert await _all(engine, "SELECT region, trade FROM memberships ORDER BY id") == [
        ("340111", "courier"),
        ("340302", "other"),
    ]
    assert await _all(engine, "SELECT kind FROM enrollments") == [("join",)]
    await migrate(engine, to="0014")
    assert await _all(engine, "SELECT count(*) FROM memberships") == [(2,)]
    await engine.dispose()
