"""Every table of this room, so that migrations and tests see one whole metadata."""

from __future__ import annotations

from actions.attempts import Attempt
from actions.audit.model import AuditEntry
from actions.cover.model import CoverBatch, CoverCandidate, CoverQuota
from actions.database import Base
from actions.deliveries.model import Delivery
from actions.enrollment.model import Enrollment
from actions.faq.model import FaqEntry, FaqFeed, FaqList, FaqOutcome, FaqRevision, ThresholdRevision
from actions.filing.model import Filing, FilingBatch
from actions.idempotency.model import DoneRequest
from actions.memberships.model import Membership, MembershipMove
from actions.numbers import NumberSequence
from actions.quality.model import Evaluation
from actions.questions.model import Question
from actions.rosters.model import Roster, RosterLine
from actions.staff.model import DeskSession, PasswordLink, RecoveryCode, SecondFactor, StaffMember
from actions.stations.model import SampleSeeding, Station
from actions.takeovers.model import AssistUse, QuickReply, Takeover, TakeoverLine
from actions.tickets.model import Ticket
from actions.unions.model import Organization

__all__ = [
    "AssistUse",
    "Attempt",
    "AuditEntry",
    "Base",
    "CoverBatch",
    "CoverCandidate",
    "CoverQuota",
    "Delivery",
    "DeskSession",
    "DoneRequest",
    "Enrollment",
    "Evaluation",
    "FaqEntry",
    "FaqFeed",
    "FaqList",
    "FaqOutcome",
    "FaqRevision",
    "Filing",
    "FilingBatch",
    "Membership",
    "MembershipMove",
    "NumberSequence",
    "Organization",
    "PasswordLink",
    "Question",
    "QuickReply",
    "RecoveryCode",
    "Roster",
    "RosterLine",
    "SampleSeeding",
    "SecondFactor",
    "StaffMember",
    "Station",
    "Takeover",
    "TakeoverLine",
    "ThresholdRevision",
    "Ticket",
]

metadata = Base.metadata
