"""How well clusters match the groups people made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from nlu.clusters.clustering import Cluster, clusters
from nlu.clusters.questions import Questions
from nlu.clusters.vectors import vectors
from nlu.corpus import read_corpus
from nlu.entities.extractor import EntityExtractor
from nlu.errors import DataUnreadable
from nlu.evaluation.grouping import Grouped, match, read_grouped
from nlu.intents.ranker import Ranker
from nlu.language.cleaning import Cleaner
from nlu.live.lines import LineReader

GROUPED = [
    Grouped("换电柜坏了", "swap"),
    Grouped("柜子吞电池", "swap"),
    Grouped("雨衣哪领", "coat"),
    Grouped("发雨披不", "coat"),
]

# Somewhat below what was measured on 2026-11-27: 0.118 and 0.086. The second set is never tuned on.
FLOORS = {"question_groups.csv": 0.10, "question_groups_apart.csv": 0.07}


def answering(*found: tuple[int, ...]) -> Callable[[Questions], Sequence[Cluster]]:
    return lambda questions: [Cluster(None, ids) for ids in found]


def test_the_same_groups_match_wholly() -> None:
    found = match(GROUPED, answering((3, 2), (0, 1)))

    assert (found.questions, found.groups, found.found) == (4, 2, 2)
    assert (found.adjusted_rand_index, found.at_home) == (1.0, 1.0)


def test_a_stranger_in_a_cluster_is_not_at_home() -> None:
    found = match(GROUPED, answering((0, 1, 2), (3,)))

    assert found.adjusted_rand_index < 0.5
    assert found.at_home == pytest.approx(2 / 3)


def test_all_alone_is_as_good_as_chance() -> None:
    found = match(GROUPED, answering((0,), (1,), (2,), (3,)))

    assert (found.adjusted_rand_index, found.at_home) == (0.0, 0.0)


@pytest.mark.parametrize("content", ["text\na\n", "a,group\nb,c\n", 'text,group\n"a,b\n'])
def test_another_table_is_unreadable(tmp_path: Path, content: str) -> None:
    path = tmp_path / "groups.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DataUnreadable, match=r"groups\.csv"):
        read_grouped(path)


@pytest.fixture(scope="module")
def cluster(real_data: Path, extractor: EntityExtractor, cleaner: Cleaner) -> Callable[[Questions], list[Cluster]]:
    """With the ranker a trained model has."""
    reader = LineReader(cleaner, extractor)
    ranker = Ranker.fit(reader.lines(read_corpus(real_data)), None)
    return lambda questions: clusters(questions, reader.cleaned, lambda texts: vectors(ranker, texts))


@pytest.mark.parametrize("name", FLOORS)
def test_clusters_match_what_people_put_together(
    name: str, real_data: Path, cluster: Callable[[Questions], list[Cluster]]
) -> None:
    found = match(read_grouped(real_data / "development" / name), cluster)

    assert found.adjusted_rand_index >= FLOORS[name]
