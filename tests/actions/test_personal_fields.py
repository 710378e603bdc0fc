"""What a right value looks like, and how values are masked."""

from __future__ import annotations

from datetime import date

import pytest
from stdnum.iso7064 import mod_11_2

from actions.errors import InvalidField
from actions.masks import masked_id_number, masked_name, masked_phone, masked_plate
from actions.numbers import is_number, with_check_digit
from actions.personal_fields import age_on, is_female, read_id_number, read_name, read_phone, read_plate
from tests.actions.applicants import id_number_of, phone_of

BORN = date(1992, 5, 17)


@pytest.mark.parametrize("name", ["王敏", "欧阳修文", "阿依古丽·买买提", "𠮷田"])
def test_names_of_every_people_are_taken(name: str) -> None:
    assert read_name(f" {name} ") == name


def test_every_kind_of_middle_dot_becomes_one() -> None:
    assert {read_name(f"阿依{dot}买买提") for dot in "·•・.．‧∙"} == {"阿依·买买提"}


@pytest.mark.parametrize("name", ["", "王", "·王敏", "王敏·", "Tom", "王2敏", "王 敏", "王" * 31])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidField) as refused:
        read_name(name)
    assert refused.value.field == "name"


def test_every_wrong_digit_of_an_id_number_is_noticed() -> None:
    right = id_number_of(BORN, 101)
    for place in range(17):
        wrong = right[:place] + str((int(right[place]) + 1) % 10) + right[place + 1 :]
        with pytest.raises(InvalidField):
            read_id_number(wrong)


def test_a_small_x_is_read_as_a_large_one() -> None:
    ending_in_x = next(one for i in range(200) if (one := id_number_of(BORN, i)).endswith("X"))
    assert read_id_number(ending_in_x.lower()) == ending_in_x


def test_a_date_that_never_was_is_refused() -> None:
    first = "340302" + "19920230" + "101"
    with pytest.raises(InvalidField):
        read_id_number(first + str(mod_11_2.calc_check_digit(first)))


def test_age_counts_full_years_and_the_seventeenth_digit_tells_women() -> None:
    id_number = id_number_of(date(2008, 2, 29), 102)
    assert age_on(date(2026, 2, 28), id_number) == 17
    assert age_on(date(2026, 3, 1), id_number) == 18
    assert is_female(id_number)
    assert not is_female(id_number_of(BORN, 101))


@pytest.mark.parametrize("phone", ["", "2" + phone_of(1)[1:], phone_of(1) + "0", phone_of(1)[:-1], "٣" * 11])
def test_what_is_no_mobile_number_is_refused(phone: str) -> None:
    with pytest.raises(InvalidField):
        read_phone(phone)


@pytest.mark.parametrize("tail", ["A12345", "D123456", "F1234挂"])
def test_plates_of_every_province_and_kind_are_taken(tail: str) -> None:
    for province in "皖苏京":
        assert read_plate((province + "C" + tail[1:]).lower()) == province + "C" + tail[1:]


@pytest.mark.parametrize("plate", ["", "皖C", "皖" + "12345", "皖I" + "12345", "X" + "C12345", "皖C" + "1234567"])
def test_what_is_no_plate_is_refused(plate: str) -> None:
    with pytest.raises(InvalidField):
        read_plate(plate)


def test_masks_show_enough_for_the_owner_only() -> None:
    id_number = id_number_of(BORN, 101)
    assert masked_name("王敏") == "王*"
    assert masked_id_number(id_number) == id_number[:4] + "*" * 10 + id_number[-4:]
    assert masked_phone(phone_of(5678)) == "139****5678"
    assert masked_plate("皖C" + "12345") == "皖C***45"


def test_every_wrong_digit_of_a_number_read_out_is_noticed() -> None:
    right = with_check_digit("XF26-000123")
    assert is_number(right)
    for place, character in enumerate(right):
        if character.isdigit():
            wrong = right[:place] + str((int(character) + 1) % 10) + right[place + 1 :]
            assert not is_number(wrong)
