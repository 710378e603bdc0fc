"""Questions put together by what they ask, read with the small model."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest

from nlu.cluster import cluster
from nlu.clusters.questions import Question, Questions
from nlu.model_archive import OpenModel

SWAP = ["换电柜坏了打不开", "换电柜打不开怎么办", "换电柜坏了"]
RAINCOAT = ["雨衣在哪里领", "雨衣去哪里领取"]
EYES = "孩子眼睛近视"

Found = list[tuple[int | None, list[int]]]
Cluster = Callable[..., Found]


@pytest.fixture
def clustered(small_opened: OpenModel) -> Cluster:
    """(cluster, ids) in the order of the answer; ids are given by place, from 1 on."""

    def found(texts: Iterable[str], lying: dict[int, int] | None = None, fixed: Iterable[int] = ()) -> Found:
        asked = [Question(id, text, (lying or {}).get(id)) for id, text in enumerate(texts, 1)]
        answer = cluster(small_opened, Questions(tuple(asked), frozenset(fixed)))
        return [(each.id, list(each.questions)) for each in answer]

    return found


def sets(found: Found) -> list[set[int]]:
    return [set(ids) for _, ids in found]


def test_questions_that_are_alike_lie_together_and_the_largest_cluster_comes_first(clustered: Cluster) -> None:
    found = clustered([EYES, *RAINCOAT, *SWAP])

    assert sets(found) == [{4, 5, 6}, {2, 3}, {1}]
    assert [home for home, _ in found] == [None, None, None]


def test_there_may_be_no_question(clustered: Cluster) -> None:
    assert clustered([]) == []
    assert clustered([], fixed=[7]) == []


def test_one_question_is_a_cluster(clustered: Cluster) -> None:
    assert clustered([EYES]) == [(None, [1])]


def test_what_reads_the_same_lies_together(clustered: Cluster) -> None:
    """Courtesies, punctuation, script and the names of places tell nothing."""
    assert sets(clustered([EYES, "请问孩子眼睛近视？？", "孩子眼睛近視啊", *RAINCOAT])) == [{1, 2, 3}, {4, 5}]


def test_what_cannot_be_read_lies_together(clustered: Cluster) -> None:
    assert sets(clustered(["😀👍", EYES, "？？！", "\u200b", "🆘"])) == [{1, 3, 4, 5}, {2}]


def test_placeholders_and_names_alone_are_no_reason_to_fail(clustered: Cluster) -> None:
    [named, other] = sets(clustered(["[手机号]", EYES, "[手机号]", "[手机号]包河区"]))

    assert (named, other) == ({1, 3, 4}, {2})


def test_the_most_typical_question_comes_first(clustered: Cluster) -> None:
    [(_, ids)] = clustered(["换电柜坏了打不开急得我团团转", "换电柜打不开", "换电柜坏了打不开", "换电柜坏了打不开"])

    assert ids[:2] == [3, 4]
    assert ids[-1] == 1


def test_neither_order_nor_another_run_changes_the_answer(clustered: Cluster, small_opened: OpenModel) -> None:
    texts = [*SWAP, *RAINCOAT, EYES, "驿站的热水器坏了", "热水器不出热水", "驿站没热水", "电动车上牌去哪办"]
    asked = [Question(id, text, None) for id, text in enumerate(texts, 1)]
    shuffled = random.Random(1).sample(asked, len(asked))
    turned = cluster(small_opened, Questions(tuple(shuffled), frozenset()))

    assert [(each.id, list(each.questions)) for each in turned] == clustered(texts)
    assert clustered(texts) == clustered(texts)


def test_each_question_is_named_once(clustered: Cluster) -> None:
    texts = [*SWAP, *RAINCOAT, EYES, "😀", *SWAP, EYES]

    found = clustered(texts, {1: 5, 4: 5, 6: 8, 8: 9}, [5, 9])

    assert sorted(id for _, ids in found for id in ids) == list(range(1, len(texts) + 1))


def test_a_fixed_cluster_keeps_its_questions_however_unlike_they_are(clustered: Cluster) -> None:
    found = clustered([SWAP[0], EYES, "😀"], {1: 5, 2: 5, 3: 5}, [5])

    assert [(home, set(ids)) for home, ids in found] == [(5, {1, 2, 3})]


def test_two_fixed_clusters_stay_apart_however_alike_they_are(clustered: Cluster) -> None:
    found = clustered([EYES, EYES], {1: 5, 2: 9}, [5, 9])

    assert found == [(5, [1]), (9, [2])]


def test_a_new_question_joins_the_fixed_cluster_it_is_surely_like(clustered: Cluster) -> None:
    found = clustered([*SWAP, *RAINCOAT], {1: 5, 2: 5, 4: 9}, [5, 9])

    assert [(home, set(ids)) for home, ids in found] == [(5, {1, 2, 3}), (9, {4, 5})]


def test_a_new_question_joins_the_fixed_cluster_that_holds_its_very_words(clustered: Cluster) -> None:
    found = clustered([EYES, "😀", SWAP[0], EYES, "😀"], {1: 5, 2: 9, 3: 9}, [5, 9])

    assert {(home, frozenset(ids)) for home, ids in found} == {(5, frozenset({1, 4})), (9, frozenset({2, 3, 5}))}


def test_a_cluster_that_is_not_fixed_is_made_anew(clustered: Cluster) -> None:
    found = clustered([EYES, SWAP[0], SWAP[1]], {1: 5, 2: 5, 3: 7})

    assert [(home, set(ids)) for home, ids in found] == [(None, {2, 3}), (None, {1})]


def test_what_is_like_no_fixed_cluster_is_clustered_by_itself(clustered: Cluster) -> None:
    found = clustered([EYES, *SWAP], {1: 5}, [5])

    assert [(home, set(ids)) for home, ids in found] == [(None, {2, 3, 4}), (5, {1})]


def test_a_fixed_cluster_without_questions_is_not_named(clustered: Cluster) -> None:
    assert clustered([EYES], fixed=[5]) == [(None, [1])]
