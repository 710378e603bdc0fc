"""Applications as JSON: masked always."""

from __future__ import annotations

import json
from typing import Any

from actions.enrollment.model import Enrollment
from actions.enrollment.person import read_personal
from actions.masks import masked_id_number, masked_name, masked_phone, masked_plate
from actions.unions.model import Organization
from actions.vault import Vault

_MASKS = {"name": masked_name, "id_number": masked_id_number, "phone": masked_phone, "plate": masked_plate}


def receipt(enrollment: Enrollment) -> dict[str, Any]:
    """What the worker gets when an application is filed: nothing personal.

    Nor whether it is held: that would tell whose phone or ID number is known here.
    """
    return {
        "number": enrollment.number,
        "kind": enrollment.kind,
        "state": enrollment.state,
        "union": _union(enrollment.organization),
        "region": enrollment.region,
        "submitted_at": enrollment.submitted_at.isoformat(),
    }


def application(enrollment: Enrollment, vault: Vault, *, turn: Organization | None = None) -> dict[str, Any]:
    """One application for its worker; `turn` is the union that has it now, its own when left out."""
    return {
        **receipt(enrollment),
        "union": _union(turn or enrollment.organization),
        "reason": vault.decrypt(enrollment.reason_box) if enrollment.reason_box is not None else None,
        "returned_fields": enrollment.returned_fields,
        "reasons": field_reasons(enrollment, vault),
        "cause": enrollment.cause,
        "updated_at": enrollment.updated_at.isoformat(),
        "trade": enrollment.trade,
        "platform": enrollment.platform,
        "employer": vault.decrypt(enrollment.employer_box) if enrollment.employer_box is not None else None,
        "township": vault.decrypt(enrollment.township_box) if enrollment.township_box is not None else None,
        "choice": enrollment.choice,
        "masked": masked(enrollment, vault),
    }


def application_for_review(enrollment: Enrollment, vault: Vault) -> dict[str, Any]:
    """The same for staff, with what they need to decide."""
    return {
        **application(enrollment, vault),
        "channel": enrollment.channel,
        "step": enrollment.step,
        "hold_reason": enrollment.hold_reason,
        "age_flag": enrollment.age_flag,
        "decided_by": enrollment.decided_by,
        "claimed_by": enrollment.claimed_by,
        "due_at": enrollment.due_at.isoformat() if enrollment.due_at is not None else None,
    }


def _union(union: Organization) -> dict[str, Any]:
    return {"name": union.name, "sample": union.is_sample}


def field_reasons(enrollment: Enrollment, vault: Vault) -> dict[str, str]:
    """Why each field was returned; {} when none was."""
    box = enrollment.field_reasons_box
    return dict(json.loads(vault.decrypt(box))) if box is not None else {}


def name_shown(name_box: bytes | None, vault: Vault) -> str | None:
    """The masked name alone, for lists: no other box is opened. None when it is erased."""
    return masked_name(vault.decrypt(name_box)) if name_box is not None else None


def masked(enrollment: Enrollment, vault: Vault) -> dict[str, str | None]:
    """All four personal fields; None where one was not given or is erased."""
    person = read_personal(enrollment, vault)
    return {field: mask(person[field]) if field in person else None for field, mask in _MASKS.items()}
