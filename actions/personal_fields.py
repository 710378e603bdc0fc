"""Personal fields: what a right value looks like, checked again here although the bot has checked it.

Each reader returns the value in its one normal form or raises InvalidField; the text never repeats the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from actions.errors import InvalidField
from actions.vault import CannotOpen, Vault

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_NAME = re.compile(f"[{_HAN}](?:[{_HAN}·]{{0,28}})[{_HAN}]")
_DOTS = str.maketrans(dict.fromkeys("•.．・‧∙", "·"))
_PHONE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_ID_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_ID_TAIL = re.compile(r"\d{5}[\dX]", re.ASCII)
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
# Province, authority letter, then five places (six on new-energy plates); trailers end in 挂. No letter I or O.
_PLATE = re.compile(rf"[{_PROVINCES}][A-HJ-NP-Z][A-HJ-NP-Z0-9]{{4}}(?:[A-HJ-NP-Z0-9]{{1,2}}|挂)")
_OLDEST = date(1900, 1, 1)


def read_name(text: str) -> str:
    """Two to thirty Han characters, with the middle dot of minority names."""
    name = text.strip().translate(_DOTS)
    if not _NAME.fullmatch(name):
        raise InvalidField("name", "姓名要写身份证上的中文姓名。")
    return name


def read_id_number(text: str) -> str:
    """Eighteen places with a real birth date and the ISO 7064 MOD 11-2 check digit (GB 11643).

    The first six digits are not checked: they name the area at issue, often one that no longer exists.
    """
    id_number = text.strip().upper()
    if not _ID_NUMBER.fullmatch(id_number):
        raise InvalidField("id_number", "身份证号应为 18 位。")
    try:
        mod_11_2.validate(id_number)
        born = birth_date(id_number)
    except (ValidationError, ValueError):
        raise InvalidField("id_number", "身份证号校验不通过，请核对每一位。") from None
    if born < _OLDEST:
        raise InvalidField("id_number", "身份证号里的出生日期不对。")
    return id_number


def read_phone(text: str) -> str:
    """A mainland mobile number of eleven digits."""
    phone = text.strip()
    if not _PHONE.fullmatch(phone):
        raise InvalidField("phone", "手机号应为 11 位，1 开头。")
    return phone


def read_plate(text: str) -> str:
    """Any province: trucks at work in Anhui may be registered elsewhere."""
    plate = text.strip().upper()
    if not _PLATE.fullmatch(plate):
        raise InvalidField("plate", "车牌号格式不对，例如“皖”加字母再加 5 或 6 位。")
    return plate


def read_id_tail(text: str) -> str:
    """The last six places of an ID number."""
    tail = text.strip().upper()
    if not _ID_TAIL.fullmatch(tail):
        raise InvalidField("id_tail", "请填身份证号后六位。")
    return tail


READERS: Mapping[str, Callable[[str], str]] = {
    "name": read_name,
    "id_number": read_id_number,
    "phone": read_phone,
    "plate": read_plate,
    "id_tail": read_id_tail,
}


def unsealed(sealed: Mapping[str, str], vault: Vault) -> dict[str, str]:
    """Open and read each sealed field. Raises InvalidField naming the first that is wrong."""
    values: dict[str, str] = {}
    for field, box in sealed.items():
        try:
            text = vault.unseal(box)
        except CannotOpen:
            raise InvalidField(field, "这一项没能解开，请重新填写。") from None
        values[field] = READERS[field](text)
    return values


def birth_date(id_number: str) -> date:
    """Raises ValueError when the eight digits are no date."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def age_on(day: date, id_number: str) -> int:
    """Full years of age; a birthday counts from its day on."""
    born = birth_date(id_number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_female(id_number: str) -> bool:
    """The seventeenth digit is even for women (GB 11643)."""
    return int(id_number[16]) % 2 == 0
