"""Taking in a result list whole, or none of it: which applications the union's own system took, and which not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.filing.answers import LONGEST_REASON, LONGEST_REFERENCE
from actions.filing.columns import FAILED_WORDS, FILED_WORDS
from actions.filing.model import Filing
from actions.filing.redaction import redacted
from actions.filing.settling import close_as_filed
from actions.filing.states import NAMES, Cause, State
from actions.list_report import Remark, remarks_document
from actions.vault import Vault
from actions.web import Body

_PIECE = 1_000


class ResultRow(Body):
    """One row as it was read; `row` is its place in the file. What is in it is checked here, row by row."""

    row: int = Field(ge=1, le=2_000_000)
    number: str = Field(max_length=2_000)
    result: str = Field(max_length=2_000)
    reference: str = Field(default="", max_length=2_000)
    reason: str = Field(default="", max_length=2_000)


class ResultsBody(Body):
    dry_run: bool
    rows: list[ResultRow] = Field(min_length=1, max_length=10_000)


@dataclass
class ResultReport:
    """What the list would change, or has changed; `unanswered` rows say nothing yet, `unchanged` ones nothing new."""

    dry_run: bool
    rows: int
    filed: int = 0
    failed: int = 0
    unanswered: int = 0
    unchanged: int = 0
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "applied": not self.dry_run and not self.problems,
            "rows": self.rows,
            "filed": self.filed,
            "failed": self.failed,
            "unanswered": self.unanswered,
            "unchanged": self.unchanged,
            **remarks_document(self.problems, self.notes),
        }


async def import_results(
    session: AsyncSession, body: ResultsBody, *, vault: Vault, by: Actor, now: datetime
) -> ResultReport:
    """Check all rows; write them when none has a problem and it is no dry run."""
    filings = await _held(session, [row.number for row in body.rows])
    report = ResultReport(body.dry_run, len(body.rows))
    told = [row for row, is_first in _firsts(body.rows) if _counts(row, is_first, filings, vault, report)]
    if body.dry_run or report.problems:
        return report
    for row in told:
        _write(row, filings[row.number], vault, now)
    await session.flush()
    detail: Detail = {"filed": report.filed, "failed": report.failed}
    await record(session, "filings.results_imported", "filings", actor=by, at=now, detail=detail)
    return report


async def _held(session: AsyncSession, numbers: Sequence[str]) -> dict[str, Filing]:
    """The filings of these applications, by number, held until the transaction ends."""
    found: dict[str, Filing] = {}
    wanted = sorted(set(numbers))
    for begin in range(0, len(wanted), _PIECE):
        piece = wanted[begin : begin + _PIECE]
        query = select(Filing).where(Filing.enrollment_number.in_(piece)).order_by(Filing.id).with_for_update()
        found |= {filing.enrollment_number: filing for filing in await session.scalars(query)}
    return found


def _firsts(rows: Sequence[ResultRow]) -> list[tuple[ResultRow, bool]]:
    """Each row, and whether it is the first one of its number."""
    seen: set[str] = set()
    told = []
    for row in rows:
        told.append((row, row.number not in seen))
        seen.add(row.number)
    return told


def _counts(row: ResultRow, is_first: bool, filings: Mapping[str, Filing], vault: Vault, report: ResultReport) -> bool:
    """Whether the row changes something; counts it, or says what is wrong with it. Cells are never quoted."""

    def wrong(column: str, problem: str, advice: str) -> bool:
        report.problems.append(Remark(row.row, column, problem, advice))
        return False

    if not row.number:
        return wrong("number", "没有填", "请补上申请编号")
    filing = filings.get(row.number)
    if filing is None:
        return wrong("number", "没有这份申请的报送", "请核对编号")
    if not is_first:
        return wrong("number", "这个编号前面已有一行", "请只留一行")
    if not row.result:
        report.unanswered += 1
        return False
    if row.result not in (*FILED_WORDS, *FAILED_WORDS):
        return wrong("result", "不认识这个结果", "请填“成功”或“失败”")
    if filing.state == State.CANCELLED:
        report.notes.append(Remark(row.row, "number", "本人已要求删除信息", "这一行不记"))
        return False
    if filing.state == State.WAITING:
        return wrong("number", "还在等报送，没有导出过", "请先导出，或删掉这一行")
    if row.result in FAILED_WORDS:
        if filing.state == State.FILED:
            return wrong("result", f"这份已是“{NAMES[State.FILED]}”，不能改成失败", "请核对编号")
        if not row.reason:
            return wrong("reason", "没有填", "失败要写原因")
        if len(row.reason) > LONGEST_REASON:
            return wrong("reason", f"超过 {LONGEST_REASON} 字", "请写短一些")
        report.failed += 1
        return True
    if not row.reference:
        return wrong("reference", "没有填", "成功要写对方的受理编号")
    if len(row.reference) > LONGEST_REFERENCE or not row.reference.isprintable():
        return wrong("reference", f"超过 {LONGEST_REFERENCE} 字或有看不见的字符", "请核对受理编号")
    if filing.state == State.FILED:
        known = filing.reference_box
        if known is not None and vault.decrypt(known) != row.reference:
            return wrong("reference", "这份已报送，登记的是另一个受理编号", "请核对编号")
        report.unchanged += 1
        return False
    report.filed += 1
    return True


def _write(row: ResultRow, filing: Filing, vault: Vault, now: datetime) -> None:
    if row.result in FILED_WORDS:
        close_as_filed(filing, vault.encrypt(row.reference), now)
        return
    said = redacted(row.reason, vault.decrypt(filing.body_box)) if filing.body_box is not None else None
    filing.state, filing.cause, filing.status = State.FAILED, Cause.REFUSED, None
    filing.reason_box = vault.encrypt(said) if said is not None else None
    filing.updated_at = now
