"""The commands of this room, against the running service."""

from __future__ import annotations

import asyncio

import pytest
from yarl import URL

from actions.cli import main
from actions.settings import Client
from tests.actions.applicants import RIDER, filed, other_rider
from tests.actions.desk_browser import administrator, staff
from tests.actions.house import TOKENS, Caller, House


async def _run(house: House, *arguments: str) -> int:
    env = {
        "XIAOFENG_ACTIONS_URL": str(house.client.make_url("/")),
        "XIAOFENG_ACTIONS_TOKEN": TOKENS[Client.CLI],
    }
    return await asyncio.to_thread(main, arguments, env)


async def test_an_application_is_reviewed_from_the_terminal(
    house: House, bot: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await filed(bot)

    assert await _run(house, "enrollments", "list", "--state", "submitted") == 0
    assert await _run(house, "enrollments", "show", number) == 0
    assert await _run(house, "enrollments", "approve", number) == 0

    out = capsys.readouterr().out
    assert number in out
    assert "approved 已通过" in out
    assert "张**" in out
    assert not any(secret in out for secret in (RIDER.name, RIDER.phone, RIDER.id_number))


async def test_a_return_and_a_rejection_carry_their_reason(
    house: House, bot: Caller, cli: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = await filed(bot), await filed(bot, other_rider(2))

    await _run(house, "enrollments", "return", first, "--fields", "phone, name", "--reason", "打不通")
    await _run(house, "enrollments", "reject", second, "--reason", "资料不符")

    assert (await cli.get(f"/v1/enrollments/{first}")).json["returned_fields"] == ["phone", "name"]
    assert (await cli.get(f"/v1/enrollments/{second}")).json["reason"] == "资料不符"
    assert "资料不符" in capsys.readouterr().out


async def test_a_refusal_is_one_line_and_exit_code_1(
    house: House, bot: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await filed(bot)
    await _run(house, "enrollments", "approve", number)

    code = await _run(house, "enrollments", "reject", number, "--reason", "不符")

    assert code == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "已由命令行办理" in line


async def test_a_hold_is_released(house: House, bot: Caller, cli: Caller) -> None:
    await filed(bot)
    number = await filed(bot, other_rider(2).but(phone=RIDER.phone))

    assert await _run(house, "enrollments", "approve", number) == 1
    assert await _run(house, "enrollments", "release", number) == 0
    assert await _run(house, "enrollments", "approve", number) == 0


async def test_messages_are_listed_answered_and_closed(
    house: House, bot: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问"}
    number = (await bot.post("/v1/tickets", body)).json["number"]

    await _run(house, "tickets", "list", "--state", "open")
    await _run(house, "tickets", "answer", number, "下午回电")
    await _run(house, "tickets", "close", number)
    await _run(house, "tickets", "list", "--state", "open")

    out = capsys.readouterr().out
    assert "想找个人问问" in out
    assert f"{number}\tclosed" in out
    assert "没有留言" in out


async def test_lists_show_the_time_in_china_and_words_that_cannot_steer_the_terminal(
    house: House, bot: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await filed(bot)
    text = "工资\x1b[2J没发\n三个月"
    await bot.post(
        "/v1/tickets", {"conversation": RIDER.conversation, "channel": "web", "kind": "report_problem", "text": text}
    )

    await _run(house, "enrollments", "list")
    await _run(house, "tickets", "list")

    application, message = capsys.readouterr().out.splitlines()
    assert application.startswith(f"{number}\tsubmitted\t2026-11-22 12:00\t")
    assert message.endswith("\treport_problem\t2026-11-22 12:00\t工资 [2J没发 三个月")


async def test_the_administrator_link_is_printed_until_there_is_one(
    house: House, cli: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    await _run(house, "admin-link")
    url = capsys.readouterr().out.strip()
    await administrator(house, cli)
    code = await _run(house, "admin-link")

    assert url.startswith("http://desk.test/desk/password/")
    assert code == 0
    assert "administrator exists" in capsys.readouterr().out


async def test_staff_add_prints_a_link(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert await _run(house, "staff", "add", "wangmin", "--name", "王敏", "--role", "reviewer") == 0
    assert URL(capsys.readouterr().out.strip()).path.startswith("/desk/password/")
    assert await _run(house, "staff", "add", "wangmin", "--role", "reviewer") == 1


async def test_staff_are_listed_closed_and_reset_from_the_terminal(
    house: House, cli: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    await staff(house, cli, "reviewer", login="lin", name="林")
    add = (
        "staff",
        "add",
        "wangmin",
        "--role",
        "operator",
        "--role",
        "faq_editor",
        "--area",
        "340100",
        "--area",
        "340302",
    )
    assert await _run(house, *add) == 0
    assert await _run(house, "staff", "add", "zhao", "--role", "operator", "--area", "110000") == 1
    assert await _run(house, "staff", "reset-second-factor", "lin") == 0
    assert await _run(house, "staff", "reset-second-factor", "lin") == 1
    assert await _run(house, "staff", "close", "lin") == 0
    assert await _run(house, "staff", "close", "lin") == 1
    assert await _run(house, "staff", "close", "nobody") == 1
    capsys.readouterr()

    assert await _run(house, "staff", "list") == 0

    assert capsys.readouterr().out.splitlines() == [
        "wangmin\tinvited\tfaq_editor,operator\t340100,340302\t-\twangmin\t-\t-",
        "lin\tclosed\treviewer\t340000,340302\t-\t林\t-\t-",
    ]


def test_a_missing_setting_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["enrollments", "list"], {}) == 2
    assert "XIAOFENG_ACTIONS_URL" in capsys.readouterr().err


def test_a_service_that_does_not_answer_is_said_so(capsys: pytest.CaptureFixture[str], unused_tcp_port: int) -> None:
    env = {"XIAOFENG_ACTIONS_URL": f"http://127.0.0.1:{unused_tcp_port}", "XIAOFENG_ACTIONS_TOKEN": "x"}
    assert main(["tickets", "list"], env) == 4
    assert len(capsys.readouterr().err.splitlines()) == 1
