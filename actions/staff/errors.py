"""What can go wrong with accounts at the desk.

Refusal 401       WrongLogin, WrongCode, CodeUsed, SessionEnded
Forbidden 403     LacksRole, OutsideArea
NotFound 404      NoSuchMember
Conflict 409      LoginTaken, AdministratorExists, NotActive, AccountClosed, NotClosed, LastAdministrator, OwnAccount,
                  OfferSpent, FactorExists, NoFactor
Gone 410          LinkSpent
TooMany 429       TooManySignIns, TooManyCodes, SigningInTooFast
"""

from __future__ import annotations

from datetime import datetime

from actions.clock import clock_text
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
        super().__init__("没有这位同事。")


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

    def __init__(self, detail: str = "登录名或密码不对。", *, field: str | None = None) -> None:
        super().__init__(detail, field=field)


class WrongCode(Refusal):
    status = 401
    kind = "wrong-code"
    title = "验证码不对"

    def __init__(self) -> None:
        super().__init__("验证码不对。请看一下应用里现在的 6 位数字，手机的时间也要准。", field="code")


class CodeUsed(Refusal):
    status = 401
    kind = "code-used"
    title = "验证码用过了"

    def __init__(self) -> None:
        super().__init__("这个验证码已经用过了，请等应用里出现下一个再填。", field="code")


class TooManySignIns(TooMany):
    """For one account, from wherever: perhaps its owner has done nothing."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"这个账号几分钟里试了太多次，{clock_text(until)} 以后再试。账号没有被停用；"
            "如果不是您自己在试，请告诉管理员。"
        )


class TooManyCodes(TooMany):
    def __init__(self, until: datetime) -> None:
        super().__init__(f"验证码试了太多次，{clock_text(until)} 以后再试。手机不在身边的话，请管理员重置。")


class SigningInTooFast(TooMany):
    """From one network address."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"您这个网络里登录得太快了，请等 {seconds} 秒再试。")


class OfferSpent(Conflict):
    """The secret on the page is too old, or was another colleague's."""

    kind = "offer-spent"
    title = "页面已过期"

    def __init__(self) -> None:
        super().__init__("这一页放得太久了，请重新打开再扫一次。")


class FactorExists(Conflict):
    kind = "second-factor-exists"
    title = "已经设好了"

    def __init__(self) -> None:
        super().__init__("二次验证已经设好了。要换手机，请在“我的账号”里先停用。")


class NoFactor(Conflict):
    kind = "no-second-factor"
    title = "没有设过"

    def __init__(self) -> None:
        super().__init__("这个账号没有设二次验证。")


class SessionEnded(Refusal):
    status = 401
    kind = "session-ended"
    title = "登录已结束"

    def __init__(self) -> None:
        super().__init__("这次登录已经结束，请重新登录。")


class AccountClosed(Conflict):
    kind = "account-closed"
    title = "账号已停用"

    def __init__(self) -> None:
        super().__init__("这个账号已经停用。")


class NotClosed(Conflict):
    kind = "account-not-closed"
    title = "账号没有停用"

    def __init__(self) -> None:
        super().__init__("这个账号没有停用。")


class LastAdministrator(Conflict):
    """Somebody must be left who can let others in."""

    kind = "last-administrator"
    title = "最后一位管理员"

    def __init__(self) -> None:
        super().__init__("这是最后一位能登录的管理员，请先另设一位。")


class OwnAccount(Conflict):
    """Nobody takes away what lets them repair a slip."""

    kind = "own-account"
    title = "自己的账号"

    def __init__(self) -> None:
        super().__init__("不能停用自己的账号，也不能去掉自己的管理员岗位；请另一位管理员来办。")


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
