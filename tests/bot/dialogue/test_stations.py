"""Finding a station: by place, region, point, facility and opening time."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.messages import Entity, Query, Unavailable
from tests.bot.dialogue.driver import Chat, answer, fallback, reference, region
from tests.bot.dialogue.riders import rider_at


def station(name: str = "示例驿站一", **changes: Any) -> dict[str, Any]:
    return {
        "id": "s1",
        "name": name,
        "address": "示例路 1 号",
        "region": "340111",
        "distance_m": 320,
        "hours": "08:00-20:00",
        "open_now": True,
        "facilities": ["water"],
        "facility_names": ["饮用水"],
        "lat": 31.8,
        "lon": 117.3,
        "crs": "gcj02",
        "map_url": "https://map.example/s1",
        "sample": True,
        **changes,
    }


def found(*stations: dict[str, Any], widened: bool = False) -> dict[str, Any]:
    return {"center": None, "widened": widened, "stations": list(stations)}


def searching(*stations: dict[str, Any], widened: bool = False) -> Chat:
    body = found(*stations, widened=widened)
    return Chat(actions={"stations_at": body, "stations_near": body})


def some_place() -> tuple[str, str]:
    place = next(iter(reference().places.values()))
    return place.id, place.name


def test_place_and_facility_are_searched_at_once():
    place_id, name = some_place()
    chat = searching(station())

    chat.say(
        f"{name}附近有没有能热饭的驿站",
        answer("find_station", entities=(Entity("place", place_id, name), Entity("facility", "microwave", "热饭"))),
    )

    assert chat.asked == [Query("stations_at", (("facility", "microwave"), ("place", place_id)))]
    assert chat.outcome.replies[0].stations[0].map_url == "https://map.example/s1"
    assert "约300米" in chat.said
    assert "08:00-20:00" in chat.said
    assert chat.outcome.asks is None


def test_samples_are_called_samples():
    chat = searching(station())

    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    assert "演示数据" in chat.said


def test_real_stations_carry_no_such_line():
    chat = searching(station("蜀山区某某驿站", sample=False))

    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    assert "演示数据" not in chat.said


def test_without_a_place_one_is_asked_and_the_wishes_are_kept():
    chat = searching(station())
    chat.say(
        "哪有能充电还开着的驿站",
        answer(
            "find_station", entities=(Entity("facility", "phone_charging", "充电"), Entity("time", "now", "还开着"))
        ),
    )
    assert chat.outcome.asks == "place"

    chat.point(31.82, 117.23)

    assert chat.asked == [
        Query(
            "stations_near",
            (("crs", "wgs84"), ("facility", "phone_charging"), ("lat", 31.82), ("lon", 117.23), ("open_now", True)),
        )
    ]
    assert chat.outcome.asks is None


def test_a_shared_point_is_not_kept():
    chat = searching(station())

    chat.point(31.8234, 117.2345)

    assert "31.8234" not in str(chat.state.to_json())


def test_the_region_remembered_is_offered():
    chat = searching(station())
    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    chat.say("再找个驿站", answer("find_station"))
    chat.press("合肥市包河区")

    assert chat.asked[-1] == Query("stations_at", (("region", "340111"),))


@pytest.mark.parametrize("street", ["马鞍山路", "芜湖南路", "黄山大道", "六安南二路", "阜阳街", "宿州巷"])
def test_a_street_is_not_taken_for_the_city_it_is_called_after(street: str):
    chat = searching(station())

    chat.say(f"{street}附近的驿站", answer("find_station"))

    assert chat.asked == []
    assert chat.outcome.asks == "place"


def test_a_street_of_a_city_that_is_named_is_looked_for_in_that_city():
    chat = searching(station())

    chat.say("合肥马鞍山路附近的驿站", answer("find_station", entities=(region("340100", "合肥"),)))

    assert chat.asked == [Query("stations_at", (("region", "340100"),))]


@pytest.mark.parametrize("said", ["合肥市路边", "芜湖街上", "去马鞍山路上"])
def test_a_city_before_a_roadside_is_the_city(said: str):
    chat = searching(station())

    chat.say(f"{said}有驿站吗", answer("find_station"))

    assert [query.kind for query in chat.asked] == ["stations_at"]


def test_the_question_for_a_place_promises_no_streets():
    chat = searching(station())

    chat.say("找驿站", answer("find_station"))

    assert "打字说区县，或者附近的车站、医院、商场" in chat.said
    assert "路名、街道我认不全" in chat.said


def test_free_words_are_searched_when_nothing_else_fits():
    chat = searching(station())
    chat.say("找驿站", answer("find_station"))

    chat.say("老报馆")

    assert chat.asked[-1] == Query("stations_at", (("q", "老报馆"),))


@pytest.mark.parametrize("said", ["那要多久", "没答对", "咋弄啊", "都有啥啊", "找谁问", "👎"])
def test_what_asks_something_or_complains_is_no_place(said: str):
    chat = searching(station())
    chat.say("找驿站", answer("find_station"))

    chat.say(said, fallback())

    assert chat.asked == []
    assert said not in chat.said
    assert chat.outcome.asks == "place"


@pytest.mark.parametrize(("lat", "lon"), [(39.9, 116.4), (0.0, 0.0), (117.2, 31.8), (30.0, 125.0)])
def test_a_point_outside_anhui_gets_a_clear_answer(lat: float, lon: float):
    chat = searching(station())

    chat.point(lat, lon)

    assert "不在安徽" in chat.said
    assert not chat.asked


def test_the_judgement_of_actions_on_a_point_counts_too():
    chat = Chat(actions={"stations_near": {"problem": "outside-service-area", "detail": ""}})

    chat.point(34.5, 119.5)

    assert "不在安徽" in chat.said


def test_cards_are_sorted_by_distance():
    chat = searching(station("示例远", distance_m=2300), station("示例近", distance_m=120))

    chat.point(31.82, 117.23)

    assert [card.name for card in chat.replies[0].stations] == ["示例近", "示例远"]
    assert "约2.3公里" in chat.said


def test_a_widened_search_says_so():
    chat = searching(station(), widened=True)

    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    assert "范围放大" in chat.said


def test_nothing_found_is_said_with_a_way_on():
    chat = searching()

    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    assert "没找到" in chat.said
    assert "转人工" in chat.titles


def test_open_now_is_one_press_away():
    chat = searching(station())
    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    chat.press("只看现在开门的")

    assert chat.asked[-1] == Query("stations_at", (("open_now", True), ("region", "340111")))


def test_round_the_clock_stations_come_alone_when_asked_for():
    chat = searching(station("示例白天"), station("示例全天", hours="24小时"))

    chat.say(
        "包河区 24小时的驿站",
        answer("find_station", entities=(region("340111", "包河区"), Entity("time", "24h", "24小时"))),
    )

    assert [card.name for card in chat.replies[0].stations] == ["示例全天"]


def test_actions_down_is_said_plainly_and_answers_go_on():
    chat = Chat(actions={"stations_at": Unavailable()})
    chat.say("包河区的驿站", answer("find_station", entities=(region("340111", "包河区"),)))
    assert "连不上" in chat.said

    chat.say("入会要钱吗", answer("join_cost"))
    assert "申请入会不收任何费用。" in chat.said


def test_a_search_inside_the_enrollment_answers_and_goes_on():
    chat = rider_at("phone")
    chat.actions = {"stations_at": found(station())}

    chat.say("包河区有驿站吗", answer("find_station", entities=(region("340111", "包河区"),)))

    assert "示例驿站一" in chat.said
    assert chat.outcome.asks == "phone"


def test_a_point_in_the_enrollment_offers_the_counties_around():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("外卖骑手")
    chat.say("美团")

    chat.point(31.79, 117.31)

    assert chat.outcome.asks == "region"
    assert "合肥市包河区" in chat.titles


@pytest.mark.parametrize(
    ("text", "entity", "wanted"),
    [
        ("现在开门的", Entity("time", "now", "现在"), ("open_now", True)),
        ("有能热饭的吗", Entity("facility", "microwave", "热饭"), ("facility", "microwave")),
        ("只看能手机充电的", Entity("facility", "phone_charging", "手机充电"), ("facility", "phone_charging")),
    ],
)
def test_a_wish_after_a_list_narrows_the_same_search(text: str, entity: Entity, wanted: tuple[str, Any]):
    place_id, name = some_place()
    chat = searching(station())
    chat.say(f"{name}附近的驿站", answer("find_station", entities=(Entity("place", place_id, name),)))

    chat.say(text, answer("station_hours", entities=(entity,)))

    assert chat.asked[-1] == Query("stations_at", tuple(sorted([wanted, ("place", place_id)])))


def test_a_wish_with_a_question_of_its_own_is_no_narrower_search():
    place_id, name = some_place()
    chat = searching(station())
    chat.say(f"{name}附近的驿站", answer("find_station", entities=(Entity("place", place_id, name),)))

    chat.say("热饭要不要钱", answer("station_cost", entities=(Entity("facility", "microwave", "热饭"),)))

    assert len(chat.asked) == 1


def test_a_wish_long_after_the_list_is_heard_as_it_stands():
    place_id, name = some_place()
    chat = searching(station())
    chat.say(f"{name}附近的驿站", answer("find_station", entities=(Entity("place", place_id, name),)))
    chat.say("入会要钱吗", answer("join_cost"))

    chat.say("现在开门的", answer("station_hours", entities=(Entity("time", "now", "现在"),)))

    assert len(chat.asked) == 1
