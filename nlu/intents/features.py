"""Three views of a cleaned message: its characters and its sounds, as 1- and 2-grams, and its syllables by themselves.

Where a union has a sentence encoder, its vector is a fourth.
"""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.encoder import Encoder
from nlu.language.pinyin import sounds

START, END = "^", "$"
ENCODER_LENGTH = 0.7  # of the encoder's part
SMALLEST = 1e-9  # in the place of a length of 0


class Vector(NamedTuple):
    """One text: feature indices and values, the encoder's part first, then the views in their order."""

    index: np.ndarray
    value: np.ndarray
    parts: tuple[slice, ...]  # where each part lies; an empty one where it says nothing
    known: float  # share of the text's grams that the model has seen


class Features:
    """Turns cleaned text into a sparse vector: binary counts × idf^0.5, each view scaled to length 1."""

    def __init__(self, vocabulary: dict[str, int], weights: np.ndarray, encoder: Encoder | None) -> None:
        self.vocabulary = vocabulary
        self.weights = weights
        self.encoder = encoder
        self._first_gram = encoder.dimension if encoder else 0  # so grams can be added at the end

    @classmethod
    def learn(cls, texts: Sequence[str], encoder: Encoder | None) -> Features:
        """The grams of these texts; idf smoothed by one imagined text that holds every gram."""
        counts: Counter[str] = Counter()
        for text in texts:
            for view in VIEWS:
                counts.update(view(text))
        grams = sorted(counts)
        frequency = np.array([counts[gram] for gram in grams], dtype=np.float64)
        idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        return cls({gram: index for index, gram in enumerate(grams)}, np.sqrt(idf), encoder)

    def extended(self, texts: Iterable[str]) -> Features:
        """The same with the grams of these texts that are new to it; each weighs as much as the rarest known one."""
        new = {gram for text in texts for view in VIEWS for gram in view(text)} - self.vocabulary.keys()
        vocabulary = {
            **self.vocabulary,
            **{gram: len(self.vocabulary) + index for index, gram in enumerate(sorted(new))},
        }
        rarest = np.full(len(new), self.weights.max())
        return Features(vocabulary, np.concatenate([self.weights, rarest]), self.encoder)

    def __len__(self) -> int:
        return self._first_gram + len(self.vocabulary)

    def vector(self, text: str) -> Vector:
        found = [] if self.encoder is None else [self._encoded(text, self.encoder)]
        known, seen = 0, 0
        for view, grams in zip(VIEWS, _seen_as(text), strict=True):
            index = np.array([self.vocabulary[gram] for gram in grams if gram in self.vocabulary], dtype=np.int64)
            if view is not syllable_grams:  # nearly every syllable is known: that says nothing
                seen += len(grams)
                known += len(index)
            weight = self.weights[index]
            found.append((index + self._first_gram, weight / max(np.sqrt(weight @ weight), SMALLEST)))
        ends = [0, *itertools.accumulate(len(index) for index, _ in found)]
        return Vector(
            np.concatenate([index for index, _ in found]),
            np.concatenate([value for _, value in found]),
            tuple(slice(start, end) for start, end in itertools.pairwise(ends)),
            known / max(seen, 1),
        )

    def _encoded(self, text: str, encoder: Encoder) -> tuple[np.ndarray, np.ndarray]:
        meaning = encoder.vector(text)
        index = np.arange(self._first_gram if meaning.any() else 0)
        return index, meaning[: len(index)] * ENCODER_LENGTH

    @property
    def parts(self) -> int:
        """How many parts a `Vector` has."""
        return len(VIEWS) + (self.encoder is not None)

    def part_of_each(self) -> np.ndarray:
        """For each feature, the number of the part of a `Vector` it belongs to."""
        numbers = {mark: self.parts - len(VIEWS) + number for number, mark in enumerate(MARKS)}
        grams = np.array([numbers[gram[0]] for gram in self.vocabulary], dtype=np.int64)
        return np.concatenate([np.zeros(self._first_gram, dtype=np.int64), grams])

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """One row per text."""
        indices: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            vector = self.vector(text)
            indices.append(vector.index)
            values.append(vector.value)
            ends.append(ends[-1] + len(vector.index))
        flat = np.concatenate(indices) if indices else np.zeros(0, dtype=np.int64)
        data = np.concatenate(values) if values else np.zeros(0)
        return csr_matrix((data, flat, np.array(ends)), shape=(len(ends) - 1, len(self)))


def character_grams(text: str) -> set[str]:
    return _grams(list(text), "c:")


def sound_grams(text: str) -> set[str]:
    return _grams(sounds(text), "s:")


def _grams(units: list[str], view: str) -> set[str]:
    marked = [START, *units, END]
    return {f"{view}{unit}" for unit in units} | {f"{view}{a} {b}" for a, b in itertools.pairwise(marked)}


def syllable_grams(text: str) -> set[str]:
    """A syllable outlives the slip beside it, which breaks both its 2-grams."""
    return {f"u:{sound}" for sound in sounds(text)}


@functools.lru_cache(maxsize=16)  # what lies over a ranker looks at the same text right after it
def _seen_as(text: str) -> tuple[set[str], ...]:
    return tuple(view(text) for view in VIEWS)


VIEWS: tuple[Callable[[str], set[str]], ...] = (character_grams, sound_grams, syllable_grams)
MARKS = "csu"  # what their grams begin with
