"""Rasa's own pipelines for Chinese, trained and asked as Rasa's documentation has it."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import jieba
import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.training_data.message import Message

from benchmarks.comparison.hearing import OUTSIDE, Heard, Line
from benchmarks.errors import CannotRun

Classifier = Literal["diet", "logreg"]
DIET_EPOCHS = 100
FALLBACK = 0.7  # threshold in Rasa's documentation on fallbacks; its second one, for two close ids, stays at 0.1


_FEATURIZERS: list[dict[str, Any]] = [
    {"name": "JiebaTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
]
_CLASSIFIERS: dict[Classifier, dict[str, Any]] = {
    "diet": {"name": "DIETClassifier", "epochs": DIET_EPOCHS, "random_seed": 1},
    "logreg": {"name": "LogisticRegressionClassifier"},
}


def wake(folder: Path) -> None:
    """Train once for nothing: what Rasa imports and jieba reads at the first training counts for nobody's."""
    jieba.setLogLevel(logging.ERROR)
    train("logreg", [Line(text, label) for label in ("a", "b") for text in (f"{label} 一", f"{label} 二")], folder)


def train(classifier: Classifier, lines: Iterable[Line], folder: Path) -> Path:
    """The model's file, in a new folder. Raises CannotRun when Rasa makes none."""
    folder.mkdir(parents=True)
    config, data = folder / "config.yml", folder / "nlu.yml"
    pipeline = [*_FEATURIZERS, _CLASSIFIERS[classifier]]
    stated = {"recipe": "default.v1", "assistant_id": "benchmark", "language": "zh", "pipeline": pipeline}
    config.write_text(yaml.safe_dump(stated, allow_unicode=True), encoding="utf-8")
    data.write_text(_training_data(lines), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        model = train_nlu(str(config), str(data), str(folder), fixed_model_name="model")
    if model is None:
        raise CannotRun(f"Rasa made no {classifier} model; its messages above say why")
    return Path(model)


def load(model: Path) -> Agent:
    return Agent.load(str(model))


def hear(agent: Agent, texts: Sequence[str]) -> list[Heard]:
    """With Rasa's FallbackClassifier after the pipeline, which is left bare for timing."""
    fallback = FallbackClassifier({**FallbackClassifier.get_default_config(), "threshold": FALLBACK})

    async def parse_all() -> list[dict[str, Any]]:
        return [await agent.parse_message(text) for text in texts]

    return [_heard(parsed, fallback) for parsed in asyncio.run(parse_all())]


def _heard(parsed: dict[str, Any], fallback: FallbackClassifier) -> Heard:
    ranking = [each for each in parsed["intent_ranking"] if each["name"] != OUTSIDE]
    first = parsed["intent"]["name"]
    [message] = fallback.process([Message(data=dict(parsed))])
    return Heard(
        ranking=tuple(each["name"] for each in ranking),
        confidence=float(ranking[0]["confidence"]) if ranking else 0.0,
        answered=first not in (None, OUTSIDE) and message.get("intent")["name"] == first,
    )


def _training_data(lines: Iterable[Line]) -> str:
    examples: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        readable = "".join(char if char.isprintable() else " " for char in line.text)  # YAML takes no others
        examples[line.label].append(" ".join(readable.split()))
    blocks = [
        f"- intent: {label}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for label, texts in examples.items()
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)
