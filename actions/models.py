"""Every table of this room, so that migrations and tests see one whole metadata."""

from __future__ import annotations

from actions.audit.model import AuditEntry
from actions.database import Base
from actions.idempotency.model import DoneRequest

__all__ = ["AuditEntry", "Base", "DoneRequest"]

metadata = Base.metadata
