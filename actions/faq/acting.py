"""Who may act on the FAQ: an editor or approver whose area covers what the answer holds for."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.requests import ActingFor
from actions.faq.scope import EntryName, Scope, parse_revision_name
from actions.faq.states import State
from actions.staff.access import covers_all
from actions.staff.accounts import acting_member
from actions.staff.errors import OutsideArea
from actions.staff.model import Role, StaffMember

EDITOR, APPROVER = Role.FAQ_EDITOR, Role.FAQ_APPROVER


async def acting_for(session: AsyncSession, wanted: ActingFor, *roles: Role, on: Scope | None) -> StaffMember:
    """The colleague a program acts for, as `acting_as`. Raises NoSuchMember, NotActive, LacksRole, OutsideArea."""
    return await acting_as(session, wanted.acting_for, *roles, on=on)


async def acting_as(session: AsyncSession, login: str, *roles: Role, on: Scope | None) -> StaffMember:
    """The colleague, who has one of these roles for that scope; None: the act looks at the scopes itself.

    An answer without areas holds for everybody, so it takes the whole province. Raises NoSuchMember, NotActive,
    LacksRole, OutsideArea.
    """
    member = await acting_member(session, login, *roles)
    if on is not None and not covers_all(member, on.areas):
        raise OutsideArea
    return member


def rejecting_roles(state: State) -> tuple[Role, ...]:
    """Editors drop drafts; saying no to one in review is the approvers'."""
    return (EDITOR, APPROVER) if state is State.DRAFT else (APPROVER,)


def scope_of_entry(name: str) -> Scope | None:
    """None when no entry can be called so."""
    parsed = EntryName.parse(name)
    return parsed.scope if parsed is not None else None


def scope_of_revision(name: str) -> Scope | None:
    """None when no revision can be called so."""
    parsed = parse_revision_name(name)
    return parsed[0].scope if parsed is not None else None
