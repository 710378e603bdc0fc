"""ID numbers, phone numbers and plates: one row per rule."""

from __future__ import annotations

from datetime import date

import pytest

from bot.dialogue.id_number import IdNumberFault, mask_id_number, parse_id_number
from bot.dialogue.phone_number import PhoneNumberFault, mask_phone_number, parse_phone_number
from bot.dialogue.plate import PlateFault, mask_plate, parse_plate
from tests.bot.dialogue.people import PHONE, id_number, id_number_ending_in_x

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "text",
    [
        id_number(),
        id_number("340721"),  # a county that is no more: the region is not checked
        id_number("110101"),
        id_number(born="20261122"),
        id_number_ending_in_x().lower(),
        id_number_ending_in_x()[:-1] + "×",
        " ".join(id_number()),
        "-".join((id_number()[:6], id_number()[6:14], id_number()[14:])),
    ],
)
def test_a_valid_id_number_is_read(text: str):
    assert len(parse_id_number(text, today=TODAY)) == 18


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "length"),
        ("340102" + "900307" + "123", "old"),
        (id_number()[:-1], "length"),
        (id_number() + "0", "length"),
        (id_number()[:10] + "A" + id_number()[11:], "signs"),
        ("X" + id_number()[1:], "signs"),
        (id_number(born="19900230"), "date"),
        (id_number(born="20261123"), "date"),
        (id_number(born="18500101"), "date"),
        (id_number()[:5] + str((int(id_number()[5]) + 1) % 10) + id_number()[6:], "check_digit"),
    ],
)
def test_each_fault_of_an_id_number_is_named(text: str, kind: str):
    with pytest.raises(IdNumberFault) as fault:
        parse_id_number(text, today=TODAY)

    assert fault.value.kind == kind
    assert str(fault.value) == kind


@pytest.mark.parametrize(
    "text",
    [
        PHONE,
        f"+86 {PHONE}",
        f"86{PHONE}",
        f"0086{PHONE}",
        "190 0000 4711",
        "190-0000-4711",
        "19000004711",
        "幺九零零零零零四七幺幺",
    ],
)
def test_a_valid_phone_number_is_read(text: str):
    assert parse_phone_number(text) == PHONE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1900000471", "length"),
        (PHONE + "0", "length"),
        ("12800004711", "prefix"),
        ("05511234567", "prefix"),
        ("", "length"),
    ],
)
def test_each_fault_of_a_phone_number_is_named(text: str, kind: str):
    with pytest.raises(PhoneNumberFault) as fault:
        parse_phone_number(text)

    assert fault.value.kind == kind


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("皖A12345", "皖A12345"),
        ("皖a·b1234", "皖AB1234"),
        ("苏B 1234挂", "苏B1234挂"),
        ("皖AD12345", "皖AD12345"),  # new energy, small
        ("皖A12345D", "皖A12345D"),  # new energy, large
        ("皖AO1234", "皖A01234"),  # no plate has the letter O
    ],
)
def test_a_valid_plate_is_read(text: str, plate: str):
    assert parse_plate(text) == plate


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A12345", "province"),
        ("皖A1234", "length"),
        ("皖A123456", "signs"),
        ("皖112345", "signs"),
        ("皖A123456789", "length"),
    ],
)
def test_each_fault_of_a_plate_is_named(text: str, kind: str):
    with pytest.raises(PlateFault) as fault:
        parse_plate(text)

    assert fault.value.kind == kind


def test_masks_show_little():
    assert mask_id_number("340102" + "19900307" + "1234") == "3401**********1234"
    assert mask_phone_number(PHONE) == "190****4711"
    assert mask_plate("皖A12345") == "皖A***45"
