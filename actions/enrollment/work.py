"""Where and as what an applicant works, as routing wants it."""

from __future__ import annotations

from actions.enrollment.model import Enrollment
from actions.reference import Reference
from actions.unions.routing import Choice, Work
from actions.vault import Vault


def employer_name(reference: Reference, employer: str | None, platform: str | None) -> str | None:
    """The company somebody works for: as they wrote it, else the platform's name; None for neither."""
    return employer or (reference.platforms.get(platform) if platform not in (None, "other") else None)


def work_of(enrollment: Enrollment, reference: Reference, vault: Vault) -> Work:
    """As it stands in the application."""
    employer, township = (
        vault.decrypt(box) if box is not None else None for box in (enrollment.employer_box, enrollment.township_box)
    )
    return Work(
        enrollment.trade,
        enrollment.region,
        employer_name(reference, employer, enrollment.platform),
        township,
        Choice(enrollment.choice) if enrollment.choice is not None else None,
    )
