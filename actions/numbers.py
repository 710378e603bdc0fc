"""Numbers people read out on the phone: `XF26-000123-4`, a kind, a year, a running number and a check digit."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert
from stdnum.iso7064 import mod_11_10

from actions.database import Base, engine_of, insert_on, table_of

_NUMBER = re.compile(r"[A-Z]{1,4}\d{2}-\d{6,9}-\d", re.ASCII)


class NumberSequence(Base):
    """The last number given, per kind and year."""

    __tablename__ = "number_sequences"

    kind: Mapped[str] = mapped_column(String(4), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


async def next_number(session: AsyncSession, kind: str, year: int) -> str:
    """The next number of that kind; given back if the transaction rolls back. `year` is the local year."""
    first = {"kind": kind, "year": year, "last": 1}
    running = (await session.execute(_following(engine_of(session)), first)).scalar_one()
    return with_check_digit(f"{kind}{year % 100:02d}-{running:06d}")


@cache
def _following(engine: str) -> ReturningInsert[Any]:
    table = table_of(NumberSequence)
    return (
        insert_on(engine, table)
        .on_conflict_do_update(index_elements=["kind", "year"], set_={"last": table.c.last + 1})
        .returning(table.c.last)
    )


def with_check_digit(number: str) -> str:
    """Append the ISO 7064 MOD 11,10 digit over the number's digits: it catches every single wrong digit."""
    return f"{number}-{mod_11_10.calc_check_digit(_digits(number))}"


def is_number(text: str) -> bool:
    """Whether the text has the shape of a number and a right check digit."""
    return _NUMBER.fullmatch(text) is not None and bool(mod_11_10.is_valid(_digits(text)))


def _digits(number: str) -> str:
    return "".join(character for character in number if character.isascii() and character.isdigit())
