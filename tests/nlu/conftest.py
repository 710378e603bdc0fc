"""The real reference lists, and a small model trained once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from nlu.corpus import read_corpus, read_topics
from nlu.entities.extractor import EntityExtractor
from nlu.entities.reference_lists import read_lexicon
from nlu.intents import storage
from nlu.intents.calibration import Calibration
from nlu.intents.decision import Thresholds
from nlu.intents.model import IntentModel
from nlu.intents.training import train
from nlu.language.characters import Characters
from nlu.language.cleaning import Cleaner
from nlu.live.lines import LineReader, digest
from nlu.live.origin import ORIGIN_FILE, Origin, save_origin
from nlu.model_archive import LEXICON, OpenModel, open_model
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
    return train(read_corpus(small_data), cleaner, small_extractor, None, Thresholds(), lambda line: None)


@pytest.fixture(scope="session")
def small_archive(
    small_data: Path,
    small_model: IntentModel,
    small_extractor: EntityExtractor,
    cleaner: Cleaner,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A model file as Rasa would write it, without Rasa."""
    folder = tmp_path_factory.mktemp("archive")
    examples = read_corpus(small_data)
    lines = LineReader(cleaner, small_extractor).lines(examples)
    calibration = Calibration.learn(lines, None)
    storage.save(small_model, folder)
    save_origin(Origin("0123456789abcdef", digest(read_topics(small_data)), tuple(examples), calibration), folder)
    (folder / LEXICON).write_text(json.dumps(small_extractor.lexicon.to_json(), ensure_ascii=False), encoding="utf-8")
    path = folder / "xiaofeng-0123456789abcdef.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for part in (LEXICON, storage.ARRAYS, storage.WORDS, ORIGIN_FILE):
            archive.add(folder / part, part)
    return path


@pytest.fixture(scope="session")
def small_opened(small_archive: Path) -> OpenModel:
    return open_model(small_archive)


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
        "XIAOFENG_NLU_LIVE": str(models / "live"),
    }
    subprocess.run([sys.executable, "-m", "nlu.cli", "train"], env=env, cwd=ROOT, check=True, capture_output=True)
    return env
