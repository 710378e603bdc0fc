"""The numbers of a made-up person as people really type them, right and wrong."""

from __future__ import annotations

from collections.abc import Mapping

from stdnum.iso7064 import mod_11_2

from tests.people import Person, with_wrong_check_character

_FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def spellings(someone: Person) -> Mapping[str, str]:
    """What scripts write as {name}, {phone} and so on; `other_` values are what it is corrected to."""
    number, phone, plate = someone.id_number, someone.phone, someone.plate
    return {
        "name": someone.name,
        "id_number": number,
        "phone": phone,
        "plate": plate,
        "other_name": f"欧阳{someone.name[1:]}",
        "other_phone": f"18{phone[2:]}",
        "wrong_id_number": with_wrong_check_character(number),
        "short_id_number": number[:-1],
        "impossible_id_number": _born(number, "19901332"),
        "full_width_id_number": number.translate(_FULL_WIDTH),
        "spaced_id_number": f"{number[:6]} {number[6:14]} {number[14:]}",
        "id_number_in_small_letters": _ending_in_x(number).lower(),
        "id_number_tail": number[-6:],
        "short_phone": phone[:-1],
        "full_width_phone": phone.translate(_FULL_WIDTH),
        "spaced_phone": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        "dashed_phone": f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        "plate_in_small_letters": plate.lower(),
    }


def _born(number: str, day: str) -> str:
    body = number[:6] + day + number[14:17]
    return body + mod_11_2.calc_check_digit(body)


def _ending_in_x(number: str) -> str:
    """A number that ends in X: the same person born on another day."""
    days = (f"1985{month:02d}{day:02d}" for month in range(1, 13) for day in range(1, 29))
    return next(ending for day in days if (ending := _born(number, day)).endswith("X"))
