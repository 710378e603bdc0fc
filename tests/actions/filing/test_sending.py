"""An approved application is filed once, whatever the union's own system does and whenever a process dies."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from actions.filing.back_off import FIRST_CEILING, GIVES_UP_AFTER
from actions.filing.sending import CLAIM_HOLDS
from actions.filing.states import Cause, State
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.filing.conftest import Post, approved
from tests.actions.house import Caller
from tests.filing_receiver import (
    Fault,
    answers,
    answers_twice,
    hangs_up,
    lost,
    refuses,
    slow,
)

A_DAY = GIVES_UP_AFTER.total_seconds()


class Killed(BaseException):
    """What a SIGKILL leaves behind: nothing after it runs."""


async def test_an_approval_is_filed_with_what_the_union_needs(post: Post, bot: Caller, cli: Caller) -> None:
    plate = post.house.seal("皖C" + "12345")
    sealed = {field: post.house.seal(getattr(RIDER, field)) for field in ("name", "id_number", "phone")}
    number = await approved(bot, cli, sealed={**sealed, "plate": plate}, employer="某某物流", township=None)

    row = await post.send()

    assert post.receiver.complaints == []
    assert (row.state, post.opened(row.reference_box)) == (State.FILED, "R-00001")
    assert (row.body_box, row.attempts, row.cause) == (None, 1, None)
    document = post.receiver.document(row.key)
    assert document["type"] == "enrollment.approved"
    assert document["timestamp"] == "2026-11-22T04:00:00+00:00"
    assert document["data"] == {
        "application": {
            "number": number,
            "kind": "join",
            "submitted_at": "2026-11-22T04:00:00+00:00",
            "consent": {"version": "2026-11", "given_at": "2026-11-22T03:58:00+00:00"},
        },
        "member": {"number": "HY26-000001-5", "joined_on": "2026-11-22"},
        "person": {"name": RIDER.name, "id_number": RIDER.id_number, "phone": RIDER.phone, "plate": "皖C" + "12345"},
        "work": {
            "trade": "rider",
            "platform": "meituan",
            "employer": "某某物流",
            "region": "340302",
            "township": None,
        },
        "union": {
            "code": "sample_340302",
            "name": "示例：蚌埠市龙子湖区总工会会员周转库",
            "sample": True,
            "choice": None,
        },
    }


async def test_nothing_is_filed_before_the_approval_or_without_one(post: Post, bot: Caller, cli: Caller) -> None:
    await filed(bot)
    number = await filed(bot, other_rider(2))
    await reviewed(cli, number, "reject", reason="不符合")

    assert await post.sender().send_due() == 0


async def test_two_senders_at_once_file_once(post: Post, bot: Caller, cli: Caller) -> None:
    for running in range(2, 8):
        await approved(bot, cli, other_rider(running))

    tried = await asyncio.gather(post.sender().send_due(), post.sender().send_due())

    assert sum(tried) == 6
    assert set(post.receiver.tries.values()) == {1}
    assert len(post.receiver.filed) == 6


@pytest.mark.parametrize("place", ["filing.before_send", "filing.after_send"])
async def test_killed_around_the_call_it_is_filed_once(post: Post, bot: Caller, cli: Caller, place: str) -> None:
    await approved(bot, cli)

    def kill(name: str) -> None:
        if name == place:
            raise Killed

    with pytest.raises(Killed):
        await post.sender(checkpoint=kill).send_due()

    assert (await post.send()).state == State.WAITING  # the claim still holds
    assert await post.sender().send_due() == 0
    post.house.clock.move(seconds=CLAIM_HOLDS.total_seconds())
    row = await post.send()

    assert (row.state, row.attempts) == (State.FILED, 2)
    assert len(post.receiver.filed) == 1


async def test_where_no_other_process_can_be_a_start_frees_the_claims(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    await post.sender()._claim_due()

    settled = asyncio.Event()

    def passed(name: str) -> None:
        if name == "filing.committed":
            settled.set()

    working = asyncio.create_task(post.sender(checkpoint=passed).keep_sending(alone=True))
    await settled.wait()
    working.cancel()

    assert (await post.only()).state == State.FILED


async def test_a_result_that_comes_after_the_claim_ran_out_does_not_count(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    late, until = post.sender(), asyncio.Event()
    post.receiver.faults.append(slow(until, files=False))
    sending = asyncio.create_task(late.send_due())
    await post.receiver.arrived.wait()
    post.house.clock.move(seconds=CLAIM_HOLDS.total_seconds())
    row = await post.send()

    until.set()
    await sending

    assert (row.state, (await post.only()).state) == (State.FILED, State.FILED)


async def test_an_answer_that_is_lost_after_the_filing_leads_to_one_filing(
    post: Post, bot: Caller, cli: Caller
) -> None:
    await approved(bot, cli)
    post.receiver.faults.extend([lost, lost])

    for _ in range(3):
        row = await post.send()
        post.house.clock.move(minutes=1)

    assert (row.state, row.attempts, post.opened(row.reference_box)) == (State.FILED, 3, "R-00001")
    assert list(post.receiver.applications.values()) == [1]


async def test_a_receiver_that_times_out_after_filing_gets_the_same_again(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    until = asyncio.Event()
    post.receiver.faults.append(slow(until, files=True))

    row = await post.send(timeout_seconds=0.2)
    until.set()
    assert (row.state, row.cause) == (State.WAITING, Cause.TIMEOUT)
    post.house.clock.move(minutes=1)
    row = await post.send()

    assert row.state == State.FILED
    assert list(post.receiver.applications.values()) == [1]


async def test_an_answer_given_twice_is_one_answer(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    await approved(bot, cli, other_rider(2))
    post.receiver.faults.append(answers_twice)

    await post.sender().send_due()

    assert sorted(post.receiver.filed.values()) == ["R-00001", "R-00002"]
    assert post.receiver.filed == {
        row.key: post.opened(row.reference_box) for row in [await post.of(n) for n in post.receiver.applications]
    }


@pytest.mark.parametrize(
    ("fault", "cause", "status"),
    [
        (answers(500), Cause.SERVER_ERROR, 500),
        (answers(503, b"<html>maintenance</html>"), Cause.SERVER_ERROR, 503),
        (answers(429), Cause.BUSY, 429),
        (answers(401, {"reason": "who are you"}), Cause.DENIED, 401),
        (answers(403), Cause.DENIED, 403),
        (answers(404), Cause.NOT_TAKEN, 404),
        (answers(413), Cause.NOT_TAKEN, 413),
        (answers(302, Location="/elsewhere"), Cause.REDIRECTED, 302),
        (answers(307, Location="/elsewhere"), Cause.REDIRECTED, 307),
        (answers(200), Cause.UNREADABLE, 200),
        (answers(204), Cause.UNREADABLE, 204),
        (answers(200, b"OK"), Cause.UNREADABLE, 200),
        (answers(200, b"\xff\xfe"), Cause.UNREADABLE, 200),
        (answers(200, b"[" * 60_000), Cause.UNREADABLE, 200),
        (answers(200, ["R-1"]), Cause.UNREADABLE, 200),
        (answers(200, {"ref": "R-1"}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": 5}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": " "}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": "R" * 101}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": "R\n1"}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": "R-1", "more": "x" * 70_000}), Cause.UNREADABLE, 200),
        (answers(200, {"reference": "R-1"}, Content_Encoding="gzip"), None, None),
        (answers(400, b"Bad Request"), Cause.UNREADABLE, 400),
        (answers(409, {"detail": "no reason"}), Cause.UNREADABLE, 409),
        (answers(422, {"reason": "长" * 501}), Cause.UNREADABLE, 422),
        (hangs_up, Cause.UNREACHABLE, None),
    ],
)
async def test_what_may_pass_is_tried_again_and_filed_once(
    post: Post, bot: Caller, cli: Caller, fault: Fault, cause: Cause | None, status: int | None
) -> None:
    await approved(bot, cli)
    post.receiver.faults.append(fault)

    row = await post.send()
    if cause is not None:
        assert (row.state, row.cause, row.status, row.attempts) == (State.WAITING, cause, status, 1)
        assert row.next_at is not None
        assert row.next_at <= post.house.clock() + FIRST_CEILING
        post.house.clock.move(seconds=FIRST_CEILING.total_seconds())
        row = await post.send()
        assert list(post.receiver.applications.values()) == [1]

    assert (row.state, row.cause) == (State.FILED, None)
    assert set(post.receiver.addresses) == {"/filings"}


async def test_a_receiver_that_is_down_and_heals_gets_everything_once(post: Post, bot: Caller, cli: Caller) -> None:
    for running in range(2, 6):
        await approved(bot, cli, other_rider(running))
    down = post.sender(url="http://127.0.0.1:1/filings")
    for _ in range(5):
        await down.send_due()
        post.house.clock.move(minutes=2)

    assert post.receiver.tries == {}
    assert await post.sender().send_due() == 4
    assert sorted(post.receiver.applications.values()) == [1, 1, 1, 1]


async def test_a_certificate_nobody_vouches_for_is_not_trusted(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    row = await post.send(url=post.url.replace("http://", "https://"))
    assert (row.state, row.cause) == (State.WAITING, Cause.CERTIFICATE)


@pytest.mark.parametrize("status", [400, 409, 422])
async def test_a_refusal_with_its_reason_is_for_good(post: Post, bot: Caller, cli: Caller, status: int) -> None:
    number = await approved(bot, cli)
    post.receiver.faults.append(refuses("该单位没有开通", status))

    row = await post.send()

    assert (row.state, row.cause, row.status, row.next_at) == (State.FAILED, Cause.REFUSED, status, None)
    assert post.opened(row.reason_box) == "该单位没有开通"
    post.house.clock.move(days=2)
    assert await post.sender().send_due() == 0
    last = (await post.house.audit())[-1]
    assert (last.action, last.subject, last.actor) == ("filing.failed", number, "clock")


async def test_a_reason_is_kept_without_the_person(post: Post, bot: Caller, cli: Caller) -> None:
    await approved(bot, cli)
    said = f"{RIDER.name}（{RIDER.id_number}）已用 {RIDER.phone} 登记，工号 20231234567"
    post.receiver.faults.append(refuses(said))

    row = await post.send()

    reason = post.opened(row.reason_box) or ""
    assert reason == "张**（3403**********" + RIDER.id_number[-4:] + "）已用 139****0001 登记，工号 ******"


async def test_back_off_grows_to_the_dead_letter_after_a_day(post: Post, bot: Caller, cli: Caller) -> None:
    number = await approved(bot, cli)
    begin, waits = post.house.clock(), []
    while True:
        post.receiver.faults.append(answers(503))
        row = await post.send()
        if row.next_at is None:
            break
        waits.append(row.next_at - post.house.clock())
        post.house.clock.now = row.next_at

    assert (row.state, row.cause, row.status) == (State.FAILED, Cause.SERVER_ERROR, 503)
    assert post.house.clock() - begin == GIVES_UP_AFTER
    assert row.attempts == len(waits) + 1
    assert max(waits) <= timedelta(hours=1)
    assert all(wait <= FIRST_CEILING * 2**tried for tried, wait in enumerate(waits[:10]))
    assert 24 < row.attempts < 200
    assert (await post.house.audit())[-1].subject == number
    assert post.receiver.filed == {}


async def test_two_held_up_together_do_not_come_back_together(post: Post, bot: Caller, cli: Caller) -> None:
    numbers = [await approved(bot, cli), await approved(bot, cli, other_rider(2))]
    post.receiver.faults.extend([answers(503)] * 2)

    await post.sender().send_due()

    first, second = [(await post.of(number)).next_at for number in numbers]
    assert first != second


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("120", 120), ("Sun, 22 Nov 2026 04:10:00 GMT", 600), ("999999999999", A_DAY)],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_a_wait_the_receiver_asks_for_is_kept(
    post: Post, bot: Caller, cli: Caller, asked: str, seconds: float, status: int
) -> None:
    await approved(bot, cli)
    post.receiver.faults.append(answers(status, Retry_After=asked))

    row = await post.send()

    assert row.next_at == post.house.clock() + timedelta(seconds=seconds)
    assert await post.sender().send_due() == 0


@pytest.mark.parametrize("asked", ["soon", "-5", "", "Sun, 99 Nov 2026", "Sun, 22 Nov 2020 04:10:00 GMT", "1.5"])
async def test_a_wait_that_cannot_be_read_is_no_wait(post: Post, bot: Caller, cli: Caller, asked: str) -> None:
    await approved(bot, cli)
    post.receiver.faults.append(answers(429, Retry_After=asked))

    row = await post.send()

    assert row.next_at is not None
    assert row.next_at <= post.house.clock() + FIRST_CEILING


async def test_logs_and_audit_hold_nothing_of_the_person(
    post: Post, bot: Caller, cli: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await approved(bot, cli)
    post.receiver.faults.extend([answers(200, RIDER.id_number.encode()), refuses(f"{RIDER.name} {RIDER.phone}")])
    for _ in range(2):
        await post.send()
        post.house.clock.move(minutes=1)

    entries = "".join(entry.detail + entry.subject for entry in await post.house.audit())
    said = caplog.text + "".join(str(vars(record)) for record in caplog.records) + entries
    assert "filing tried" in said
    assert "filing.failed" in (await post.house.audit())[-1].action
    for secret in (RIDER.name, RIDER.id_number, RIDER.phone):
        assert secret not in said


async def test_the_receiver_would_notice_a_changed_body_or_another_secret(
    post: Post, bot: Caller, cli: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await approved(bot, cli)
    monkeypatch.setattr("tests.filing_receiver.SECRET", "b3RoZXIgc2VjcmV0IG9mIHRoaXJ0eS10d28gYnl0ZXM=")

    row = await post.send()

    assert post.receiver.complaints == ["wrong signature"]
    assert (row.state, row.cause) == (State.WAITING, Cause.DENIED)
