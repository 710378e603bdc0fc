"""The second factor: an app that makes codes from the time (TOTP), and ten recovery codes for when it is lost.

A secret is offered on the page inside an encrypted box and stored once a code proves that the app has it. A code is
taken once: the row remembers the step of the last one, and neither that step nor an earlier one counts again.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Literal, cast

import pyotp
import segno
from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.staff.errors import CodeUsed, FactorExists, OfferSpent, WrongCode
from actions.staff.model import RecoveryCode, SecondFactor, StaffMember
from actions.staff.tokens import NewToken
from actions.vault import CannotOpen, Vault

ISSUER = "小蜂工作台"
STEP_SECONDS = 30
LATE_STEPS = 1  # a phone's clock may be half a minute off, either way
OFFER_LIFE = timedelta(minutes=15)
RECOVERY_CODES = 10


@dataclass(frozen=True)
class Offer:
    """`box` travels through the page's form; `secret` is for an app that cannot read the picture."""

    secret: str
    box: str
    picture: str  # the QR code as an SVG element

    @property
    def spelled(self) -> str:
        """In groups of four, to be typed."""
        return " ".join(re.findall(".{1,4}", self.secret))


def offer(member: StaffMember, *, vault: Vault, new_token: NewToken, now: datetime) -> Offer:
    """A fresh secret, not stored anywhere yet."""
    secret = base64.b32encode(sha256(new_token().encode()).digest()[:20]).decode()
    inside = {"staff": member.id, "secret": secret, "until": (now + OFFER_LIFE).timestamp()}
    return _shown(member, secret, base64.b64encode(vault.encrypt(json.dumps(inside))).decode())


def same_offer(member: StaffMember, box: str, *, vault: Vault, now: datetime) -> Offer:
    """What was offered, shown once more. Raises OfferSpent."""
    return _shown(member, _opened(member, box, vault, now), box)


async def set_up(
    session: AsyncSession, member: StaffMember, *, box: str, code: str, vault: Vault, new_token: NewToken, now: datetime
) -> list[str]:
    """Store the secret, as a code from the app proves it arrived; returns the recovery codes, shown once.

    Raises OfferSpent, WrongCode, FactorExists.
    """
    secret = _opened(member, box, vault, now)
    step = _step_of(secret, _bare(code), now)
    if step is None:
        raise WrongCode
    factor = SecondFactor(staff_id=member.id, secret_box=vault.encrypt(secret), since=now, last_step=step)
    try:
        async with session.begin_nested():
            session.add(factor)
            await session.flush()
    except IntegrityError as error:
        raise FactorExists from error
    return await fresh_recovery_codes(session, member, vault=vault, new_token=new_token)


async def fresh_recovery_codes(
    session: AsyncSession, member: StaffMember, *, vault: Vault, new_token: NewToken
) -> list[str]:
    """Ten new ones, 50 random bits each; those before are worth nothing any more."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == member.id))
    random = [sha256(new_token().encode()).digest() for _ in range(RECOVERY_CODES)]
    codes = [base64.b32encode(one).decode()[:10].lower() for one in random]
    session.add_all(RecoveryCode(code_hash=_hash(member.id, code, vault), staff_id=member.id) for code in codes)
    await session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


async def recovery_codes_left(session: AsyncSession, member: StaffMember) -> int:
    query = select(func.count()).where(RecoveryCode.staff_id == member.id, RecoveryCode.used_at.is_(None))
    return int(await session.scalar(query) or 0)


async def use_code(
    session: AsyncSession, member: StaffMember, code: str, *, vault: Vault, now: datetime
) -> Literal["app", "recovery"]:
    """Take a code of the app, or a recovery code; neither counts a second time. Raises WrongCode, CodeUsed."""
    bare = _bare(code)
    if re.fullmatch(r"\d{6}", bare, re.ASCII):
        await _use_app_code(session, member, bare, vault, now)
        return "app"
    used = await session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.code_hash == _hash(member.id, bare, vault),
            RecoveryCode.staff_id == member.id,
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    if _changed(used) != 1:
        raise WrongCode
    return "recovery"


async def forget_factor(session: AsyncSession, staff_id: int) -> bool:
    """Drop the secret and its recovery codes; False when there was none."""
    await session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    return bool(_changed(await session.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff_id))))


async def _use_app_code(session: AsyncSession, member: StaffMember, code: str, vault: Vault, now: datetime) -> None:
    factor = (await session.scalars(select(SecondFactor).where(SecondFactor.staff_id == member.id))).first()
    if factor is None:
        raise WrongCode
    step = _step_of(vault.decrypt(factor.secret_box), code, now)
    if step is None:
        raise WrongCode
    taken = await session.execute(
        update(SecondFactor)
        .where(SecondFactor.staff_id == member.id, SecondFactor.last_step < step)
        .values(last_step=step)
        .execution_options(synchronize_session=False)
    )
    if _changed(taken) != 1:
        raise CodeUsed


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code that is, of those that still count; every one is compared, in constant time."""
    current, totp = int(now.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret, interval=STEP_SECONDS)
    found = [
        step
        for step in range(current - LATE_STEPS, current + LATE_STEPS + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode(errors="replace"))
    ]
    return found[-1] if found else None


def _opened(member: StaffMember, box: str, vault: Vault, now: datetime) -> str:
    try:
        inside = json.loads(vault.decrypt(base64.b64decode(box, validate=True)))
    except (CannotOpen, binascii.Error, ValueError) as error:
        raise OfferSpent from error
    if not isinstance(inside, dict) or inside.get("staff") != member.id or inside.get("until", 0) <= now.timestamp():
        raise OfferSpent
    return str(inside["secret"])


def _shown(member: StaffMember, secret: str, box: str) -> Offer:
    address = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=member.login, issuer_name=ISSUER)
    picture = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False)
    return Offer(secret, box, picture)


def _bare(code: str) -> str:
    """Without what people put between, and in small letters."""
    return re.sub(r"[\s-]", "", code).lower()


def _hash(staff_id: int, code: str, vault: Vault) -> str:
    return vault.fingerprint("recovery code", f"{staff_id}:{code}")


def _changed(result: object) -> int:
    return int(cast(CursorResult[Any], result).rowcount)
