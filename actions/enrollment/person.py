"""The applicant as rows know them: values encrypted, hashes for look-ups, flags from the ID number."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.database import hold_name
from actions.enrollment.model import OPEN_STATES, Enrollment
from actions.enrollment.states import OPEN
from actions.errors import InvalidField
from actions.memberships.model import Membership
from actions.personal_fields import age_on, is_female
from actions.vault import Vault

PERSONAL = ("name", "id_number", "phone", "plate")

PHONE_IN_USE = "phone_in_use"
MEMBER_NAME_DIFFERS = "member_name_differs"
HOLD_NAMES: Mapping[str, str] = {
    PHONE_IN_USE: "手机号已被另一人使用",
    MEMBER_NAME_DIFFERS: "身份证号已登记为会员，姓名对不上",
}

#: Why somebody may look at a whole value; the audit log keeps which it was.
REVEAL_REASONS: Mapping[str, str] = {
    "verify_identity": "核对身份",
    "call_worker": "联系本人",
    "register_elsewhere": "登记到会员系统",
    "asked_by_worker": "本人要求核对",
}

UNDER_16 = "under_16"
OVER_RETIREMENT_AGE = "over_retirement_age"
AGE_NAMES: Mapping[str, str] = {UNDER_16: "未满 16 周岁", OVER_RETIREMENT_AGE: "可能已过退休年龄"}

LOWEST_AGE = 16  # Labor Law, article 15: nobody younger may be employed
# The lowest statutory ages before the gradual rise that began in 2025: a flag for the reviewer, never a decision.
RETIREMENT_AGE_MEN, RETIREMENT_AGE_WOMEN = 60, 50


def write_personal(enrollment: Enrollment, values: Mapping[str, str], vault: Vault) -> None:
    """Put the given fields on the row, encrypted, with their hashes; the others stay."""
    for field, value in values.items():
        setattr(enrollment, f"{field}_box", vault.encrypt(value))
    if "id_number" in values:
        enrollment.id_number_hash = vault.fingerprint("id_number", values["id_number"])
    if "name" in values:
        enrollment.name_hash = vault.fingerprint("name", values["name"])
    if "phone" in values:
        enrollment.phone_hash = vault.fingerprint("phone", values["phone"])


def read_personal(enrollment: Enrollment, vault: Vault) -> dict[str, str]:
    """The personal fields in clear; {} after erasure."""
    boxes = {field: getattr(enrollment, f"{field}_box") for field in PERSONAL}
    return {field: vault.decrypt(box) for field, box in boxes.items() if box is not None}


def wipe_personal(enrollment: Enrollment) -> None:
    """Leave nothing on the row that tells who it was."""
    for field in (*PERSONAL, "employer", "township", "reason", "field_reasons"):
        setattr(enrollment, f"{field}_box", None)
    enrollment.id_number_hash = None
    enrollment.phone_hash = None
    enrollment.name_hash = None
    enrollment.conversation = None


def age_flag(id_number: str, day: date) -> str | None:
    """Under sixteen, or possibly past retirement; None in between. Raises InvalidField for a birth to come."""
    age = age_on(day, id_number)
    if age < 0:
        raise InvalidField("id_number", "身份证号里的出生日期还没到，请核对每一位。")
    if age < LOWEST_AGE:
        return UNDER_16
    retires_at = RETIREMENT_AGE_WOMEN if is_female(id_number) else RETIREMENT_AGE_MEN
    return OVER_RETIREMENT_AGE if age >= retires_at else None


async def member_with(session: AsyncSession, id_number: str, vault: Vault) -> Membership | None:
    """The membership under that ID number; None when there is none."""
    return (await session.scalars(_MEMBER, {"id_number_hash": vault.fingerprint("id_number", id_number)})).first()


_MEMBER = select(Membership).where(Membership.id_number_hash == bindparam("id_number_hash"))


class OpenOne(NamedTuple):
    """Of an open application, what tells whose it is."""

    conversation: str | None
    name_hash: str | None
    name_box: bytes | None


async def open_under(session: AsyncSession, id_number: str, vault: Vault) -> OpenOne | None:
    """The open application under that ID number, None for none; the index decides when two are filed at once."""
    found = await session.execute(_OPEN_ONE, {"id_number_hash": vault.fingerprint("id_number", id_number)})
    return OpenOne._make(row) if (row := found.first()) is not None else None


_OPEN_ONE = select(*(getattr(Enrollment, column) for column in OpenOne._fields)).where(
    OPEN_STATES, Enrollment.id_number_hash == bindparam("id_number_hash")
)


def is_name_of(one: OpenOne, name: str, vault: Vault) -> bool:
    """Whether it was filed in that name; older ones have no hash of it."""
    kept = one.name_hash
    if kept is None and one.name_box is not None:
        kept = vault.fingerprint("name", vault.decrypt(one.name_box))
    return hmac.compare_digest(kept or "", vault.fingerprint("name", name))


async def phone_is_anothers(session: AsyncSession, phone: str, id_number: str, vault: Vault) -> bool:
    """Whether an open application or a membership of another ID number has this phone.

    Two people sending the same phone at once are taken one after the other.
    """
    phone_hash = vault.fingerprint("phone", phone)
    await hold_name(session, f"phone {phone_hash}")
    asked = {"phone_hash": phone_hash, "id_number_hash": vault.fingerprint("id_number", id_number)}
    return bool(await session.scalar(_ANOTHERS, asked))


def _of_another(of: type[Enrollment] | type[Membership]) -> Select[int]:
    return select(of.id).where(
        of.phone_hash == bindparam("phone_hash"), of.id_number_hash != bindparam("id_number_hash")
    )


_ANOTHERS = select(
    or_(_of_another(Enrollment).where(Enrollment.state.in_(OPEN)).exists(), _of_another(Membership).exists())
)
