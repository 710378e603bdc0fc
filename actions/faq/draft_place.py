"""Which answer a draft's page is about, and how that answer stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.scope import EntryName
from actions.faq.writing import Standing, stand
from actions.reference import Reference


@dataclass(frozen=True)
class Place:
    """Which entry a page is about. `narrower` holds before anything is chosen, too; `is_new`: nobody began it."""

    name: EntryName
    narrower: bool
    is_new: bool

    @property
    def address(self) -> str:
        return "/desk/faq/drafts/new" if self.is_new else f"/desk/faq/entries/{self.name}"

    @property
    def form_address(self) -> str:
        return self.address if self.is_new else f"{self.address}/draft"


async def standing_at(
    session: AsyncSession, place: Place, reference: Reference, *, buttons: Collection[str]
) -> Standing:
    """While nothing is chosen, a new narrower answer is not the general one, though both are called the same."""
    standing = await stand(session, place.name, reference, buttons=buttons)
    if place.narrower and not place.name.scope.key:
        return replace(standing, exists=False, out=None, begun=None, last=None)
    return standing
