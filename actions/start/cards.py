"""The cards of the start page: for each role a colleague has, what waits for them and what was done today.

Everything is bounded to the colleague's area, and read with a few counting queries per role.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.queries import last_verification
from actions.clock import local_date, local_midnight, local_text, waited_text
from actions.enrollment import figures as enrollments
from actions.faq import figures as faq
from actions.filing import figures as filings
from actions.questions.clusters import count_open as count_open_questions
from actions.staff.access import has_role, is_provinces
from actions.staff.model import ROLE_NAMES, Role, StaffMember
from actions.staff.people import Manager, colleagues
from actions.staff.signing_in import actor_of
from actions.takeovers import figures as takeovers
from actions.tickets.queries import count_open


@dataclass(frozen=True)
class Figure:
    """One number and, where the colleague can do something about it, the page that lists what it counts.

    `note` stands beside it in the look of `state`: good, bad, warn or info.
    """

    name: str
    value: int | str
    path: str | None = None
    note: str = ""
    state: str = ""


@dataclass(frozen=True)
class Card:
    """What one role has to do; `clear` is said when nothing waits."""

    role: Role
    waiting: tuple[Figure, ...]
    today: tuple[Figure, ...]
    clear: str

    @property
    def title(self) -> str:
        return ROLE_NAMES[self.role]

    @property
    def is_clear(self) -> bool:
        return not any(one.value for one in self.waiting) and not any(one.state == "bad" for one in self.waiting)


@dataclass(frozen=True)
class Moment:
    """Whose page it is, and when it is looked at."""

    member: StaffMember
    now: datetime

    @property
    def today(self) -> datetime:
        """China's midnight, in UTC."""
        return local_midnight(local_date(self.now))

    def waited(self, since: datetime | None) -> str:
        return f"最久 {waited_text(since, self.now)}" if since is not None else ""


async def cards_of(session: AsyncSession, member: StaffMember, now: datetime) -> list[Card]:
    """One for each role the colleague has, those with people waiting first."""
    moment = Moment(member, now)
    return [await card(session, moment) for role, card in _CARDS.items() if has_role(member, role)]


async def _operator(session: AsyncSession, at: Moment) -> Card:
    waiting = await takeovers.waiting_now(session, at.member)
    handled = await takeovers.handled_since(session, at.member, at.today)
    queue, tickets = "/desk/conversations", "/desk/tickets"
    wait = waited_text(at.now - handled.median_wait, at.now) if handled.median_wait is not None else "还没有"
    return Card(
        Role.OPERATOR,
        (
            Figure("等接入的会话", waiting.count, queue, at.waited(waiting.since), "warn"),
            Figure("我正在接待", waiting.own, queue),
            Figure("没办的留言", await count_open(session, seen_by=at.member), tickets),
        ),
        (
            Figure("接入会话", handled.taken, queue),
            Figure("办结会话", handled.closed, f"{queue}?show=closed"),
            Figure("等待中位数", wait),
        ),
        "没有人在等，留言也都办完了。",
    )


async def _reviewer(session: AsyncSession, at: Moment) -> Card:
    waiting = await enrollments.waiting_now(session, at.member, at.now)
    decided = await enrollments.decided_since(session, at.member, at.today, at.now)
    path = "/desk/enrollments"
    return Card(
        Role.REVIEWER,
        (
            Figure("等审核的申请", waiting.submitted, path, at.waited(waiting.since), "warn"),
            Figure("审核中", waiting.in_review, f"{path}?state=in_review"),
            Figure("其中挂起", waiting.held, path),
            Figure("超过时限", waiting.overdue, f"{path}?state=overdue", "已上报" if waiting.overdue else "", "warn"),
        ),
        (Figure("审结申请", decided, f"{path}?state=approved"),),
        "申请都审完了。",
    )


async def _editor(session: AsyncSession, at: Moment) -> Card:
    work = await faq.work_now(session, at.member)
    rejected, answers = await faq.count_rejected(session, at.member, at.now), "/desk/faq"
    running_out = await faq.count_running_out(session, at.member, local_date(at.now))
    return Card(
        Role.FAQ_EDITOR,
        (
            Figure("草稿", work.drafts, f"{answers}?kind=draft"),
            Figure("没通过、等您重写", rejected, f"{answers}?kind=rejected", "最近 7 天" if rejected else "", "warn"),
            Figure("等审批", work.in_review, f"{answers}?kind=in_review"),
            Figure(
                "快到期、已过期",
                running_out,
                f"{answers}?kind=expiring",
                "要核一核" if running_out else "",
                "warn",
            ),
            Figure("没答上的问题", await count_open_questions(session), "/desk/questions", "几堆没人写", "info"),
        ),
        (Figure("发布答复", await faq.published_since(session, at.member, at.today)),),
        "没有写了一半的、快到期的答复，也没有没答上的问题。",
    )


async def _approver(session: AsyncSession, at: Moment) -> Card:
    work, thresholds = await faq.work_now(session, at.member), await faq.thresholds_awaiting(session, at.member)
    return Card(
        Role.FAQ_APPROVER,
        (
            Figure("等您审批的答复", work.awaiting_own_approval, "/desk/faq?kind=awaiting_me"),
            *((Figure("等您审批的门槛", 1, "/desk/quality/thresholds"),) if thresholds else ()),
        ),
        (Figure("发布答复", await faq.published_since(session, at.member, at.today)),),
        "没有等您审批的答复。",
    )


async def _administrator(session: AsyncSession, at: Moment) -> Card:
    everybody = await colleagues(session, seen_by=Manager(actor_of(at.member), at.member))
    at_work = [one for one in everybody if one.closed_at is None and one.password_hash is not None]
    undone = await filings.undone_now(session, at.member)
    invited = sum(one.closed_at is None and one.password_hash is None for one in everybody)
    return Card(
        Role.ADMINISTRATOR,
        (
            Figure("没有二次验证的同事", sum(one.second_factor is None for one in at_work), "/desk/people"),
            Figure("还没设密码的同事", invited, "/desk/people"),
            _failed_filings(undone.failed),
            Figure("等报送的申请", undone.waiting, "/desk/filings"),
            *((await _chain(session),) if is_provinces(at.member) else ()),
        ),
        (),
        "账号都设好了。",
    )


def _failed_filings(count: int) -> Figure:
    note, state = ("要处理", "bad") if count else ("", "")
    return Figure("没报送成的申请", count, "/desk/filings?state=failed", note, state)


async def _chain(session: AsyncSession) -> Figure:
    """As it was when somebody looked last; looking anew reads the whole log."""
    last, name, path = await last_verification(session), "操作记录", "/desk/audit"
    if last is None:
        return Figure(name, "", path, "记录链还没核对过", "info")
    when = local_text(last.at)
    if last.broken_at:
        return Figure(name, "", path, f"{when} 核对：记录链断了", "bad")
    if not last.heads:
        return Figure(name, "", path, f"{when} 核对：没有存根可比", "warn")
    return Figure(name, "", path, f"{when} 核对：完整", "good")


_CARDS: Mapping[Role, Callable[[AsyncSession, Moment], Awaitable[Card]]] = {
    Role.OPERATOR: _operator,
    Role.REVIEWER: _reviewer,
    Role.FAQ_EDITOR: _editor,
    Role.FAQ_APPROVER: _approver,
    Role.ADMINISTRATOR: _administrator,
}
