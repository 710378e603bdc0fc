"""Questions are laid into clusters: new ones as they come, everything nobody dealt with once a day."""

from __future__ import annotations

import pytest

from actions.faq.errors import UnderstandingUnavailable
from tests.actions.desk_browser import Browser
from tests.actions.faq.nlu import Nlu
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, groups, killed_at, lying, shown, sorted_by

CHARGING, PARKING = ("换电站在哪", "换电要多少钱"), ("停车被罚了", "停车证咋办")


async def test_what_is_alike_lies_together_the_most_asked_first(house: House, bot: Caller) -> None:
    await asked(bot, PARKING[0], *CHARGING, "换电卡丢了")

    assert await sorted_by(house) == 4

    assert await groups(house) == [[PARKING[0]], [*CHARGING, "换电卡丢了"]]
    assert await shown(house) == [(CHARGING[0], 3, 3), (PARKING[0], 1, 1)]


async def test_one_worker_who_asks_again_counts_once(house: House, bot: Caller) -> None:
    await asked(bot, *CHARGING, of="the-same-worker")
    await sorted_by(house)

    assert await shown(house) == [(CHARGING[0], 2, 1)]


async def test_nlu_gets_texts_and_numbers_and_no_conversation(house: House, bot: Caller, nlu: Nlu) -> None:
    await asked(bot, CHARGING[0])
    await sorted_by(house)

    [body] = nlu.asked
    assert body["fixed"] == []
    [one] = body["questions"]
    assert set(one) == {"id", "text", "cluster"}
    assert (one["text"], one["cluster"]) == (CHARGING[0], None)


async def test_a_new_question_joins_and_moves_nothing(house: House, bot: Caller, nlu: Nlu) -> None:
    await asked(bot, CHARGING[0], PARKING[0])
    await sorted_by(house)
    before = await lying(house)
    nlu.lays_by = lambda text: "all alike"

    await asked(bot, CHARGING[1], of="later-{:04}")
    assert await sorted_by(house) == 1

    after = await lying(house)
    assert {text: after[text] for text in before} == before
    assert after[CHARGING[1]] in before.values()


async def test_the_days_sorting_joins_what_came_one_by_one(house: House, bot: Caller, nlu: Nlu) -> None:
    nlu.lays_by = lambda text: text
    await asked(bot, *CHARGING)
    await sorted_by(house)
    first = await cluster_of(house, CHARGING[0])
    nlu.lays_by = lambda text: text[:2]

    await sorted_by(house, everything=True)

    assert await groups(house) == [[*CHARGING]]
    assert await cluster_of(house, CHARGING[1]) == first


async def test_what_a_colleague_dealt_with_stays_as_it_is(house: House, bot: Caller, nlu: Nlu, wang: Browser) -> None:
    await asked(bot, *CHARGING)
    await sorted_by(house)
    cluster = await cluster_of(house, CHARGING[0])
    page = f"/desk/questions/{cluster}"
    assert "记下了" in (await wang.submit(page, f"{page}/assignment", ("to", ""))).text
    nlu.lays_by = lambda text: text

    await asked(bot, "换电柜坏了", of="later-{:04}")
    await sorted_by(house, everything=True)

    assert await groups(house) == [[*CHARGING], ["换电柜坏了"]]


async def test_an_address_stays_with_most_of_its_questions(house: House, bot: Caller, nlu: Nlu) -> None:
    await asked(bot, "换电甲", "换电乙", "换电丙")
    await sorted_by(house)
    cluster = await cluster_of(house, "换电甲")
    nlu.lays_by = lambda text: "other" if text == "换电丙" else "most"

    await sorted_by(house, everything=True)

    assert await cluster_of(house, "换电甲") == await cluster_of(house, "换电乙") == cluster
    assert await cluster_of(house, "换电丙") != cluster


async def test_while_nlu_is_away_questions_wait(house: House, bot: Caller, nlu: Nlu, wang: Browser) -> None:
    await asked(bot, *CHARGING)
    nlu.status = 503

    with pytest.raises(UnderstandingUnavailable):
        await sorted_by(house)

    assert set((await lying(house)).values()) == {None}
    assert "还有 2 句刚来的没归堆" in (await wang.get("/desk/questions")).text
    nlu.status = 200
    assert await sorted_by(house) == 2


async def test_a_cluster_goes_with_the_last_of_its_questions(house: House, bot: Caller) -> None:
    await asked(bot, PARKING[0], of="leaves-worker")
    await asked(bot, CHARGING[0], of="stays-worker")
    await sorted_by(house)
    gone = await cluster_of(house, PARKING[0])

    await bot.post("/v1/erasures", {"conversation": "leaves-worker"})
    assert await shown(house) == [(CHARGING[0], 1, 1)]
    await sorted_by(house, everything=True)
    await asked(bot, PARKING[1], of="comes-worker")
    await sorted_by(house)

    assert await groups(house) == [[CHARGING[0]], [PARKING[1]]]
    assert gone not in {await cluster_of(house, CHARGING[0])}


async def test_a_process_killed_in_the_middle_leaves_each_question_in_one_place(
    house: House, bot: Caller, nlu: Nlu, database_url: str, unused_tcp_port: int
) -> None:
    await asked(bot, PARKING[0], *CHARGING, "换电卡丢了")
    await killed_at(
        "questions.sorted:1", database_url, unused_tcp_port, XIAOFENG_NLU_URL=nlu.url, XIAOFENG_NLU_TOKEN=nlu.token
    )

    assert None in (await lying(house)).values()
    await sorted_by(house)

    assert await groups(house) == [[PARKING[0]], [*CHARGING, "换电卡丢了"]]
