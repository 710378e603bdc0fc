"""A receiver that listens, and a sender for it whose clock is turned by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import select

from actions.checkpoints import Checkpoint
from actions.filing.model import Filing
from actions.filing.queries import filing_of
from actions.filing.receiver import Receiver as Address
from actions.filing.sending import Sender
from actions.filing.webhook import Webhook
from tests.actions.applicants import RIDER, Applicant, filed, reviewed
from tests.actions.house import Caller, House
from tests.filing_receiver import SECRET, Receiver, listening, refuses


@dataclass(frozen=True)
class Post:
    """The way outward of one house."""

    house: House
    receiver: Receiver
    url: str

    def sender(
        self,
        *,
        url: str | None = None,
        seed: int = 1,
        timeout_seconds: float = 5.0,
        checkpoint: Checkpoint | None = None,
    ) -> Sender:
        house = self.house
        webhook = Webhook(Address.parse(url or self.url, SECRET), timeout_seconds=timeout_seconds)
        return Sender(
            house.database,
            webhook,
            vault=house.vault,
            clock=house.clock,
            checkpoint=checkpoint or house.checkpoints.append,
            chance=Random(seed),
        )

    async def send(self, **more: object) -> Filing:
        """Send what is due; the only filing there is, as it is then."""
        await self.sender(**more).send_due()  # type: ignore[arg-type]
        return await self.only()

    async def only(self) -> Filing:
        async with self.house.database.read() as session:
            return (await session.scalars(select(Filing))).one()

    async def of(self, number: str) -> Filing:
        async with self.house.database.read() as session:
            found = await filing_of(session, number)
        assert found is not None
        return found

    def opened(self, box: bytes | None) -> str | None:
        return self.house.vault.decrypt(box) if box is not None else None


@pytest.fixture
async def post(house: House) -> AsyncIterator[Post]:
    receiver = Receiver(now=house.clock)
    async with listening(receiver) as url:
        yield Post(house, receiver, url)


async def approved(bot: Caller, cli: Caller, who: Applicant = RIDER, **changed: object) -> str:
    """An application filed and approved; its number."""
    number = await filed(bot, who, **changed)
    answer = await reviewed(cli, number, "approve")
    assert answer.status == 200, answer.raw.decode()
    return number


async def refused_filing(house: House, bot: Caller, cli: Caller, *, who: Applicant) -> str:
    """An approved application the receiver refused for good; its number."""
    number = await approved(bot, cli, who)
    receiver = Receiver(now=house.clock)
    receiver.faults.append(refuses("该单位还没有在系统里建会，" * 9))
    async with listening(receiver) as url:
        await Post(house, receiver, url).sender().send_due()
    return number
