"""What can stand in a roster's or an invitation's way.

Forbidden 403        NotForTheCounty
NotFound 404         RosterNotFound, NoSuchInvitation
Conflict 409         InvitationUsed, Purged
Unprocessable 422    OutsideCounties
TooMany 429          TooManyCodes
"""

from __future__ import annotations

from actions.errors import Conflict, Forbidden, NotFound, TooMany, Unprocessable


class NotForTheCounty(Forbidden):
    """Who reviews for one union, an enterprise's above all, never learns who of a site joined."""

    def __init__(self) -> None:
        super().__init__("清单只给县（市、区）工会的同事看，企业和基层工会的账号打不开。")


class RosterNotFound(NotFound):
    """No such roster, or another county's."""

    def __init__(self) -> None:
        super().__init__("没有找到这份清单。")


class NoSuchInvitation(NotFound):
    """Unknown, used, or out of date: which of them is not told, and the try is counted."""

    keeps_what_was_written = True

    def __init__(self) -> None:
        super().__init__("没有可以用的这个邀请码。")


class InvitationUsed(Conflict):
    """Somebody filed with it meanwhile, or its time is over."""

    kind = "invitation-used"
    title = "邀请码不能用了"

    def __init__(self) -> None:
        super().__init__("这个邀请码用过了或者过期了，请自己填姓名和手机号。", field="invitation")


class Purged(Conflict):
    """Names, phones and codes are gone."""

    kind = "roster-purged"
    title = "清单已到期"

    def __init__(self) -> None:
        super().__init__("这份清单已到期，姓名、手机号和邀请码都已删除，只剩人数。")


class OutsideCounties(Unprocessable):
    """The county is not one of the colleague's."""

    kind = "outside-counties"
    title = "不是您负责的县区"

    def __init__(self) -> None:
        super().__init__("请选您负责的县（市、区）。", field="region")


class TooManyCodes(TooMany):
    """The day's tries are used up."""

    def __init__(self) -> None:
        super().__init__("今天试的次数太多了，请明天再试，或者直接填申请。")
