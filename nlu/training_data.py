"""Our training lines as Rasa's training data, and back."""

from __future__ import annotations

import os
from typing import Any

import rasa.shared.utils.io
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, UserUttered
from rasa.shared.core.training_data.structures import STORY_START, Checkpoint, StoryGraph, StoryStep
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.corpus import read_corpus
from nlu.entities.extractor import ENTITY_KINDS
from nlu.intents.examples import Example
from nlu.settings import data_dir


class DataFolderImporter(TrainingDataImporter):
    """Reads FAQ entries, task phrasings and background lines from XIAOFENG_DATA_DIR; there are no stories."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        self._config_file = config_file

    def get_domain(self) -> Domain:
        """Every id that has a training line, and every kind of entity."""
        stated = {"version": "3.1", "intents": self._labels(), "entities": list(ENTITY_KINDS)}
        return Domain.from_dict({**stated, "session_config": _NO_SESSIONS})

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        """One story with a turn for each intent, for Rasa's validator to see all in use. Talking is the bot's part."""
        turns: list[Event] = []
        for label in self._labels():
            turns += [UserUttered(intent={"name": label}), ActionExecuted(ACTION_LISTEN_NAME)]
        return StoryGraph([StoryStep("every intent", start_checkpoints=[Checkpoint(STORY_START)], events=turns)])

    def get_config(self) -> dict[str, Any]:
        return rasa.shared.utils.io.read_model_configuration(self._config_file)

    def get_config_file_for_auto_config(self) -> str | None:
        return self._config_file

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        return TrainingData([_message(example) for example in read_corpus(data_dir(os.environ))])

    @staticmethod
    def _labels() -> list[str]:
        return sorted({example.label for example in read_corpus(data_dir(os.environ))})


_NO_SESSIONS = {"session_expiration_time": 0, "carry_over_slots_to_new_session": False}  # Rasa's dialogue is not used


def examples_from(training_data: TrainingData) -> list[Example]:
    """The examples of messages that `DataFolderImporter` made, in a stable order."""
    examples = [
        Example(message.get(TEXT), message.get(INTENT), **message.get(METADATA))
        for message in training_data.intent_examples
    ]
    return sorted(examples, key=lambda each: (each.label, each.text, each.phrasing))


def _message(example: Example) -> Message:
    about = {"kind": example.kind, "careful": example.careful, "phrasing": example.phrasing}
    return Message(data={TEXT: example.text, INTENT: example.label, METADATA: about})
