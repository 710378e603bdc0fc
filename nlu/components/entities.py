"""The entity extractor as a Rasa graph component."""

from __future__ import annotations

import json
import os
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.entities.extractor import EntityExtractor
from nlu.entities.lexicon import Lexicon
from nlu.entities.reference_lists import read_lexicon
from nlu.fingerprint import fingerprint
from nlu.language.characters import Characters
from nlu.model_archive import LEXICON
from nlu.settings import data_dir


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ReferenceEntities(GraphComponent, EntityExtractorMixin):
    """Marks regions, places, platforms, trades, facilities and times from the reference lists.

    Training reads the lists from the data folder and keeps them with the model; parsing reads no file.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, extractor: EntityExtractor | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._extractor = extractor

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReferenceEntities:
        return cls(model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The lists are no part of Rasa's training data, so Rasa is told here when they change."""
        return fingerprint(data_dir(os.environ))

    def train(self, training_data: TrainingData) -> Resource:
        characters = Characters()
        self._extractor = EntityExtractor(read_lexicon(data_dir(os.environ), characters), characters)
        with self._storage.write_to(self._resource) as folder:
            stored = json.dumps(self._extractor.lexicon.to_json(), ensure_ascii=False)
            (folder / LEXICON).write_text(stored, encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = self.add_extractor_name(self._extractor.extract(message.get(TEXT) or ""))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """What comes after this component learns nothing from entities."""
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ReferenceEntities:
        """Raises what reading raises: a model without its lists must not start."""
        with model_storage.read_from(resource) as folder:
            lexicon = Lexicon.from_json(json.loads((folder / LEXICON).read_text(encoding="utf-8")))
        return cls(model_storage, resource, EntityExtractor(lexicon, Characters()))
