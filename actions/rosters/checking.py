"""Whether the rows of a roster can be taken in. What is wrong is told by row and column, never by repeating it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from actions.errors import InvalidField
from actions.list_report import Remark
from actions.personal_fields import read_name, read_phone
from actions.vault import Vault
from actions.web import Body

_BETWEEN_DIGITS = re.compile(r"[\s\-—–._()]+")
_ABROAD = re.compile(r"^(?:\+|00)?86(?=1\d{10}$)")
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)


class RosterRow(Body):
    """One row as it stands in the file; `row` is its number there, headings being row 1."""

    row: int = Field(ge=1, le=1_000_000)
    name: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=200)


@dataclass(frozen=True)
class Listed:
    """One worker, read, with the keyed hashes they are found by."""

    row: int
    name: str = field(repr=False)
    phone: str = field(repr=False)
    name_hash: str
    phone_hash: str

    @property
    def who(self) -> tuple[str, str]:
        return (self.phone_hash, self.name_hash)


@dataclass
class Checked:
    """`new` are the workers to take in; complete without `problems`."""

    new: list[Listed] = field(default_factory=list)
    known: int = 0
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def read_rows(rows: Sequence[RosterRow], vault: Vault) -> Checked:
    """Read every row by itself, then look for a phone that comes twice."""
    checked = Checked()
    first_rows: dict[str, int] = {}
    for row in rows:
        name, phone = _name(row, checked.problems), _phone(row, checked.problems)
        if phone is not None and (before := first_rows.setdefault(phone, row.row)) != row.row:
            advice = "一人一行，删掉多的；两个人就各写各的手机号"
            checked.problems.append(Remark(row.row, "phone", f"手机号和第 {before} 行重复", advice))
        if name is not None and phone is not None:
            hashes = vault.fingerprint("name", name), vault.fingerprint("phone", phone)
            checked.new.append(Listed(row.row, name, phone, *hashes))
    return checked


def leave_out(checked: Checked, known: Collection[tuple[str, str]]) -> None:
    """Workers who are in a roster of the county already keep the code they have."""
    there = [one for one in checked.new if one.who in known]
    checked.new = [one for one in checked.new if one.who not in known]
    checked.known = len(there)
    checked.notes += [
        Remark(one.row, "name", "这个人已经在本县区的清单里", "不用管，原来的邀请码照用") for one in there
    ]


def _name(row: RosterRow, problems: list[Remark]) -> str | None:
    if not row.name:
        problems.append(Remark(row.row, "name", "没有填", "请补上"))
        return None
    try:
        return read_name("".join(unicodedata.normalize("NFKC", row.name).split()))
    except InvalidField:
        problems.append(Remark(row.row, "name", "不像姓名", "写身份证上的中文姓名，两个字以上"))
        return None


def _phone(row: RosterRow, problems: list[Remark]) -> str | None:
    if not row.phone:
        problems.append(Remark(row.row, "phone", "没有填", "请补上"))
        return None
    plain = _BETWEEN_DIGITS.sub("", text := unicodedata.normalize("NFKC", row.phone))
    try:
        return read_phone(_ABROAD.sub("", plain))
    except InvalidField:
        if _ROUNDED.fullmatch(text.strip()):
            problem, advice = "手机号成了科学记数", "把这一列设成“文本”格式后重新填"
        elif plain.isascii() and plain.isdigit():
            problem, advice = f"手机号是 {len(plain)} 位", "手机号 11 位，1 开头，不要座机"
        else:
            problem, advice = "手机号里有别的字", "只写 11 位数字，一人一个"
        problems.append(Remark(row.row, "phone", problem, advice))
        return None
