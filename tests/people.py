"""Made-up people: numbers of the right shape with a valid check character, belonging to nobody."""

from __future__ import annotations

import random
from dataclasses import dataclass

from stdnum.iso7064 import mod_11_2

_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超秀兰霞平刚桂英华玉萍红娥玲建国文辉力"


@dataclass(frozen=True)
class Person:
    """Somebody who could join: all values as they would type them."""

    name: str
    id_number: str
    phone: str
    plate: str


def person(seed: int, *, born: str = "19900307") -> Person:
    """The made-up person number `seed`; `born` is YYYYMMDD. The area code 349900 was never given out."""
    chance = random.Random(seed)
    serial = f"{seed % 1000:03d}"
    body = f"3499{seed // 1000 % 100:02d}{born}{serial}"
    return Person(
        name=chance.choice(_SURNAMES) + chance.choice(_GIVEN) + chance.choice(_GIVEN),
        id_number=body + mod_11_2.calc_check_digit(body),
        phone=f"19{seed % 1_000_000_000:09d}",
        plate=f"皖C{seed % 100_000:05d}",
    )


def with_wrong_check_character(id_number: str) -> str:
    """The same number with a check character that does not fit."""
    wrong = "1" if id_number[-1] != "1" else "2"
    return id_number[:-1] + wrong
