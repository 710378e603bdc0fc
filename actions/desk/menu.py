"""The desk's main menu: which pages a colleague's roles lead to. A new page adds its line here."""

from __future__ import annotations

from dataclasses import dataclass

from actions.staff.access import has_role, is_provinces
from actions.staff.model import Role, StaffMember

START = "/desk"


@dataclass(frozen=True)
class MenuItem:
    """One entry; `path` and everything below it count as this page. Below the start page lies the whole desk."""

    title: str
    path: str
    roles: frozenset[Role]
    is_countys: bool = False  # nothing for who reviews for one union
    is_provinces: bool = False  # nothing for whose area is less than the whole province

    def holds(self, path: str) -> bool:
        """Whether a page lies under this entry."""
        return path == self.path or (self.path != START and path.startswith(f"{self.path}/"))


MENU = (
    MenuItem("首页", START, frozenset(Role)),
    MenuItem("人工会话", "/desk/conversations", frozenset({Role.OPERATOR})),
    MenuItem("入会申请", "/desk/enrollments", frozenset({Role.REVIEWER})),
    MenuItem("会员", "/desk/members", frozenset({Role.REVIEWER})),
    MenuItem("意外险", "/desk/cover", frozenset({Role.REVIEWER})),
    MenuItem("清单", "/desk/rosters", frozenset({Role.REVIEWER, Role.ADMINISTRATOR}), is_countys=True),
    MenuItem("留言", "/desk/tickets", frozenset({Role.OPERATOR})),
    MenuItem("答复", "/desk/faq", frozenset({Role.FAQ_EDITOR, Role.FAQ_APPROVER})),
    MenuItem("没答上的问题", "/desk/questions", frozenset({Role.FAQ_EDITOR, Role.FAQ_APPROVER})),
    MenuItem("答复采用情况", "/desk/assist-uses", frozenset({Role.FAQ_EDITOR, Role.FAQ_APPROVER})),
    MenuItem("质量", "/desk/quality", frozenset({Role.FAQ_EDITOR, Role.FAQ_APPROVER})),
    MenuItem("工会", "/desk/unions", frozenset({Role.ADMINISTRATOR})),
    MenuItem("同事", "/desk/people", frozenset({Role.ADMINISTRATOR})),
    MenuItem("报送", "/desk/filings", frozenset({Role.ADMINISTRATOR})),
    MenuItem("操作记录", "/desk/audit", frozenset({Role.ADMINISTRATOR}), is_provinces=True),
    MenuItem("我的账号", "/desk/account", frozenset(Role)),
    MenuItem("手册", "/desk/handbook", frozenset(Role)),
)


def menu_of(member: StaffMember | None) -> list[MenuItem]:
    """The entries this colleague may open, in their order; [] when nobody is signed in."""
    return [
        item
        for item in MENU
        if member is not None
        and has_role(member, *item.roles)
        and not (item.is_countys and member.organization_id is not None)
        and not (item.is_provinces and not is_provinces(member))
    ]
