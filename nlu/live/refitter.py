"""Has the ranker fitted anew in the background when the topics have moved, and swaps it in."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from nlu.errors import IndexUnreadable
from nlu.language.cleaning import Cleaner
from nlu.live.background import Background, BackgroundFailed
from nlu.live.index import read_index, remove_old_indexes
from nlu.live.serving import Serving
from nlu.metrics import Metrics

QUIET_SECONDS = 1.0  # a refit waits until the feed has not moved for so long,
LONGEST_WAIT_SECONDS = 5.0  # but no longer than this
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 60.0  # after a refit that brought nothing
TIMEOUT_SECONDS = 300.0

logger = logging.getLogger(__name__)


class Refitter:
    """A thread that waits for `wake`; the overlay serves until a refit is swapped in, and on when one fails."""

    def __init__(self, serving: Serving, cleaner: Cleaner, model: Path, live: Path, metrics: Metrics) -> None:
        self._serving = serving
        self._cleaner = cleaner
        self._model = model
        self._live = live
        self._metrics = metrics
        self._background = Background()
        self._moved = threading.Event()
        self._stopping = threading.Event()
        self.when_swapped: Callable[[], None] = lambda: None  # told when another model serves

    def start(self) -> None:
        threading.Thread(target=self._run, name="refit", daemon=True).start()

    def wake(self) -> None:
        """The topics have moved."""
        self._moved.set()

    def stop(self) -> None:
        self._stopping.set()
        self._moved.set()
        self._background.stop()

    def refit(self) -> bool:
        """Fit once and swap in; False when it brought nothing new, and what served goes on serving."""
        started = time.monotonic()
        before = self._serving.fitted_on
        outcome, words = self._try()
        if self._stopping.is_set():
            return False
        self._metrics.refits.labels(outcome).inc()
        if outcome != "done":
            logger.warning("refit: %s %s", outcome, words)
            return False
        seconds = time.monotonic() - started
        self._metrics.refit_seconds.observe(seconds)
        logger.info("refit: in use after %.1f s", seconds)
        remove_old_indexes(self._live)
        swapped = self._serving.fitted_on != before
        if swapped:
            self.when_swapped()
        return swapped

    def _try(self) -> tuple[str, str]:
        """(outcome, some more words for the log)."""
        arguments = ["--model", str(self._model.resolve()), "--live", str(self._live.resolve())]
        try:
            said = self._background.run("nlu.refit", arguments, b"", TIMEOUT_SECONDS)
            folder = Path(said.decode().strip())
            self._serving.take_index(read_index(folder, self._serving.fingerprint, self._cleaner))
        except BackgroundFailed as failure:
            return failure.outcome, failure.words
        except (IndexUnreadable, OSError, ValueError) as error:
            return "unreadable", type(error).__name__
        return "done", ""

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._moved.wait()
            self._wait_until_quiet()
            while self._serving.is_stale and not self._stopping.is_set():
                if self.refit():
                    pause = FIRST_PAUSE_SECONDS
                else:
                    self._stopping.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _wait_until_quiet(self) -> None:
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while time.monotonic() < deadline and not self._stopping.is_set():
            self._moved.clear()
            if not self._moved.wait(QUIET_SECONDS):
                return
        self._moved.clear()
