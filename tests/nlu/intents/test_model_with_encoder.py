"""An encoder as a further view of each message: trained with, stored, loaded; and nothing changed without one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nlu.corpus import read_corpus
from nlu.entities.extractor import EntityExtractor
from nlu.errors import EncoderDiffers, EncoderUnusable
from nlu.fingerprint import fingerprint
from nlu.intents import storage
from nlu.intents.decision import Thresholds
from nlu.intents.encoder_in_use import encoder_in_use
from nlu.intents.features import ENCODER_LENGTH, Features
from nlu.intents.model import IntentModel
from nlu.intents.training import train
from nlu.language.cleaning import Cleaner
from tests.nlu.tiny_encoder import WIDTH, write_tiny_encoder

ROOT = Path(__file__).parents[3]


@pytest.fixture
def encoder_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_tiny_encoder(tmp_path / "tiny")
    monkeypatch.setenv("XIAOFENG_ENCODER", str(folder))
    return folder


@pytest.fixture
def stored(
    encoder_folder: Path, small_data: Path, small_extractor: EntityExtractor, cleaner: Cleaner, tmp_path: Path
) -> tuple[IntentModel, Path]:
    """A model trained with the tiny encoder, and the folder it is stored in."""
    model = train(read_corpus(small_data), cleaner, small_extractor, encoder_in_use(), Thresholds(), lambda line: None)
    folder = tmp_path / "stored"
    folder.mkdir()
    storage.save(model, folder)
    return model, folder


def test_the_encoder_is_a_view_of_its_own_length(encoder_folder: Path) -> None:
    features = Features.learn(["入会要交钱", "驿站几点开门"], encoder_in_use())

    index, values, *_ = features.vector("入会几点")
    assert len(features) == len(features.vocabulary) + WIDTH
    assert index[:WIDTH].tolist() == list(range(WIDTH))
    assert np.linalg.norm(values[:WIDTH]) == pytest.approx(ENCODER_LENGTH)


def test_a_text_of_unknown_grams_still_has_its_meaning(encoder_folder: Path) -> None:
    features = Features.learn(["入会"], encoder_in_use())

    index, _, _, known = features.vector("工资")
    assert (len(index), known) == (WIDTH, 0)


def test_grams_added_later_leave_the_others_where_they_were(encoder_folder: Path) -> None:
    features = Features.learn(["入会"], encoder_in_use())

    extended = features.extended(["驿站"])

    before, after = features.vector("入会"), extended.vector("入会")
    np.testing.assert_array_equal(before[0], after[0])
    np.testing.assert_array_equal(before[1], after[1])
    assert extended.vector("驿站")[0].max() == len(extended) - 1


def test_a_stored_model_understands_the_same_with_its_encoder(
    stored: tuple[IntentModel, Path], small_extractor: EntityExtractor, cleaner: Cleaner
) -> None:
    model, folder = stored
    loaded = storage.load(folder, cleaner)

    for text in ("入工会收不收钱", "我在包河区送美团，想加入工会", "明天下雪吗", "工资"):
        entities = small_extractor.extract(text)
        before, after = model.understand(text, entities), loaded.understand(text, entities)
        assert (after.decision, after.label) == (before.decision, before.label)
        assert after.confidence == pytest.approx(before.confidence, abs=1e-4)


def test_the_same_files_in_another_folder_are_the_same_encoder(
    stored: tuple[IntentModel, Path], cleaner: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOFENG_ENCODER", str(write_tiny_encoder(tmp_path / "moved")))

    assert storage.load(stored[1], cleaner)


def test_a_model_does_not_load_without_its_encoder(
    stored: tuple[IntentModel, Path], cleaner: Cleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XIAOFENG_ENCODER")

    with pytest.raises(EncoderDiffers, match="trained with the encoder tiny, but XIAOFENG_ENCODER is not set"):
        storage.load(stored[1], cleaner)


def test_a_model_does_not_load_with_another_encoder(
    stored: tuple[IntentModel, Path], cleaner: Cleaner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOFENG_ENCODER", str(write_tiny_encoder(tmp_path / "other", seed=1)))

    with pytest.raises(EncoderDiffers, match="trained with the encoder tiny, but XIAOFENG_ENCODER names other"):
        storage.load(stored[1], cleaner)


def test_a_model_trained_without_one_does_not_load_with_one(
    small_model: IntentModel, encoder_folder: Path, cleaner: Cleaner, tmp_path: Path
) -> None:
    storage.save(small_model, tmp_path)

    with pytest.raises(EncoderDiffers, match="trained without an encoder, but XIAOFENG_ENCODER names tiny"):
        storage.load(tmp_path, cleaner)


def test_the_fingerprint_tells_encoders_apart(
    encoder_folder: Path, small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_one = fingerprint(small_data)
    monkeypatch.setenv("XIAOFENG_ENCODER", str(write_tiny_encoder(tmp_path / "other", seed=1)))
    with_another = fingerprint(small_data)
    monkeypatch.delenv("XIAOFENG_ENCODER")

    assert len({with_one, with_another, fingerprint(small_data)}) == 3


def test_a_missing_folder_stops_training_before_it_begins(
    small_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XIAOFENG_ENCODER", str(tmp_path / "nowhere"))

    with pytest.raises(EncoderUnusable, match="nowhere is no folder"):
        fingerprint(small_data)


def test_without_an_encoder_its_libraries_are_not_even_imported() -> None:
    asked = "import sys, nlu.model_archive; print({'onnxruntime', 'tokenizers'} & set(sys.modules))"

    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout.strip() == "set()"
