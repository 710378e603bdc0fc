"""The real reference lists, and a small model trained once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nlu.corpus import read_corpus
from nlu.entities.extractor import EntityExtractor
from nlu.entities.reference_lists import read_lexicon
from nlu.intents.concepts import CONCEPTS_FILE, Concepts
from nlu.intents.decision import Thresholds
from nlu.intents.model import IntentModel
from nlu.intents.training import train
from nlu.language.characters import Characters
from nlu.language.cleaning import Cleaner
from tests.nlu.small_data import write_small_data

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def real_data() -> Path:
    return ROOT / "data"


@pytest.fixture(scope="session")
def small_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def characters() -> Characters:
    return Characters()


@pytest.fixture(scope="session")
def cleaner(characters: Characters) -> Cleaner:
    return Cleaner(characters)


@pytest.fixture(scope="session")
def extractor(real_data: Path, characters: Characters) -> EntityExtractor:
    return EntityExtractor(read_lexicon(real_data, characters), characters)


@pytest.fixture(scope="session")
def small_extractor(small_data: Path, characters: Characters) -> EntityExtractor:
    return EntityExtractor(read_lexicon(small_data, characters), characters)


@pytest.fixture(scope="session")
def small_model(small_data: Path, small_extractor: EntityExtractor, cleaner: Cleaner) -> IntentModel:
    concepts = Concepts.read(CONCEPTS_FILE, cleaner)
    return train(read_corpus(small_data), cleaner, small_extractor, concepts, Thresholds(), lambda line: None)


@pytest.fixture(scope="session")
def small_environment(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment with a model trained by Rasa on the small data."""
    models = tmp_path_factory.mktemp("models")
    env = {
        **os.environ,
        "XIAOFENG_DATA_DIR": str(small_data),
        "XIAOFENG_NLU_MODELS": str(models),
        "XIAOFENG_NLU_HOST": "127.0.0.1",
        "XIAOFENG_NLU_TOKEN": "a-token-for-tests",
    }
    subprocess.run([sys.executable, "-m", "nlu.cli", "train"], env=env, cwd=ROOT, check=True, capture_output=True)
    return env
