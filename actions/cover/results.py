"""Taking in what the insurer sent back, whole or not at all. Each worker is told once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.cover.columns import INSURED_WORDS, REFUSED_WORDS
from actions.cover.documents import result_news
from actions.cover.model import CoverCandidate, CoverQuota
from actions.cover.places import call_up, tell
from actions.cover.queries import hold_quota, numbered
from actions.cover.requests import ResultImport, ResultRow
from actions.cover.states import NAMES, CoverAct, CoverState, after
from actions.list_report import Remark, Report
from actions.vault import Vault

_LONGEST_NUMBER, _LONGEST_REASON = 60, 200
_TOLD: Mapping[CoverState, str] = {CoverState.INSURED: "cover.insured", CoverState.REFUSED: "cover.refused"}


@dataclass(frozen=True)
class _Result:
    row: int
    candidate: str
    state: CoverState
    policy_number: str
    valid_from: date | None
    valid_until: date | None
    reason: str


async def import_results(
    session: AsyncSession,
    body: ResultImport,
    *,
    vault: Vault,
    actor: Actor,
    at: datetime,
    only: tuple[str, int] | None = None,
) -> Report:
    """Check all rows; write them when none has a problem and it is no dry run. A result known already is left alone.

    Who was refused leaves a place, which goes to who waits longest. `only`: the county and year whose candidates the
    list may name; others count as never shared.
    """
    problems: list[Remark] = []
    notes: list[Remark] = []
    read = [one for row in body.rows if (one := _read(row, problems)) is not None]
    first: dict[str, int] = {}
    for one in read:
        if (before := first.setdefault(one.candidate, one.row)) != one.row:
            problems.append(Remark(one.row, "candidate", f"候选编号和第 {before} 行重复", "每个候选只写一行"))
    named = await numbered(session, first)
    places = {(one.region, one.year) for one in named.values() if only in (None, (one.region, one.year))}
    quotas = {place: await hold_quota(session, *place) for place in sorted(places)}
    # as they are now that nobody else can change them
    candidates = {
        number: one for number, one in (await numbered(session, first)).items() if (one.region, one.year) in quotas
    }
    fresh: list[tuple[CoverCandidate, _Result]] = []
    for one in read:
        candidate = candidates.get(one.candidate)
        if _is_new(one, candidate, vault, problems, notes) and candidate is not None:
            fresh.append((candidate, one))
    problems.sort(key=lambda remark: remark.row)
    if not body.dry_run and not problems:
        await _put(session, fresh, quotas, vault=vault, actor=actor, at=at)
    return Report(body.dry_run, len(body.rows), len(fresh), 0, problems, notes, 0)


def _is_new(
    one: _Result, candidate: CoverCandidate | None, vault: Vault, problems: list[Remark], notes: list[Remark]
) -> bool:
    if candidate is None or candidate.batch_id is None:
        problems.append(Remark(one.row, "candidate", "没有报送过这个候选编号", "请核对编号，只写报送名单里有的"))
    elif candidate.state_now is CoverState.SHARED:
        return True
    elif _is_the_same(one, candidate, vault):
        notes.append(Remark(one.row, "candidate", "这个结果已经登记过，没有变化", "不用处理"))
    else:
        problems.append(
            Remark(
                one.row, "result", f"已经登记为“{NAMES[candidate.state_now]}”，和这一行不一样", "请核对，或删掉这一行"
            )
        )
    return False


def _is_the_same(one: _Result, candidate: CoverCandidate, vault: Vault) -> bool:
    number, reason = (
        vault.decrypt(box) if box is not None else "" for box in (candidate.policy_number_box, candidate.reason_box)
    )
    known = (candidate.state_now, number, candidate.valid_from, candidate.valid_until, reason)
    return known == (one.state, one.policy_number, one.valid_from, one.valid_until, one.reason)


async def _put(
    session: AsyncSession,
    fresh: list[tuple[CoverCandidate, _Result]],
    quotas: Mapping[tuple[str, int], CoverQuota | None],
    *,
    vault: Vault,
    actor: Actor,
    at: datetime,
) -> None:
    called = 0
    for candidate, one in fresh:
        insured = one.state is CoverState.INSURED
        candidate.state = after(candidate.state_now, CoverAct.INSURE if insured else CoverAct.REFUSE)
        candidate.policy_number_box = vault.encrypt(one.policy_number) if insured else None
        candidate.valid_from, candidate.valid_until = one.valid_from, one.valid_until
        candidate.reason_box = None if insured else vault.encrypt(one.reason)
        candidate.updated_at = at
        quota = quotas[(candidate.region, candidate.year)]
        if not insured and quota is not None:
            quota.taken -= 1
        facts = result_news(candidate, vault)
        await tell(session, candidate, _TOLD[one.state], vault=vault, now=at, facts=facts)
    for quota in quotas.values():
        if quota is not None:
            called += await call_up(session, quota, vault=vault, now=at)
    if fresh:
        detail: Detail = {"entries": len(fresh), "called": called}
        await record(session, "cover.results_imported", "cover", actor=actor, at=at, detail=detail)


def _read(row: ResultRow, problems: list[Remark]) -> _Result | None:
    before = len(problems)

    def wrong(column: str, problem: str, advice: str) -> None:
        problems.append(Remark(row.row, column, problem, advice))

    number = row.candidate.strip()
    if not number:
        wrong("candidate", "没有填", "照抄报送名单里的候选编号")
    state = (
        CoverState.INSURED
        if row.result in INSURED_WORDS
        else CoverState.REFUSED
        if row.result in REFUSED_WORDS
        else None
    )
    if state is None:
        said = f"不认识结果“{row.result[:20]}”" if row.result else "没有填"
        wrong("result", said, f"填 {INSURED_WORDS[0]} 或 {REFUSED_WORDS[0]}")
    start = end = None
    if state is CoverState.INSURED:
        if not row.policy_number or len(row.policy_number) > _LONGEST_NUMBER or not row.policy_number.isprintable():
            wrong("policy_number", "没有填，或者太长", f"填 {_LONGEST_NUMBER} 个字以内的保单号")
        start, end = _day(row.valid_from), _day(row.valid_until)
        for column, day in (("valid_from", start), ("valid_until", end)):
            if day is None:
                wrong(column, "不是日期", "这样填：2026-12-01")
        if start is not None and end is not None and end < start:
            wrong("valid_until", "比生效日期还早", "请核对两个日期")
    elif state is CoverState.REFUSED and (not row.reason or len(row.reason) > _LONGEST_REASON):
        wrong("reason", "没有填，或者太长", f"写 {_LONGEST_REASON} 个字以内的原因，工友会看到")
    if len(problems) > before or state is None:
        return None
    is_refused = state is CoverState.REFUSED
    return _Result(
        row.row, number, state, "" if is_refused else row.policy_number, start, end, row.reason if is_refused else ""
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError:
        return None
