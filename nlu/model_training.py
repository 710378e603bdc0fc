"""Trains the Rasa model into the models folder, when something it depends on has changed."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from nlu.corpus import read_corpus
from nlu.entities.reference_lists import read_lexicon
from nlu.errors import ModelUnreadable, NluError
from nlu.fingerprint import fingerprint
from nlu.language.characters import Characters
from nlu.model_archive import check_model, model_path

CONFIG = Path(__file__).with_name("config.yml")


class TrainingFailed(NluError):
    exit_code = 1

    def __init__(self) -> None:
        super().__init__("nlu: Rasa made no model; its messages above say why")


def train_when_changed(data_dir: Path, models: Path, say: Callable[[str], None]) -> Path:
    """The model for the present data, trained if need be; earlier models are removed.

    Raises DataUnreadable before anything long begins, TrainingFailed.
    """
    path = model_path(models, fingerprint(data_dir))
    if path.exists():
        try:
            check_model(path)
        except ModelUnreadable as damage:
            say(f"understanding model: {path.name} cannot be read ({damage.problem}); it is trained anew")
        else:
            say("understanding model: nothing changed")
            return path
    read_lexicon(data_dir, Characters())
    lines = read_corpus(data_dir)
    say(f"understanding model: training on {len(lines)} lines (about a minute)")
    started = time.monotonic()
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models, prefix="training-") as folder:
        trained = _train_with_rasa(data_dir, Path(folder))
        check_model(trained)
        os.replace(trained, path)
    for other in models.glob("xiaofeng-*.tar.gz"):
        if other != path:
            other.unlink()
    say(f"understanding model: ready after {time.monotonic() - started:.0f} s")
    return path


def _train_with_rasa(data_dir: Path, output: Path) -> Path:
    # Rasa names the folder the model lies in for a moment, and its libraries warn of each other's age.
    with warnings.catch_warnings(record=True), contextlib.redirect_stdout(io.StringIO()):
        from rasa.model_training import train_nlu

        trained = train_nlu(str(CONFIG), str(data_dir), str(output), fixed_model_name="model")
    if trained is None:
        raise TrainingFailed
    return Path(trained)
