"""Corrections inside a form: "手机号填错了", "地区改成包河区", "平台不是美团是饿了么"."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.control_words import is_question
from bot.dialogue.fields_work import EMPLOYER, told_work
from bot.dialogue.form import Field, Reading
from bot.dialogue.form_engine import accept, change
from bot.dialogue.form_questions import field_name
from bot.dialogue.forms import FORMS
from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk

_WRONG = re.compile(r"错|不对|弄反|写反|输反|更正|有误")
_CHANGE = re.compile(r"改|换|重填|重新填|重输|不是|应该是")
_INSTEAD = re.compile(r"改成|改为|换成|更正为|应该是|应该填|应该叫|(?<=[^不])是(?!不是)|[::]")
_NOT_THAT = re.compile(r"(?:不是|不叫|不在)[^,,。;;是叫在]+(?:[,,。;;]|(?=是|叫|在)|$)")


def correct(talk: Talk, run: FormRun) -> bool:
    """Changes the field a text names or the value it replaces; False when the text corrects nothing."""
    text = talk.text
    wrong, changing = bool(_WRONG.search(text)), bool(_CHANGE.search(text))
    if not (wrong or changing) or (not wrong and is_question(text) and talk.feed.get(talk.sure) is not None):
        return False
    named = _named_field(run, text)
    if named is not None:
        return _correct_named(talk, run, named)
    return _correct_by_value(talk, run) or (wrong and _ask_afresh(talk, run))


def _ask_afresh(talk: Talk, run: FormRun) -> bool:
    """A word that the field asked now is wrong (地区填错了): asks it from its beginning, without the choices so far."""
    field = FORMS[run.name].field(run.asked)
    if field is None or not field.is_called_in(talk.text) or field.read(talk, run):
        return False
    change(talk, replace(run, asked="", choices=()), field)
    return True


def named_fields(form: str, text: str) -> tuple[str, ...]:
    """The names of the form's fields a text mentions."""
    return tuple(field.name for field in FORMS[form].fields if field.is_called_in(text))


def _named_field(run: FormRun, text: str) -> Field | None:
    """The field a text names: what is held already before what is not; the present field only by its own answer."""
    fields = [field for field in FORMS[run.name].fields if field.needed(run) and field.is_called_in(text)]
    held = [field for field in fields if field.name in run.values]
    return next(iter([*held, *(field for field in fields if field.name != run.asked)]), None)


def _correct_named(talk: Talk, run: FormRun, field: Field) -> bool:
    reading = _new_value(talk, run, field)
    if reading.values:
        _set(talk, run, field, reading)
    elif reading.choices or reading.fault:
        accept(talk, _about(run, field.name), field, reading)
    elif field.name in run.values or run.target:
        change(talk, run, field)
    else:
        return False
    return True


def _correct_by_value(talk: Talk, run: FormRun) -> bool:
    part = talk.narrowed(_after_instead(_NOT_THAT.sub("", talk.text)))
    for field in FORMS[run.name].fields:
        if field.spot is None or field.name not in run.values:
            continue
        reading = field.spot(part, run.without(field.name))
        if field.name in reading.values and _differs(run, field.name, reading.values[field.name]):
            _set(talk, run, field, reading)
            return True
    return False


def _new_value(talk: Talk, run: FormRun, field: Field) -> Reading:
    """What the text wants the field to be. Words count as a value only after 改成, 应该是 and the like."""
    remaining = _NOT_THAT.sub("", talk.text)
    after = _after_instead(remaining)
    part = talk.narrowed(after, field.name)
    if after != remaining:
        reading = field.read(part, run.without(field.name))
        if not reading.declined:
            return reading
    if field.spot is not None:
        reading = field.spot(part, run.without(field.name))
        if field.name in reading.values and not _mentions_only_the_old(run, field, reading, remaining == talk.text):
            return reading
    return Reading()


def _mentions_only_the_old(run: FormRun, field: Field, reading: Reading, nothing_negated: bool) -> bool:
    return nothing_negated and not _differs(run, field.name, reading.values[field.name])


def _after_instead(text: str) -> str:
    markers = list(_INSTEAD.finditer(text))
    after = text[markers[-1].end() :].strip(" ") if markers else ""
    return after or text


def _differs(run: FormRun, name: str, value: Value) -> bool:
    held = run.values.get(name)
    return held is None or (held.value, held.label) != (value.value, value.label) or bool(value.sealed)


def _set(talk: Talk, run: FormRun, field: Field, reading: Reading) -> None:
    told = told_work(reading.values)
    named = field if field.name in told else EMPLOYER
    lead = talk.words("form.changed", field=field_name(talk, named), value=told[named.name].label)
    accept(talk, _about(run, field.name), field, reading, lead)


def _about(run: FormRun, name: str) -> FormRun:
    """The run with the field among those it corrects, when it corrects only some."""
    if not run.target or name in run.only:
        return run
    return replace(run, only=(*run.only, name))
