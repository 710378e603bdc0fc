"""The ranked intent model as a Rasa graph component."""

from __future__ import annotations

import logging
import os
from dataclasses import asdict
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.asked import asked_context
from nlu.corpus import read_topics
from nlu.entities.extractor import EntityExtractor
from nlu.entities.reference_lists import read_lexicon
from nlu.fingerprint import fingerprint
from nlu.intents import storage, training
from nlu.intents.calibration import Calibration
from nlu.intents.decision import Thresholds
from nlu.intents.encoder_in_use import encoder_in_use
from nlu.intents.model import IntentModel
from nlu.language.characters import Characters
from nlu.language.cleaning import Cleaner
from nlu.live.held import model_in_use
from nlu.live.lines import LineReader, digest
from nlu.live.origin import Origin, save_origin
from nlu.settings import data_dir
from nlu.training_data import examples_from

DECISION, SECOND = "decision", "second"
RANKING_LENGTH = 10

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RankedIntents(IntentClassifier, GraphComponent):
    """Ranks topics, tasks, control and chat ids together, and adds `decision` and `second` to the message."""

    def __init__(
        self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._thresholds = Thresholds(**{name: config[name] for name in asdict(Thresholds())})
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return asdict(Thresholds())

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RankedIntents:
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Names are masked by lists that are no part of Rasa's training data."""
        return fingerprint(data_dir(os.environ))

    def train(self, training_data: TrainingData) -> Resource:
        characters = Characters()
        cleaner = Cleaner(characters)
        entities = EntityExtractor(read_lexicon(data_dir(os.environ), characters), characters)
        encoder = encoder_in_use()
        examples = examples_from(training_data)
        self._model = training.train(examples, cleaner, entities, encoder, self._thresholds, logger.info)
        logger.info("how topics newer than this model compare")
        calibration = Calibration.learn(LineReader(cleaner, entities).lines(examples), encoder)
        with self._storage.write_to(self._resource) as folder:
            storage.save(self._model, folder)
            folder_read = data_dir(os.environ)
            origin = Origin(fingerprint(folder_read), digest(read_topics(folder_read)), tuple(examples), calibration)
            save_origin(origin, folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        model = model_in_use(self._model)
        for message in messages:
            understood = model.understand(message.get(TEXT) or "", message.get(ENTITIES, []), asked_context.get())
            ranking = [
                {INTENT_NAME_KEY: label, PREDICTED_CONFIDENCE_KEY: score}
                for label, score in understood.ranking[:RANKING_LENGTH]
            ]
            best = {INTENT_NAME_KEY: understood.label, PREDICTED_CONFIDENCE_KEY: understood.confidence}
            message.set(INTENT, best, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(DECISION, understood.decision, add_to_output=True)
            message.set(SECOND, understood.second, add_to_output=True)
        return messages

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RankedIntents:
        """Raises what reading raises: a model that cannot load must not start."""
        with model_storage.read_from(resource) as folder:
            model = storage.load(folder, Cleaner(Characters()))
        return cls(config, model_storage, resource, model)
