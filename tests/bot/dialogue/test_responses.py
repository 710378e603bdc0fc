"""The sentences in data/responses and the code that says them fit together."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from bot.dialogue.control_words import controls_in
from bot.dialogue.forms import FORMS
from bot.dialogue.responses import Responses, ResponsesError
from bot.dialogue.tickets import TICKETS
from tests.bot.dialogue.driver import responses

RESPONSES = sorted((Path(__file__).parents[3] / "data" / "responses").glob("*.yaml"))
SOURCES = sorted((Path(__file__).parents[3] / "bot").rglob("*.py"))
_SAID = re.compile(r"(?:\.say|\bwords|_words|responses\.text)\(\s*\"([a-z_]+(?:\.[a-z0-9_.-]+)?)\"")


#: 说“查进度”, 说“上一步”“取消”; not what is only named, or ends in a value.
_TOLD_TO_SAY = re.compile(r"(?:说|说一声|说一句|打|写)((?:“[^”{}]+”(?:、|或者?)?)+)")


def words_told_to_say() -> list[str]:
    """What the bot's sentences tell workers to write."""
    texts = (str(text) for file in RESPONSES for text in yaml.safe_load(file.read_text(encoding="utf-8")).values())
    told = (
        words for text in texts for several in _TOLD_TO_SAY.findall(text) for words in re.findall("“(.+?)”", several)
    )
    return sorted(set(told))


def keys_said() -> list[str]:
    return sorted({key for source in SOURCES for key in _SAID.findall(source.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("key", keys_said())
def test_every_sentence_named_in_the_code_exists(key: str):
    assert key in responses()


@pytest.mark.parametrize("words", words_told_to_say())
def test_what_workers_are_told_to_say_is_understood_letter_by_letter(words: str):
    """Whatever the model makes of it, and while nlu is away."""
    assert controls_in(words) != ()


def test_there_are_such_words():
    assert {"查进度", "改申请", "继续填表", "上一步", "取消"} <= {*words_told_to_say()}


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.name)
def test_a_form_has_a_title_its_questions_and_a_summary(form):
    assert f"form.{form.name}.title" in responses()
    assert not form.confirms or f"form.{form.name}.summary" in responses()
    for field in form.fields:
        assert f"field.{field.name}.label" in responses()
        assert f"form.{form.name}.ask.{field.name}" in responses() or f"field.{field.name}.ask" in responses()


@pytest.mark.parametrize(
    "fault",
    [
        *(f"fault.id_number.{kind}" for kind in ("length", "signs", "date", "check_digit")),
        *(f"fault.phone.{kind}" for kind in ("length", "prefix")),
        *(f"fault.plate.{kind}" for kind in ("province", "length", "signs")),
        *(f"fault.name.{kind}" for kind in ("unclear", "latin")),
        "fault.employer.too_long",
        "fault.region.unknown",
        "fault.region.elsewhere",
        "fault.id_tail.length",
    ],
)
def test_every_fault_has_its_sentence(fault: str):
    assert fault in responses()


@pytest.mark.parametrize("name", ["enroll", "enrollment_correct", "enrollment_withdraw", "delete_my_data", "ticket"])
@pytest.mark.parametrize("end", ["done", "delayed"])
def test_every_hand_over_has_its_end(name: str, end: str):
    assert f"{name}.{end}" in responses()


@pytest.mark.parametrize("kind", TICKETS)
def test_every_message_to_people_is_acknowledged(kind: str):
    assert f"{kind}.received" in responses()


@pytest.mark.parametrize("kind", ["injury", "violence", "held", "fire", "despair"])
def test_every_emergency_has_its_line(kind: str):
    assert re.search(r"1[12]\d", responses().text(f"emergency.{kind}"))


def test_consent_comes_before_the_first_personal_field():
    fields = FORMS["enroll"].fields
    first_personal = next(place for place, field in enumerate(fields) if field.personal)

    assert "consent" in [field.name for field in fields[:first_personal]]


def test_a_key_in_two_files_is_refused(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("hello: 您好", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("hello: 您好", encoding="utf-8")

    with pytest.raises(ResponsesError, match="two places"):
        Responses.load(tmp_path)


@pytest.mark.parametrize("content", ["hello: [", "hello: 3", "hello: []", "hello: {a: b}"])
def test_a_file_that_holds_no_texts_is_refused(tmp_path: Path, content: str):
    (tmp_path / "a.yaml").write_text(content, encoding="utf-8")

    with pytest.raises(ResponsesError, match=r"a\.yaml"):
        Responses.load(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path):
    with pytest.raises(ResponsesError):
        Responses.load(tmp_path)


def test_whatever_is_told_of_an_application_is_told_of_a_transfer_in_its_own_words():
    keys = {key for file in RESPONSES for key in yaml.safe_load(file.read_text(encoding="utf-8"))}
    told = {key.removeprefix("news.enrollment.") for key in keys if key.startswith("news.enrollment.")}
    of_transfers = {key.removeprefix("news.transfer.") for key in keys if key.startswith("news.transfer.")}

    assert told
    assert told == of_transfers
