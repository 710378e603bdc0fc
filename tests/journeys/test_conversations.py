"""Every scripted conversation, played against the real house."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.conversations.script import play, scripts
from tests.journeys.house import House
from tests.journeys.worker import Worker
from tests.people import person

pytestmark = pytest.mark.rasa

_seeds = itertools.count(1000)


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.stem)
def test_the_conversation_goes_as_written(file: Path, house: House) -> None:
    play(file, Worker(house.bot), person(next(_seeds)))
