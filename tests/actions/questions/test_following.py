"""Only what was written for a cluster, and still holds what it was given, is its answer; else it waits again."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser, Page
from tests.actions.faq.drafting_at_desk import changed, saved
from tests.actions.faq.editing import act, kept
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by, told
from tests.actions.questions.desk.reading import boxes
from tests.actions.questions.waiting import ASKED, added, news, out, written_anew

DRAFT = "/desk/faq/entries/join_cost/draft"
SOURCE = {"source": "某某通知", "source_date": "2026-11-20"}


async def waits_again(wang: Browser, here: str) -> Page:
    """The cluster's page, which lies among those nobody writes for and says why it is back."""
    page = await wang.get(here)
    assert "没人写" in page.text
    assert "为什么又放回来了" in page.text
    assert "又放回来了" in (await wang.get("/desk/questions")).text
    return page


async def told_why(house: House, here: str) -> list[tuple[str, str]]:
    """Who acted and what the audit log says of clusters that came back by themselves."""
    return [
        (one.actor, one.detail)
        for one in await house.audit()
        if one.action == "questions.returned" and one.subject == f"cluster-{here.rpartition('/')[2]}"
    ]


async def rejected(cli: Caller, revision: str = "join_cost.2", *, why: str = "不是一回事") -> None:
    await act(cli, revision, "submission", by="wangmin")
    assert (await act(cli, revision, "rejection", by="lijun", reason=why)).status == 200


async def test_a_rejected_answer_puts_it_back_with_who_and_why(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    await rejected(cli)
    assert "这一版没有用上，这些问题马上会放回" in (await wang.get(here)).text

    assert await told(house) == 0

    title = (await kept(house, "join_cost.2")).content["title"]
    assert f"“{title}”第 2 版没有用上。李军：不是一回事" in (await waits_again(wang, here)).text
    assert await told_why(house, here) == [("clock", '{"revision": "join_cost.2", "why": "rejected"}')]


async def test_a_dropped_draft_puts_it_back_too(house: House, wang: Browser, here: str, cli: Caller) -> None:
    await act(cli, "join_cost.2", "rejection", by="wangmin", reason="写重了")

    assert await told(house) == 0
    assert "王敏：写重了" in (await waits_again(wang, here)).text


async def test_what_the_topic_says_later_for_another_reason_is_no_answer(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await rejected(cli)

    assert await written_anew(wang, cli, answer="换了说法。") == "join_cost.3"

    assert await told(house) == 0
    assert await news(bot) == []
    await waits_again(wang, here)


async def test_once_it_is_back_it_can_be_given_another_answer(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await rejected(cli)
    await told(house)

    await added(wang, here, "join_how")
    assert "为什么又放回来了" not in (await wang.get(here)).text
    await out(cli, "join_how.2")

    assert await told(house) == 3
    assert {one["data"]["topic"] for one in await news(bot)} == {"join_how"}


async def test_a_colleague_may_go_on_writing_in_the_draft(house: House, wang: Browser, here: str, cli: Caller) -> None:
    assert await written_anew(wang, cli, answer="同事又改了改。") == "join_cost.2"

    assert await told(house) == 3
    assert "有答复了" in (await wang.get(here)).text


async def test_a_draft_that_lost_one_of_the_phrasings_is_no_answer(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    phrasings = [one for one in (await kept(house, "join_cost.2")).content["phrasings"] if one != ASKED[1]]
    await written_anew(wang, cli, phrasings="\n".join(phrasings))

    assert await told(house) == 0
    assert "可是勾上的问法没有全留下。李军" in (await waits_again(wang, here)).text
    assert await told_why(house, here) == [("clock", '{"revision": "join_cost.2", "why": "without-phrasings"}')]


async def test_what_was_parted_from_it_may_leave_the_draft(house: House, wang: Browser, here: str, cli: Caller) -> None:
    page = await wang.get(here)
    await wang.post(f"{here}/parting", [boxes(page)[1]], csrf=page.csrf)
    phrasings = [one for one in (await kept(house, "join_cost.2")).content["phrasings"] if one != ASKED[1]]
    await written_anew(wang, cli, phrasings="\n".join(phrasings))

    assert await told(house) == 2


async def test_a_phrasing_written_otherwise_is_the_same(house: House, wang: Browser, here: str, cli: Caller) -> None:
    phrasings = (await kept(house, "join_cost.2")).content["phrasings"]
    await written_anew(wang, cli, phrasings="\n".join(f"{one}？" for one in phrasings))

    assert await told(house) == 3


@pytest.mark.parametrize(
    ("act_on", "who", "said", "why"),
    [
        ("rollback", "wangmin", "发布以后又退回了。王敏：写错了", "rolled-back"),
        ("retirement", "lijun", "发布以后又停用了。李军：写错了", "retired"),
    ],
)
async def test_what_was_taken_back_before_anybody_was_told_is_no_answer(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller, act_on: str, who: str, said: str, why: str
) -> None:
    await out(cli)
    house.clock.move(seconds=1)
    assert (await act(cli, "join_cost", act_on, by=who, reason="写错了")).status == 200

    assert await told(house) == 0

    assert said in (await waits_again(wang, here)).text
    assert await told_why(house, here) == [("clock", f'{{"revision": "join_cost.2", "why": "{why}"}}')]
    assert (await act(cli, "join_cost", "rollback", by="wangmin", to=2, reason="又换回来")).status == 200
    assert await told(house) == 0
    assert await news(bot) == []


async def test_what_was_written_over_it_at_once_is_the_answer_as_long_as_it_holds_the_phrasings(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    await out(cli)
    assert await written_anew(wang, cli, answer="马上又改了。") == "join_cost.3"

    assert await told(house) == 3
    assert "第 3 版" in (await wang.get(here)).text


async def test_what_was_written_over_it_at_once_without_the_phrasings_is_none(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    await out(cli)
    await written_anew(wang, cli, phrasings="进工会花钱不")

    assert await told(house) == 0
    assert "第 3 版发布了，可是勾上的问法没有全留下" in (await waits_again(wang, here)).text


async def made_for(wang: Browser, here: str) -> str:
    """A topic made for the cluster at its page; its first revision, a draft."""
    page = await wang.get(here)
    form = await wang.post(f"{here}/topic", boxes(page), csrf=page.csrf)
    fields = changed(form, title="换电站", answer="地图上搜“换电站”。", topic="test_swap", **SOURCE)
    led = await wang.post("/desk/faq/drafts/new", fields, csrf=form.csrf)
    assert led.path.partition("?")[0] == "/desk/faq/revisions/test_swap.1", led.text
    return "test_swap.1"


async def test_a_topic_made_for_it_answers_it_in_whatever_words(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    await made_for(wang, here)
    await written_anew(wang, cli, "test_swap", phrasings="哪里能换电")

    assert await told(house) == 3


async def test_a_topic_made_for_it_and_rejected_answers_it_once_somebody_says_so(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await rejected(cli, await made_for(wang, here), why="来源不对")
    assert await told(house) == 0
    assert "李军：来源不对" in (await waits_again(wang, here)).text
    assert await written_anew(wang, cli, "test_swap", source="查过的通知") == "test_swap.2"
    assert await told(house) == 0

    led = await added(wang, here, "test_swap")

    assert "这几句已经是它的问法" in (await wang.get(led)).text
    assert await told(house) == 3
    assert {one["data"]["topic"] for one in await news(bot)} == {"test_swap"}


async def test_what_somebody_writes_already_is_waited_for(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    page = await wang.get(here)
    own = await wang.post(f"{here}/parting", [boxes(page)[1]], csrf=page.csrf)
    await act(cli, "join_cost.2", "submission", by="wangmin")
    apart = own.path.partition("?")[0]

    assert await added(wang, apart, "join_cost") == "/desk/faq/revisions/join_cost.2"
    await act(cli, "join_cost.2", "approval", by="lijun")

    assert await told(house) == 3
    assert "有答复了" in (await wang.get(apart)).text


async def test_a_phrasing_that_was_out_when_it_was_asked_is_of_no_use(
    house: House, bot: Caller, wang: Browser, li: Browser
) -> None:
    known = (await kept(house, "join_cost.1")).content["phrasings"][0]
    await asked(bot, known, asked_at="2026-11-22T04:30:00+00:00")
    await told(house)
    await sorted_by(house)
    here = f"/desk/questions/{await cluster_of(house, known)}"
    page = await wang.get(here)

    refused = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "join_cost")], csrf=page.csrf)

    assert (refused.status, "都已经是" in refused.text) == (422, True)
    assert "没人写" in refused.text


async def reopened(wang: Browser, here: str) -> Page:
    page = await wang.get(here)
    return await wang.post(f"{here}/reopening", [("state", page.field("state"))], csrf=page.csrf)


async def test_an_answer_that_was_a_mistake_is_taken_back_and_nobody_is_told_again(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await out(cli)
    await told(house)

    assert "放回“没人写”了" in (await reopened(wang, here)).text

    await written_anew(wang, cli, answer="后来又改了。")
    assert await told(house) == 0
    assert len(await news(bot)) == 3
    [line] = [one for one in await house.audit() if one.action == "questions.reopened"]
    assert (line.subject, line.detail) == (f"cluster-{here.rpartition('/')[2]}", '{"was": "answered"}')


async def test_once_there_is_a_new_answer_everybody_is_told_of_that_too(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await out(cli)
    await told(house)
    await reopened(wang, here)
    await written_anew(wang, cli, phrasings="进工会花钱不")

    await added(wang, here, "join_how")
    assert await told(house) == 0
    await out(cli, "join_how.2")

    assert await told(house) == 3
    assert [one["data"]["topic"] for one in await news(bot)] == ["join_cost"] * 3 + ["join_how"] * 3


async def test_the_same_topic_answers_it_anew_only_in_another_revision(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    await out(cli)
    await told(house)
    page = await reopened(wang, here)
    assert "等有了新的，他们会再收到一次" in page.text

    same = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "join_cost")], csrf=page.csrf)
    assert (same.status, "都已经是" in same.text) == (422, True)

    await written_anew(wang, cli, answer="这回答对了。")
    await added(wang, here, "join_cost")
    assert await told(house) == 3
    assert len(await news(bot)) == 6


async def test_a_page_made_before_the_answer_was_out_takes_no_answer_back(
    house: House, wang: Browser, here: str, cli: Caller
) -> None:
    before = await wang.get(here)
    await out(cli)
    await told(house)

    late = await wang.post(f"{here}/reopening", [("state", before.field("state"))], csrf=before.csrf)
    twice = [await wang.post(f"{here}/reopening", [("state", "answered")], csrf=before.csrf) for _ in range(2)]

    assert (late.status, "现在是“有答复了”" in late.text) == (409, True)
    assert [one.status for one in twice] == [200, 409]


async def test_the_audit_log_says_what_answered_it(house: House, here: str, cli: Caller) -> None:
    await out(cli)
    await told(house)

    [line] = [one for one in await house.audit() if one.action == "questions.answered"]
    assert (line.actor, line.detail) == ("clock", '{"revision": "join_cost.2"}')
    assert line.subject == f"cluster-{here.rpartition('/')[2]}"


async def test_two_clusters_written_into_one_draft_are_judged_each_for_itself(
    house: House, bot: Caller, wang: Browser, here: str, cli: Caller
) -> None:
    page = await wang.get(here)
    own = await wang.post(f"{here}/parting", [boxes(page)[0]], csrf=page.csrf)
    apart = own.path.partition("?")[0]
    await added(wang, apart, "join_cost")
    phrasings = [one for one in (await kept(house, "join_cost.2")).content["phrasings"] if one != ASKED[0]]
    assert await saved(wang, DRAFT, phrasings="\n".join(phrasings)) == "join_cost.2"
    await out(cli)

    assert await told(house) == 2
    await waits_again(wang, apart)
    assert "有答复了" in (await wang.get(here)).text
