"""The plans a PostgreSQL server really used, read from its log (auto_explain), and which of them read a whole table."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

#: What a server must be started with, so that its plans can be asked for later.
SETTINGS = ("session_preload_libraries=auto_explain",)
#: A table with more rows than that grows with the house.
FEW_ROWS = 1_000
_BEGIN = re.compile(r"duration: [\d.]+ ms  plan:$")
#: How lines of a plan begin: in the log behind a tab.
_CONTINUED = ("\t", "{", "}", " ")
_LONGEST_SHOWN = 150


@dataclass(frozen=True)
class WholeTable:
    """A statement reads all of a table, or of an index of it, whatever it looks for."""

    table: str
    how: str
    statement: str

    def __str__(self) -> str:
        words = " ".join(self.statement.split())
        shown = (
            words
            if len(words) <= _LONGEST_SHOWN
            else f"{words[: _LONGEST_SHOWN // 2]} … {words[-_LONGEST_SHOWN // 2 :]}"
        )
        return f"{self.how} on {self.table}: {shown}"


@dataclass(frozen=True)
class Plan:
    statement: str
    root: Mapping[str, Any]

    @property
    def tables(self) -> set[str]:
        return {node["Relation Name"] for node, _ in _nodes(self.root) if "Relation Name" in node}

    def whole_tables(self, rows: Mapping[str, int], partial: Collection[str] = ()) -> Iterator[WholeTable]:
        """Where it reads a whole table of more than a few rows; `rows` has how many each has.

        A `partial` index may be read whole: it holds what is looked for and no more.
        """
        for node, is_cut in _nodes(self.root):
            table = node.get("Relation Name", "")
            if rows.get(table, 0) <= FEW_ROWS:
                continue
            if node["Node Type"] == "Seq Scan":
                yield WholeTable(table, "Seq Scan", self.statement)
            elif node["Node Type"] in ("Index Scan", "Index Only Scan") and not is_cut and "Index Cond" not in node:
                if node["Index Name"] in partial:
                    continue
                yield WholeTable(table, f"whole {node['Index Name']}", self.statement)


def _nodes(node: Mapping[str, Any], is_cut: bool = False) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """All of them, each with whether a LIMIT ends it early: nothing in between needs all rows first."""
    yield node, is_cut
    kind = node["Node Type"]
    cuts = kind == "Limit" or (is_cut and kind not in ("Sort", "Aggregate", "Hash", "Bitmap Heap Scan"))
    for child in node.get("Plans", ()):
        yield from _nodes(child, cuts)


def plans_in(log: str) -> Iterator[Plan]:
    """From the text of a server's log, or of one message, with auto_explain's JSON; other lines are left out."""
    lines = iter(log.splitlines())
    line = next(lines, None)
    while line is not None:
        is_plan = _BEGIN.search(line)
        piece = []
        while (line := next(lines, None)) is not None and line.startswith(_CONTINUED):
            piece.append(line)
        if not is_plan:
            continue
        with suppress(ValueError):  # cut off: the log was read in the middle of it
            read = json.loads("\n".join(piece))
            yield Plan(read["Query Text"], read["Plan"])


class Explained:
    """Turns the server's telling of plans on and off, and reads what it told meanwhile."""

    def __init__(self, socket_folder: str) -> None:
        self._socket_folder = socket_folder
        self._log = Path(socket_folder) / "log"
        self._from = 0

    async def begin(self) -> None:
        await self._order(
            "ALTER SYSTEM SET auto_explain.log_format = 'json'",
            "ALTER SYSTEM SET auto_explain.log_min_duration = 0",
        )
        self._from = self._log.stat().st_size

    def told(self) -> list[Plan]:
        """Since the last call, or the beginning."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            text = log.read()
        self._from += len(text)
        return list(plans_in(text.decode(errors="replace")))

    async def end(self) -> None:
        await self._order("ALTER SYSTEM RESET auto_explain.log_min_duration")

    async def _order(self, *statements: str) -> None:
        connection = await asyncpg.connect(host=self._socket_folder, user="postgres", database="postgres")
        try:
            await connection.execute("LOAD 'auto_explain'")
            for statement in (*statements, "SELECT pg_reload_conf()"):
                await connection.execute(statement)
        finally:
            await connection.close()
        await asyncio.sleep(1.0)  # every session reads the settings before its next statement


async def partial_indexes(socket_folder: str, database: str) -> frozenset[str]:
    """Their names."""
    query = "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indpred IS NOT NULL"
    return frozenset(row["name"] for row in await _fetched(socket_folder, database, query))


async def rows_of_tables(socket_folder: str, database: str) -> dict[str, int]:
    """How many rows each table has, as far as the planner knows."""
    query = "SELECT relname, reltuples FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    return {row["relname"]: int(row["reltuples"]) for row in await _fetched(socket_folder, database, query)}


async def reads_of(socket_folder: str, database: str) -> int:
    """How many rows it has read since it began, as far as told: sessions tell about once a second."""
    query = "SELECT tup_returned FROM pg_stat_database WHERE datname = current_database()"
    [row] = await _fetched(socket_folder, database, query)
    return int(row["tup_returned"])


async def _fetched(socket_folder: str, database: str, query: str) -> list[Any]:
    connection = await asyncpg.connect(host=socket_folder, user="postgres", database=database)
    try:
        return list(await connection.fetch(query))
    finally:
        await connection.close()
