"""Everything else a worker can have done or ask for."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Unavailable
from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.test_enrollment import rider_at


def application(state: str = "submitted", number: str = "XF0001", **more: object) -> dict[str, object]:
    return {
        "number": number,
        "state": state,
        "union": {"name": "包河区总工会"},
        "returned_fields": [],
        "masked": {"name": "张**", "id_number": "3401**********1234", "phone": "190****4711"},
        **more,
    }


def with_applications(*applications: dict[str, object]) -> Chat:
    return Chat(actions={"enrollments_of": {"enrollments": list(applications)}})


# Answers


def test_an_answer_is_the_stored_text_with_its_source_and_buttons():
    chat = Chat()

    chat.say("入会花钱不", answer("join_cost"))

    assert chat.replies[0].text == "申请入会不收任何费用。\n\n来源：中国工会章程，2023-10-12"
    assert chat.titles == ["我要入会", "没答对"]


def test_a_sensitive_answer_offers_a_person():
    chat = Chat()

    chat.say("平台乱扣钱", answer("platform_fine"))

    assert chat.replies[0].text.startswith("先在平台申诉,留好截图。")
    assert "转人工" in chat.titles


def test_two_needs_get_both_answers():
    chat = Chat()

    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))

    assert [reply.text.splitlines()[0] for reply in chat.replies] == [
        "申请入会不收任何费用。",
        "加密保存,只用于入会审核。",
    ]


def test_an_answer_and_a_task_come_in_that_order():
    chat = Chat()

    chat.say("我要入会,要钱吗", answer("enroll", second="join_cost"))

    assert chat.replies[0].text.startswith("申请入会不收任何费用。")
    assert chat.outcome.asks == "trade"


def test_unsure_shows_choices_and_none_of_these():
    chat = Chat()

    chat.say("那个钱的事", suggest("join_cost", "platform_fine", "gone_topic"))
    assert chat.titles == ["入会要不要交钱", "平台罚款/扣钱不合理怎么申诉", "都不是"]

    chat.press("都不是")
    assert "换个说法" in chat.said
    assert "转人工" in chat.titles


def test_a_choice_is_answered_when_pressed():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.press("入会要不要交钱")

    assert "申请入会不收任何费用。" in chat.said


def test_a_person_is_offered_after_two_misses():
    chat = Chat()
    chat.say("哦豁呀")
    assert "我能办的事" in chat.said
    assert "12351" not in chat.said

    chat.say("哦豁呀呀")
    assert chat.titles[0] == "转人工"
    chat.say("好的")
    assert chat.state.form.name == "human"


def test_a_label_the_bot_does_not_hold_is_skipped():
    chat = Chat()

    chat.say("什么新东西", answer("unknown_topic"))

    assert chat.titles[0] == "入会要不要交钱"


@pytest.mark.parametrize(
    "task", ["greet", "thanks", "goodbye", "bot_challenge", "complain_bot", "out_of_scope", "help"]
)
def test_every_chat_id_has_its_own_reply(task: str):
    chat = Chat()

    chat.say("随便一句什么话", answer(task))

    assert len(chat.replies) == 1
    assert chat.outcome.asks is None


def test_scolding_the_bot_brings_an_apology_near_topics_and_a_person():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.say("你答非所问", answer("complain_bot"))

    assert "对不起" in chat.said
    assert chat.titles == ["入会要不要交钱", "平台罚款/扣钱不合理怎么申诉", "转人工"]


def test_a_region_alone_asks_what_is_wanted_there():
    chat = Chat()

    chat.say("包河区", fallback(region("340111", "包河区")))

    assert chat.titles == ["找那儿的驿站", "我要入会", "工会的电话和地址"]


# Without nlu


def test_without_nlu_titles_and_control_words_still_work():
    chat = Chat(nlu_down=True)

    chat.say("入会要不要交钱?")
    assert "申请入会不收任何费用。" in chat.said
    chat.say("转人工")
    assert chat.outcome.asks == "description"


@pytest.mark.parametrize(
    ("text", "asks"),
    [("我在包河区送美团,想加入工会", "consent"), ("附近有没有驿站", "place"), ("给我转人工吧", "description")],
)
def test_without_nlu_plain_key_words_start_a_task(text: str, asks: str):
    chat = Chat(nlu_down=True)

    assert chat.say(text).asks == asks


def test_without_nlu_a_question_about_joining_starts_nothing():
    chat = Chat(nlu_down=True)

    assert chat.say("我要入会得交钱吗?").asks is None


def test_going_on_out_of_the_blue_finds_the_form_put_aside():
    chat = rider_at("phone")
    chat.turn("start")
    chat.say("入会要钱吗", answer("join_cost"))

    chat.say("继续")
    chat.press("接着填")

    assert chat.outcome.asks == "phone"


def test_without_nlu_the_rest_gets_the_menu():
    chat = Chat(nlu_down=True)

    chat.say("我那个事情你看怎么弄比较好")

    assert {"我要入会", "找驿站", "转人工"} <= set(chat.titles)


# Applications


def test_status_names_number_state_union_and_reason():
    chat = with_applications(application("returned", reason="名字与证件不一致", returned_fields=["name"]))

    chat.say("到哪一步了", answer("enrollment_status"))

    assert all(words in chat.said for words in ("XF0001", "退回补正", "包河区总工会", "名字与证件不一致", "姓名"))


def test_without_an_application_here_another_can_be_looked_up():
    chat = with_applications()
    chat.say("到哪一步了", answer("enrollment_status"))

    chat.press("不是在这里交的")
    assert "申请时留的手机号" in chat.said
    assert "审核时好联系您" not in chat.said
    chat.say(PHONE)
    assert chat.outcome.asks == "id_tail"
    outcome = chat.say(id_number()[-6:])

    [command] = outcome.commands
    assert command.kind == "look_up_enrollments"
    assert set(command.body["sealed"]) == {"phone", "id_tail"}
    chat.result("look_up_enrollments", status="done", body={"enrollments": [application()]})
    assert "XF0001" in chat.said


@pytest.mark.parametrize("problem", ["not-found", "too-many-tries"])
def test_a_lookup_that_fails_says_how_to_go_on(problem: str):
    chat = Chat()

    chat.result("look_up_enrollments", status="refused", problem=problem)

    assert "转人工" in chat.titles


def test_a_returned_application_asks_only_the_returned_fields():
    chat = with_applications(application("returned", returned_fields=["phone"]))
    chat.say("我要补正", answer("enrollment_correct"))
    assert chat.outcome.asks == "phone"

    chat.say("19000139000")
    [command] = chat.press("确认提交").commands

    assert command.kind == "correct_enrollment"
    assert command.body["number"] == "XF0001"
    assert set(command.body) == {"number", "sealed"}
    assert set(command.body["sealed"]) == {"phone"}


def test_a_named_field_is_corrected_in_an_application_not_yet_reviewed():
    chat = with_applications(application())

    chat.say("我申请里地区要改成蜀山区", answer("enrollment_correct", entities=(region("340104", "蜀山区"),)))

    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF0001", "region": "340104"}


def test_an_unnamed_correction_asks_which_field():
    chat = with_applications(application())
    chat.say("改申请", answer("enrollment_correct"))
    assert "要改哪一项" in chat.said

    chat.press("姓名")

    assert chat.outcome.asks == "name"


def test_a_decided_application_cannot_be_corrected():
    chat = with_applications(application("approved"))

    chat.say("改申请", answer("enrollment_correct"))

    assert "改不了" in chat.said
    assert chat.state.form is None


def test_withdrawing_takes_one_confirmation_and_survives_a_side_question():
    chat = with_applications(application())
    chat.say("撤回申请", answer("enrollment_withdraw"))
    assert chat.outcome.asks == "confirm"
    chat.say("入会要钱吗", answer("join_cost"))
    assert chat.outcome.asks == "confirm"

    [command] = chat.say("确认").commands

    assert (command.kind, command.body) == ("withdraw_enrollment", {"number": "XF0001"})


def test_no_keeps_the_application():
    chat = with_applications(application())
    chat.say("撤回申请", answer("enrollment_withdraw"))

    outcome = chat.say("不")

    assert not outcome.commands
    assert "不撤回" in chat.said


def test_of_several_applications_the_worker_picks_one():
    chat = with_applications(application(number="XF0001"), application("in_review", number="XF0002"))
    chat.say("撤回申请", answer("enrollment_withdraw"))

    chat.press("XF0002（正在审核）")

    assert chat.state.form.target == "XF0002"


# Own data


def test_my_data_is_shown_masked():
    chat = Chat(
        actions={"personal_data_of": {"enrollments": [application()], "tickets": [{"number": "T1"}], "memberships": []}}
    )

    chat.say("你们存了我什么", answer("my_data"))

    assert all(words in chat.said for words in ("3401**********1234", "190****4711", "T1"))


def test_my_data_tells_what_is_remembered_for_people():
    chat = Chat(actions={"personal_data_of": {"takeovers": [{"number": "RG1", "lines": 12}]}})
    chat.say("入会要交钱吗", answer("join_cost"))
    chat.say("你们存了我什么", answer("my_data"))

    assert "RG1：记了 12 句" in chat.said
    assert "最近说的 1 句话" in chat.said


def test_my_data_tells_of_questions_nobody_answered():
    asked = {"text": "雨天津贴算到几点", "reason": "fallback", "state": "open", "asked_at": "2026-11-22T04:03:00+00:00"}
    chat = Chat(actions={"personal_data_of": {"questions": [asked, asked]}})

    chat.say("你们存了我什么", answer("my_data"))

    assert "没给您答好的 2 个问题" in chat.said


def test_deleting_asks_once_and_tells_what_is_kept():
    chat = rider_at("confirm")
    chat.say("删除我的信息")
    assert "找不回来" in chat.said

    [command] = chat.press("确认删除").commands
    assert command.kind == "erase_person"
    assert chat.state.region == ""
    assert "sealed" not in str(chat.state.to_json())

    chat.result("erase_person", status="done", body={"erased": {}, "kept": [{"what": "会员登记", "why": "依法保存"}]})
    assert "会员登记：依法保存" in chat.said


def test_an_erasure_forgets_where_stations_were_looked_for():
    chat = Chat(state=State(region="340103", searched="region:340103"))

    chat.say("删除我的信息")
    chat.press("确认删除")

    assert (chat.state.region, chat.state.searched) == ("", "")


def test_muted_news_say_nothing_until_wanted_again():
    chat = Chat()
    chat.say("别再给我发消息", answer("notifications_off"))
    assert not chat.turn("news", data={"kind": "enrollment.approved", "data": {"number": "XF0001"}}).replies

    chat.say("恢复通知", answer("notifications_on"))
    chat.turn("news", data={"kind": "enrollment.approved", "data": {"number": "XF0001", "union": "包河区总工会"}})
    assert "包河区总工会" in chat.said


def test_a_returned_application_can_be_corrected_from_the_news():
    chat = with_applications(application("returned", returned_fields=["name"]))
    chat.turn(
        "news",
        data={"kind": "enrollment.returned", "data": {"number": "XF0001", "reason": "姓名不符", "fields": ["name"]}},
    )
    assert "姓名不符" in chat.said

    chat.press("修改/补正")

    assert chat.outcome.asks == "name"


def test_each_returned_field_is_told_with_its_reason():
    chat = Chat()
    chat.news(
        "enrollment.returned",
        number="XF0001",
        union={"name": "包河区总工会"},
        returned_fields=["name", "phone"],
        reasons={"name": "少一个字", "phone": "打不通"},
    )

    assert "要改的是：姓名、手机号" in chat.said
    assert "姓名：少一个字" in chat.said
    assert "手机号：打不通" in chat.said


@pytest.mark.parametrize(
    ("cause", "said"),
    [("elsewhere", "原因：您不在安徽工作。在江苏跑车"), ("other", "原因：在江苏跑车"), ("new", "原因：在江苏跑车")],
)
def test_a_rejection_is_told_with_its_cause_and_words(cause: str, said: str):
    chat = Chat()
    chat.news("enrollment.rejected", number="XF0001", union={"name": "包河区总工会"}, cause=cause, reason="在江苏跑车")
    assert said in chat.said


@pytest.mark.parametrize(
    ("kind", "said"), [("taken", "开始审核了"), ("forwarded", "审第二步"), ("handed_over", "转给包河区总工会")]
)
def test_each_step_of_a_review_is_told_without_a_number_of_days(kind: str, said: str):
    chat = Chat()
    chat.news(f"enrollment.{kind}", number="XF0001", union={"name": "包河区总工会"})

    assert said in chat.said
    assert "包河区总工会" in chat.said
    assert "天" not in chat.said


# Messages to people


@pytest.mark.parametrize(
    ("task", "texts", "kind"),
    [
        ("human", ("站长不给我排班",), "human"),
        ("report_problem", ("平台无故扣我三百块",), "report_problem"),
        ("claim", ("上周三送餐摔了,在省立医院",), "claim"),
        ("suggest_station", ("肥西县桃花镇物流园门口没水喝",), "suggest_station"),
        ("submit_proposal", ("单价太低,希望谈一谈",), "submit_proposal"),
    ],
)
def test_each_small_form_takes_a_message_down(task: str, texts: tuple[str, ...], kind: str):
    chat = Chat()
    chat.say("我想办件事", answer(task))
    for text in texts:
        chat.say(text)
    if chat.outcome.asks == "phone":
        chat.say(PHONE)
    outcome = chat.press("确认提交") if chat.outcome.asks == "confirm" else chat.outcome

    [command] = outcome.commands
    assert command.kind == "open_ticket"
    assert command.body["kind"] == kind
    assert texts[0] in command.body["text"]
    chat.result("open_ticket", status="done", body={"number": "T0007"})
    assert "T0007" in chat.said


def test_a_ticket_holds_no_personal_value():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))
    chat.say(f"我叫{NAME},电话{PHONE},身份证{id_number()},站长扣我钱")
    chat.press("跳过") if chat.outcome.asks == "phone" else None
    [command] = chat.press("确认提交").commands

    assert "站长扣我钱" in command.body["text"]
    assert all(secret not in str(command.body) for secret in (NAME, PHONE, id_number()))


def test_the_story_told_with_the_request_is_not_asked_again():
    chat = Chat()

    chat.say("我要投诉,站长无缘无故扣了我三百块钱还骂人", answer("report_problem"))

    assert chat.outcome.asks == "phone"


def test_a_statement_understood_as_a_topic_is_still_the_description():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))

    chat.say("平台无故罚款三百", answer("platform_fine"))

    assert chat.outcome.asks == "phone"


def test_a_question_in_a_description_is_answered_first():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))

    chat.say("平台罚款怎么申诉?", answer("platform_fine"))

    assert "先在平台申诉" in chat.said
    assert chat.outcome.asks == "description"


def test_asking_twice_for_a_person_goes_straight_on():
    chat = Chat()
    chat.say("转人工")
    chat.say("转人工")
    outcome = chat.press("跳过")

    [command] = outcome.commands
    assert command.body["kind"] == "human"
    assert command.body["text"]


def test_actions_down_is_said_for_every_question_to_them():
    for task in ("enrollment_status", "enrollment_correct", "enrollment_withdraw", "my_data"):
        chat = Chat(actions={"enrollments_of": Unavailable(), "personal_data_of": Unavailable()})
        chat.say("看看我的", answer(task))
        assert "连不上" in chat.said


@pytest.mark.parametrize("task", ["report_problem", "claim", "submit_proposal"])
@pytest.mark.parametrize("text", ["跳过", "没有"])
def test_what_a_message_to_staff_is_about_cannot_be_skipped(task: str, text: str):
    chat = Chat()
    chat.say("办事", answer(task))

    chat.say(text)

    assert chat.outcome.asks == "description"
    assert chat.said


@pytest.mark.parametrize("text", ["高温天单价能不能涨一点", "能不能多建几个驿站", "可不可以少扣点钱"])
def test_a_wish_put_as_a_question_is_a_proposal(text: str):
    chat = Chat()
    chat.say("提个建议", answer("submit_proposal"))

    chat.say(text, answer("platform_fine"))

    assert chat.outcome.asks == "confirm"
    assert chat.state.form.values["description"].value == text


def test_a_question_in_a_proposal_is_answered_first():
    chat = Chat()
    chat.say("提个建议", answer("submit_proposal"))

    chat.say("平台扣钱不合理怎么申诉能不能少扣", answer("platform_fine"))

    assert chat.outcome.asks == "description"
    assert "先在平台申诉" in chat.said
