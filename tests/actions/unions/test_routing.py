"""Who decides on an application: one row per case, on plain objects."""

from __future__ import annotations

import pytest

from actions.unions.model import Kind, Organization
from actions.unions.names import company_key
from actions.unions.routing import Choice, Work, decider, enterprise_of, townships_of

LONGZIHU, YINGSHANG, YINGZHOU = "340302", "341226", "341202"


def union(code: str, kind: Kind, region: str, *trades: str, **more: object) -> Organization:
    given = {"township": None, "employers": [], "steps": 1, "limit_hours": None, "is_sample": False, **more}
    return Organization(code=code, name=code, kind=kind, region=region, trades=list(trades), **given)


THERE = (
    union("sample", Kind.COUNTY, LONGZIHU, is_sample=True),
    union("pool", Kind.COUNTY, LONGZIHU),
    union("dongsheng", Kind.TOWNSHIP, LONGZIHU, township="东升街道"),
    union("caoshan", Kind.TOWNSHIP, LONGZIHU, "courier", township="曹山街道"),
    union("riders-of-bengbu", Kind.FEDERATION, "340300", "rider"),
    union("couriers", Kind.FEDERATION, LONGZIHU, "courier"),
    union("couriers-of-bengbu", Kind.FEDERATION, "340300", "courier"),
    union("tongda", Kind.ENTERPRISE, LONGZIHU, employers=["通达速配（蚌埠）有限公司", "通达速配"]),
    union("shunfeng", Kind.ENTERPRISE, "340300", "courier", employers=["顺丰"]),
    union("yingshang", Kind.COUNTY, YINGSHANG),
    union("drivers-of-fuyang", Kind.FEDERATION, "341200", "truck_driver"),
    union("yingzhou", Kind.COUNTY, YINGZHOU, is_sample=True),
    union("bengbu", Kind.CITY, "340300"),
    union("anhui", Kind.PROVINCE, "340000"),
)
TERRITORIAL, ENTERPRISE = Choice.TERRITORIAL, Choice.ENTERPRISE

CASES = [
    # A rider in Longzihu: no federation of the district takes riders, the city's does; a township known comes first.
    (Work("rider", LONGZIHU, "美团"), "riders-of-bengbu"),
    (Work("rider", LONGZIHU, "美团", "东升街道"), "dongsheng"),
    (Work("rider", LONGZIHU, "美团", " 东升 街道 "), "dongsheng"),
    (Work("rider", LONGZIHU, "美团", "曹山街道"), "riders-of-bengbu"),  # that township's union takes couriers
    (Work("rider", LONGZIHU, "美团", "延安街道"), "riders-of-bengbu"),  # no union in that township
    # A truck driver in Yingshang: the city's federation; one in a trade nobody took up: the county's pool.
    (Work("truck_driver", YINGSHANG), "drivers-of-fuyang"),
    (Work("domestic_worker", YINGSHANG), "yingshang"),
    (Work("domestic_worker", YINGZHOU), "yingzhou"),  # a sample where there is nothing else
    (Work("domestic_worker", LONGZIHU), "pool"),  # a real union before a sample
    # A courier whose company has a union, however the company is written.
    (Work("courier", LONGZIHU, "通达速配"), "tongda"),
    (Work("courier", LONGZIHU, "通达速配(蚌埠) 有限责任公司"), "tongda"),
    (Work("courier", LONGZIHU, "通达速配", "东升街道", ENTERPRISE), "tongda"),
    (Work("courier", LONGZIHU, "顺丰"), "shunfeng"),  # it works in the whole city
    # ... and one who chooses the territorial one.
    (Work("courier", LONGZIHU, "通达速配", None, TERRITORIAL), "couriers"),
    (Work("courier", LONGZIHU, "通达速配", "曹山街道", TERRITORIAL), "caoshan"),
    # Another company, a name only like it, another place, another trade: no union of theirs.
    (Work("courier", LONGZIHU, "通达"), "couriers"),
    (Work("courier", LONGZIHU, "有限公司"), "couriers"),
    (Work("courier", LONGZIHU, None, None, ENTERPRISE), "couriers"),
    (Work("rider", LONGZIHU, "顺丰"), "riders-of-bengbu"),
    (Work("courier", YINGSHANG, "通达速配"), "yingshang"),
]


@pytest.mark.parametrize(("work", "expected"), CASES, ids=[f"{n}-{case[1]}" for n, case in enumerate(CASES)])
def test_each_application_has_one_who_decides(work: Work, expected: str) -> None:
    for organizations in (THERE, THERE[::-1]):
        found = decider(work, organizations)
        assert found is not None
        assert found.code == expected


@pytest.mark.parametrize("work", [case[0] for case in CASES])
def test_of_who_chose_the_territorial_union_no_enterprise_decides(work: Work) -> None:
    found = decider(Work(work.trade, work.county, work.employer, work.township, TERRITORIAL), THERE)
    assert found is not None
    assert found.kind != Kind.ENTERPRISE


def test_cities_and_the_province_decide_on_nobody() -> None:
    assert decider(Work("rider", "340303"), [one for one in THERE if one.kind in (Kind.CITY, Kind.PROVINCE)]) is None


def test_only_townships_that_take_the_trade_are_there_to_choose_from() -> None:
    assert townships_of(Work("rider", LONGZIHU), THERE) == ["东升街道"]
    assert townships_of(Work("courier", LONGZIHU), THERE) == ["东升街道", "曹山街道"]
    assert townships_of(Work("courier", YINGSHANG), THERE) == []


def test_a_company_without_a_name_has_no_union() -> None:
    assert enterprise_of(Work("courier", LONGZIHU), THERE) is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("通达速配（蚌埠）有限公司", "通达速配蚌埠"),
        ("通达速配 (蚌埠) 股份有限公司 工会委员会", "通达速配蚌埠"),
        ("ＡＢＣ Express", "abcexpress"),
        ("顺丰集团", "顺丰"),
        ("公司", ""),
        ("", ""),
    ],
)
def test_spellings_of_one_company_share_a_key(name: str, key: str) -> None:
    assert company_key(name) == key
