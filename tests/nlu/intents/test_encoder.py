"""A union's own sentence encoder: what it makes of a text, and what is said of a folder that holds none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu.errors import EncoderUnusable
from nlu.intents.encoder import Encoder
from nlu.intents.encoder_files import EncoderFiles
from tests.nlu.tiny_encoder import WIDTH, character_vector, write_tiny_encoder


def opened(folder: Path) -> Encoder:
    return Encoder.open(EncoderFiles.find(folder))


def test_a_text_is_the_mean_of_its_tokens_at_length_one(tmp_path: Path) -> None:
    encoder = opened(write_tiny_encoder(tmp_path))

    mean = (character_vector("入") + character_vector("会")) / 2
    assert encoder.dimension == WIDTH
    assert encoder.vector("入会").dtype == np.float32
    np.testing.assert_allclose(encoder.vector("入会"), mean / np.linalg.norm(mean), rtol=1e-5)


def test_the_same_text_has_the_same_vector_in_another_process_or_folder(tmp_path: Path) -> None:
    one, other = opened(write_tiny_encoder(tmp_path / "a")), opened(write_tiny_encoder(tmp_path / "b", inner="onnx"))

    np.testing.assert_array_equal(one.vector("工资拖欠"), other.vector("工资拖欠"))
    assert one.identity.digest == other.identity.digest


def test_a_model_that_pools_by_itself_is_taken_at_its_word(tmp_path: Path) -> None:
    own, ours = opened(write_tiny_encoder(tmp_path / "a", pooled=True)), opened(write_tiny_encoder(tmp_path / "b"))

    np.testing.assert_allclose(own.vector("驿站在哪"), ours.vector("驿站在哪"), rtol=1e-5)


@pytest.mark.parametrize("text", ["", "\ue001", "\ue005\ue006"])
def test_a_text_without_words_has_no_direction(tmp_path: Path, text: str) -> None:
    assert not opened(write_tiny_encoder(tmp_path)).vector(text).any()


def test_our_signs_for_names_are_not_encoded(tmp_path: Path) -> None:
    encoder = opened(write_tiny_encoder(tmp_path))

    np.testing.assert_array_equal(encoder.vector("在\ue005入会"), encoder.vector("在入会"))


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    assert np.isfinite(opened(write_tiny_encoder(tmp_path)).vector("入会" * 5_000)).all()


def test_other_weights_make_another_encoder(tmp_path: Path) -> None:
    one, other = write_tiny_encoder(tmp_path / "a"), write_tiny_encoder(tmp_path / "b", seed=1)

    assert EncoderFiles.find(one).identity().digest != EncoderFiles.find(other).identity().digest


def test_weights_beside_the_model_count_too(tmp_path: Path) -> None:
    before = EncoderFiles.find(write_tiny_encoder(tmp_path)).identity()
    (tmp_path / "model.onnx_data").write_bytes(b"more weights")

    assert EncoderFiles.find(tmp_path).identity() != before


def without_folder(folder: Path) -> None:
    folder.rmdir()


def without_model(folder: Path) -> None:
    write_tiny_encoder(folder)
    (folder / "model.onnx").unlink()


def without_tokenizer(folder: Path) -> None:
    write_tiny_encoder(folder)
    (folder / "tokenizer.json").unlink()


def with_a_damaged_model(folder: Path) -> None:
    write_tiny_encoder(folder)
    (folder / "model.onnx").write_bytes(b"nonsense")


def with_a_damaged_tokenizer(folder: Path) -> None:
    write_tiny_encoder(folder)
    (folder / "tokenizer.json").write_text("{")


def with_an_unknown_input(folder: Path) -> None:
    write_tiny_encoder(folder, asks="pixel_values")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (without_folder, "is no folder"),
        (without_model, "holds no model.onnx"),
        (without_tokenizer, "holds no tokenizer.json"),
        (with_a_damaged_model, "cannot be read"),
        (with_a_damaged_tokenizer, "cannot be read"),
        (with_an_unknown_input, "asks for pixel_values"),
    ],
)
def test_what_is_no_encoder_is_said_to_be_none(tmp_path: Path, spoil, said: str) -> None:
    folder = tmp_path / "encoder"
    folder.mkdir()
    spoil(folder)

    with pytest.raises(EncoderUnusable, match=f"XIAOFENG_ENCODER: .*encoder {said}"):
        opened(folder)
