"""What a preview shows is what the bot says and its channels draw: both are made to speak."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from actions.faq.content import LONGEST_ANSWER
from actions.faq.preview import WECHAT_MOST_BYTES, Previewed, Shown, previews
from actions.faq.scope import EntryName, Scope
from actions.faq.variables import longest_values, told_length
from actions.reference import Reference
from bot.channels.channel import OutgoingButton, OutgoingReply
from bot.channels.telegram.composition import TextMessage, compose
from bot.dialogue.messages import Entity, Reply
from tests.actions.faq.drafting_at_desk import DRAFT, NEW, changed, editor
from tests.actions.house import Caller, House
from tests.bot.dialogue.driver import NOON, Chat, answer, entry, feed_of, region, responses

TITLES = {"enroll": "我要入会", "dues_how_much": "会费交多少", "human": "转人工", "appeal": "平台扣钱不合理怎么申诉"}
OTHERS = [entry(code, title, "别的。") for code, title in TITLES.items() if code in ("dues_how_much", "appeal")]
TODAY = NOON.date()  # of Chat, in China too
PLAIN = Previewed(
    name=EntryName("some_topic"),
    answer="第一行。\n第二行，见 https://example.org/a?b=1。\n",
    source="某某办法",
    source_date="2026-01-02",
    buttons=("enroll", "dues_how_much", "appeal"),
    offers_person=False,
    differs=False,
)


def texts(shown: Shown) -> list[str]:
    return ["".join(piece.text for piece in message) for message in shown.messages]


def links(shown: Shown) -> list[str]:
    return [piece.text for message in shown.messages for piece in message if piece.is_link]


def said_by_bot(one: Previewed, *, general: str = "") -> Reply:
    """What the bot answers with such an entry; a narrower one is asked for from its place."""
    fields: dict[str, Any] = {"buttons": one.buttons, "sensitive": one.offers_person}
    source = {"text": one.source, "date": one.source_date}
    scope = one.name.scope
    if scope.key:
        own = {"answer": one.answer, "source": source, "buttons": list(one.buttons)}
        variants = [{"areas": list(scope.areas), "trades": list(scope.trades), **own}]
        packed = entry(one.name.topic, "某事", general, **fields, variants=variants)
    else:
        packed = entry(one.name.topic, "某事", one.answer, **fields, source=source)
    chat = Chat(feed=feed_of(packed, *OTHERS))
    places = tuple(region(code, "那儿") for code in scope.areas[:1])
    trades = tuple(Entity("trade", code, "那行") for code in scope.trades[:1])
    chat.say("问", answer(one.name.topic, entities=(*places, *trades)))
    return chat.replies[0]


EVERY_VARIABLE = "｛地区｝的{行当}，{ 今天 }打 {工会热线}。{没有这个}\n{地区"
NARROWER = replace(PLAIN, name=EntryName("some_topic", Scope(("340100",))), differs=True)


@pytest.mark.parametrize(
    "one",
    [
        PLAIN,
        replace(PLAIN, buttons=()),
        replace(PLAIN, buttons=("enroll", "nowhere")),
        replace(PLAIN, offers_person=True),
        replace(PLAIN, offers_person=True, buttons=("human",)),
        replace(PLAIN, name=EntryName("membership_transfer")),
        NARROWER,
        replace(NARROWER, name=EntryName("some_topic", Scope(("340111",)))),
        replace(NARROWER, name=EntryName("some_topic", Scope(("340000",)))),
        replace(NARROWER, differs=False),
        replace(PLAIN, answer=EVERY_VARIABLE),
        *(
            replace(NARROWER, answer=EVERY_VARIABLE, name=EntryName("some_topic", Scope(areas, trades)))
            for areas, trades in (
                (("340111", "340104"), ("courier", "rider")),
                (("340100",), ()),
                (("340000",), ("rider",)),
                ((), ("other",)),
            )
        ),
    ],
)
def test_the_previews_hold_what_the_bot_says(one: Previewed, reference: Reference) -> None:
    reply = said_by_bot(one, general="" if one.differs else one.answer)

    web, telegram, _ = previews(one, TITLES, reference, TODAY)

    assert texts(web) == [reply.text]
    assert [title for row in web.rows for title in row] == [button.title for button in reply.buttons]
    buttons = tuple(OutgoingButton(button.title, str(place)) for place, button in enumerate(reply.buttons))
    [message] = compose(OutgoingReply(reply.text, buttons), responses())
    assert isinstance(message, TextMessage)
    assert texts(telegram) == [message.text]
    drawn = message.keyboard.inline_keyboard if message.keyboard is not None else ()  # type: ignore[union-attr]
    assert telegram.rows == [[button.text for button in row] for row in drawn]


def test_an_address_is_a_link_on_every_channel(reference: Reference) -> None:
    for shown in previews(PLAIN, TITLES, reference, TODAY):
        assert links(shown) == ["https://example.org/a?b=1"]


def test_wechat_has_numbers_in_place_of_buttons(reference: Reference) -> None:
    *_, wechat = previews(PLAIN, TITLES, reference, TODAY)

    assert wechat.rows == []
    assert texts(wechat)[0].endswith("\n\n1. 我要入会\n2. 会费交多少\n3. 平台扣钱不合理怎么申诉\n4. 没答对")
    assert any("还没有接通" in remark for remark in wechat.remarks)


def test_variables_are_shown_as_the_first_worker_of_the_scope_reads_them(reference: Reference) -> None:
    scope = Scope(("340111", "340104"), ("courier", "rider"))
    one = replace(NARROWER, answer="｛地区｝的{行当}打 {工会热线}，{今天}。", name=EntryName("some_topic", scope))

    for shown in previews(one, TITLES, reference, date(2026, 11, 27)):
        assert texts(shown)[0].startswith("合肥市包河区的快递员打 12351，11月27日。")


def test_what_the_list_allows_with_every_variable_at_its_longest_fits_a_message(reference: Reference) -> None:
    longest = longest_values(reference)
    name, length = max(longest.items(), key=lambda one: one[1])
    text = f"{{{name}}}" * (LONGEST_ANSWER // length)
    assert told_length(text, longest) <= LONGEST_ANSWER

    for code in reference.regions:
        one = replace(NARROWER, answer=text, name=EntryName("some_topic", Scope((code,))))
        for shown in previews(one, TITLES, reference, date(2026, 12, 31)):
            assert len(shown.messages) == 1
            assert len(texts(shown)[0].split("\n")[0]) <= LONGEST_ANSWER


def test_what_wechat_would_not_take_at_once_is_cut_and_said(reference: Reference) -> None:
    longest = replace(PLAIN, answer="长" * 350, source="源" * 200, offers_person=True)
    titles = {code: f"{place}" + "题" * 59 for place, code in enumerate(TITLES)}

    *_, wechat = previews(replace(longest, buttons=tuple(TITLES)), titles, reference, TODAY)

    assert len(wechat.messages) == 2
    assert all(len(text.encode()) <= WECHAT_MOST_BYTES for text in texts(wechat))
    assert any("分成 2 条" in remark for remark in wechat.remarks)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_source_that_is_not_there_yet_has_no_line(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(NEW)
    typed = {"answer": "不收钱。", "source_date": "", "sensitive": "是"}

    without = await wang.post(f"{NEW}/previews", changed(page, source=" ", **typed), csrf=page.csrf)
    only_date = {**typed, "source_date": "2026-01-02", "sensitive": None}
    dated = await wang.post(f"{NEW}/previews", changed(page, source="", **only_date), csrf=page.csrf)
    undated = await wang.post(f"{NEW}/previews", changed(page, source="新章程", **typed), csrf=page.csrf)

    assert "来源" not in without.text
    assert "不收钱。" in without.text
    assert "转人工" in without.text
    assert "来源" not in dated.text
    assert '<p class="bubble">不收钱。</p>' in dated.html
    assert "来源：新章程 " in undated.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_typed_is_previewed_without_being_kept(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    for path, address in ((DRAFT, "/desk/faq/entries/join_cost/previews"), (NEW, f"{NEW}/previews")):
        page = await wang.get(path)
        typed = changed(page, answer="见 https://example.org/x。", source="新章程", sensitive="是")

        piece = await wang.post(address, typed, csrf=page.csrf)

        assert "<html" not in piece.html
        assert '<a href="https://example.org/x"' in piece.html
        assert "来源：新章程" in piece.text
        assert "转人工" in piece.text
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1
