"""The house as it ships, trained and loaded by Rasa: figures, seconds and memory, and what was promised of them."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.comparison import rasa_classifiers
from benchmarks.comparison.contestants import Contestants, say
from benchmarks.comparison.house import hear_shipped
from benchmarks.comparison.latency import parse_milliseconds
from benchmarks.comparison.memory import measure_memory
from benchmarks.comparison.on_development import score_development
from benchmarks.comparison.table import Promise, Report, Section
from benchmarks.errors import CannotRun
from benchmarks.percentiles import percentile
from nlu.corpus import read_corpus
from nlu.development import DevelopmentSet
from nlu.model_archive import newest_model, open_model

ROOT = Path(__file__).parents[2]
TIMED_MESSAGES = 400
LARGEST_PARSE_OVER_RASA = 3.0
LONGEST_TRAINING_SECONDS = 180.0
LONGEST_REFIT_SECONDS = 30.0


def measure_shipped(
    data: Path, messages: DevelopmentSet, contestants: Contestants, bare: Path, models: Path, report: Report
) -> None:
    """The data folder is XIAOFENG_DATA_DIR's too, for the processes started.

    `bare`: Rasa's LogisticRegressionClassifier model on all phrasings; `models`: an empty or missing folder.
    """
    section = report.section("The house as it ships: all phrasings, and the sentences of the answers")
    say("training the house as it ships …")
    began = time.perf_counter()
    model = _train(models)
    training = time.perf_counter() - began
    opened = open_model(model)
    score_development(messages, "house", lambda texts: hear_shipped(opened, texts), section)
    section.put("training, start to end", "s", "house", training)
    say("fitting the ranker alone …")
    refit = contestants.house.refit_seconds(read_corpus(data))
    section.put("refit, every id at once", "s", "house", refit)
    ratio = _time_messages(messages, bare, model, section)
    _measure_memory(model, section, report)
    report.promises += [
        Promise("p50 of one message, house / Rasa LogReg", ratio, LARGEST_PARSE_OVER_RASA, ""),
        Promise("training, start to end", training, LONGEST_TRAINING_SECONDS, "s"),
        Promise("refit, every id at once", refit, LONGEST_REFIT_SECONDS, "s"),
    ]


def _train(models: Path) -> Path:
    """As `xiaofeng train` does. Raises CannotRun."""
    command = [sys.executable, "-m", "nlu.cli", "train"]
    env = {**os.environ, "XIAOFENG_NLU_MODELS": str(models)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise CannotRun(f"the house could not be trained: {done.stderr.strip()}")
    return newest_model(models)


def _time_messages(messages: DevelopmentSet, bare: Path, model: Path, section: Section) -> float:
    """The ratio of the medians."""
    say("timing single messages …")
    texts = [each.text for each in (*messages.single, *messages.out_of_scope)]
    chosen = random.Random(0).sample(texts, min(TIMED_MESSAGES, len(texts)))
    times = parse_milliseconds({"logreg": rasa_classifiers.load(bare), "house": rasa_classifiers.load(model)}, chosen)
    for percent in (50, 95):
        for system, taken in times.items():
            section.put(f"one message inside Rasa, p{percent}", "ms", system, percentile(taken, percent))
    return percentile(times["house"], 50) / percentile(times["logreg"], 50)


def _measure_memory(model: Path, section: Section, report: Report) -> None:
    say("measuring memory …")
    found = measure_memory(model)
    section.put("resident memory of nlu at rest", "MiB", "house", found.server)
    section.put("  a process that only imported Rasa", "MiB", "house", found.rasa)
    section.put("  what opening our model adds, without Rasa", "MiB", "house", found.model)
    report.notes.append(
        "Memory: Rasa does not import without TensorFlow, of which the house's pipeline uses nothing; a bare "
        f"interpreter takes {found.python:.0f} MiB."
    )
