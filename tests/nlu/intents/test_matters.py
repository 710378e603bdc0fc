"""Which ids are of one matter, and which of them a question without a subject means."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.intents.class_means import ClassMeansRanker
from nlu.intents.features import Features
from nlu.intents.matters import kinship, of_its_matter, siblings
from nlu.intents.model import IntentModel
from nlu.intents.ranker import Ranker

LABELS = ["aid_how", "aid_amount", "join_materials", "not_ours_school", "training"]
ALL = np.arange(len(LABELS))
STRANGE = np.zeros(len(LABELS))


def of_aid(logits: list[float], kin: list[float], answered: int = 0) -> list[str]:
    alike = np.array(kin)
    near = siblings(LABELS, alike, answered)
    return [label for label, _ in of_its_matter(np.array(logits), alike, near, answered, LABELS, ALL).ranking]


def test_ids_that_begin_alike_are_of_one_matter() -> None:
    assert siblings(LABELS, STRANGE, 0).tolist() == [True, True, False, False, False]


def test_ids_whose_phrasings_are_alike_are_of_one_matter() -> None:
    assert siblings(LABELS, np.array([1, 0, 0, 0, 0.5]), 0)[4]


def test_joining_and_what_is_not_ours_are_matters_of_their_own() -> None:
    alike = np.ones(len(LABELS))

    assert not siblings(LABELS, alike, 0)[[2, 3]].any()
    assert siblings(LABELS, alike, 3).tolist() == [False, False, False, True, False]


def test_what_was_answered_is_meant_where_no_sibling_speaks_up() -> None:
    assert of_aid([-9, -9, 8, 2, 1], [1, 0.3, 0.1, 0.9, 0.1])[0] == "aid_how"


def test_a_sibling_that_tells_just_this_comes_first_and_what_was_answered_next() -> None:
    assert of_aid([-9, 3, 8, 2, 1], [1, 0.3, 0.1, 0.9, 0.1])[:2] == ["aid_amount", "aid_how"]


def test_other_matters_follow_by_how_alike_they_are_to_what_was_answered() -> None:
    assert of_aid([-9, 3, 8, 2, 1], [1, 0.3, 0.1, 0.9, 0.2])[2:] == ["not_ours_school", "training", "join_materials"]


def test_two_that_may_be_meant_make_it_unsure() -> None:
    near = siblings(LABELS, STRANGE, 0)

    def confidence(sibling: float) -> float:
        return of_its_matter(np.array([-9, sibling, 0, 0, 0.0]), STRANGE, near, 0, LABELS, ALL).confidence

    assert confidence(0.4) < 0.6 < 0.8 < confidence(-9)
    assert confidence(9) > 0.99


def test_what_all_phrasings_have_in_common_makes_nobody_kin() -> None:
    common, own = np.array([[2.0, 2, 2]]), np.array([[1.0, 1, 0], [0, 0, 1]])
    means = np.vstack([common, own]) / np.linalg.norm(np.vstack([common, own]), axis=0)
    likeness = means.T @ means

    kin = kinship(likeness[0], likeness.mean(axis=0), 0)

    assert likeness[0, 2] == pytest.approx(0.8)
    assert kin == pytest.approx([1, 1, -1])


@pytest.fixture(params=["fitted", "class means"])
def ranker(request: pytest.FixtureRequest, small_model: IntentModel) -> Ranker | ClassMeansRanker:
    fitted = small_model.ranker
    if request.param == "fitted":
        return fitted
    features: Features = fitted.features
    return ClassMeansRanker(fitted.labels, features, None, fitted.phrasings, fitted.owners)


def test_the_usual_likeness_is_the_mean_of_the_likeness_to_each(ranker: Ranker | ClassMeansRanker) -> None:
    each = [ranker.likeness(label) for label in range(len(ranker.labels))]

    assert ranker.usual_likeness == pytest.approx(np.mean(each, axis=0), abs=1e-5)
