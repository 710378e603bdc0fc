"""What can go wrong with accounts at the desk.

Forbidden 403     LacksRole, OutsideArea
NotFound 404      NoSuchMember
Conflict 409      LoginTaken, AdministratorExists, NotActive
Gone 410          LinkSpent
Refusal 401       WrongLogin
TooMany 429       TooManySignIns, SigningInTooFast
"""

from __future__ import annotations

from actions.errors import Conflict, Forbidden, Gone, NotFound, Refusal, TooMany
from actions.staff.model import ROLE_NAMES, Role


class LoginTaken(Conflict):
    kind = "login-taken"
    title = "登录名已有人用"

    def __init__(self) -> None:
        super().__init__("这个登录名已有人用，请换一个。", field="login")


class AdministratorExists(Conflict):
    kind = "administrator-exists"
    title = "已有管理员"

    def __init__(self) -> None:
        super().__init__("管理员已经设好密码，请直接登录。")


class NoSuchMember(NotFound):
    def __init__(self) -> None:
        super().__init__("没有这个登录名。")


class LinkSpent(Gone):
    """Used, replaced by a newer one, too old, or never made."""

    kind = "link-spent"
    title = "链接已失效"

    def __init__(self) -> None:
        super().__init__("这个链接已经用过或过期了，请让管理员重新生成。")


class WrongLogin(Refusal):
    """Never says whether the login exists. The try is counted."""

    status = 401
    kind = "wrong-login"
    title = "登录没有成功"
    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("登录名或密码不对。")


class TooManySignIns(TooMany):
    def __init__(self) -> None:
        super().__init__("试的次数太多了，请过一刻钟再试。")


class SigningInTooFast(TooMany):
    """From one network address."""

    def __init__(self) -> None:
        super().__init__("登录得太快了，请等半分钟再试。")


class NotActive(Conflict):
    """Nobody can act for an account whose owner never set a password."""

    kind = "staff-not-active"
    title = "账号还没启用"

    def __init__(self) -> None:
        super().__init__("这位同事还没有用链接设好密码，不能以其名义办理。")


class LacksRole(Forbidden):
    kind = "lacks-role"

    def __init__(self, *roles: Role) -> None:
        super().__init__(f"这件事要由{'或'.join(ROLE_NAMES[role] for role in roles)}来办。")


class OutsideArea(Forbidden):
    """The colleague has the role, but not for that place."""

    kind = "outside-area"

    def __init__(self) -> None:
        super().__init__("这超出了您负责的地区。")
