"""Made-up people: ID numbers with a valid check digit, built here and belonging to nobody."""

from __future__ import annotations

from stdnum.iso7064 import mod_11_2


def id_number(region: str = "340102", born: str = "19900307", order: str = "123") -> str:
    """An 18-digit number with its check digit."""
    body = region + born + order
    return body + mod_11_2.calc_check_digit(body)


def id_number_ending_in_x() -> str:
    return next(number for order in range(100, 999) if (number := id_number(order=str(order))).endswith("X"))


PHONE = "190" + "0000" + "4711"
NAME = "张" + "三"
