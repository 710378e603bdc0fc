"""What an operator answered by hand, passing over what was suggested, becomes a question for who writes answers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from actions.questions.model import Question
from actions.retention.days import DAYS, retention
from actions.retention.purging import purge
from tests.actions.applicants import BAOHE, RIDER, other_rider
from tests.actions.desk_browser import Browser
from tests.actions.house import Caller, House
from tests.actions.questions.asking import QUESTIONS, question
from tests.actions.takeovers.chats import HEFEI, act, line, operator, said, taken, written

TEXT = "我老婆也送外卖能一起入吗"
UNDERSTOOD = {"topics": ["join_cost", "join_how", "no_such_topic"]}
ASKED = line(TEXT, understood=UNDERSTOOD)
MINE = {"conversation": RIDER.conversation}


def asked(text: str = TEXT, *, second: int = 0, **changed: Any) -> dict[str, Any]:
    return line(text, **{"understood": UNDERSTOOD, "at": f"2026-11-22T03:59:{second:02}Z", **changed})


async def kept(house: House) -> list[Question]:
    async with house.database.read() as session:
        return list(await session.scalars(select(Question).order_by(Question.id)))


async def texts(house: House) -> list[str]:
    return [house.vault.decrypt(one.text_box) for one in await kept(house)]


async def closed(browser: Browser, number: str) -> None:
    assert (await act(browser, number, "closing", ("outcome", "answered"))).status == 200


async def answered_by_hand(house: House, bot: Caller, cli: Caller, *lines: dict[str, Any], **changed: Any) -> None:
    """A conversation whose operator wrote one reply of their own and closed it."""
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=list(lines), **changed)
    await written(wang, number, "可以的，您爱人也要自己申请")
    await closed(wang, number)


async def test_a_line_all_of_whose_suggestions_were_passed_over_is_a_question(
    house: House, bot: Caller, cli: Caller
) -> None:
    await answered_by_hand(house, bot, cli, asked())

    [one] = await kept(house)
    assert (one.conversation, one.reason, one.topics, one.county, one.state) == (
        RIDER.conversation,
        "override",
        ["join_cost", "join_how"],
        BAOHE,
        "open",
    )
    assert one.asked_at.isoformat() == "2026-11-22T03:59:00+00:00"
    assert house.vault.decrypt(one.text_box) == TEXT
    assert TEXT.encode() not in one.text_box


async def test_what_only_the_operator_needed_is_not_kept(house: House, bot: Caller, cli: Caller) -> None:
    shown = "濉溪路[地址]能送餐吗"
    line_of_bot = asked("濉溪路88号3栋302能送餐吗", understood={**UNDERSTOOD, "question": shown})

    await answered_by_hand(house, bot, cli, line_of_bot)

    assert await texts(house) == [shown]


async def test_before_the_close_it_is_none(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    await written(wang, await taken(wang, bot, lines=[ASKED]), "可以的")

    assert await kept(house) == []


@pytest.mark.parametrize("reply", ["不用交钱的", "可以"])
async def test_where_one_of_them_was_used_it_is_none_also_when_that_was_later(
    house: House, bot: Caller, cli: Caller, reply: str
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    await written(wang, number, "您好")
    await written(wang, number, reply, assist="1:join_how")
    await closed(wang, number)

    assert await kept(house) == []


async def test_each_line_is_one_and_what_nobody_replied_to_is_none(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[asked("第一个问题", second=1)])
    await said(bot, asked("第二个问题", second=2))
    await written(wang, number, "都可以的")
    await written(wang, number, "还有别的吗")
    await said(bot, asked("第三个问题", second=3))
    await closed(wang, number)

    assert await texts(house) == ["第一个问题", "第二个问题"]


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "好的"},
        {"text": "谢谢啊!!!!"},
        {"kind": "photo"},
        {"kind": "voice"},
        {"emergency": True},
        {"from": "bot"},
        {"understood": None},
        {"understood": {"topics": []}},
        {"understood": {"topics": ["no_such_topic"]}},
        {"understood": {**UNDERSTOOD, "to_form": True}},
    ],
)
async def test_what_asks_nothing_or_had_nothing_beside_it_is_none(
    house: House, bot: Caller, cli: Caller, changed: dict[str, Any]
) -> None:
    await answered_by_hand(house, bot, cli, {**asked(), **changed})

    assert await kept(house) == []


def moment(second: int) -> str:
    """When `asked(second=…)` was said."""
    return f"2026-11-22T03:59:{second:02}+00:00"


def settling(text: str, *, second: int, **moments: list[str]) -> dict[str, Any]:
    """A line whose turn says what came of it or of earlier ones."""
    return asked(text, second=second, understood={**UNDERSTOOD, **moments})


async def test_what_the_bot_dealt_with_before_is_none(house: House, bot: Caller, cli: Caller) -> None:
    await answered_by_hand(
        house,
        bot,
        cli,
        settling("合肥市包河区的", second=1, dealt_with=[moment(1)]),
        asked("我老婆能一起入吗", second=2),
    )

    assert await texts(house) == ["我老婆能一起入吗"]


async def test_a_line_whose_choice_was_taken_later_is_none(house: House, bot: Caller, cli: Caller) -> None:
    pressed = line("入会要不要交钱", at=moment(2), kind="button", understood={"dealt_with": [moment(1)]})

    await answered_by_hand(house, bot, cli, asked("那个费用的事", second=1), pressed)

    assert await texts(house) == []


async def test_what_the_bot_answered_and_the_worker_complained_of_is_one(
    house: House, bot: Caller, cli: Caller
) -> None:
    complaint = line("没答对", at=moment(2), understood={"missed": [moment(1)]})

    await answered_by_hand(house, bot, cli, settling(TEXT, second=1, dealt_with=[moment(1)]), complaint)

    assert await texts(house) == [TEXT]


async def test_what_the_bot_answered_and_a_person_was_asked_for_at_once_is_one(
    house: House, bot: Caller, cli: Caller
) -> None:
    request = line("帮我叫个真人来说", at=moment(2), understood={"doubted": [moment(1)]})

    await answered_by_hand(house, bot, cli, settling(TEXT, second=1, dealt_with=[moment(1)]), request)

    assert await texts(house) == [TEXT]


async def test_not_where_the_worker_asked_something_else_before_the_person_replied(
    house: House, bot: Caller, cli: Caller
) -> None:
    request = line("转人工", at=moment(2), understood={"doubted": [moment(1)]})
    another = asked("平台扣我钱找谁说理", second=3)

    await answered_by_hand(house, bot, cli, settling(TEXT, second=1, dealt_with=[moment(1)]), request, another)

    assert await texts(house) == ["平台扣我钱找谁说理"]


async def test_what_is_asked_after_the_reply_changes_nothing_of_it(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    request = line("转人工", at=moment(2), understood={"doubted": [moment(1)]})
    number = await taken(wang, bot, lines=[settling(TEXT, second=1, dealt_with=[moment(1)]), request])
    await written(wang, number, "可以的，您爱人也要自己申请")
    await said(bot, asked("平台扣我钱找谁说理", second=9))
    await closed(wang, number)

    assert await texts(house) == [TEXT]


async def test_nor_where_one_of_the_suggestions_was_used(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    request = line("转人工", at=moment(2), understood={"doubted": [moment(1)]})
    number = await taken(wang, bot, lines=[settling(TEXT, second=1, dealt_with=[moment(1)]), request])
    await written(wang, number, "可以", assist="1:join_how")
    await closed(wang, number)

    assert await texts(house) == []


async def test_a_long_line_is_cut(house: House, bot: Caller, cli: Caller) -> None:
    await answered_by_hand(house, bot, cli, asked("长" * 300))

    assert await texts(house) == ["长" * 200]


@pytest.mark.parametrize("region", [HEFEI, None])
async def test_the_county_is_left_out_where_only_the_city_is_known_or_nothing(
    house: House, bot: Caller, cli: Caller, region: str | None
) -> None:
    wang = await operator(house, cli, area="340000")
    number = await taken(wang, bot, lines=[ASKED], region=region)
    await written(wang, number, "可以的")
    await closed(wang, number)

    assert [one.county for one in await kept(house)] == [None]


async def test_what_the_bot_handed_over_itself_is_not_kept_again(house: House, bot: Caller, cli: Caller) -> None:
    await bot.post(QUESTIONS, question(text=TEXT, asked_at="2026-11-22T11:59:00+08:00"))
    await bot.post(QUESTIONS, question(conversation=other_rider(2).conversation, asked_at="2026-11-22T03:59:07Z"))

    await answered_by_hand(house, bot, cli, asked(), asked("第二个问题", second=7))

    assert [one.reason for one in await kept(house)] == ["fallback", "fallback", "override"]


async def test_a_line_that_came_along_to_a_second_conversation_is_kept_once(
    house: House, bot: Caller, cli: Caller
) -> None:
    await answered_by_hand(house, bot, cli, asked())
    wang = await operator(house, cli, "zhaohong", "赵红")
    number = await taken(wang, bot, lines=[asked(), asked("后来又问一句", second=9)])
    await written(wang, number, "可以的")
    await closed(wang, number)

    assert await texts(house) == [TEXT, "后来又问一句"]


async def test_handed_to_a_colleague_it_is_a_question_once_that_one_closes(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang, zhao = await operator(house, cli), await operator(house, cli, "zhaohong", "赵红")
    number = await taken(wang, bot, lines=[ASKED])
    await written(wang, number, "请同事来答")
    await act(wang, number, "transfer", ("to", "staff:zhaohong"))
    assert await kept(house) == []
    assert (await act(zhao, number, "claim")).status == 200
    await bot.post("/v1/takeovers/claim-acks", {**MINE, "claim": 2, "last_seq": 9})
    await closed(zhao, number)

    assert await texts(house) == [TEXT]


async def test_once_its_person_had_their_data_erased_nothing_is_kept(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED])
    await written(wang, number, "可以的")
    await bot.post("/v1/erasures", MINE)

    refused = await act(wang, number, "closing", ("outcome", "answered"))

    assert refused.status == 409
    assert await kept(house) == []


async def test_its_person_sees_it_and_an_erasure_deletes_it(house: House, bot: Caller, cli: Caller) -> None:
    await answered_by_hand(house, bot, cli, asked())
    [shown] = (await bot.get("/v1/personal-data", **MINE)).json["questions"]
    assert (shown["text"], shown["reason"]) == (TEXT, "override")

    erased = await bot.post("/v1/erasures", MINE)

    assert erased.json["erased"]["questions"] == 1
    assert await kept(house) == []


async def test_it_goes_after_the_days_of_questions(house: House, bot: Caller, cli: Caller) -> None:
    await answered_by_hand(house, bot, cli, asked())
    house.clock.move(days=DAYS["questions"] + 1)

    await purge(house.database, retention(""), clock=house.clock, checkpoint=lambda name: None)

    assert await kept(house) == []
