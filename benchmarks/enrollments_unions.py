"""A province's made-up list of unions: every real city and county of Anhui, in each county some of every kind."""

from __future__ import annotations

from collections.abc import Iterator

from actions.audit.actor import CLOCKWORK
from actions.clock import system_clock
from actions.database import Database
from actions.reference import Reference
from actions.unions.checking import ImportRow
from actions.unions.importing import ImportBody, import_unions
from benchmarks.errors import CannotRun

TOWNSHIPS = ("城关镇", "东升街道", "西湖街道", "河口镇", "新桥镇", "南山街道")
COMPANIES = ("举例速递", "示例外卖", "样本货运", "例子家政")
COUNTY_HOURS, OTHER_HOURS = 360, 336


async def take_in(database: Database, reference: Reference) -> None:
    """As `xiaofeng unions import` does. Raises CannotRun when the list is refused."""
    rows = [ImportRow(row=number, **columns) for number, columns in enumerate(_rows(reference), start=2)]
    async with database.write() as session:
        body = ImportBody(dry_run=False, rows=rows)
        report = await import_unions(session, body, reference=reference, actor=CLOCKWORK, at=system_clock())
        if report.problems:
            raise CannotRun(f"the list of unions is refused: {report.problems[0]}")
        await session.commit()


def _rows(reference: Reference) -> Iterator[dict[str, str]]:
    yield {"code": "AH", "name": "安徽省总工会", "kind": "省", "region": "340000"}
    for region in reference.regions.values():
        code, name = region.code, reference.region_name(region.code)
        if region.level == "city":
            yield {"code": f"C{code}", "name": f"{name}总工会", "kind": "市", "region": code}
            continue
        county = f"X{code}"
        hours, other_hours = str(COUNTY_HOURS), str(OTHER_HOURS)
        place = {"region": code, "parent": county}
        yield {"code": county, "name": f"{name}总工会", "kind": "县区", "region": code, "limit_hours": hours}
        for number, township in enumerate(TOWNSHIPS):
            yield {"code": f"{county}-T{number}", "name": f"{name}{township}总工会", "kind": "乡镇街道", **place,
                   "township": township, "limit_hours": other_hours}  # fmt: skip
        yield {"code": f"{county}-K", "name": f"{name}快递行业工会联合会", "kind": "行业联合会", **place,
               "trades": "快递员", "steps": "2", "limit_hours": other_hours}  # fmt: skip
        for number, company in enumerate(COMPANIES):
            yield {"code": f"{county}-Q{number}", "name": f"{name}{company}公司工会", "kind": "企业", **place,
                   "employers": f"{company}{region.name}公司|{company}{code}", "limit_hours": other_hours}  # fmt: skip
