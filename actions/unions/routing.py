"""Which union decides on an application: a pure function of where and as what somebody works, and what they chose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from actions.unions.model import DECIDING, Kind, Organization
from actions.unions.names import company_key


class Choice(StrEnum):
    """What a worker whose company has a union wants; with TERRITORIAL nothing reaches the company's union."""

    ENTERPRISE = "enterprise"
    TERRITORIAL = "territorial"


@dataclass(frozen=True)
class Work:
    """Where and as what somebody works: a trade's and a county's code, the company and the township in their words."""

    trade: str
    county: str
    employer: str | None = None
    township: str | None = None
    choice: Choice | None = None


def decider(work: Work, organizations: Iterable[Organization]) -> Organization | None:
    """Of the organizations of the county and its city, the one that decides; None when nobody is there.

    The company's own union, unless the territorial one was chosen; else the township's, else an industry federation of
    the trade, else the county's. Within each the county's own before the city's, real ones before samples, by code.
    """
    there = in_order(organizations)
    found = None if work.choice is Choice.TERRITORIAL else enterprise_of(work, there)
    return found or _township(work, there) or _federation(work, there) or _county(work, there)


def enterprise_of(work: Work, organizations: Iterable[Organization]) -> Organization | None:
    """The union of the company somebody works for; None when it has none, or none for their trade."""
    key = company_key(work.employer or "")
    if not key:
        return None
    return _first(
        one
        for one in in_order(organizations)
        if one.kind == Kind.ENTERPRISE and _takes(one, work) and key in map(company_key, one.employers)
    )


def may_decide(work: Work, one: Organization) -> bool:
    """Whether an application may be handed to it: it is for the place and trade; an enterprise only for its own people.

    Nobody's company is told who chose the territorial union.
    """
    if one.kind == Kind.COUNTY:
        return one.region == work.county
    if one.kind == Kind.ENTERPRISE:
        return work.choice is not Choice.TERRITORIAL and enterprise_of(work, [one]) is not None
    return one.kind in DECIDING and _takes(one, work)


def townships_of(work: Work, organizations: Iterable[Organization]) -> list[str]:
    """The townships of the county that have a union for the trade, by name."""
    return sorted(
        one.township for one in organizations if one.kind == Kind.TOWNSHIP and one.township and _takes(one, work)
    )


def in_order(organizations: Iterable[Organization]) -> Sequence[Organization]:
    return sorted(organizations, key=lambda one: (one.region.endswith("00"), one.is_sample, one.code))


def without_replaced_samples(organizations: Iterable[Organization]) -> list[Organization]:
    """The same without the samples of counties that have a real union of the county."""
    there = list(organizations)
    real = {one.region for one in there if one.kind == Kind.COUNTY and not one.is_sample}
    return [one for one in there if not (one.is_sample and one.region in real)]


def _township(work: Work, there: Sequence[Organization]) -> Organization | None:
    if not work.township:
        return None
    township = "".join(work.township.split())
    return _first(one for one in there if one.kind == Kind.TOWNSHIP and one.township == township and _takes(one, work))


def _federation(work: Work, there: Sequence[Organization]) -> Organization | None:
    return _first(one for one in there if one.kind == Kind.FEDERATION and _takes(one, work))


def _county(work: Work, there: Sequence[Organization]) -> Organization | None:
    return _first(one for one in there if one.kind == Kind.COUNTY and one.region == work.county)


def _takes(one: Organization, work: Work) -> bool:
    """Whether it is for this place and trade."""
    is_there = one.region == work.county or (one.region.endswith("00") and one.region[:4] == work.county[:4])
    return is_there and (not one.trades or work.trade in one.trades)


def _first(found: Iterable[Organization]) -> Organization | None:
    return next(iter(found), None)
