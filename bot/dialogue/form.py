"""What a form is made of. A form is a declaration; one engine (`form_engine`) runs them all.

The sentences of a form stand in data/responses under `form.<form>.…` and `field.<field>.…`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.dialogue.state import FormRun, Value
from bot.dialogue.talk import Talk


@dataclass(frozen=True)
class Reading:
    """What a field made of an answer.

    `values` are what was read (a field may learn others on the way: a platform tells the trade). `fault` is the key
    of a sentence saying what is wrong with something that was meant as an answer, `fault_values` its placeholders;
    `none_fits`: it is none of the choices offered. `choices` are codes the answer may mean. `declined` is a "no" or
    "skip". `certain` readings are taken before looking at what else the sentence could mean; the others only when it
    means nothing else. `is_whole`: the text as a whole is the value (颍上通达速配 is a company), nothing else is to be
    found in it.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    fault: str = ""
    fault_values: Mapping[str, object] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    declined: bool = False
    certain: bool = True
    is_whole: bool = False
    none_fits: bool = False

    def __bool__(self) -> bool:
        return bool(self.values or self.fault or self.choices or self.declined)


#: The fields that are agreements in words: our own page shows their text, and a box to tick.
CONSENTS = ("consent", "cover_consent")
NOTHING = Reading()
Reader = Callable[[Talk, FormRun], Reading]


def _always(run: FormRun) -> bool:
    return True


def _nothing(talk: Talk, run: FormRun) -> tuple[str, ...]:
    return ()


def _as_it_is(talk: Talk, run: FormRun) -> FormRun:
    return run


def _no_words(talk: Talk, run: FormRun, fields: tuple[str, ...]) -> str:
    return ""


@dataclass(frozen=True)
class Field:
    """One question of a form.

    `read` reads an answer to it; `spot` finds its value in a sentence about something else (None: never).
    `choose` reads a pressed button; `offers` lists the buttons as (title, value). `called` is a pattern of the words
    a worker uses to name the field. Into a field `told_freely` (a description) anything goes that is no question and no
    control word. `personal` fields are sealed, need consent first, and are asked on the web only. `outdates` names the
    fields whose values no longer hold after a new answer to this one: they are asked again.
    """

    name: str
    read: Reader
    called: str
    spot: Reader | None = None
    choose: Callable[[Talk, FormRun, str], Reading] | None = None
    offers: Callable[[Talk, FormRun], tuple[tuple[str, str], ...]] | None = None
    told_freely: bool = False
    personal: bool = False
    optional: bool = False
    needed: Callable[[FormRun], bool] = _always
    outdates: Callable[[Talk, FormRun], tuple[str, ...]] = _nothing

    def is_called_in(self, text: str) -> bool:
        """Whether a worker's words name this field."""
        return re.search(self.called, text) is not None

    @property
    def on_page(self) -> bool:
        """Whether our own page asks it for a channel that must not carry personal data."""
        return self.personal or self.name in CONSENTS


@dataclass(frozen=True)
class Form:
    """A form: its fields in order, whether it shows a summary to confirm, and what its end does.

    `prepare` looks at what is filled in before each question, and may ask actions; `beside` says what stands above the
    question of the fields named, "" for nothing.
    """

    name: str
    fields: tuple[Field, ...]
    finish: Callable[[Talk, FormRun], None]
    confirms: bool = True
    prepare: Callable[[Talk, FormRun], FormRun] = _as_it_is
    beside: Callable[[Talk, FormRun, tuple[str, ...]], str] = _no_words

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def fields_of(self, run: FormRun) -> tuple[Field, ...]:
        """The fields this run needs, in order."""
        return tuple(one for one in self.fields if (one.name in run.only if run.only else one.needed(run)))


def skipped(talk: Talk) -> Value:
    """The value of an optional field the worker left out."""
    return Value(label=talk.words("label.skipped"))
