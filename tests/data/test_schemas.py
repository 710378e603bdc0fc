"""The schemas are schemas, let nothing unknown through, and leave no table out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.data.files import DATA, faults, files, name_of, rows

SCHEMAS = files("schemas/*.json")
TABLES = {"sample": "stations"}  # tables whose rows have a schema under another name


def objects(schema: Any) -> list[dict[str, Any]]:
    """Every part of a schema that describes an object."""
    if isinstance(schema, list):
        return [found for part in schema for found in objects(part)]
    if not isinstance(schema, dict):
        return []
    inner = [found for part in schema.values() for found in objects(part)]
    return [schema, *inner] if schema.get("type") == "object" else inner


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_a_schema_is_a_valid_schema(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", SCHEMAS, ids=name_of)
def test_a_schema_lets_no_unknown_key_through(path: Path) -> None:
    described = objects(json.loads(path.read_text(encoding="utf-8")))

    assert described
    assert [part for part in described if part.get("additionalProperties", True) is True] == []


@pytest.mark.parametrize("path", files("*.csv") + files("stations/*.csv"), ids=name_of)
def test_each_table_has_a_schema_for_its_rows(path: Path) -> None:
    schema = TABLES.get(path.stem, path.stem)

    assert (DATA / "schemas" / f"{schema}.row.json").is_file()
    assert rows(name_of(path)), "an empty table says nothing"


def test_a_column_too_many_is_refused() -> None:
    row = {"code": "rider", "name": "外卖骑手", "aliases": "骑手"}

    assert faults("trades.row", row) == []
    assert faults("trades.row", row | {"color": "yellow"}) != []


def test_a_cell_too_few_is_refused() -> None:
    assert faults("trades.row", {"code": "rider", "name": "外卖骑手", "aliases": None}) != []
