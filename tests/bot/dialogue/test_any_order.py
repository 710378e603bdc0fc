"""Whatever arrives in whatever order: no turn fails, every message gets a reply, the state stays small."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue.messages import Entity, Unavailable, Understanding
from tests.bot.dialogue.applications import application
from tests.bot.dialogue.driver import Chat, reference
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.test_stations import found, station

LABELS = (*sorted(reference().tasks), "join_cost", "platform_fine", "union_contact", "no_such_topic", "")
ENTITIES = (
    Entity("region", "340111", "包河区"),
    Entity("region", "340100", "合肥"),
    Entity("region", "", "黄山", ("341000", "341003")),
    Entity("region", "999999", "某地"),
    Entity("platform", "meituan", "美团"),
    Entity("platform", "other", "其他平台"),
    Entity("trade", "truck_driver", "货车司机"),
    Entity("facility", "microwave", "热饭"),
    Entity("time", "night", "夜里"),
    Entity("place", "place_0001", "某地"),
    Entity("place", "place_none", "某地"),
)
TEXTS = (
    "我要入会",
    "同意",
    "不同意",
    "好的",
    "不是",
    "跳过",
    "取消",
    "上一步",
    "重新开始",
    "帮助",
    "转人工",
    "确认",
    NAME,
    PHONE,
    id_number(),
    "12345",
    "皖A12345",
    "手机号填错了",
    "地区改成蜀山区",
    "平台不是美团是饿了么",
    "不是这个",
    "都不是",
    "不是这个,我是问入会要不要交钱",
    "我是问那要多久",
    "美团",
    "货车司机",
    "快递员",
    "包河区",
    "合肥",
    "黄山",
    "不想活了",
    "😀",
    "",
    "要交钱吗",
    "站长扣了我三百块钱" * 12,
    "我叫张三,电话" + PHONE,
)

understandings = st.builds(
    lambda decision, label, second, others, entities: Understanding(
        decision, label, second, tuple((one, 0.5) for one in (label, *others)), tuple(entities)
    ),
    st.sampled_from(["answer", "suggest", "fallback"]),
    st.sampled_from(LABELS),
    st.none() | st.sampled_from(LABELS),
    st.lists(st.sampled_from(LABELS), max_size=4),
    st.lists(st.sampled_from(ENTITIES), max_size=3),
)
problems = st.sampled_from(
    ["open-application-exists", "not-confirmed-together", "already-a-member", "invalid-field", "state-forbids", "x", ""]
)
commands = st.sampled_from(
    [
        "submit_enrollment",
        "correct_enrollment",
        "withdraw_enrollment",
        "open_ticket",
        "erase_person",
        "look_up_enrollments",
        "?",
    ]
)
results = st.builds(
    lambda kind, status, problem, field: {
        "kind": kind,
        "status": status,
        "problem": problem,
        "field": field,
        "body": {"number": "XF0001", "kept": [{"what": "登记", "why": "依法"}], "enrollments": [application()]},
    },
    commands,
    st.sampled_from(["done", "refused"]),
    problems,
    st.sampled_from(["phone", "region", "nothing", ""]),
)
news = st.builds(
    lambda kind, data: {"kind": kind, "data": data},
    st.sampled_from(["enrollment.approved", "enrollment.returned", "enrollment.rejected", "ticket.answered", "?"]),
    st.sampled_from(
        [{}, {"number": "XF0001", "reason": "不清楚", "fields": ["name", "?"], "union": {"name": "总工会"}}]
    ),
)
pages = st.sampled_from(
    [
        {},
        {"consent": True, "values": {"name": NAME, "id_number": id_number(), "phone": PHONE}},
        {"consent": True, "values": {"name": "?", "phone": "1", "plate": "?"}},
    ]
)
moves = st.one_of(
    st.tuples(st.just("text"), st.sampled_from(TEXTS) | st.text(max_size=30), st.none() | understandings),
    st.tuples(st.just("press"), st.integers(0, 30), st.none()),
    st.tuples(st.just("old press"), st.integers(0, 200), st.none()),
    st.tuples(st.just("wait"), st.sampled_from([1, 10, 60, 24 * 9]), st.none()),
    st.tuples(st.just("location"), st.sampled_from([(31.8, 117.2), (0.0, 0.0), None]), st.none()),
    st.tuples(st.just("contact"), st.sampled_from([PHONE, "", "123"]), st.none()),
    st.tuples(st.sampled_from(["start", "help", "photo", "voice", "sticker"]), st.none(), st.none()),
    st.tuples(st.just("command_result"), results, st.none()),
    st.tuples(st.just("command_delayed"), results, st.none()),
    st.tuples(st.just("news"), news, st.none()),
    st.tuples(st.just("page_form"), pages, st.none()),
)
ACTIONS: list[dict[str, Any]] = [
    {"enrollments_of": Unavailable(), "stations_at": Unavailable(), "stations_near": Unavailable()},
    {
        "enrollments_of": {"enrollments": [application("returned", returned_fields=["phone", "?"]), application()]},
        "personal_data_of": {
            "enrollments": [application()],
            "memberships": [{"union": {"name": "总工会"}}],
            "tickets": [],
        },
        "stations_at": found(station(), station(distance_m=None, open_now=None, sample=False)),
        "stations_near": {"problem": "outside-service-area"},
    },
    {"enrollments_of": {"enrollments": [application()]}, "stations_at": found(), "stations_near": found(station())},
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    channel=st.sampled_from(["web", "telegram"]),
    nlu_down=st.booleans(),
    actions=st.sampled_from(ACTIONS),
    script=st.lists(moves, min_size=1, max_size=25),
)
def test_every_message_is_answered_and_nothing_breaks(
    channel: str, nlu_down: bool, actions: dict[str, Any], script: list[tuple[str, Any, Understanding | None]]
):
    chat = Chat(channel=channel, nlu_down=nlu_down, actions=actions)
    seen = []
    for move, what, understanding in script:
        if move == "wait":
            chat.now += timedelta(hours=what)
            continue
        buttons = [button for reply in chat.replies for button in reply.buttons] if chat.outcome else []
        seen += buttons
        if move == "text":
            chat.say(what, understanding)
        elif move in ("press", "old press"):
            choice = buttons if move == "press" else seen
            chat.turn("button", button=choice[what % len(choice)].action if choice else None)
        elif move == "location":
            chat.point(*what) if what else chat.turn("location")
        elif move == "contact":
            chat.turn("contact", text=what)
        else:
            chat.turn(move, data=what or {})
        muted = move == "news" and not chat.state.notifications
        assert muted or chat.replies
        assert all(reply.text for reply in chat.replies)
        assert all(secret not in str(chat.state.to_json()) for secret in (NAME, PHONE, id_number()))
