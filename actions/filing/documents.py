"""Filings as JSON, for staff: nothing of the person."""

from __future__ import annotations

from typing import Any

from actions.filing.model import Filing
from actions.vault import Vault


def filing_document(filing: Filing, union: str, vault: Vault) -> dict[str, Any]:
    return {
        "number": filing.enrollment_number,
        "state": filing.state,
        "union": {"name": union},
        "region": filing.region,
        "opened_at": filing.opened_at.isoformat(),
        "updated_at": filing.updated_at.isoformat(),
        "attempts": filing.attempts,
        "next_at": filing.next_at.isoformat() if filing.next_at is not None else None,
        "cause": filing.cause,
        "status": filing.status,
        "reason": vault.decrypt(filing.reason_box) if filing.reason_box is not None else None,
        "reference": vault.decrypt(filing.reference_box) if filing.reference_box is not None else None,
    }
