"""Names that may be another place's, and names many places have: asked about once, in few buttons, without a loop."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Entity, Query
from bot.dialogue.region_offers import LARGEST_FIRST, MOST_OFFERED
from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, fallback, reference, region
from tests.bot.dialogue.test_stations import searching, station

SUZHOU = Entity("region", "", "苏州", ("341300",))
OUTSKIRTS = Entity("region", "", "郊区", ("340711",))
HIGH_TECH_CODES = ("340102", "340104", "340121", "340209", "340304", "340403", "340503", "341302", "341602", "341802")
HIGH_TECH = Entity("region", "", "高新区", HIGH_TECH_CODES)
REFUSALS = ["不是", "不是的", "不是宿州", "我在江苏苏州", "在苏州", "不在安徽", "外省的"]


def refusing(text: str) -> tuple[Entity, ...]:
    """What nlu finds in a refusal."""
    names = {"苏州": SUZHOU, "宿州": region("341300", "宿州"), "安徽": region("340000", "安徽")}
    return tuple(entity for name, entity in names.items() if name in text)


def asked_for_suzhou() -> Chat:
    chat = searching(station())
    chat.say("苏州附近有驿站吗", answer("find_station", entities=(SUZHOU,)))
    return chat


def enrolling() -> Chat:
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("外卖骑手")
    chat.press("美团")
    assert chat.outcome.asks == "region"
    return chat


def test_a_doubtful_name_is_asked_about_before_stations_are_shown():
    chat = asked_for_suzhou()

    assert chat.asked == []
    assert chat.said == "您说的是安徽的宿州市吗？"
    assert chat.titles == ["是，宿州市", "不是"]


@pytest.mark.parametrize("yes", ["是的", "对", "安徽的"])
def test_a_yes_searches_there(yes: str):
    chat = asked_for_suzhou()

    chat.say(yes, fallback(*([region("340000", "安徽")] if yes == "安徽的" else [])))

    assert chat.asked == [Query("stations_at", (("region", "341300"),))]


def test_the_button_that_says_yes_searches_there():
    chat = asked_for_suzhou()

    chat.press("是，宿州市")

    assert chat.asked == [Query("stations_at", (("region", "341300"),))]


@pytest.mark.parametrize("no", REFUSALS)
def test_a_no_is_told_that_only_anhui_is_known_and_whom_to_ask(no: str):
    chat = asked_for_suzhou()

    chat.say(no, fallback(*refusing(no)))

    assert "我只知道安徽的工会驿站" in chat.said
    assert "12351" in chat.said
    assert chat.outcome.asks is None
    assert chat.asked == []


def test_the_button_that_says_no_ends_the_search_as_well():
    chat = asked_for_suzhou()

    chat.press("不是")

    assert "我只知道安徽的工会驿站" in chat.said
    assert chat.outcome.asks is None


def test_another_place_of_ours_is_searched_though_it_begins_with_no():
    chat = asked_for_suzhou()

    chat.say("不是，在包河区", fallback(region("340111", "包河区")))

    assert chat.asked == [Query("stations_at", (("region", "340111"),))]


@pytest.mark.parametrize("text", ["江苏苏州有没有驿站", "南京哪有驿站", "我在上海，找驿站"])
def test_another_province_named_at_once_is_not_asked_about(text: str):
    chat = searching(station())

    chat.say(text, answer("find_station", entities=(SUZHOU,) if "苏州" in text else ()))

    assert "我只知道安徽的工会驿站" in chat.said
    assert chat.outcome.asks is None


@pytest.mark.parametrize(
    "text", ["江苏路附近的驿站", "马鞍山东站附近", "我是河南人，哪有驿站", "外地牌照的货车停哪个驿站"]
)
def test_a_street_a_station_or_an_origin_names_no_other_province(text: str):
    chat = searching(station())

    chat.say(text, answer("find_station"))

    assert "只知道安徽" not in chat.said


def test_what_was_being_filled_in_is_offered_again_after_a_search_elsewhere():
    chat = enrolling()
    chat.actions = {}
    chat.say("苏州附近有驿站吗", answer("find_station", entities=(SUZHOU,)))

    chat.press("不是")

    assert "接着填" in chat.titles


def test_the_outskirts_of_any_city_are_asked_about_in_the_enrollment():
    chat = enrolling()

    chat.say("郊区", fallback(OUTSKIRTS))
    assert chat.said == "您说的是安徽的铜陵市郊区吗？"
    assert chat.outcome.asks == "region"

    chat.say("是的")
    assert chat.state.form.values["region"].value == "340711"


def test_a_doubtful_city_confirmed_leads_to_its_counties():
    chat = enrolling()

    chat.say("苏州", fallback(SUZHOU))
    assert chat.titles == ["是，宿州市", "不是"]

    chat.press("是，宿州市")
    assert "宿州市埇桥区" in chat.titles


@pytest.mark.parametrize("no", REFUSALS)
def test_a_no_in_the_enrollment_is_told_whom_to_ask_and_nothing_is_lost(no: str):
    chat = enrolling()
    chat.say("苏州", fallback(SUZHOU))

    chat.say(no, fallback(*refusing(no)))

    assert "只收在安徽干活的入会申请" in chat.said
    assert "12351" in chat.said
    assert "是，宿州市" not in chat.titles
    assert chat.outcome.asks == "region"
    assert chat.state.form.values["platform"].value == "meituan"


def test_a_county_said_after_a_no_is_taken():
    chat = enrolling()
    chat.say("苏州", fallback(SUZHOU))
    chat.press("不是")

    chat.say("包河区", fallback(region("340111", "包河区")))

    assert chat.state.form.values["region"].value == "340111"


def test_a_question_that_names_another_province_is_answered_as_a_question():
    chat = enrolling()

    chat.say("在上海入会要钱吗", answer("join_cost"))

    assert "申请入会不收任何费用。" in chat.said
    assert chat.outcome.asks == "region"


def test_a_city_said_with_the_wish_to_join_is_asked_about_when_its_turn_comes():
    chat = Chat()

    chat.say("我在苏州送美团想入会", answer("enroll", entities=(SUZHOU, Entity("platform", "meituan", "美团"))))

    assert "您说的是安徽的宿州市吗？" in chat.said


def asked_for_the_city_of_a_zone() -> Chat:
    chat = searching(station())
    chat.say("高新区有驿站吗", answer("find_station", entities=(HIGH_TECH,)))
    chat.say("高新区", fallback(HIGH_TECH))
    return chat


def test_a_name_many_cities_have_is_asked_about_by_city_in_a_few_buttons():
    chat = enrolling()

    chat.say("高新区", fallback(HIGH_TECH))

    assert chat.said == "是哪个市的？点一下；都不是就打城市名。"
    assert chat.titles[:2] == ["合肥市", "宿州市"]
    assert len(chat.titles) == MOST_OFFERED


@pytest.mark.parametrize(
    ("said", "county"), [("肥西桃花镇", "340123"), ("在桃花镇那块", "340123"), ("东升街道", "340302")]
)
def test_a_town_or_street_says_its_county_also_without_nlu(said: str, county: str):
    chat = enrolling()

    chat.say(said, fallback())

    assert chat.state.form.values["region"].value == county


def test_a_town_that_several_counties_have_is_asked_about():
    chat = enrolling()

    chat.say("城关镇", fallback())

    assert chat.said == "是哪个区县？点一下。"
    chat.press("六安市霍邱县")
    assert chat.state.form.values["region"].value == "341522"


def test_the_city_the_worker_is_known_to_work_in_comes_first():
    chat = Chat(state=State(region="341802", trade="rider", platform="meituan"))
    chat.say("我要入会", answer("enroll"))

    chat.say("高新区", fallback(HIGH_TECH))

    assert chat.titles[0] == "宣城市"


def test_a_city_with_one_such_zone_settles_it():
    chat = enrolling()
    chat.say("高新区", fallback(HIGH_TECH))

    chat.press("宿州市")

    assert chat.state.form.values["region"].value == "341302"


def test_a_city_that_is_typed_is_taken_though_it_has_no_button():
    chat = enrolling()
    chat.say("高新区", fallback(HIGH_TECH))
    assert "宣城市" not in chat.titles

    chat.say("宣城", fallback(region("341800", "宣城")))

    assert chat.state.form.values["region"].value == "341802"


def test_a_city_with_several_such_zones_asks_among_them_only():
    chat = enrolling()
    chat.say("高新区", fallback(HIGH_TECH))

    chat.press("合肥市")

    assert chat.titles == ["合肥市瑶海区", "合肥市蜀山区", "合肥市长丰县"]


@pytest.mark.parametrize("city", ["宿州市", "宣城"])
def test_stations_are_searched_in_the_zone_of_the_city_chosen_or_typed(city: str):
    chat = asked_for_the_city_of_a_zone()

    if city in chat.titles:
        chat.press(city)
    else:
        chat.say(city, fallback(region("341800", city)))

    [query] = chat.asked
    assert query == Query("stations_at", (("region", {"宿州市": "341302", "宣城": "341802"}[city]),))


def test_a_city_that_has_no_such_zone_is_searched_whole():
    chat = asked_for_the_city_of_a_zone()

    chat.say("黄山市", fallback(region("341000", "黄山市")))

    assert chat.asked == [Query("stations_at", (("region", "341000"),))]


def test_after_an_unreadable_region_the_largest_cities_are_offered_and_others_are_typed():
    chat = enrolling()

    chat.say("啊啊啊")

    assert len(chat.titles) == MOST_OFFERED
    assert "没列出的打城市名" in chat.said


def test_every_city_of_the_list_has_its_rank():
    cities = {code for code, one in reference().regions.items() if one.level == "city"}

    assert set(LARGEST_FIRST) == cities
    assert len(LARGEST_FIRST) == len(cities)
