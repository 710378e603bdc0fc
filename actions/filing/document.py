"""What is filed of an approved application, as JSON (docs/filing.md describes it for the receiver)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from actions.enrollment.model import Enrollment
from actions.memberships.model import Membership
from actions.vault import Vault

TYPE = "enrollment.approved"


def filed_body(
    enrollment: Enrollment, person: Mapping[str, str], member: Membership, *, vault: Vault, now: datetime
) -> str:
    """The body, word for word as it will be sent; `now` is the approval."""
    data: dict[str, Any] = {
        "application": {
            "number": enrollment.number,
            "kind": enrollment.kind,
            "submitted_at": enrollment.submitted_at.isoformat(),
            "consent": {"version": enrollment.consent_version, "given_at": enrollment.consent_given_at.isoformat()},
        },
        "member": {"number": member.number, "joined_on": member.joined_on.isoformat()},
        "person": {field: person.get(field) for field in ("name", "id_number", "phone", "plate")},
        "work": {
            "trade": enrollment.trade,
            "platform": enrollment.platform,
            "employer": _opened(enrollment.employer_box, vault),
            "region": enrollment.region,
            "township": _opened(enrollment.township_box, vault),
        },
        "union": {
            "code": enrollment.organization.code,
            "name": enrollment.organization.name,
            "sample": enrollment.organization.is_sample,
            "choice": enrollment.choice,
        },
    }
    document = {"type": TYPE, "timestamp": now.isoformat(), "data": data}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _opened(box: bytes | None, vault: Vault) -> str | None:
    return vault.decrypt(box) if box is not None else None
