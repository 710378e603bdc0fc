"""A trained `IntentModel` on disk: numbers as numpy arrays, everything else as JSON; nothing is pickled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from nlu.errors import EncoderDiffers
from nlu.intents.calibration import Calibration
from nlu.intents.class_means import ClassMeansRanker
from nlu.intents.confidence import Confidence
from nlu.intents.decision import Thresholds
from nlu.intents.encoder import Encoder
from nlu.intents.encoder_files import Identity
from nlu.intents.encoder_in_use import encoder_in_use
from nlu.intents.features import Features
from nlu.intents.model import IntentModel, LabelFacts
from nlu.intents.profiles import Profiles
from nlu.intents.ranker import Ranker
from nlu.language.cleaning import Cleaner

ARRAYS, WORDS = "intents.npz", "intents.json"


def save(model: IntentModel, folder: Path) -> None:
    """Writes two files into an existing folder."""
    ranker, confidence, features = model.ranker, model.confidence, model.ranker.features
    np.savez_compressed(
        folder / ARRAYS,
        gram_weights=features.weights,
        **_scores_by(ranker),
        phrasing_data=ranker.phrasings.data.astype(np.float32),
        phrasing_indices=ranker.phrasings.indices,
        phrasing_ends=ranker.phrasings.indptr,
        owners=ranker.owners,
        confidence_mean=confidence.mean,
        confidence_scale=confidence.scale,
        confidence_weights=confidence.weights,
        confidence_bias=np.array([confidence.bias]),
    )
    words = {
        "labels": ranker.labels,
        "grams": sorted(features.vocabulary, key=features.vocabulary.__getitem__),
        "encoder": None if features.encoder is None else asdict(features.encoder.identity),
        "facts": {label: asdict(facts) for label, facts in model.facts.items()},
        "known_lines": model.known_lines,
        "thresholds": asdict(model.thresholds),
    }
    (folder / WORDS).write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")


def load(folder: Path, cleaner: Cleaner) -> IntentModel:
    """Raises OSError, ValueError or KeyError when the folder does not hold what `save` wrote.

    Raises EncoderDiffers when the model was trained with another encoder than the one in use.
    """
    words = json.loads((folder / WORDS).read_text(encoding="utf-8"))
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        features = Features(
            {gram: index for index, gram in enumerate(words["grams"])},
            arrays["gram_weights"],
            _encoder_of(words["encoder"]),
        )
        ends = arrays["phrasing_ends"]
        phrasings = csr_matrix(
            (arrays["phrasing_data"].astype(np.float64), arrays["phrasing_indices"], ends),
            shape=(len(ends) - 1, len(features)),
        )
        ranker: Ranker | ClassMeansRanker
        if "calibration" in arrays:
            calibration = Calibration(arrays["calibration"])
            ranker = ClassMeansRanker(words["labels"], features, calibration, phrasings, arrays["owners"])
        else:
            profiles = Profiles(arrays["profile_weights"], arrays["profile_bias"])
            ranker = Ranker(
                words["labels"],
                features,
                arrays["weights"],
                arrays["bias"],
                phrasings,
                arrays["owners"],
                profiles,
            )
        confidence = Confidence(
            arrays["confidence_mean"],
            arrays["confidence_scale"],
            arrays["confidence_weights"],
            float(arrays["confidence_bias"][0]),
        )
    facts = {label: LabelFacts(**stored) for label, stored in words["facts"].items()}
    return IntentModel(cleaner, ranker, confidence, facts, words["known_lines"], Thresholds(**words["thresholds"]))


def _scores_by(ranker: Ranker | ClassMeansRanker) -> dict[str, np.ndarray]:
    if isinstance(ranker, ClassMeansRanker):
        return {"calibration": ranker.calibration.weights}
    return {
        "weights": ranker.weights,
        "bias": ranker.bias,
        "profile_weights": ranker.profiles.weights,
        "profile_bias": ranker.profiles.bias,
    }


def _encoder_of(stored: Mapping[str, str] | None) -> Encoder | None:
    """The encoder in use, if it is the stored one; two folders with the same files hold the same encoder."""
    trained_with, encoder = Identity(**stored) if stored else None, encoder_in_use()
    present = encoder.identity if encoder else None
    if (trained_with and trained_with.digest) != (present and present.digest):
        raise EncoderDiffers(trained_with and trained_with.name, present and present.name)
    return encoder
