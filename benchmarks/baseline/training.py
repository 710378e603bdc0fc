"""Trains the baselines' two models once, and again when the house's data or the pipeline changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.baseline.project import project_files
from benchmarks.errors import CannotRun
from launcher.paths import NLU_PYTHON

_TRAINING_TIMEOUT_SECONDS = 900


@dataclass(frozen=True)
class Models:
    """Where the trained models and the answers lie."""

    understanding: Path  # a model that only parses
    assistant: Path  # the same pipeline with RulePolicy
    answers: Path


def trained_models(data: Path, folder: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> Models:
    """The models in `folder`, trained now unless they fit `data` already. Raises CannotRun when Rasa refuses."""
    files = project_files(data)
    wanted = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
    models = Models(folder / "understanding.tar.gz", folder / "assistant.tar.gz", folder / "answers.json")
    stamp = folder / "trained"
    if stamp.exists() and stamp.read_text() == wanted:
        return models
    say("training the Rasa baselines (once for this data, some minutes) …")
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    output = ["--out", ".", "--fixed-model-name"]
    _rasa(folder, environment, "train", "nlu", "--config", "understanding.yml", "--nlu", "nlu.yml", *output,
          "understanding")  # fmt: skip
    _rasa(folder, environment, "train", "--config", "config.yml", "--domain", "domain.yml", "--data", "nlu.yml",
          "rules.yml", *output, "assistant")  # fmt: skip
    stamp.write_text(wanted)
    return models


def _rasa(folder: Path, environment: Mapping[str, str], *arguments: str) -> None:
    command = [str(NLU_PYTHON), "-m", "rasa", *arguments]
    try:
        done = subprocess.run(command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=False,
                              timeout=_TRAINING_TIMEOUT_SECONDS)  # fmt: skip
    except OSError as error:
        raise CannotRun(f"{NLU_PYTHON} cannot be started ({error}); `make setup` brings it") from error
    except subprocess.TimeoutExpired as error:
        raise CannotRun(f"rasa {arguments[0]} took over {_TRAINING_TIMEOUT_SECONDS} s and was stopped") from error
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-3:]
        raise CannotRun(f"rasa {' '.join(arguments[:2])} failed: {' / '.join(last)}")
