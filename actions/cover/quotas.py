"""Taking in the list of quotas, whole or not at all. More places call up who waits at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.cover.columns import SEPARATORS
from actions.cover.model import CoverQuota
from actions.cover.places import call_up
from actions.cover.queries import hold_quota
from actions.cover.requests import QuotaImport, QuotaRow
from actions.database import hold_name
from actions.list_report import Remark, Report
from actions.reference import Reference
from actions.vault import Vault

_MOST_PLACES = 1_000_000
_YEARS = range(2020, 2100)


@dataclass(frozen=True)
class _Quota:
    row: int
    region: str
    year: int
    places: int
    trades: list[str]


async def import_quotas(
    session: AsyncSession, body: QuotaImport, *, reference: Reference, vault: Vault, actor: Actor, at: datetime
) -> Report:
    """Check all rows; write them when none has a problem and it is no dry run. County and year decide what is new."""
    await hold_name(session, "cover quotas")
    problems: list[Remark] = []
    regions = _county_codes(reference)
    read = [one for row in body.rows if (one := _read(row, regions, reference, problems)) is not None]
    first: dict[tuple[str, int], int] = {}
    for one in read:
        if (before := first.setdefault((one.region, one.year), one.row)) != one.row:
            problems.append(Remark(one.row, "region", f"和第 {before} 行是同一个县区、同一年", "一个县区一年只写一行"))
    known: dict[tuple[str, int], CoverQuota] = {}
    for one in sorted(read, key=lambda quota: (quota.region, quota.year)):
        held = await hold_quota(session, one.region, one.year)
        if held is not None:
            known[(one.region, one.year)] = held
            if one.places < held.taken:
                problems.append(
                    Remark(one.row, "places", f"已经用了 {held.taken} 个名额", f"填 {held.taken} 或更大的数")
                )
    problems.sort(key=lambda remark: remark.row)
    if not body.dry_run and not problems:
        await _put(session, read, known, vault=vault, actor=actor, at=at)
    return Report(body.dry_run, len(body.rows), len(read) - len(known), len(known), problems, [], 0)


async def _put(
    session: AsyncSession,
    read: list[_Quota],
    known: Mapping[tuple[str, int], CoverQuota],
    *,
    vault: Vault,
    actor: Actor,
    at: datetime,
) -> None:
    called = 0
    for one in read:
        quota = known.get((one.region, one.year))
        if quota is None:
            quota = CoverQuota(region=one.region, year=one.year, taken=0)
            session.add(quota)
        quota.places, quota.trades, quota.updated_at = one.places, one.trades, at
        called += await call_up(session, quota, vault=vault, now=at)
    detail: Detail = {"entries": len(read), "called": called}
    await record(session, "cover.quotas_imported", "cover", actor=actor, at=at, detail=detail)


def _read(row: QuotaRow, regions: Mapping[str, str], reference: Reference, problems: list[Remark]) -> _Quota | None:
    before = len(problems)
    name = "".join(row.region.split())
    region = regions.get(name, "")
    if not region:
        said = f"“{name[:40]}”不是安徽的县（市、区）" if name else "没有填"
        problems.append(Remark(row.row, "region", said, "填县区名称（如 蚌埠市龙子湖区）或 6 位代码（如 340302）"))
    year = _whole_number(row.year)
    if year is None or year not in _YEARS:
        problems.append(Remark(row.row, "year", f"“{row.year[:20]}”不是年份", "填四位数的年份，比如 2026"))
    places = _whole_number(row.places)
    if places is None or places > _MOST_PLACES:
        problems.append(Remark(row.row, "places", f"“{row.places[:20]}”不是名额数", f"填 0 到 {_MOST_PLACES} 的整数"))
    trades = _trades(row, reference, problems)
    if len(problems) > before or year is None or places is None:
        return None
    return _Quota(row.row, region, year, places, trades)


def _trades(row: QuotaRow, reference: Reference, problems: list[Remark]) -> list[str]:
    """Codes; the trades of the list of new forms of work when none is named."""
    by_name = {name: code for code, name in reference.trades.items()} | {code: code for code in reference.trades}
    names = [name.strip() for name in re.split(f"[{re.escape(SEPARATORS)}]", row.trades) if name.strip()]
    codes: list[str] = []
    for name in names:
        code = by_name.get(name)
        if code is None or code not in reference.new_trades:
            may = "、".join(reference.trades[one] for one in reference.new_trades)
            problems.append(
                Remark(row.row, "trades", f"“{name[:40]}”不是新就业形态的工种", f"可以填：{may}；全都可以就留空")
            )
        elif code not in codes:
            codes.append(code)
    return codes or list(reference.new_trades)


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 7 else None


def _county_codes(reference: Reference) -> dict[str, str]:
    """Codes and names, with and without the city's before it, to codes; a name that two counties share is left out."""
    codes: dict[str, str] = {}
    shared: set[str] = set()
    for region in reference.regions.values():
        if region.level != "county":
            continue
        for name in {region.code, region.name, reference.region_name(region.code)}:
            if name in codes:
                shared.add(name)
            codes[name] = region.code
    return {name: code for name, code in codes.items() if name not in shared}
