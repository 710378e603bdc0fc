"""What a trained model keeps of its training, so that a feed can change it without training anew."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from nlu.intents.calibration import Calibration
from nlu.intents.examples import Example

ORIGIN_FILE = "origin.json"


@dataclass(frozen=True)
class Origin:
    fingerprint: str  # of the data and code it was trained from
    digest: str  # of the topics it was trained on
    examples: tuple[Example, ...]
    calibration: Calibration


def save_origin(origin: Origin, folder: Path) -> None:
    """Writes one file into an existing folder."""
    stated = {
        "fingerprint": origin.fingerprint,
        "digest": origin.digest,
        "examples": [asdict(example) for example in origin.examples],
        "calibration": origin.calibration.weights.tolist(),
    }
    (folder / ORIGIN_FILE).write_text(json.dumps(stated, ensure_ascii=False), encoding="utf-8")


def read_origin(stored: bytes) -> Origin:
    """Raises ValueError, KeyError or TypeError when this is not what `save_origin` wrote."""
    stated = json.loads(stored)
    examples = tuple(Example(**example) for example in stated["examples"])
    calibration = Calibration(np.array(stated["calibration"], dtype=np.float64))
    return Origin(stated["fingerprint"], stated["digest"], examples, calibration)
