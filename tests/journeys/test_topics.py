"""Every topic answers its own title, with the stored text word for word, its source and date.

A worker who told nothing of themselves reads what stands for a variable then.
"""

from __future__ import annotations

import csv

import pytest
import yaml

from launcher.paths import ROOT
from tests.journeys.house import House
from tests.journeys.worker import Worker

pytestmark = pytest.mark.rasa

with (ROOT / "data" / "topics.csv").open() as _file:
    TOPICS = list(csv.DictReader(_file))


def test_there_are_89_topics_of_ours_and_15_of_somebody_else() -> None:
    assert len(TOPICS) == 89 + 15


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic["id"])
def test_a_topic_answers_its_own_title(topic: dict[str, str], house: House) -> None:
    entry = yaml.safe_load((ROOT / "data" / "faq" / topic["category"] / f"{topic['id']}.yaml").read_text())

    replies = Worker(house.bot).say(topic["title"])

    said = "\n".join(reply["text"] for reply in replies)
    assert said_to_a_stranger(entry["answer"].strip()) in said
    assert entry["source"]["text"] in said
    assert str(entry["source"]["date"])[:4] in said


def said_to_a_stranger(answer: str) -> str:
    variables = yaml.safe_load((ROOT / "data" / "answer_variables.yaml").read_text())
    for variable in variables.values():
        answer = answer.replace(f"{{{variable['name']}}}", variable["fallback"])
    return answer
