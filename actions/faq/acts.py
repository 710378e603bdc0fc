"""What a colleague may do with a revision as it stands, and why not more."""

from __future__ import annotations

from dataclasses import dataclass

from actions.faq.model import FaqRevision
from actions.faq.states import OPEN, State
from actions.staff.access import covers_all, has_role
from actions.staff.model import Role, StaffMember

OUTSIDE = "它管的地区不全归您负责，您只能看。"


@dataclass(frozen=True)
class Acts:
    """`notes` say what is in the way, in whole sentences."""

    edit: bool = False
    check: bool = False
    submit: bool = False
    drop: bool = False
    approve: bool = False
    publish: bool = False
    reject: bool = False
    notes: tuple[str, ...] = ()


def acts_for(revision: FaqRevision, member: StaffMember) -> Acts:
    """Whether the use cases would let them; what a colleague does meanwhile is seen there."""
    if revision.state_now not in OPEN:
        return Acts()
    if not covers_all(member, revision.entry.areas):
        return Acts(notes=(OUTSIDE,))
    edits, approves = has_role(member, Role.FAQ_EDITOR), has_role(member, Role.FAQ_APPROVER)
    if revision.state_now is State.DRAFT:
        notes = () if edits else ("修改和送审由问答编辑来办。",)
        return Acts(edit=edits, check=True, submit=edits, drop=True, notes=notes)
    is_approved, is_own = revision.approver is not None, member.id in revision.writers
    return Acts(
        check=True,
        approve=approves and not is_approved and not is_own,
        publish=approves and is_approved,
        reject=approves,
        notes=tuple(_in_the_way(approves, is_own and not is_approved)),
    )


def _in_the_way(approves: bool, is_own: bool) -> list[str]:
    if not approves:
        return ["批准和不同意由问答审批人来办。"]
    return ["这一版是您写的（或您也改过），要请另一位同事批准。"] if is_own else []
