"""No data file holds a number that could be somebody's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.data.files import DATA, name_of

PERSONAL = re.compile(r"(?<![\d.])(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15})(?!\d)")
FILES = sorted(path for path in DATA.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_holds_a_phone_or_id_number(path: Path) -> None:
    assert PERSONAL.findall(path.read_text(encoding="utf-8")) == []
