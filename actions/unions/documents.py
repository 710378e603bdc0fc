"""Organizations as the API shows them."""

from __future__ import annotations

from typing import Any

from actions.unions.model import Organization


def organization(one: Organization) -> dict[str, Any]:
    """All that a list holds of it, by the names of a list's columns."""
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "region": one.region,
        "parent": one.parent,
        "township": one.township,
        "trades": one.trades,
        "employers": one.employers,
        "steps": one.steps,
        "limit_hours": one.limit_hours,
        "sample": one.is_sample,
        "closed": one.closed_at is not None,
    }
