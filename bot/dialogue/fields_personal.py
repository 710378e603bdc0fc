"""The personal fields: consent, name, ID number, phone, plate. Values are checked, masked and sealed on reading."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue.control_words import is_question
from bot.dialogue.form import NOTHING, Field, Reading
from bot.dialogue.id_number import IdNumberFault, mask_id_number, parse_id_number
from bot.dialogue.names import HANZI
from bot.dialogue.personal import words_beside
from bot.dialogue.phone_number import (
    SPOKEN_DIGITS,
    PhoneNumberFault,
    mask_phone_number,
    parse_phone_number,
    spoken_digits,
)
from bot.dialogue.plate import PlateFault, mask_plate, parse_plate
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

_FEW_WORDS = 3
_OUTER_SIGNS = " ,,。.!!"
_NAME = re.compile(rf"{HANZI}{{2,4}}|(?=.{{3,30}}$){HANZI}{{1,15}}(?:·{HANZI}{{1,15}})+")
_NAME_CUE = re.compile(r"^(?:我叫|我是|本人|(?:我的)?(?:姓名|名字|大名)(?:是|叫|为|[::])?|是|叫)")
_NO_NAME = re.compile(r"[我你您他她]|本人|同[上前]$|姓..?$")  # how no name begins
_NOBODY = ("trade", "platform")  # entities no person is called like
_MANY_LATIN = re.compile(r"[A-Za-z]{2,}")


def parsed(talk: Talk, field: str, text: str) -> Reading:
    """A personal value typed for `field`, checked, sealed and masked; a fault where it is none."""
    if not text.strip():
        return Reading(fault=f"field.{field}.unclear")
    try:
        value, mask = _PARSERS[field](talk, text)
    except IdNumberFault as fault:
        return Reading(fault=f"fault.id_number.{fault.kind}", fault_values={"digits": fault.digits})
    except PhoneNumberFault as fault:
        return Reading(fault=f"fault.phone.{fault.kind}", fault_values={"digits": fault.digits})
    except PlateFault as fault:
        return Reading(fault=f"fault.plate.{fault.kind}")
    return Reading(values={field: Value(label=mask, sealed=talk.turn.seal(value))})


def parsed_name(talk: Talk, text: str) -> Reading:
    name = talk.reference.names.with_middle_dots(text)
    if not _NAME.fullmatch(name) or _NO_NAME.match(name):
        return Reading(fault="fault.name.latin" if _MANY_LATIN.search(text) else "fault.name.unclear", certain=False)
    return Reading(values={"name": Value(label=mask_name(talk, name), sealed=talk.turn.seal(name))})


def mask_name(talk: Talk, name: str) -> str:
    return f"{name.split('·')[0] if '·' in name else talk.reference.names.surname_of(name) or name[:1]}**"


def _read_consent(talk: Talk, run: FormRun) -> Reading:
    if talk.yes is None:
        return NOTHING
    return _choose_consent(talk, run, "yes" if talk.yes else "no")


def _choose_consent(talk: Talk, run: FormRun, value: str) -> Reading:
    if value != "yes":
        return Reading(declined=True)
    return Reading(values={"consent": Value(label=talk.words("label.agreed"), value=talk.words("consent.version"))})


def _spot(kind: str) -> Callable[[Talk, FormRun], Reading]:
    """Finds a whole, valid value of a kind in a sentence; a malformed one is left alone."""

    def spot(talk: Talk, run: FormRun) -> Reading:
        for finding in talk.findings:
            reading = parsed_name(talk, finding.text) if kind == "name" else parsed(talk, kind, finding.text)
            if finding.kind == kind and reading.values:
                return reading
        return NOTHING

    return spot


def _read_number(kind: str) -> Callable[[Talk, FormRun], Reading]:
    def read(talk: Talk, run: FormRun) -> Reading:
        reading = _spot(kind)(talk, run)
        if reading:
            return reading
        attempts = [finding.text for finding in talk.findings if finding.kind == kind]
        if attempts:
            # Beside more words the number may belong to a question, which then goes first.
            plain_answer = len(words_beside(talk.text, talk.findings)) <= _FEW_WORDS
            return replace(parsed(talk, kind, max(attempts, key=len)), certain=plain_answer)
        digits = re.sub(r"\D", "", spoken_digits(talk.text))
        # A few bare digits are a number begun or mistyped, not a question; a number of another kind is not meant here.
        if digits and not talk.findings and not re.search(HANZI, re.sub(f"[{SPOKEN_DIGITS}]", "", talk.text)):
            return parsed(talk, kind, digits)
        return NOTHING

    return read


def _read_id_tail(talk: Talk, run: FormRun) -> Reading:
    """The last six signs of an ID number; of a whole number given instead, its end."""
    return parsed_id_tail(talk, talk.text)


def parsed_id_tail(talk: Talk, text: str) -> Reading:
    signs = re.sub(r"[^0-9X]", "", text.upper().replace("×", "X"))
    if not signs:
        return NOTHING
    if not re.fullmatch(r"\d{5}[\dX]|\d{14}\d|\d{17}[\dX]", signs):
        return Reading(fault="fault.id_tail.length", fault_values={"digits": len(signs)})
    return Reading(values={"id_tail": Value(label=f"****{signs[-2:]}", sealed=talk.turn.seal(signs[-6:]))})


def _read_plate(talk: Talk, run: FormRun) -> Reading:
    if "skip" in talk.controls or talk.yes is False:
        return Reading(declined=True)
    attempts = [finding.text for finding in talk.findings if finding.kind == "plate"]
    readings = [parsed(talk, "plate", attempt) for attempt in attempts]
    return next((reading for reading in readings if reading.values), readings[0] if readings else NOTHING)


def _read_name(talk: Talk, run: FormRun) -> Reading:
    named = _spot("name")(talk, run)
    if named:
        return named
    words = _NAME_CUE.sub("", talk.text, count=1).strip(_OUTER_SIGNS)
    if talk.findings or talk.yes is not None or is_question(words):
        return NOTHING
    if any(entity.kind in _NOBODY and entity.text == words for entity in talk.entities):
        return Reading(fault="fault.name.unclear", certain=False)  # 骑手: the answer to a question before
    reading = parsed_name(talk, words)
    if reading.values:
        return Reading(values=reading.values, certain=False)
    return reading if len(words) <= 30 else NOTHING


def _agreed_buttons(talk: Talk, run: FormRun) -> tuple[tuple[str, str], ...]:
    return ((talk.words("button.agree"), "yes"), (talk.words("button.decline"), "no"))


def _is_truck_driver(run: FormRun) -> bool:
    return "trade" in run.values and run.values["trade"].value == "truck_driver"


def _parse_id_number(talk: Talk, text: str) -> tuple[str, str]:
    number = parse_id_number(text, today=talk.today)
    return number, mask_id_number(number)


def _parse_phone(talk: Talk, text: str) -> tuple[str, str]:
    number = parse_phone_number(text)
    return number, mask_phone_number(number)


def _parse_plate(talk: Talk, text: str) -> tuple[str, str]:
    plate = parse_plate(text)
    return plate, mask_plate(plate)


_PARSERS = {"id_number": _parse_id_number, "phone": _parse_phone, "plate": _parse_plate}

CONSENT = Field("consent", read=_read_consent, choose=_choose_consent, offers=_agreed_buttons, called=r"同意|授权")
NAME = Field("name", read=_read_name, spot=_spot("name"), personal=True, called=r"姓名|名字")
ID_NUMBER = Field(
    "id_number",
    read=_read_number("id_number"),
    spot=_spot("id_number"),
    personal=True,
    called=r"身份证号?码?|证件号?码?",
)
ID_TAIL = Field("id_tail", read=_read_id_tail, personal=True, called=r"身份证|后六位|尾号")
PHONE = Field(
    "phone",
    read=_read_number("phone"),
    spot=_spot("phone"),
    personal=True,
    called=r"手机号?码?|电话号?码?|联系方式|(?<!证)号码",
)
PLATE = Field(
    "plate",
    read=_read_plate,
    spot=_spot("plate"),
    personal=True,
    optional=True,
    needed=_is_truck_driver,
    called=r"车牌号?码?",
)


def _read_optional_phone(talk: Talk, run: FormRun) -> Reading:
    if "skip" in talk.controls or talk.yes is False:
        return Reading(declined=True)
    return PHONE.read(talk, run)


CALL_BACK_PHONE = Field(
    "phone", read=_read_optional_phone, spot=_spot("phone"), personal=True, optional=True, called=PHONE.called
)
