"""Two views of a cleaned message: its characters (with the concepts they spell) and its sounds, as 1- and 2-grams.

Where a union has a sentence encoder, its vector is a third.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from nlu.intents.concepts import Concepts
from nlu.language.pinyin import sounds

START, END = "^", "$"
SOUND_LENGTH = 1.0  # length of the sounds' part of a vector, the same as that of the characters' part
ENCODER_LENGTH = 0.7  # of the encoder's part


class Features:
    """Turns cleaned text into a sparse vector: binary counts × idf^0.5, each view scaled to its length."""

    def __init__(self, concepts: Concepts, vocabulary: dict[str, int], weights: np.ndarray) -> None:
        self.concepts = concepts
        self.vocabulary = vocabulary
        self.weights = weights
        self._views = _views(concepts)
        self._encoder = concepts.encoder
        self._first_gram = self._encoder.dimension if self._encoder else 0  # so grams can be added at the end

    @classmethod
    def learn(cls, texts: Sequence[str], concepts: Concepts) -> Features:
        """The grams of these texts; idf smoothed by one imagined text that holds every gram."""
        views = _views(concepts)
        counts: Counter[str] = Counter()
        for text in texts:
            for view, _ in views:
                counts.update(view(text))
        grams = sorted(counts)
        frequency = np.array([counts[gram] for gram in grams], dtype=np.float64)
        idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        return cls(concepts, {gram: index for index, gram in enumerate(grams)}, np.sqrt(idf))

    def extended(self, texts: Iterable[str]) -> Features:
        """The same with the grams of these texts that are new to it; each weighs as much as the rarest known one."""
        new = {gram for text in texts for view, _ in self._views for gram in view(text)} - self.vocabulary.keys()
        vocabulary = {
            **self.vocabulary,
            **{gram: len(self.vocabulary) + index for index, gram in enumerate(sorted(new))},
        }
        rarest = np.full(len(new), self.weights.max())
        return Features(self.concepts, vocabulary, np.concatenate([self.weights, rarest]))

    def __len__(self) -> int:
        return self._first_gram + len(self.vocabulary)

    def vector(self, text: str) -> tuple[np.ndarray, np.ndarray, float]:
        """(feature indices, values, share of the text's grams that are known); the encoder's features come first."""
        indices: list[np.ndarray] = []
        values: list[np.ndarray] = []
        known, seen = 0, 0
        if self._encoder is not None:
            meaning = self._encoder.vector(text)
            if meaning.any():
                indices.append(np.arange(self._first_gram))
                values.append(meaning * ENCODER_LENGTH)
        for view, length in self._views:
            grams = view(text)
            seen += len(grams)
            found = np.array([self.vocabulary[gram] for gram in grams if gram in self.vocabulary], dtype=np.int64)
            known += len(found)
            if len(found):
                weight = self.weights[found]
                indices.append(found + self._first_gram)
                values.append(weight * (length / np.sqrt(weight @ weight)))
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


def _views(concepts: Concepts) -> tuple[tuple[Callable[[str], set[str]], float], ...]:
    def words(text: str) -> set[str]:
        return character_grams(text) | {f"v:{name}" for name in concepts.find(text)}

    return ((words, 1.0), (sound_grams, SOUND_LENGTH))


def _grams(units: list[str], view: str) -> set[str]:
    marked = [START, *units, END]
    return {f"{view}{unit}" for unit in units} | {f"{view}{a} {b}" for a, b in itertools.pairwise(marked)}
