"""Staff at work on the FAQ: two colleagues, and what they do through the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.faq.model import FaqRevision
from actions.faq.queries import known_revision
from actions.staff.model import StaffMember
from tests.actions.house import Answer, Caller, House

WANG, LI = "wangmin", "lijun"
_NAMES = {WANG: "王敏", LI: "李军", "zhao": "赵云"}


async def hired(
    house: House,
    *logins: str,
    active: bool = True,
    roles: Sequence[str] = ("faq_editor", "faq_approver"),
    areas: Sequence[str] = ("340000",),
) -> None:
    """Accounts whose owners have set a password, unless not `active`."""
    async with house.database.write() as session:
        for login in logins:
            password_hash = "of-some-password" if active else None
            session.add(
                StaffMember(
                    login=login,
                    name=_NAMES.get(login, login),
                    roles=[*roles],
                    areas=[*areas],
                    password_hash=password_hash,
                    created_at=house.clock(),
                )
            )
        await session.commit()


def general(**fields: Any) -> dict[str, Any]:
    """What a whole general answer says; any column can be said otherwise."""
    return {
        "title": "入会要不要交钱",
        "category": "join",
        "sensitive": False,
        "answer": "入会不要钱。",
        "source": {"text": "中国工会章程", "date": "2023-10-12", "facts": ["join-067"]},
        "valid_from": "2026-11-22",
        "valid_until": None,
        "buttons": ["enroll"],
        "phrasings": ["进工会花钱不", "入会收费吗"],
    } | fields


def narrower(**fields: Any) -> dict[str, Any]:
    """What an answer for some area or trade says."""
    return {name: value for name, value in general().items() if name in _NARROWER} | fields


_NARROWER = ("answer", "source", "valid_from", "valid_until", "buttons")


async def drafted(cli: Caller, *, by: str = WANG, topic: str = "join_cost", **body: Any) -> Answer:
    content = body.pop("content", None) or general(**body.pop("says", {}))
    return await cli.post("/v1/faq/drafts", {"as": by, "topic": topic, "content": content, **body})


async def act(cli: Caller, name: str, what: str, *, by: str, **body: Any) -> Answer:
    """`submission`, `approval` … of a revision; `rollback`, `retirement` of an entry."""
    kind = "entries" if what in ("rollback", "retirement") else "revisions"
    return await cli.post(f"/v1/faq/{kind}/{name}/{what}", {"as": by, **body})


async def published(cli: Caller, *, topic: str = "join_cost", **body: Any) -> str:
    """Drafted and submitted by Wang, approved by Li; returns the revision's name."""
    draft = await drafted(cli, topic=topic, **body)
    assert draft.status == 201, draft.raw.decode()
    name = str(draft.json["revision"])
    for what, by in (("submission", WANG), ("approval", LI)):
        answer = await act(cli, name, what, by=by)
        assert answer.status == 200, answer.raw.decode()
    return name


async def entry_in_feed(caller: Caller, topic: str = "join_cost") -> dict[str, Any] | None:
    """What followers see of that topic; None when it is not in the feed."""
    entries = (await caller.get("/v1/faq/feed")).json["entries"]
    return next((entry for entry in entries if entry["id"] == topic), None)


async def version(caller: Caller) -> int:
    return int((await caller.get("/v1/faq/feed")).json["version"])


async def kept(house: House, name: str) -> FaqRevision:
    async with house.database.read() as session:
        return await known_revision(session, name)
