"""A process of its own that judges the model that serves: `python -m nlu.evaluate --model … --live … --data …`.

It writes the body of `GET /v1/evaluation` to standard output. Messages misspelt on purpose are left out: they take four
times as long as all others. So are the messages themselves: whoever writes phrasings must not read them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from nlu.development import read_development
from nlu.errors import NluError
from nlu.evaluation.evaluating import evaluate, kinds_of
from nlu.feed.document import PublishedThresholds
from nlu.intents.decision import Thresholds
from nlu.live.starting import serving_from
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel, open_model


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluate", description=__doc__)
    for name in ("--model", "--live", "--data"):
        parser.add_argument(name, type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        result = evaluated(open_model(options.model), options.live, options.data, datetime.now(timezone.utc))
    except NluError as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False))
    return 0


def evaluated(opened: OpenModel, live: Path, data: Path, at: datetime) -> dict[str, Any]:
    """What serves on this folder, judged on the development set. Raises DataUnreadable."""
    serving, known = serving_from(opened, live, Metrics())
    model = serving.model
    found = evaluate(
        read_development(data / "development"),
        replace(opened, intents=model).understand_message,
        kinds_of(model),
        model.careful_labels,
        None,
    )
    return {
        "fingerprint": opened.origin.fingerprint,
        "feed_version": known[0].version if known else 0,  # 0: the data folder
        "evaluated_at": at.isoformat(),
        "thresholds": _settable(model.thresholds),
        "own_thresholds": _settable(opened.intents.thresholds),
        "overall": asdict(found.overall),
        "out_of_scope": found.out_of_scope,
        "out_of_scope_answered": found.out_of_scope_answered,
        "ece": found.ece,
        "calibration": [asdict(each) for each in found.calibration],
        "reach": {care: [asdict(each) for each in points] for care, points in found.reach.items()},
        "confusions": [
            {name: value for name, value in asdict(each).items() if name != "example"} for each in found.confusions
        ],
    }


def _settable(thresholds: Thresholds) -> dict[str, float]:
    """Those that staff may set."""
    return {each.name: getattr(thresholds, each.name) for each in fields(PublishedThresholds)}


if __name__ == "__main__":
    raise SystemExit(main())
