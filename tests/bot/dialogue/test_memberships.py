"""What an approval brings: the welcome, the consent to the gifted cover, and moving a membership."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.page_form import consent_key, page_fields, page_form
from tests.bot.dialogue.driver import Chat, answer, entry, feed_of, responses
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.riders import RIDER_IN_BAOHE, rider_at

NUMBER = "HY26-000001-5"
NO_ANSWER = {"state": None, "year": None, "withdrawn": False, "valid_from": None, "valid_until": None}
MAY_JOIN = {"may_join": True, **NO_ANSWER}


def approved(chat: Chat, cover: dict[str, Any] | None = None, **facts: Any) -> Chat:
    membership = {"number": NUMBER, "joined_on": "2026-11-22", "cover": cover or {"may_join": False, **NO_ANSWER}}
    news = {"number": "XF26-000001-3", "kind": "join", "union": {"name": "龙子湖区总工会"}, "membership": membership}
    chat.turn("news", data={"kind": "enrollment.approved", "data": {**news, **facts}})
    return chat


def membership(**cover: Any) -> dict[str, Any]:
    union = {"name": "龙子湖区总工会", "sample": False}
    return {"number": NUMBER, "union": union, "joined_on": "2026-11-22", "cover": {**NO_ANSWER, **cover}}


def having(*memberships: dict[str, Any], channel: str = "web") -> Chat:
    return Chat(channel=channel, actions={"enrollments_of": {"enrollments": [], "memberships": list(memberships)}})


def asked_for_consent(channel: str = "web") -> Chat:
    chat = approved(Chat(channel=channel), MAY_JOIN)
    chat.press("看看意外保障候选")
    return chat


def test_the_welcome_names_number_union_and_day_and_what_comes_next():
    chat = approved(Chat())

    for said in (NUMBER, "龙子湖区总工会", "2026-11-22", "驿站", "当地工会"):
        assert said in chat.said
    assert "找驿站" in chat.titles
    assert "意外" not in chat.said


def test_who_may_be_a_candidate_is_asked_separately_and_promised_nothing():
    chat = approved(Chat(), MAY_JOIN)
    assert "不参加，会籍和别的服务都不受影响" in chat.said

    chat.press("看看意外保障候选")

    assert chat.outcome.asks == "cover_consent"
    assert "给谁" in chat.said
    assert "列上了也不等于已经有保障" in chat.said
    assert "元" not in chat.said
    assert "不同意" in chat.titles


@pytest.mark.parametrize(("said", "agreed"), [("同意", True), ("不同意", False)])
def test_yes_and_no_are_answers_to_one_text(said: str, agreed: bool):
    chat = asked_for_consent()

    [command] = chat.say(said).commands

    assert command.kind == "answer_cover"
    assert command.body["membership"] == NUMBER
    assert command.body["agreed"] is agreed
    assert command.body["consent"]["version"] == "2026-11"
    assert ("不受影响" in chat.said) is not agreed


def test_the_news_does_not_push_a_running_form_aside():
    chat = rider_at("phone")

    approved(chat, MAY_JOIN)

    assert chat.state.asked_field == "phone"


def test_on_telegram_our_own_page_asks():
    chat = asked_for_consent("telegram")

    assert [link.page for reply in chat.replies for link in reply.links] == ["cover"]
    assert (page_form(chat.state), page_fields(chat.state)) == ("cover_consent", ())
    assert consent_key("cover_consent", responses()) == "field.cover_consent.ask"
    [command] = chat.turn("page_form", data={"consent": True, "values": {}}).commands
    assert (command.kind, command.body["agreed"]) == ("answer_cover", True)


@pytest.mark.parametrize(("state", "said"), [("listed", "由工会定"), ("waiting", "排着队"), ("declined", "不参加")])
def test_what_became_of_the_answer_is_told(state: str, said: str):
    chat = asked_for_consent()
    chat.press("同意提供")

    chat.result("answer_cover", status="done", body={"state": state, "withdrawn": False})

    assert said in chat.said


def test_a_county_without_a_quota_is_told_plainly():
    chat = asked_for_consent()
    chat.press("同意提供")

    chat.result("answer_cover", status="refused", problem="no-cover")

    assert "没有开放这项候选" in chat.said


def test_the_status_shows_membership_and_cover_and_what_can_be_done():
    chat = having(membership(may_join=False, state="listed", year=2026))

    chat.say("查进度", answer("enrollment_status"))

    for said in (NUMBER, "龙子湖区总工会", "2026-11-22", "2026 年的候选"):
        assert said in chat.said
    assert {"撤回意外保障同意", "办转会"} <= set(chat.titles)


def test_the_agreement_is_taken_back_after_one_question():
    chat = having(membership(may_join=False, state="shared", year=2026))
    chat.say("撤回意外保障同意")
    assert chat.outcome.asks == "confirm"

    [command] = chat.press("确认撤回").commands
    chat.result("withdraw_cover", status="done", body={"state": "shared", "withdrawn": True})

    assert (command.kind, command.body) == ("withdraw_cover", {"membership": NUMBER})
    assert "收不回来" in chat.said


def test_words_for_the_cover_without_a_membership_lead_nowhere_else():
    chat = having()

    chat.say("参加意外保障")
    assert "要先是会员" in chat.said
    chat.say("撤回意外保障同意")
    assert "不用撤回" in chat.said


def test_results_of_the_insurer_are_told_without_the_whole_number():
    chat = Chat()

    chat.news("cover.insured", policy_tail="9881", valid_from="2026-12-01", valid_until="2027-11-30", year=2026)
    assert "尾号 9881" in chat.said
    assert "2026-12-01 到 2027-11-30" in chat.said
    chat.news("cover.refused", reason="已经有同类保障", year=2026)
    assert "已经有同类保障" in chat.said
    chat.news("cover.listed", year=2026)
    assert "由工会定" in chat.said


def test_my_data_show_the_membership():
    chat = Chat(actions={"personal_data_of": {"memberships": [membership(may_join=False, state="declined")]}})

    chat.say("我的信息", answer("my_data"))

    assert NUMBER in chat.said
    assert "不参加" in chat.said


def test_who_applies_as_a_member_is_offered_the_transfer_with_what_they_filled_in():
    chat = rider_at("confirm")
    chat.press("确认提交")

    outcome = chat.result("submit_enrollment", status="refused", problem="already-a-member")

    assert outcome.asks == "confirm"
    assert "合肥市包河区" in chat.said
    assert "转人工" in chat.titles
    [command] = chat.press("确认提交").commands
    assert command.kind == "submit_transfer"
    assert command.body["region"] == "340111"
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


def test_a_transfer_asked_for_in_words_asks_the_new_place_and_who_it_is():
    chat = Chat()
    chat.say("办转会")
    asked = [chat.outcome.asks]
    for text in ("外卖骑手", "美团", "包河区", "同意", NAME, id_number(), PHONE):
        asked.append(chat.say(text).asks)
    assert asked == ["trade", "platform", "region", "consent", "name", "id_number", "phone", "confirm"]

    chat.press("确认提交")
    chat.result("submit_transfer", status="done", body={"number": "XF26-000002-1", "union": {"name": "包河区总工会"}})

    assert "会籍还在原来的工会" in chat.said
    assert "XF26-000002-1" in chat.said


@pytest.mark.parametrize(
    ("problem", "said", "button"),
    [("no-membership", "没有查到对得上的会籍", "我要入会"), ("already-there", "不用转", "查入会进度")],
)
def test_a_refused_transfer_says_what_to_do(problem: str, said: str, button: str):
    chat = Chat()
    chat.say("办转会", RIDER_IN_BAOHE)
    for text in ("外卖骑手", "美团", "包河区", "同意", NAME, id_number(), PHONE):
        chat.say(text)
    chat.press("确认提交")

    chat.result("submit_transfer", status="refused", problem=problem)

    assert said in chat.said
    assert button in chat.titles


def test_the_answer_about_moving_a_membership_has_the_button():
    chat = Chat(feed=feed_of(entry("membership_transfer", "换平台换城市会籍怎么转", "会籍跟着工作走。")))
    chat.say("换平台会籍怎么转", answer("membership_transfer"))

    assert chat.press("办转会").asks == "trade"


def test_an_approved_transfer_is_told_as_one():
    chat = approved(Chat(), kind="transfer", union={"name": "包河区总工会"})

    assert "会籍已经转到包河区总工会" in chat.said
    assert f"会员编号还是 {NUMBER}" in chat.said
    assert "欢迎加入" not in chat.said
    rejected = {"number": "XF26-000002-1", "kind": "transfer", "reason": "没在这里干活", "cause": "elsewhere"}
    chat.turn("news", data={"kind": "enrollment.rejected", "data": rejected})
    assert "您的会籍还在原来的工会" in chat.said


def test_a_number_of_ones_membership_is_no_personal_value():
    chat = Chat()

    chat.say(f"我的会员编号是{NUMBER}对吗")

    assert chat.question is not None
    assert NUMBER in chat.question.wording
