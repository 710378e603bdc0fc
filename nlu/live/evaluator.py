"""Has the model that serves judged in the background, after the start and whenever another one serves."""

from __future__ import annotations

import json
import logging
import threading
from pathlib import Path
from typing import Any

from nlu.evaluation.newest import keep, kept
from nlu.live.background import Background, BackgroundFailed
from nlu.metrics import Metrics

SETTLING_SECONDS = 20.0  # a start and what is published in one go come first
PAUSE_SECONDS = 600.0  # at least, between two evaluations
TIMEOUT_SECONDS = 300.0  # some twenty seconds where nothing else runs

logger = logging.getLogger(__name__)


class Evaluator:
    """A thread that waits for `wake`; `newest` is what was found last, None as long as there is none."""

    def __init__(self, fingerprint: str, model: Path, live: Path, data: Path, metrics: Metrics) -> None:
        """`fingerprint`: of the trained model; `data`: the data folder with the development set."""
        folders = {"--model": model, "--live": live, "--data": data}
        self._arguments = [part for name, path in folders.items() for part in (name, str(path.resolve()))]
        self._live = live
        self._messages = data / "development"
        self._metrics = metrics
        self._background = Background()
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self.newest: dict[str, Any] | None = kept(live, fingerprint)

    def start(self) -> None:
        threading.Thread(target=self._run, name="evaluation", daemon=True).start()

    def wake(self) -> None:
        """Another model serves, or the same one by other thresholds."""
        self._woken.set()

    def stop(self) -> None:
        self._stopping.set()
        self._woken.set()
        self._background.stop()

    def evaluate(self) -> None:
        """Judge once; when that fails, what was found before stays."""
        outcome, words = self._try()
        if self._stopping.is_set():
            return
        self._metrics.evaluations.labels(outcome).inc()
        if outcome != "done":
            logger.warning("evaluation: %s %s", outcome, words)

    def _try(self) -> tuple[str, str]:
        """(outcome, some more words for the log)."""
        if not self._messages.is_dir():
            return "skipped", "there is no development set"
        try:
            said = self._background.run("nlu.evaluate", self._arguments, b"", TIMEOUT_SECONDS)
            self.newest = json.loads(said)
            keep(self._live, said)
        except BackgroundFailed as failure:
            return failure.outcome, failure.words
        except OSError as error:
            return "not-kept", type(error).__name__
        return "done", ""

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait()
            self._stopping.wait(SETTLING_SECONDS)
            self._woken.clear()
            if not self._stopping.is_set():
                self.evaluate()
                self._stopping.wait(PAUSE_SECONDS - SETTLING_SECONDS)
