"""The development set: enough messages of enough kinds, and none that training could have absorbed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.data.files import bare, by, document, faults, files, name_of, phrasings

FILES = files("development/*.yaml")
WRITERS = 8
FEWEST_PER_ID = 12
TOO_ALIKE = 0.5  # Jaccard similarity of character bigrams

Bigrams = frozenset[str]


def bigrams(text: str) -> Bigrams:
    """Of the bare text; a text of one character is its own."""
    plain = bare(text)
    return frozenset(plain[index : index + 2] for index in range(len(plain) - 1)) or frozenset([plain])


def trained_lines() -> Iterator[tuple[str, str]]:
    """(file, line) of everything the model learns an id or the outside from."""
    yield from phrasings()
    for path in files("background/*.txt"):
        yield from ((name_of(path), line) for line in path.read_text(encoding="utf-8").splitlines())


class TrainedLines:
    """Training lines by their bigrams, to find those alike to a text."""

    def __init__(self) -> None:
        self._lines = [(file, line, bigrams(line)) for file, line in trained_lines()]
        self._with: dict[str, list[int]] = defaultdict(list)
        for index, (_, _, grams) in enumerate(self._lines):
            for gram in grams:
                self._with[gram].append(index)

    def alike(self, text: str) -> list[tuple[str, str]]:
        """(file, line) of the lines too much like the text."""
        own = bigrams(text)
        shared = Counter(index for gram in own for index in self._with[gram])
        return [
            self._lines[index][:2]
            for index, count in shared.items()
            if count / (len(own) + len(self._lines[index][2]) - count) >= TOO_ALIKE
        ]


@cache
def trained() -> TrainedLines:
    return TrainedLines()


def texts_alone(path: Path) -> list[str]:
    """What is read by itself."""
    stated = document(path)
    single = [text for messages in stated["messages"].values() for text in messages]
    return [*single, *stated["out_of_scope"], *(each["text"] for each in stated["two_needs"])]


def texts(path: Path) -> list[str]:
    """Every message, follow-ups too."""
    return [*texts_alone(path), *(each["text"] for each in document(path)["follow_ups"])]


def known_ids() -> set[str]:
    return (by("id", "topics.csv").keys() | by("id", "tasks.csv").keys()) - {"out_of_scope"}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_keeps_to_its_schema(path: Path) -> None:
    assert faults("development", document(path)) == []


def test_eight_kinds_of_writer_have_one_file_each() -> None:
    assert [document(path)["writer"] for path in FILES] == [path.stem for path in FILES]
    assert len(FILES) >= WRITERS


def test_every_topic_and_task_is_asked_often_enough() -> None:
    asked = Counter(label for path in FILES for label, messages in document(path)["messages"].items() for _ in messages)

    assert {label: asked[label] for label in known_ids() if asked[label] < FEWEST_PER_ID} == {}
    assert asked.keys() <= known_ids()


@pytest.mark.parametrize(("part", "fewest"), [("out_of_scope", 300), ("two_needs", 100), ("follow_ups", 100)])
def test_there_are_enough_messages_of_the_other_kinds(part: str, fewest: int) -> None:
    assert sum(len(document(path)[part]) for path in FILES) >= fewest


def test_needs_and_follow_ups_name_what_the_bot_knows() -> None:
    named = {each for path in FILES for message in document(path)["two_needs"] for each in message["needs"]}
    named |= {
        message[part] for path in FILES for message in document(path)["follow_ups"] for part in ("after", "means")
    }

    assert named - known_ids() == set()


def test_no_message_is_given_twice() -> None:
    """A follow-up may be: the same words ("要钱吗") can go on after different answers."""
    given = Counter(bare(text) for path in FILES for text in texts_alone(path))

    assert [text for text, times in given.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_message_is_like_a_training_line(path: Path) -> None:
    """Fails when somebody copies a message into the phrasings, or writes a phrasing that gives one away."""
    assert {text: found for text in texts(path) if (found := trained().alike(text))} == {}
