"""Three views of a cleaned message: its characters and its sounds, as 1- and 2-grams, and its syllables by themselves.

Where a union has a sentence encoder, its vector is a fourth.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.encoder import Encoder
from nlu.language.pinyin import sounds

START, END = "^", "$"
ENCODER_LENGTH = 0.7  # of the encoder's part


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

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray, float]:
        """(feature indices, values, share of the text's grams that are known); the encoder's features come first."""
        indices: list[np.ndarray] = []
        values: list[np.ndarray] = []
        known, seen = 0, 0
        if self.encoder is not None:
            meaning = self.encoder.vector(text)
            if meaning.any():
                indices.append(np.arange(self._first_gram))
                values.append(meaning * ENCODER_LENGTH)
        for view in VIEWS:
            grams = view(text)
            found = np.array([self.vocabulary[gram] for gram in grams if gram in self.vocabulary], dtype=np.int64)
            if view is not syllable_grams:  # nearly every syllable is known: that says nothing
                seen += len(grams)
                known += len(found)
            if len(found):
                weight = self.weights[found]
                indices.append(found + self._first_gram)
                values.append(weight / np.sqrt(weight @ weight))
        if not indices:
            return np.zeros(0, dtype=np.int64), np.zeros(0), 0.0
        return np.concatenate(indices), np.concatenate(values), known / seen

    def matrix(self, texts: Iterable[str]) -> csr_matrix:
        """One row per text."""
        indices: list[np.ndarray] = []
        values: list[np.ndarray] = []
        ends = [0]
        for text in texts:
            index, value, _ = self.vector(text)
            indices.append(index)
            values.append(value)
            ends.append(ends[-1] + len(index))
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


VIEWS: tuple[Callable[[str], set[str]], ...] = (character_grams, sound_grams, syllable_grams)
