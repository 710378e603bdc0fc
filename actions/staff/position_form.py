"""A colleague's roles and area as the desk's forms show and send them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from multidict import MultiMapping

from actions.errors import InvalidField
from actions.reference import Reference
from actions.staff.access import PROVINCE, covers
from actions.staff.accounts import MOST_AREAS, Position, require_known_areas
from actions.staff.model import ROLE_NAMES, Role, StaffMember

PROVINCE_NAME = "全省"
_LINE = re.compile(r"[^\x00-\x1f\x7f]{1,40}")


@dataclass(frozen=True)
class AreaChoice:
    """One place to tick; a city brings its counties along."""

    code: str
    name: str
    counties: tuple[AreaChoice, ...] = ()


def area_choices(by: StaffMember, reference: Reference) -> list[AreaChoice]:
    """What that administrator can give: the province, cities with their counties, or single counties."""
    choices = [AreaChoice(PROVINCE, PROVINCE_NAME)] if covers(by, PROVINCE) else []
    regions = sorted(reference.regions.values(), key=lambda region: region.code)
    for city in (region for region in regions if region.level == "city"):
        counties = tuple(
            AreaChoice(region.code, region.name)
            for region in regions
            if region.parent == city.code and covers(by, region.code)
        )
        if covers(by, city.code):
            choices.append(AreaChoice(city.code, city.name, counties))
        else:
            choices += [AreaChoice(county.code, f"{city.name}{county.name}") for county in counties]
    return choices


def read_name(form: MultiMapping[Any]) -> str:
    """Raises InvalidField."""
    name = str(form.get("name", "")).strip()
    if not _LINE.fullmatch(name):
        raise InvalidField("name", "请写姓名，最多 40 个字。")
    return name


def read_login(form: MultiMapping[Any]) -> str:
    """Raises InvalidField."""
    login = str(form.get("login", "")).strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9._-]{1,39}", login):
        raise InvalidField("login", "登录名用小写字母开头，只含字母、数字、点和短横，2 到 40 个字符，比如 wangmin。")
    return login


def read_position(form: MultiMapping[Any], reference: Reference) -> Position:
    """Raises InvalidField."""
    roles = frozenset(Role(str(role)) for role in form.getall("roles", []) if role in set(Role))
    if not roles:
        raise InvalidField("roles", "请至少选一个岗位。")
    areas = tuple(dict.fromkeys(str(area) for area in form.getall("areas", [])))
    if not 0 < len(areas) <= MOST_AREAS:
        raise InvalidField("areas", f"请选负责的地区，最多 {MOST_AREAS} 个；整个市只选市就行（审核员要选到县区）。")
    require_known_areas(areas, reference)
    organization = str(form.get("organization", "")).strip() or None
    if organization is not None and not re.fullmatch(r"[^\x00-\x1f\x7f]{1,80}", organization):
        raise InvalidField("organization", "单位名称最多 80 个字。")
    union = str(form.get("union", "")).strip() or None
    if union is not None and not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", union):
        raise InvalidField("union", "工会编号只有字母、数字、点和短横，请照工会名单填。")
    return Position(roles, areas, organization, union)


def shown_position(member: StaffMember, reference: Reference) -> dict[str, str]:
    """In words."""
    return {
        "roles": "、".join(name for role, name in ROLE_NAMES.items() if role in member.held),
        "areas": "、".join(area_name(area, reference) for area in member.areas),
        "organization": member.organization or "",
    }


def area_name(code: str, reference: Reference) -> str:
    return PROVINCE_NAME if code == PROVINCE else reference.region_name(code)
